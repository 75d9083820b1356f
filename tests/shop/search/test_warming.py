"""A thread has the index at hand, and builds a new one while the old one answers."""

import threading

import pytest

from shop.search import current, warming
from shop.search.queries import Wanted, find
from tests.factories import make_listing, make_seller


@pytest.fixture
def builder():
    called = threading.Event()
    current.stand_by(called)
    yield called
    current.stand_by(None)
    current.forget()


@pytest.fixture
def built(monkeypatch):
    """Count how often everything is read."""
    times, real = [], current.all_entries

    def counted():
        times.append(1)
        return real()

    monkeypatch.setattr(current, "all_entries", counted)
    return times


def titles(**wanted) -> list[str]:
    return [product.title for product in find(Wanted(**wanted))]


@pytest.fixture
def tea(db):
    product = make_listing(make_seller(), "Chè đinh")
    for _ in range(2):
        assert titles() == ["Chè đinh"]
    return product


def rename_commune(product) -> None:
    commune = product.partner.commune
    commune.name = "Quắc Vưu"
    commune.save()


def test_shopper_does_not_wait_for_new_names_of_places(tea, builder, built):
    rename_commune(tea)

    assert titles(text="che dinh") == ["Chè đinh"]
    assert builder.is_set()
    assert not built

    warming.look(anew=True)

    assert titles(text="Quắc Vưu") == ["Chè đinh"]
    assert len(built) == 1


def test_without_the_thread_the_shopper_waits(tea, built):
    """Negative control, and what the embedded server does."""
    rename_commune(tea)

    assert titles(text="Quắc Vưu") == ["Chè đinh"]
    assert len(built) == 1


def test_hidden_goods_are_gone_while_a_new_index_is_built(tea, builder):
    rename_commune(tea)
    tea.is_public = False
    tea.save()

    assert titles(text="chè") == []
    assert builder.is_set()


def test_change_during_the_building_is_not_lost(tea, builder, monkeypatch):
    real = current.all_entries

    def with_a_change():
        entries = list(real())
        make_listing(tea.partner.seller, "Chè bồm")
        return entries

    monkeypatch.setattr(current, "all_entries", with_a_change)
    current.build()

    assert titles() == ["Chè bồm", "Chè đinh"]


@pytest.mark.django_db(transaction=True)
def test_index_is_there_before_the_first_search(built):
    current.forget()
    make_listing(make_seller(), "Chè đinh")

    warming.begin(wait_s=20)

    assert titles() == ["Chè đinh"]
    assert len(built) == 1
    current.stand_by(None)


def test_index_that_cannot_be_read_keeps_no_process_from_starting(monkeypatch):
    def away(**_words):
        raise OSError

    monkeypatch.setattr(warming, "look", away)

    thread = warming.begin(wait_s=20)

    assert thread.is_alive()
    current.stand_by(None)


def test_a_build_that_failed_is_tried_again(tea, built, monkeypatch):
    called, is_warm, tries = threading.Event(), threading.Event(), []

    def look(*, anew):
        tries.append(anew)
        if len(tries) == 1:
            raise OSError("away")
        current.stand_by(None)

    monkeypatch.setattr(warming, "look", look)
    monkeypatch.setattr(warming, "_AGAIN_S", 0)
    monkeypatch.setattr(warming.connection, "close", lambda: None)
    current.stand_by(called)
    called.set()

    warming._keep_warm(called, is_warm)

    assert tries == [True, True]
