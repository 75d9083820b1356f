"""Filing reports: numbers, one per month, the same for ever, and never while figures differ."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from common.dates import local_today, month_label
from shop.order.models import SellerOrder
from stats import closing, definitions, draining, tasks
from stats.exporting import FiguresDiffer
from stats.models import DirtyKey, OfficialReport, ProofRun
from stats.period import month_of, read_period
from stats.reports import making, payload
from stats.reports.drawing import draw
from stats.scopes import Scope
from tests.factories import make_official, make_seller
from tests.stats.builders import TEA, complete, days_ago, make_seller_order
from tests.stats.conftest import settle
from tests.stats.report_market import DEFINITIONS, make_market
from tests.threads import at_once

pytestmark = pytest.mark.django_db

COMMUNE = Scope(frozenset({"05503"}))


@pytest.fixture
def market():
    make_market()


def differ(count: int = 3) -> None:
    ProofRun.objects.create(at=timezone.now(), cells=9, pending=0, differences=count)


def test_numbers_count_up_within_the_year(market, monkeypatch):
    period = making.months_to_report()[0]

    numbers = [making.make_report(period=period).number for _ in range(3)]

    assert numbers == [1, 2, 3]
    assert OfficialReport.objects.first().payload["number"] == 3
    monkeypatch.setattr(making.timezone, "now", lambda: datetime(2031, 1, 1, 3, tzinfo=UTC))
    assert making.make_report(period=period).number == 1


def test_checksum_covers_the_stored_payload(market):
    report = making.make_report(period=making.months_to_report()[0])
    report.refresh_from_db()

    assert payload.checksum(report.payload) == report.checksum
    report.payload["totals"]["completed"] += 1
    with pytest.raises(making.DamagedReport):
        making.stored_payload(report)


def test_old_report_stays_the_same_when_all_else_changes(market, monkeypatch, settings):
    monkeypatch.setattr(definitions, "current", lambda: DEFINITIONS)
    report = making.make_report(period=read_period({"ky": "nam"}))
    kept = making.stored_payload(OfficialReport.objects.get())
    files = {ext: draw(kept, ext).checksum for ext in ("pdf", "xlsx")}

    newer = DEFINITIONS[1]._replace(version=3, text="Nghĩa khác hẳn.")
    monkeypatch.setattr(definitions, "current", lambda: (DEFINITIONS[0], newer))
    settings.REPORT_ISSUER = settings.REPORT_ISSUER | {"name": "SỞ KHÁC"}
    complete(make_seller_order(make_seller("Hộ mới", "05503").partner))
    settle()

    again = making.stored_payload(OfficialReport.objects.get(pk=report.pk))
    assert {ext: draw(again, ext).checksum for ext in files} == files
    assert [one["version"] for one in again["definitions"]] == [1, 2]
    now = making.payload_for(period=read_period({"ky": "nam"}))
    assert [one["version"] for one in now["definitions"]] == [1, 3]
    assert now["totals"] != again["totals"]


def test_nothing_is_made_while_figures_differ(market):
    differ()

    with pytest.raises(FiguresDiffer, match="3 ô số liệu lệch"):
        making.make_report(period=making.months_to_report()[0])

    assert not OfficialReport.objects.exists()


def test_a_new_comparison_without_differences_opens_it_again(market):
    differ()
    differ(0)

    assert making.make_report(period=making.months_to_report()[0]).number == 1


def test_report_of_several_communes_is_refused(market):
    with pytest.raises(making.OneCommuneOnly):
        making.make_report(
            scope=Scope(frozenset({"05503", "05692"})), period=making.months_to_report()[0]
        )


def test_commune_official_signs_for_the_commune(market):
    official = make_official("commune_official", commune="05503")

    report = making.make_report(scope=COMMUNE, period=making.months_to_report()[0], by=official)

    assert report.commune_code == "05503"
    assert report.made_by == official
    assert report.payload["issuer"]["name"].endswith("TÂN CƯƠNG")
    assert report.payload["issuer"]["signer_title"] == "CHỦ TỊCH"


def test_province_signs_a_report_about_a_commune(market):
    official = make_official("province_official", province="19")

    report = making.make_report(scope=COMMUNE, period=making.months_to_report()[0], by=official)

    assert report.payload["issuer"]["name"] == "SỞ CÔNG THƯƠNG"


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (date(2026, 11, 6), (2026, 10)),
        (date(2026, 11, 30), (2026, 10)),
        (date(2026, 11, 5), (2026, 9)),
        (date(2026, 1, 6), (2025, 12)),
        (date(2026, 1, 5), (2025, 11)),
    ],
)
def test_month_is_closed_from_the_sixth_on(today, month):
    assert making.last_closed_month(today) == month_of(*month)


def test_months_to_choose_are_the_twelve_that_are_over():
    found = making.months_to_report(today=date(2026, 3, 15))

    assert [one.first for one in found][:3] == [
        date(2026, 2, 1), date(2026, 1, 1), date(2025, 12, 1)
    ]  # fmt: skip
    assert len(found) == 12


def sold_long_ago() -> None:
    complete(make_seller_order(make_seller().partner, placed_on=days_ago(80)), days_ago(80))
    settle()


def test_monthly_report_is_made_once_however_often_it_runs(db):
    sold_long_ago()

    first = making.make_monthly()
    tasks.make_monthly_report()

    report = OfficialReport.objects.get()
    assert report == first
    assert report.is_scheduled
    assert (report.period_from, report.period_to) == (
        making.last_closed_month(local_today()).first,
        making.last_closed_month(local_today()).last,
    )


def test_monthly_report_that_was_missed_is_made_on_a_later_day(db):
    sold_long_ago()

    report = making.make_monthly(today=local_today().replace(day=28))

    assert report.is_scheduled


def test_market_that_never_sold_files_no_report(db):
    assert making.make_monthly() is None
    assert not OfficialReport.objects.exists()


def test_monthly_report_waits_while_figures_differ(db, caplog):
    sold_long_ago()
    differ()

    assert making.make_monthly() is None
    assert "refused" in caplog.text
    differ(0)
    assert making.make_monthly() is not None


def test_database_refuses_a_second_scheduled_report(market):
    period = making.months_to_report()[0]
    report = making.make_report(period=period, is_scheduled=True)

    report.pk = None
    with pytest.raises(IntegrityError):
        report.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_file_one_report_and_two_people_two_numbers():
    sold_long_ago()

    made = at_once([making.make_monthly] * 2)
    assert OfficialReport.objects.count() == 1
    assert len({report.pk for report in made}) == 1

    period = making.months_to_report()[0]
    at_once([lambda: making.make_report(period=period)] * 2)
    assert sorted(OfficialReport.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_checksum_is_sha256_of_canonical_json():
    assert (
        payload.checksum({"b": 1, "a": "ấ"})
        == hashlib.sha256('{"a":"ấ","b":1}'.encode()).hexdigest()
    )


def test_report_says_what_changed_in_closed_months():
    partner = make_seller("Hộ ông Trà", "05503").partner
    period = making.months_to_report()[0]
    month = period.first
    orders = [
        make_seller_order(partner, (TEA, pieces, 75_000), placed_on=month) for pieces in (1, 2)
    ]
    for order in orders:
        complete(order, month)
    settle()
    closing.close_month(month=month)
    untouched = making.payload_for(period=period)

    SellerOrder.objects.filter(pk=orders[1].pk).update(returned_on=local_today())
    settle()

    said = making.payload_for(period=period)["late"]
    assert untouched["late"] == ""
    assert f"{month_label(month)}: −1 giao dịch, −150.000 đồng" in said


def test_figures_of_a_report_follow_from_its_facts_and_versions(market):
    made = making.make_report(period=making.months_to_report()[0]).payload

    facts = definitions.Facts.from_stored(made["facts"])
    versions = {one["id"]: one["version"] for one in made["definitions"]}
    assert made["figures"]["T4"] == str(made["totals"]["completed_vnd"])
    for figure, version in versions.items():
        value = definitions.definition(figure, version).compute(facts)
        if value is not None:
            assert made["figures"][figure] == str(value)


def test_report_waits_for_what_is_still_to_compute(market, monkeypatch):
    period = making.months_to_report()[0]
    make_seller_order(make_seller("Hộ bà Lý", "05443").partner, placed_on=period.first)
    monkeypatch.setattr(draining, "settle", lambda budget_s: False)

    with pytest.raises(making.NotCountedYet):
        making.make_report(period=period)
    assert making.make_monthly() is None
    monkeypatch.undo()
    assert making.make_report(period=period).payload["totals"]["placed"] > 0


def test_figures_that_lag_by_minutes_do_not_leave(market):
    make_seller_order(make_seller("Hộ bà Lý", "05443").partner)
    DirtyKey.objects.update(at=timezone.now() - timedelta(minutes=2))

    with pytest.raises(making.NotCountedYet):
        making.payload_for(period=read_period({}))


def test_full_comparison_that_failed_is_not_forgotten_for_a_short_one_that_went_well(market):
    differ(2)
    ProofRun.objects.create(
        at=timezone.now(), cells=9, pending=0, differences=0, since=local_today().replace(day=1)
    )

    with pytest.raises(FiguresDiffer):
        making.make_report(period=making.months_to_report()[0])
    differ(0)
    assert making.make_report(period=making.months_to_report()[0])


def test_button_pressed_twice_files_one_report(market):
    official = make_official("commune_official", commune="05503")
    period = making.months_to_report()[0]
    first, second = (
        making.make_report(scope=COMMUNE, period=period, by=official) for _ in range(2)
    )
    OfficialReport.objects.update(made_at=timezone.now() - timedelta(minutes=1))
    later = making.make_report(scope=COMMUNE, period=period, by=official)

    assert (second.pk, first.number, later.number) == (first.pk, 1, 2)
