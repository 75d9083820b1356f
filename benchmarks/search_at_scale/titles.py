"""The goods that both shops list: the same titles from the same seed, without any database."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

DEMO = Path(__file__).resolve().parents[2] / "demo" / "data" / "goods.csv"
SEED = 20261126
#: Family → share of the listings; four of ten are tea.
_SHARES = {
    "che": 40, "rau-qua": 16, "gao": 7, "mien": 7, "thit-trung": 9, "mat-nam": 10,
    "che-bien": 5, "gia-vi": 2, "do-uong": 2, "thu-cong": 2,
}  # fmt: skip
_SYLLABLES = """
An Bảo Bình Châu Cường Dung Duyên Đạt Đông Giang Hà Hải Hạnh Hiền Hoa Hòa Hồng Huệ Hưng Hương Khánh
Kiên Lan Liên Linh Loan Long Lộc Mai Minh Nga Ngọc Nguyên Nhàn Nhung Phong Phúc Phương Quang Quế Sơn
Tâm Thanh Thảo Thắng Thịnh Thu Thủy Tiến Toàn Trang Trung Tuấn Tùng Tuyết Vân Việt Vinh Xuân Yến
""".split()  # noqa: SIM905
_WORDS = ("sạch", "hữu cơ", "VietGAP", "loại 1", "đặc biệt", "vụ mới", "nhà trồng", "thủ công")


@dataclass(frozen=True)
class Drawn:
    """One listing to make."""

    title: str
    set_code: str
    seller: int
    price_vnd: int
    months: int


def names_of_sellers(count: int) -> list[str]:
    dice = random.Random(SEED)
    kinds = ("Hộ bà {} Thị {}", "Hộ ông {} Văn {}", "HTX {} {}", "Cơ sở {} {}")
    return [dice.choice(kinds).format(*dice.sample(_SYLLABLES, 2)) for _ in range(count)]


def draw(count: int, places: list[str], sellers: int) -> Iterator[Drawn]:
    """Yield the listings; ``places`` are the names of the communes of the sellers."""
    dice = random.Random(SEED)
    with DEMO.open(encoding="utf-8", newline="") as source:
        rows = [row for row in csv.DictReader(source, delimiter="|") if row["family"] in _SHARES]
    having = [sum(row["family"] == other["family"] for other in rows) for row in rows]
    shares = [_SHARES[row["family"]] / number for row, number in zip(rows, having, strict=True)]
    sums = list(accumulate(shares))
    for _ in range(count):
        row = dice.choices(rows, cum_weights=sums)[0]
        seller = min(dice.randrange(sellers), dice.randrange(sellers))
        unit, grams = dice.choice(row["packs"].split()).split(":")
        words = [row["name"], places[seller]]
        if dice.random() < 0.4:
            words.append(dice.choice(_WORDS))
        if dice.random() < 0.3:
            words.append(" ".join(dice.sample(_SYLLABLES, 2)))
        words.append(f"{unit} {grams} g")
        price = dice.randrange(int(row["low"]), int(row["high"]) + 1) * 1000
        yield Drawn(" ".join(words), row["set"], seller, price, dice.randrange(4096))
