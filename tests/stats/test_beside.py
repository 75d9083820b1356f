"""What stands beside our figures: visits, targets, other floors, the report's own table."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.dates import local_today
from markets.models import Market
from places.models import Commune
from stats import beside
from stats.beside import floors_in, other_floors, plan_rows, report_table, targets_of, visits_in
from stats.models import FloorReport, Target, VisitDay
from stats.period import Period, month_of, read_period
from stats.queries import summary
from tests.factories import make_certificate, make_listing
from tests.stats.builders import complete, days_ago, make_seller_order
from tests.stats.conftest import settle

pytestmark = pytest.mark.django_db

YEAR = Period(date(2026, 1, 1), date(2026, 11, 22), "nam")


def report(floor, first, last, products=None, transactions=None, **fields) -> FloorReport:
    return FloorReport.objects.create(
        floor=floor,
        period_from=first,
        period_to=last,
        products=products,
        transactions=transactions,
        source=fields.pop("source", "Công văn 12"),
        **fields,
    )


def year_so_far() -> Period:
    return read_period({})


def test_visits_are_cut_by_month_and_by_kind_of_page():
    for day, page, views, came, is_demo in (
        (date(2026, 1, 31), "home", 10, 4, False),
        (date(2026, 1, 31), "home", 100, 40, True),
        (date(2026, 2, 1), "product", 7, 1, False),
        (date(2026, 11, 22), "home", 3, 2, False),
        (date(2026, 11, 23), "home", 999, 999, False),
        (date(2025, 12, 31), "home", 999, 999, False),
    ):
        VisitDay.objects.create(day=day, page=page, views=views, visits=came, is_demo=is_demo)

    found = visits_in(YEAR)

    assert (found.views, found.visits) == (120, 47)
    assert [month.month.month for month in found.by_month] == list(range(1, 12))
    assert found.by_month[0] == (date(2026, 1, 1), 110, 44)
    assert found.by_month[2] == (date(2026, 3, 1), 0, 0)
    pages = {row.page: (row.views, row.visits) for row in found.by_page}
    assert pages == {
        "home": (113, 46), "goods": (0, 0), "product": (7, 1), "seller": (0, 0), "other": (0, 0),
    }  # fmt: skip
    assert found.by_page[0].label == "Trang chủ"


@pytest.mark.parametrize("rows", [1, 300])
def test_visits_ask_once(rows, django_assert_num_queries):
    VisitDay.objects.bulk_create(
        VisitDay(day=date.fromordinal(date(2026, 1, 1).toordinal() + n), page="home", views=1)
        for n in range(rows)
    )

    with django_assert_num_queries(1):
        assert visits_in(YEAR).views == rows


def test_newest_report_of_each_floor_counts_and_says_its_own_period():
    report("Postmart", date(2026, 1, 1), date(2026, 6, 30), 900, 4_000, source="Công văn cũ")
    report("Postmart", date(2026, 1, 1), date(2026, 10, 31), 1_180, 9_200, source="Công văn mới")
    report("Vỏ Sò", date(2026, 1, 1), date(2026, 9, 30), 820, 5_800)
    report("Vỏ Sò", date(2025, 1, 1), date(2025, 12, 31), 1, 1)
    report("Sàn khác", date(2027, 1, 1), date(2027, 3, 31), 7, 7)

    floors = floors_in(YEAR)

    assert [(row.floor, row.products, row.transactions) for row in floors] == [
        ("Postmart", 1_180, 9_200),
        ("Vỏ Sò", 820, 5_800),
    ]
    assert floors[0].source == "Công văn mới"
    assert floors[0].period.last == date(2026, 10, 31)
    assert floors[0].period.label == "từ 01/01/2026 đến 31/10/2026"


def test_report_that_touches_the_period_on_one_day_stands_beside_it():
    report("Postmart", date(2026, 1, 1), date(2026, 3, 1), 5, 5)

    assert floors_in(month_of(2026, 3))
    assert not floors_in(month_of(2026, 4))


def test_other_floors_are_summed_among_themselves_only():
    report("Postmart", date(2026, 1, 1), date(2026, 10, 31), 1_180, 9_200)
    report("Vỏ Sò", date(2026, 2, 1), date(2026, 11, 20), 820, None, value_vnd=Decimal(5))

    total = other_floors(floors_in(YEAR))

    assert total.floor == "Các sàn khác"
    assert (total.products, total.transactions, total.value_vnd) == (2_000, 9_200, 5)
    assert (total.period.first, total.period.last) == (date(2026, 1, 1), date(2026, 11, 20))
    assert other_floors([]) is None


@pytest.mark.parametrize("rows", [1, 30])
def test_floors_and_targets_ask_once_each(rows, django_assert_num_queries):
    for number in range(rows):
        report(f"Sàn {number:02d}", date(2026, 1, 1), date(2026, 6, 30), 1, 1)
        Target.objects.create(year=2026, metric="P1", commune_code=f"{number:05d}", value=1)

    with django_assert_num_queries(2):
        assert len(floors_in(YEAR)) == rows
        assert len(targets_of(2026, "00000")) == 1


def test_other_floors_change_nothing_of_our_own_figures(tea_seller):
    complete(make_seller_order(tea_seller.partner, placed_on=days_ago(0)))
    settle()
    period = year_so_far()
    before = summary(period=period)

    report("Postmart", period.first, period.last, 1_180, 9_200, value_vnd=Decimal(10**9))
    Target.objects.create(year=period.last.year, metric="T1", value=5)
    with CaptureQueriesContext(connection) as asked:
        after = summary(period=period)

    assert (after.total, after.so_far) == (before.total, before.so_far)
    assert after.total.placed == 1
    sql = " ".join(query["sql"] for query in asked)
    assert "stat_sales_month" in sql
    for table in ("stat_floor_report", "stat_target", "stat_visit"):
        assert table not in sql


def test_plan_rows_set_what_is_done_beside_what_was_asked(tea_seller):
    product = make_listing(tea_seller, is_self_listed=True)
    make_certificate(product)
    make_listing(tea_seller, "Chè đinh")
    Market.objects.create(
        name="Chợ Thái",
        slug="thai",
        market_class=3,
        commune=Commune.objects.get(code="05443"),
        is_40_since=days_ago(10),
    )
    complete(make_seller_order(tea_seller.partner, ("I.5.a", 2, 100_000)))
    make_seller_order(tea_seller.partner)
    settle()
    year = local_today().year
    asked = {
        "P1": 4, "S5": 1, "P3": 3, "H1a": 10, "M1": 2, "T1": 1, "T2": 2, "T4": 400_000,
    }  # fmt: skip
    for metric, value in asked.items():
        Target.objects.create(year=year, metric=metric, value=value, decision_no="QĐ 1")
    Target.objects.create(year=year, metric="P1", commune_code="05503", value=99)
    Target.objects.create(year=year - 1, metric="P1", value=77)
    Target.objects.create(year=year, metric="X9", value=1)

    rows = plan_rows(summary(period=year_so_far()), year)

    assert [(row.metric, row.target, row.done, row.missing) for row in rows] == [
        ("P1", 4, 2, 2),
        ("S5", 1, 1, 0),
        ("P3", 3, 1, 2),
        ("H1a", 10, 0, 10),
        ("M1", 2, 1, 1),
        ("T1", 1, 2, 0),
        ("T2", 2, 1, 1),
        ("T4", 400_000, 200_000, 200_000),
    ]
    assert [row.share for row in rows[:2]] == [50, 100]
    assert rows[5].share == 200
    assert {row.decision for row in rows} == {"QĐ 1"}


def test_target_of_nothing_has_no_share():
    Target.objects.create(year=2026, metric="P1", value=0)

    (row,) = plan_rows(summary(period=YEAR), 2026)

    assert (row.share, row.missing) == (None, 0)


def test_targets_of_a_commune_are_its_own():
    Target.objects.create(year=2026, metric="P1", value=2_500)
    Target.objects.create(year=2026, metric="P1", commune_code="05503", value=40)

    assert [row.value for row in targets_of(2026)] == [2_500]
    assert [row.value for row in targets_of(2026, "05503")] == [40]
    assert targets_of(2026, "05692") == []


def test_table_of_the_report_says_whose_every_figure_is(tea_seller):
    make_certificate(make_listing(tea_seller, is_self_listed=True))
    settle()
    VisitDay.objects.create(day=date(2026, 5, 1), page="home", views=9, visits=4)
    report("Postmart", YEAR.first, YEAR.last, 1_180, 9_200)
    report("Vỏ Sò", YEAR.first, YEAR.last, 820, 5_800)

    rows = report_table(summary(period=YEAR), visits_in(YEAR), floors_in(YEAR))

    assert [(row.label, row.value, row.unit, row.whose) for row in rows] == [
        ("Lượt truy cập", 4, "lượt", "Sàn này"),
        ("Sản phẩm trên sàn", 1, "sản phẩm", "Sàn này"),
        ("Sản phẩm OCOP trên sàn", 1, "sản phẩm", "Sàn này"),
        ("Đơn vị tự đăng bán", 1, "đơn vị", "Sàn này"),
        ("Hộ có tài khoản", 0, "hộ", "Sổ hộ sản xuất nông nghiệp"),
        ("Nông sản trên Postmart và Vỏ Sò", 2_000, "sản phẩm", "Các sàn khác"),
        ("Giao dịch trên Postmart và Vỏ Sò", 15_000, "giao dịch", "Các sàn khác"),
        ("Chợ 4.0", 0, "chợ", "Danh sách chợ"),
    ]
    assert rows[-1].of == 0


def test_table_says_nothing_where_no_other_floor_reported():
    rows = report_table(summary(period=YEAR), visits_in(YEAR), [])

    assert [(row.label, row.value) for row in rows[5:7]] == [
        ("Nông sản trên các sàn khác", None),
        ("Giao dịch trên các sàn khác", None),
    ]


def test_every_figure_with_a_target_has_words_and_a_unit():
    assert all(row.label and row.unit for row in beside.PLANNED.values())
