"""Random provinces for the attack: skewed sales, dominant sellers, empty months."""

import random
from dataclasses import dataclass

from stats.privacy import Cell, Limits, Release


@dataclass
class Province:
    """The two published tables of one random province."""

    communes: Release
    sets: Release
    codes: list[str]


def random_province(seed: int, limits: Limits | None = None) -> Province:
    """Return 12–92 communes over 1–24 months; the same seed gives the same province."""
    limits = limits or Limits()
    dice = random.Random(seed)
    codes = [f"{index:05d}" for index in range(dice.choice([12, 12, 16, 20, 30, 45, 92]))]
    sets = [f"S{index}" for index in range(dice.choice([3, 5, 8, 12, 26]))]
    sellers = _sellers(dice, codes, sets)
    first = 2026 * 12 + dice.choice([0, 0, 0, 3, 7, 10])
    length = dice.choice([1, 2, 3, 6, 12, 12, 14, 24])
    found = Province(Release(limits), Release(limits), codes)
    busy = dice.choice([0.1, 0.4, 0.7, 0.9])
    for month in range(first, first + length):
        chance = dice.choice([0, busy, busy, busy, 1.0]) if dice.random() < 0.2 else busy
        by_commune: dict[str, Cell] = {code: {} for code in codes}
        by_set: dict[str, Cell] = {code: {} for code in sets}
        for seller, (places, goods, price, size) in enumerate(sellers):
            if dice.random() > chance:
                continue
            commune = places[month % len(places)]
            for one in goods:
                orders = max(1, int(dice.paretovariate(1.2) * size))
                vnd = sum(int(price * dice.uniform(0.5, 2)) for _ in range(min(orders, 40)))
                _add(by_commune[commune], commune, seller, vnd, orders)
                _add(by_set[one], commune, seller, vnd, orders)
        found.communes.publish(month, by_commune)
        found.sets.publish(month, by_set)
    return found


def _sellers(dice: random.Random, codes: list[str], sets: list[str]) -> list[tuple]:
    """Return ``(communes, sets, price, size)`` of each; a few move to and fro."""
    found = []
    most, least = dice.choice([(4, 0), (9, 0), (20, 0), (20, 4), (30, 6)])
    giants = dice.choice([0, 0.002, 0.02])
    for code in codes:
        count = int(dice.paretovariate(0.7)) - 1 if dice.random() < 0.8 else 7
        count = min(most, max(count, least if dice.random() < 0.9 else 0))
        for _ in range(count):
            places = [code] if dice.random() < 0.97 else [code, dice.choice(codes)]
            goods = dice.sample(sets, k=min(len(sets), dice.choice([1, 1, 1, 2])))
            size = dice.choice([0.3, 1, 3]) * (60 if dice.random() < giants else 1)
            found.append((places, goods, dice.choice([20_000, 150_000, 900_000]), size))
    return found


def _add(cell: Cell, commune: str, seller: int, vnd: int, orders: int) -> None:
    into = cell.setdefault(commune, {})
    had = into.get(seller, (0, 0))
    into[seller] = (had[0] + vnd, had[1] + orders)
