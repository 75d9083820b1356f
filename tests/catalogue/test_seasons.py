import datetime as dt

import pytest

from catalogue import seasons
from catalogue.seasons import lunar_months, months_words, season_page
from tests.factories import make_listing


@pytest.fixture
def november(monkeypatch):
    monkeypatch.setattr(seasons, "local_today", lambda: dt.date(2026, 11, 26))


def mask(*months: int) -> int:
    return sum(1 << (month - 1) for month in months)


def test_calendar_opens_at_the_present_month(seller, november):
    make_listing(seller, "Quýt Quang Thuận", harvest_mask=mask(11, 12))
    make_listing(seller, "Na La Hiên", harvest_mask=mask(7, 8, 9))
    make_listing(seller, "Chè không rõ mùa")

    page = season_page()

    assert (page.month, page.is_now, page.goods) == (11, True, 1)
    assert [card.title for card in page.cards] == ["Quýt Quang Thuận"]
    assert [link.goods for link in page.links] == [0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 1, 1]
    assert page.today == "26/11, tức 18 tháng Mười âm lịch"


def test_what_comes_next_month_is_only_what_is_new_then(seller, november):
    make_listing(seller, "Quýt", harvest_mask=mask(11, 12))
    make_listing(seller, "Bưởi Tết", harvest_mask=mask(12, 1))

    assert [card.title for card in season_page().coming] == ["Bưởi Tết"]
    assert [card.title for card in season_page(12).cards] == ["Bưởi Tết", "Quýt"]
    assert season_page(12).next_month == 1


def test_hidden_goods_are_in_no_season(seller, november):
    make_listing(seller, harvest_mask=mask(11), state="hidden")

    page = season_page()

    assert (page.goods, page.cards, page.kinds) == (0, [], [])


def test_year_of_a_kind_joins_its_goods(seller, november):
    make_listing(seller, "Chè xuân", harvest_mask=mask(2, 3, 4))
    make_listing(seller, "Chè thu", harvest_mask=mask(10))

    [kind] = season_page().kinds

    assert kind.label == "tháng 2 đến 4, 10"
    assert kind.url == "/san-pham/?nhom=I.5.a"


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (range(1, 13), "quanh năm"),
        ((11, 12, 1), "tháng 11 đến 1"),
        ((3,), "tháng 3"),
        ((1, 5, 6, 12), "tháng 12 đến 1, 5 đến 6"),
        ((), ""),
    ],
)
def test_months_are_told_in_words(months, words):
    assert months_words(mask(*months)) == words


@pytest.mark.parametrize(
    ("month", "words"),
    [
        (11, "tháng Chín và tháng Mười"),
        (2, "tháng Chạp và tháng Giêng"),
        (12, "tháng Mười và tháng Mười một"),
    ],
)
def test_month_names_its_lunar_months(month, words):
    assert lunar_months(month, dt.date(2026, 11, 26)) == words


@pytest.mark.parametrize("wanted", ["13", "0", "x", "²", "-1"])
def test_nonsense_opens_the_present_month(client, db, wanted):
    html = client.get("/mua-vu/", {"mua": wanted}).content.decode()

    assert 'aria-current="page"' in html
    assert "Tháng này chưa món nào ghi là vào mùa." in html
