"""Officials read how many reports came, and how many were answered and solved in time."""

import datetime as dt
from dataclasses import astuple

import pytest
from django.utils import timezone

from common.dates import local_today
from fieldreports import counting, sending, subjects
from fieldreports.models import FieldReport
from stats.models import ExportEntry
from tests import factories
from tests.operators import enter

pytestmark = pytest.mark.django_db
PAGE = "/thong-ke/phan-anh/"
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def stall():
    return factories.make_stall(factories.make_market(commune="05443"))


def make(stall, *, answered: int | None = None, solved: int | None = None, **moments):
    """Store a report that came two days ago and had a day to be answered and ten to be solved."""
    one = sending.report(
        subject=subjects.stall(stall), reason="can-thieu", text=str(FieldReport.objects.count())
    )
    came = timezone.now() - dt.timedelta(days=2)
    FieldReport.objects.filter(pk=one.pk).update(**{
        "received_at": came, "answer_by": came + 24 * HOUR, "solve_by": came + 240 * HOUR,
        "seen_at": None if answered is None else came + answered * HOUR,
        "state": "new" if answered is None else "seen",
        **({} if solved is None else {"decided_at": came + solved * HOUR, "state": "upheld"}),
        **moments,
    })  # fmt: skip
    return one


def counted(codes=None) -> tuple:
    today = local_today()
    return astuple(counting.total(counting.count(today - dt.timedelta(days=9), today, codes)))


def test_each_report_is_in_time_late_or_waits(stall):
    make(stall, answered=24, solved=40)
    make(stall, answered=25)
    make(stall)
    make(stall, answer_by=timezone.now() + HOUR)
    make(stall, answered=1, solve_by=timezone.now() - HOUR)

    # received; answered, late, waits; solved, late, waits
    assert counted() == (5, 2, 2, 1, 1, 1, 3)


def test_a_day_begins_at_midnight_in_vietnam(stall):
    today = local_today()
    midnight = dt.datetime.combine(today, dt.time.min, dt.timezone(dt.timedelta(hours=7)))
    for moment in (midnight - dt.timedelta(seconds=1), midnight):
        make(stall, received_at=moment, answer_by=midnight + 48 * HOUR)

    assert [row.counted.received for row in counting.count(today, today, None)] == [1]


@pytest.mark.parametrize(("code", "seen"), [("05443", 1), ("05503", 0)])
def test_a_commune_reads_its_own(client, stall, code, seen):
    make(stall, answered=1)
    enter(client, factories.make_official("commune_official", commune=code))

    file = client.get(f"{PAGE}tai-ve.csv").content.decode("utf-8-sig")

    assert file.count("Quầy ở chợ") == seen
    assert client.get(PAGE).status_code == 200


def test_the_province_reads_page_and_file_and_the_file_is_noted(client, stall):
    make(stall, answered=1)
    make(stall, answered=30)
    other = factories.make_market("Chợ Chu", commune="05503")
    sending.report(subject=subjects.market(other), reason="khac-cho")
    enter(client, factories.make_official("province_official", province="19"))

    page = client.get(PAGE).content.decode()
    file = client.get(f"{PAGE}tai-ve.csv").content.decode("utf-8-sig").splitlines()

    assert "50&nbsp;%" in page or "50\u00a0%" in page or "50 %" in page
    assert "1 xã, phường có phản ánh bị trả lời quá hạn" in page
    assert [line.split(",")[0] for line in file[1:]] == ["05443", "05503"]
    assert ExportEntry.objects.get().what == "phan-anh"


def test_a_place_that_is_not_known_is_no_commune(client, stall):
    make(stall, answered=30)
    make(stall, answered=30, commune=None)
    enter(client, factories.make_official("province_official", province="19"))

    page = client.get(PAGE).content.decode()

    assert "Không rõ xã, phường" in page
    assert "1 xã, phường có phản ánh bị trả lời quá hạn" in page


def test_nothing_yet_says_so(client):
    enter(client, factories.make_official("province_official", province="19"))

    assert "Chưa có phản ánh nào" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_stays_within_its_queries(client, number, django_assert_max_num_queries):
    market = factories.make_market(commune="05443")
    for place in range(number):
        make(factories.make_stall(market, f"Ô {place}"))
    enter(client, factories.make_official("province_official", province="19"))

    with django_assert_max_num_queries(24):
        client.get(PAGE)
