from decimal import Decimal

import pytest
from django.http import QueryDict

from shop.search.addresses import query_of
from shop.search.forms import SearchForm
from shop.search.queries import Wanted


def wanted(query: str) -> Wanted:
    return SearchForm(QueryDict(query)).wanted()


def test_words_of_an_address_are_read():
    assert wanted(
        "q=che&nhom=I.5.a&xa=05503&nguoi-ban=cooperative&sao=4&mua=11&gia-tu=100k&gia-den=500.000"
    ) == Wanted("che", "I.5.a", "05503", "cooperative", 4, 11, Decimal(100_000), Decimal(500_000))


@pytest.mark.parametrize(
    "query",
    [
        "sao=9",
        "sao=abc",
        "mua=13",
        "mua=0",
        "gia-tu=re",
        "gia-den=-5",
        "xa=123",
        "xa=0550x",
        "nguoi-ban=ai-do",
        "nhom=%27--",
        "sap-xep=xau",
        "la=1",
        "q=" + "a" * 300,
        "q=%00",
    ],
)
def test_nonsense_asks_for_nothing(query):
    assert wanted(query) == Wanted()


def test_good_words_survive_beside_nonsense():
    assert wanted("q=che&sao=99") == Wanted(text="che")


def test_prices_the_wrong_way_round_are_turned():
    assert wanted("gia-tu=500000&gia-den=100000") == Wanted(
        price_from=Decimal(100_000), price_to=Decimal(500_000)
    )


def test_address_of_a_wish_reads_back_as_the_same_wish():
    wish = Wanted(
        "chè tân cương", "I.5.a", "05503", "enterprise", 5, 2, Decimal(1000), None, "gia-tang"
    )

    assert wanted(query_of(wish)) == wish
