"""A differencing attack on all published tables recovers no hidden cell."""

import random
from collections import Counter

import pytest

from stats.privacy import MONTH, QUARTER, YEAR, Limits, Release, orders_of
from tests.stats.attack import Attack
from tests.stats.provinces import random_province

SEEDS = range(200)
#: These run every time, all of them with the slow tests.
FEW = range(200, 224)


def insiders_of(release: Release) -> list[str | None]:
    """Return everybody whose knowledge differs: nobody's, and of each commune in a hidden cell."""
    known = {
        commune
        for (grain, month), statuses in release.statuses.items()
        if grain == MONTH
        for code in statuses
        if release.is_hidden(MONTH, month, code)
        for commune in release.months[month][code]
    }
    return [None, *sorted(known)]


def attack(release: Release, *, by_commune: bool) -> dict:
    """Return what anybody recovers: ``{(insider, unknown): đồng}``."""
    found = {}
    for insider in insiders_of(release):
        recovered = Attack(release, insider, knows_rows=by_commune).recovered()
        found |= {(insider, unknown): vnd for unknown, vnd in recovered.items()}
    return found


def tables_of(seed: int, limits: Limits | None = None):
    province = random_province(seed, limits)
    return ((True, province.communes), (False, province.sets))


def seeds():
    """Return the few as they are and the many as slow ones."""
    slow = [pytest.param(seed, marks=pytest.mark.slow) for seed in SEEDS]
    return [*FEW, *slow]


@pytest.mark.parametrize("seed", seeds())
def test_attack_recovers_nothing_of_a_random_province(seed):
    for by_commune, release in tables_of(seed):
        assert attack(release, by_commune=by_commune) == {}


@pytest.mark.parametrize("seed", seeds())
def test_hidden_amounts_could_all_be_other_ones(seed):
    dice = random.Random(seed)
    for by_commune, release in tables_of(seed):
        insiders = insiders_of(release)
        for insider in [None, *dice.sample(insiders[1:], min(4, len(insiders) - 1))]:
            one = Attack(release, insider, knows_rows=by_commune)
            with_sales = [key for key, amounts in one.hidden.items() if amounts[1]]
            for key in dice.sample(with_sales, min(10, len(with_sales))):
                for measure in (0, 1):
                    assert not one.is_fixed(*key, measure), (insider, key, measure)


def test_random_provinces_hold_every_kind_of_case():
    seen = Counter()
    for seed in FEW:
        for by_commune, release in tables_of(seed):
            for (grain, number), statuses in release.statuses.items():
                for code, status in statuses.items():
                    if orders_of(release.cell(grain, number, code)):
                        seen[(by_commune, grain, status)] += 1
                    if grain != MONTH and status == "shown":
                        months = release.hidden_months(grain, number, code)
                        seen[(by_commune, grain, "tied")] += bool(months)

    for by_commune in (True, False):
        for grain in (MONTH, QUARTER):
            for status in ("shown", "small", "cover"):
                assert seen[(by_commune, grain, status)] > 20, (by_commune, grain, status)
        assert seen[(by_commune, QUARTER, "tied")] > 5
    assert seen[(True, YEAR, "tied")] > 5


def test_without_cover_the_same_attack_recovers_cells():
    hit = sum(
        bool(attack(release, by_commune=by_commune))
        for seed in FEW
        for by_commune, release in tables_of(seed, Limits(has_cover=False))
    )

    assert hit > len(FEW) // 2


def two_of_a_kind(limits: Limits) -> Release:
    """Return a month with one small commune among large ones."""
    release = Release(limits)
    cells = {
        code: {code: {100 * n + s: (1000 * n + s, 3) for s in range(6)}}
        for n, code in enumerate("BCDEFG", start=1)
    }
    release.publish(2026 * 12, cells | {"A": {"A": {1: (5000, 2), 2: (7000, 2)}}})
    return release


def test_with_two_hidden_communes_one_recovers_the_other():
    release = two_of_a_kind(Limits(min_hidden=2, has_insiders=False))

    found = Attack(release, "B", knows_rows=True).recovered()

    assert found == {("A", MONTH, 2026 * 12): 12_000}
    assert attack(two_of_a_kind(Limits()), by_commune=True) == {}


def test_a_single_row_of_a_quarter_that_is_shown_tells_its_month():
    release = two_of_a_kind(Limits())
    for month in (1, 2):
        cells = {
            code: {code: {100 * n + s: (900 * n + s, 3) for s in range(6)}}
            for n, code in enumerate("ABCDEFG", start=1)
        }
        release.publish(2026 * 12 + month, cells)
    assert attack(release, by_commune=True) == {}

    release.statuses[(QUARTER, 2026 * 4)]["A"] = "shown"

    assert attack(release, by_commune=True)[(None, ("A", MONTH, 2026 * 12))] == 12_000
