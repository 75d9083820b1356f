"""The goods of the demo as data (``data/goods.csv``): what they are called, weigh and cost."""

import csv
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from common.numbers import NBSP
from common.units import format_grams, unit_label
from demo.areas import AREAS

RECIPES_FILE = Path(__file__).parent / "data" / "goods.csv"

#: Family → public listings in a province of 2,500.
FAMILIES = {
    "che": 950, "rau-qua": 420, "gao": 160, "mien": 170, "thit-trung": 230, "mat-nam": 260,
    "che-bien": 150, "gia-vi": 40, "do-uong": 40, "thu-cong": 60, "du-lich": 20,
}  # fmt: skip
#: Sale units that a title names together with the weight; pieces and bottles stand alone.
_WEIGHED = {"goi", "hop", "tui", "hu", "lo", "thung", "set"}
_BARE = {"kg", "lit", "ve", "con", "qua", "chiec", "cay", "mo"}


@dataclass(frozen=True, slots=True)
class Pack:
    """How much is sold at once: a sale unit and its net weight in grams."""

    unit: str
    net_g: int

    @property
    def label(self) -> str:
        """Return ``gói 500 g``; empty where the unit says all."""
        if self.unit not in _WEIGHED:
            return "" if self.unit in _BARE else unit_label(self.unit)
        return f"{unit_label(self.unit)} {format_grams(self.net_g).replace(NBSP, ' ')}"


@dataclass(frozen=True, slots=True)
class Recipe:
    """One kind of goods. Prices are thousand đồng per kilogram, or per unit."""

    key: str
    family: str
    name: str
    set_code: str
    motifs: tuple[str, ...]
    packs: tuple[Pack, ...]
    low: int
    high: int
    per: str
    harvest_mask: int
    places: frozenset[str]
    ends_with_place: bool
    shelf_life_days: int | None
    text: str

    def grows_in(self, commune_code: str) -> bool:
        """Say whether sellers of the commune may have it."""
        return not self.places or commune_code in self.places

    def title(self, place: str, pack: Pack) -> str:
        """Return what, from where, in which pack."""
        words = (self.name, place if self.ends_with_place else "", pack.label)
        return " ".join(word for word in words if word)

    def price(self, rng: random.Random, pack: Pack) -> int:
        """Return a price in đồng inside the range, mostly below its middle."""
        spread = rng.lognormvariate(-1.0, 0.6)
        base = self.low + (self.high - self.low) * min(spread, 1.0)
        whole = 1_000 if self.per == "kg" else self.packs[0].net_g
        return round_price(1_000 * base * (pack.net_g / whole if whole else 1))


def round_price(vnd: float) -> int:
    """Return a price as people ask it: whole thousands, larger ones in fives and tens."""
    step = 1_000 if vnd < 100_000 else 5_000 if vnd < 500_000 else 10_000
    return max(1_000, round(vnd / step) * step)


@cache
def recipes() -> dict[str, Recipe]:
    """Return all recipes by key."""
    with RECIPES_FILE.open(encoding="utf-8", newline="") as source:
        return {row["key"]: _recipe(row) for row in csv.DictReader(source, delimiter="|")}


def recipes_of(family: str, commune_code: str) -> list[Recipe]:
    """Return what a seller of the commune may have of a family."""
    return [r for r in recipes().values() if r.family == family and r.grows_in(commune_code)]


def _recipe(row: dict[str, str]) -> Recipe:
    packs = (part.split(":") for part in row["packs"].split())
    return Recipe(
        key=row["key"],
        family=row["family"],
        name=row["name"],
        set_code=row["set"],
        motifs=tuple(row["motifs"].split()),
        packs=tuple(Pack(unit, int(grams)) for unit, grams in packs),
        low=int(row["low"]),
        high=int(row["high"]),
        per=row["per"],
        harvest_mask=_months(row["months"]),
        places=frozenset(code for word in row["places"].split() for code in _codes(word)),
        ends_with_place=row["ends"] == "1",
        shelf_life_days=int(row["days"]) if row["days"] else None,
        text=row["text"],
    )


def _codes(word: str) -> tuple[str, ...]:
    return AREAS.get(word, (word,))


def _months(text: str) -> int:
    """Return the mask of ``2-4``, ``11-1`` or ``4-5,8``; 0 for all year."""
    mask = 0
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        month = int(first)
        mask |= 1 << (month - 1)
        while month != int(last or first):
            month = month % 12 + 1
            mask |= 1 << (month - 1)
    return mask
