"""What shoppers type and what they mean, by the table ``data/queries.csv``."""

import pytest

from shop.search.queries import Wanted, find
from tests.shop.search.corpus import list_goods, queries

LEAST_RIGHT = 0.95


def test_goods_that_are_meant_stand_in_the_first_three(db):
    list_goods()
    table = queries()

    wrong = [
        f"{query.why}: {query.text} → {titles[:4]}"
        for query in table
        if not query.is_right(titles := [p.title for p in find(Wanted(text=query.text))])
    ]

    assert len(table) >= 150
    assert 1 - len(wrong) / len(table) >= LEAST_RIGHT, "\n".join(wrong)


def test_table_asks_every_kind_of_question():
    asked = {query.why for query in queries()}

    assert asked >= {
        "exact", "no marks", "in part", "very marks", "typing mistake", "as it sounds", "Telex",
        "VNI", "other name", "seller", "commune", "set", "run together", "nothing",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["chè", "zzz"])
def test_wrong_answers_of_the_table_are_noticed(text):
    query = next(query for query in queries() if query.text == "mật ong hoa rừng")

    assert not query.is_right([text])
