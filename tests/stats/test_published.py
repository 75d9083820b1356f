"""The published figures: through the database, on the page, and under attack."""

import random
from datetime import date

import pytest
from django.urls import reverse

from places.models import Commune
from shop.order.models import SellerOrder
from stats import closing
from stats.models import FrozenCell, PublishedCell
from stats.privacy import MONTH, Release
from stats.published import ClosedPeriod, published, read_word
from stats.publishing import cells_of, number_of
from stats.scopes import WHOLE, Scope
from tests.factories import make_official, make_seller
from tests.stats.attack import Attack
from tests.stats.builders import BUYER_NAME, HONEY, TEA, complete, make_seller_order
from tests.stats.conftest import settle
from tests.stats.test_privacy_attack import attack

pytestmark = pytest.mark.django_db

OCTOBER, NOVEMBER, DECEMBER = (date(2025, month, 1) for month in (10, 11, 12))
MONTHS = (OCTOBER, NOVEMBER, DECEMBER)
SETS = (TEA, HONEY, "")


def sell(seller, month: date, *lines) -> SellerOrder:
    """Return an order that was placed and completed in a month."""
    order = make_seller_order(seller.partner, *lines, placed_on=month.replace(day=5))
    complete(order, month.replace(day=9))
    return order


def close_all() -> None:
    settle()
    closing.close_due(today=date(2026, 1, 20))


@pytest.fixture
def market(db):
    """Eight communes over a quarter: small, large, one with a giant, one without sales."""
    dice = random.Random(7)
    codes = ["05503", "05692", *_other_codes(6)]
    sizes = [2, 3, 6, 7, 6, 3, 5]
    for code, size in zip(codes, sizes, strict=False):
        for index in range(size):
            seller = make_seller(f"Hộ {code} {index}", code)
            for month in MONTHS:
                if dice.random() < 0.9:
                    price = dice.randrange(20, 90) * 1000
                    sell(seller, month, (dice.choice(SETS), dice.randrange(1, 5), price))
    giant = make_seller("Công ty lớn", codes[6])
    sell(giant, NOVEMBER, (TEA, 90, 150_000))
    close_all()
    return codes


@pytest.fixture
def small_market(db):
    """One small commune among five large ones, in October."""
    codes = ["05503", "05692", *_other_codes(4)]
    for place, code in enumerate(codes):
        for index in range(2 if code == "05503" else 6):
            seller = make_seller(f"Hộ {code} {index}", code)
            sell(seller, OCTOBER, (TEA, 1, 30_000 + 7_000 * place), (HONEY, 1, 11_000))
    settle()
    closing.close_month(month=OCTOBER)
    return codes


def _other_codes(count: int) -> list[str]:
    codes = Commune.objects.current().on_tile_map().order_by("code").values_list("code", flat=True)
    return [code for code in codes if code not in ("05503", "05692")][:count]


