"""Goods of the province chosen by hand, and what shoppers type to find them (``data/``)."""

import csv
from dataclasses import dataclass
from pathlib import Path

from catalogue.models import Product
from tests.factories import make_listing, make_seller

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Query:
    """What is typed; parts of titles that stand in the first three, and that stand nowhere."""

    why: str
    text: str
    finds: tuple[str, ...]
    never: tuple[str, ...]

    def is_right(self, titles: list[str]) -> bool:
        if self.why == "nothing":
            return not titles
        top = titles[:3]
        return all(any(part in title for title in top) for part in self.finds) and not any(
            part in title for part in self.never for title in titles
        )


def queries() -> list[Query]:
    return [
        Query(row["why"], row["query"], _parts(row["finds"]), _parts(row["never"]))
        for row in _rows("queries.csv")
    ]


def list_goods() -> list[Product]:
    """Put the goods on sale, the last one of the table first."""
    sellers = {}
    made = []
    for row in reversed(_rows("goods.csv")):
        key = row["seller"], row["commune"]
        if key not in sellers:
            sellers[key] = make_seller(row["seller"], row["commune"], kind=row["kind"])
        made.append(make_listing(sellers[key], row["title"], set_code=row["set"]))
    return made


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source, delimiter="|"))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(";") if part)
