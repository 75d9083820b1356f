"""What may be shown of small cells: worked examples; the attack is in a file of its own."""

import pytest

from stats.privacy import (
    COVER,
    MONTH,
    QUARTER,
    SHOWN,
    SMALL,
    YEAR,
    Limits,
    Release,
    decide_month,
    holds,
    is_safe,
    is_small,
)

LIMITS = Limits()
JANUARY = 2026 * 12


def cell(commune, *vnd, orders=3, first=0):
    """Return a cell of one commune with one seller per amount."""
    start = first or int(commune, 36) * 100
    return {commune: {start + n: (amount, orders) for n, amount in enumerate(vnd)}}


def town(commune, sellers=6, vnd=100, orders=3):
    """Return a cell with sellers of the same size."""
    return cell(commune, *[vnd] * sellers, orders=orders)


@pytest.mark.parametrize(
    ("amounts", "small"),
    [
        ([10] * 5, False),
        ([10] * 4, True),
        ([160, 10, 10, 10, 10], False),
        ([161, 10, 10, 10, 10], True),
    ],
    ids=["five sellers", "four", "80 per cent", "more than 80"],
)
def test_four_sellers_or_one_above_all_make_a_cell_small(amounts, small):
    assert is_small(cell("A", *amounts), LIMITS) is small


def test_one_seller_with_most_orders_makes_a_cell_small_too():
    sellers = {1: (100, 90), **dict.fromkeys(range(2, 7), (100, 1))}

    assert is_small({"A": sellers}, LIMITS)


def test_a_set_is_unsafe_when_one_commune_leaves_a_single_family():
    tea = town("A") | cell("B", 40)

    assert not is_small(tea, LIMITS)
    assert not is_safe(tea, LIMITS)


def test_nothing_is_hidden_where_all_are_large():
    cells = {code: town(code) for code in "ABCD"}

    assert set(decide_month(cells, LIMITS).values()) == {SHOWN}


def test_a_small_cell_takes_two_others_with_it_smallest_first():
    cells = {code: town(code, vnd=100 * (n + 1)) for n, code in enumerate("BCDEF")}

    statuses = decide_month(cells | {"A": cell("A", 50, 60), "Z": {}}, LIMITS)

    assert statuses == {
        "A": SMALL, "B": COVER, "C": COVER, "D": SHOWN, "E": SHOWN, "F": SHOWN, "Z": SHOWN,
    }  # fmt: skip


def test_a_cover_that_is_not_needed_is_shown_after_all():
    tiny = {code: cell(code, 40, 40) for code in "AB"}
    one = {"C": town("C", sellers=5, vnd=20)}
    large = {"D": town("D", sellers=9, vnd=70), "E": town("E", vnd=900), "F": town("F", vnd=990)}

    statuses = decide_month(tiny | one | large, LIMITS)

    hidden = [cells for code, cells in (tiny | one | large).items() if statuses[code] != SHOWN]
    assert holds(hidden, LIMITS)
    for code in "CDEF":
        rest = [c for k, c in (tiny | one | large).items() if statuses[k] != SHOWN and k != code]
        assert statuses[code] == SHOWN or not holds(rest, LIMITS)


@pytest.mark.parametrize(
    "cells",
    [
        {"A": cell("A", 50), "B": cell("B", 70), "C": {}, "D": {}},
        {"A": cell("A", 50), "B": town("B"), "C": {}},
        {"A": cell("A", 9_999_999), "B": town("B"), "C": town("C"), "D": town("D")},
    ],
    ids=["two small", "one small, one large", "a giant"],
)
def test_a_month_that_cannot_be_covered_is_hidden_with_its_zeros(cells):
    assert set(decide_month(cells, LIMITS).values()) == {COVER}


def test_orders_that_could_only_be_one_each_are_not_enough_cover():
    cells = [cell(code, 100, orders=1) for code in "ABCDEFGH"]

    assert not holds(cells, LIMITS)
    assert holds([*cells, cell("I", 100, orders=2), cell("J", 100, orders=2)], LIMITS)


def released(*months):
    """Return a release with these months from January on."""
    release = Release(LIMITS)
    for index, cells in enumerate(months):
        release.publish(JANUARY + index, cells)
    return release


def test_a_quarter_is_shown_when_its_months_are():
    cells = {code: town(code) for code in "ABCD"}

    release = released(cells, {code: {} for code in "ABCD"}, cells)

    assert set(release.statuses[(QUARTER, JANUARY // 3)].values()) == {SHOWN}
    assert release.cell(QUARTER, JANUARY // 3, "A")["A"][1000] == (200, 6)


def test_a_quarter_with_one_hidden_month_would_tell_it():
    large = {code: town(code, vnd=1000) for code in "BCDEFGHIJ"}
    month = large | {"A": town("A", vnd=500)}

    release = released(month, large | {"A": cell("A", 50, 60)}, month)

    quarter = release.statuses[(QUARTER, JANUARY // 3)]
    hidden = {code for code in month if release.is_hidden(MONTH, JANUARY + 1, code)}
    assert "A" in hidden
    assert all(quarter[code] == COVER for code in hidden)
    assert all(quarter[code] == SHOWN for code in month.keys() - hidden)


def test_a_quarter_of_small_months_is_shown_when_others_cover_it():
    def month(shift):
        small = {c: cell(c, *[300] * 3, first=int(c, 36) * 100 + shift * 3) for c in "ABCDEFGH"}
        return small | {c: town(c, vnd=900) for c in "KLMN"}

    release = released(*[month(shift) for shift in range(3)])

    quarter = release.statuses[(QUARTER, JANUARY // 3)]
    shown = [code for code in "ABCDEFGH" if quarter[code] == SHOWN]
    assert shown
    for number in range(3):
        free = release.free(JANUARY + number)
        assert not set(free) & set(shown)
        assert holds(free.values(), LIMITS)


def test_a_year_ends_with_december():
    cells = {code: town(code) for code in "ABCD"}

    release = released(*[cells] * 12)

    assert set(release.statuses[(YEAR, 2026)].values()) == {SHOWN}
    assert (YEAR, 2026) not in released(*[cells] * 11).statuses


def test_a_month_is_decided_without_the_months_around_it():
    cells = {code: town(code) for code in "BCDEF"} | {"A": cell("A", 5)}
    other = {code: town(code, vnd=7) for code in "ABCDEF"}

    alone = released(cells).statuses[(MONTH, JANUARY)]

    assert released(cells, other, other).statuses[(MONTH, JANUARY)] == alone
