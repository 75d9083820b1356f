"""Bounded memory, and one maker at a time."""

import threading
import time

from pagecache.store import Store


def test_forgets_what_was_longest_unused():
    store = Store(10_000)
    for name in "abc":
        store.put(name, name, 1_000)
    store.get("a")

    store.put("d", "d", 1_000)

    assert [store.get(name) for name in "abcd"] == ["a", None, "c", "d"]
    assert store.size <= 10_000


def test_keeps_nothing_larger_than_itself():
    store = Store(10_000)
    store.put("a", "a", 100)

    store.put("a", "large", 20_000)

    assert store.get("a") is None
    assert store.size == 0


def test_replacing_an_entry_counts_it_once():
    store = Store(10_000)
    for _ in range(5):
        store.put("a", "a", 1_000)

    assert store.size == 3_000


def test_crowd_makes_the_page_once():
    store, made, start = Store(10_000), [], threading.Barrier(8)

    def ask():
        start.wait()
        with store.turn("page") as others_made_it:
            if others_made_it and store.get("page"):
                return
            time.sleep(0.05)
            made.append(1)
            store.put("page", "page", 10)

    crowd = [threading.Thread(target=ask) for _ in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()

    assert made == [1]


def test_other_pages_do_not_wait():
    store = Store(10_000)

    with store.turn("a"), store.turn("b") as others_made_it:
        assert not others_made_it


def test_failure_of_the_first_lets_the_next_try():
    store = Store(10_000)

    try:
        with store.turn("a"):
            raise RuntimeError
    except RuntimeError:
        pass

    with store.turn("a") as others_made_it:
        assert not others_made_it