def released(table: str) -> Release:
    """Return what is published as the attack reads it."""
    release = Release()
    for close in closing.PeriodClose.objects.all():
        release.months[number_of(close.month)] = cells_of(close.sellers, table)
    rows = PublishedCell.objects.filter(table=table).exclude(code="")
    for row in rows:
        length = {"thang": 1, "quy": 3, "nam": 12}[row.grain]
        release.statuses.setdefault((row.grain, number_of(row.start) // length), {})[row.code] = (
            row.status
        )
    return release


def test_attack_on_real_orders_recovers_nothing(market):
    for table in PublishedCell.Table.values:
        release = released(table)
        by_commune = table == PublishedCell.Table.COMMUNE
        assert len(release.statuses) == 5
        assert attack(release, by_commune=by_commune) == {}
        for insider in (None, "05503", "05692"):
            one = Attack(release, insider, knows_rows=by_commune)
            assert not any(
                one.is_fixed(*key, 0) for key, (vnd, _orders) in one.hidden.items() if vnd
            )


def test_shown_cells_are_the_frozen_ones_and_hidden_ones_hold_nothing(market):
    shown = PublishedCell.objects.filter(
        table=PublishedCell.Table.COMMUNE, grain=MONTH, status="shown", completed__gt=0
    )
    assert shown.filter(code="").count() == 3
    assert shown.exclude(code="").count() > 4
    for cell in shown:
        frozen = FrozenCell.objects.filter(
            close__month=cell.start, commune_code=cell.code, cut="", set_code="", stars=-1
        )
        assert sum(row.completed_vnd for row in frozen) == cell.completed_vnd
        assert sum(row.completed for row in frozen) == cell.completed
    hidden = PublishedCell.objects.exclude(status="shown")
    assert hidden.exists()
    assert not hidden.exclude(completed=0, completed_vnd=0, sellers=0).exists()


def test_only_closed_months_and_whole_quarters_and_years_are_published(market):
    assert set(PublishedCell.objects.values_list("grain", "start")) == {
        *(("thang", month) for month in MONTHS),
        ("quy", OCTOBER),
        ("nam", date(2025, 1, 1)),
    }


def test_published_cells_stay_when_orders_change_later(small_market):
    before = list(PublishedCell.objects.order_by("pk").values())
    SellerOrder.objects.update(state="returned", returned_on=date(2025, 11, 20))
    settle()

    closing.close_month(month=OCTOBER)

    assert list(PublishedCell.objects.order_by("pk").values()) == before


def test_a_month_that_is_closed_after_a_later_one_is_not_published(small_market):
    seller = make_seller("Nhập bù", "05503")
    sell(seller, date(2025, 9, 1), (TEA, 1, 40_000))
    settle()

    close = closing.close_month(month=date(2025, 9, 1))

    assert close.cells
    assert not PublishedCell.objects.filter(start=close.month).exists()


@pytest.mark.parametrize(
    ("word", "start", "grain"),
    [
        ("2026-10", date(2026, 10, 1), "thang"),
        ("2026-q3", date(2026, 7, 1), "quy"),
        ("2026", date(2026, 1, 1), "nam"),
    ],
)
def test_reads_the_period_of_a_query(word, start, grain):
    assert read_word(word) == ClosedPeriod(start, grain)
    assert read_word(word).word == word


@pytest.mark.parametrize("word", ["", "2026-13", "2026-q5", "nam", "2026-1", "1999", "2026-10-01"])
def test_nonsense_is_no_period(word):
    assert read_word(word) is None


def test_nonsense_shows_the_newest_month(market):
    assert published(word="2026-13", scope=WHOLE).period == ClosedPeriod(DECEMBER, "thang")


def test_own_commune_is_exact_and_others_are_not(small_market):
    page = published(word="2025-10", scope=Scope(frozenset({"05503"})))

    rows = {row.code: row for row in page.communes}
    own = rows["05503"]
    assert (own.is_own, own.completed, own.completed_vnd, own.sellers) == (True, 2, 82_000, 2)
    hidden = [row for row in page.communes if row.is_hidden]
    assert len(hidden) == page.hidden == 2
    assert all((row.completed, row.sellers) == (None, None) for row in hidden)
    assert page.total.completed_vnd == sum(
        row.completed_vnd for row in published(word="2025-10", scope=WHOLE).communes
        if not row.is_hidden
    ) + 82_000 + 6 * (30_000 + 7_000 + 11_000) + 6 * (30_000 + 14_000 + 11_000)  # fmt: skip


def test_page_says_why_and_keeps_the_secret(client, small_market):
    client.force_login(make_official("commune_official", commune="05692"))

    html = client.get(reverse("stats:published"), {"ky": "2025-10"}).content.decode()

    assert "ít hơn 5 cơ sở" in html
    assert "Che để giữ kín nơi khác" in html
    assert "không công bố, vì nhìn vào" in html
    assert "Nơi của bạn" in html
    assert "82.000" not in html
    assert "330.000" not in html
    assert "288.000" in html
    assert BUYER_NAME not in html


def test_page_before_the_first_close_says_so(client, db):
    client.force_login(make_official("commune_official", commune="05503"))

    html = client.get(reverse("stats:published")).content.decode()

    assert "Chưa có tháng nào khóa sổ" in html


@pytest.mark.parametrize("sellers", [1, 30])
def test_page_asks_as_much_for_one_seller_as_for_thirty(
    client, db, django_assert_max_num_queries, sellers
):
    for index in range(sellers):
        sell(make_seller(f"Hộ {index}", "05503"), OCTOBER, (TEA, 1, 30_000 + index))
    settle()
    closing.close_month(month=OCTOBER)
    client.force_login(make_official("commune_official", commune="05503"))

    with django_assert_max_num_queries(14):
        page = client.get(reverse("stats:published"))

    assert page.context["page"].total.completed == sellers


def test_page_of_a_month_that_cannot_be_covered_shows_the_total_only(client, db):
    for code in ("05503", "05692"):
        sell(make_seller(f"Hộ {code}", code), OCTOBER, (TEA, 1, 30_000))
    settle()
    closing.close_month(month=OCTOBER)
    client.force_login(make_official("commune_official", commune="05503"))

    answer = client.get(reverse("stats:published"))

    page = answer.context["page"]
    assert page.total.completed_vnd == 60_000
    assert [row.code for row in page.communes if not row.is_hidden] == ["05503"]
    assert all(row.is_hidden for row in page.sets)
    assert "chỉ công bố số của cả tỉnh" in answer.content.decode()
