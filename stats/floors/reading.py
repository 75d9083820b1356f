"""Files of other floors' figures: which column is what, and what each row says."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path

from common.dates import format_date, local_today
from common.errors import BusinessRuleError
from common.spreadsheets import NumberedRow, UnreadableFile, read_rows
from common.text import fold, normalize
from stats.floors.values import UnfitRow, count_of, factor_of, floor_name, money_of, period_of

#: Folded headings by which a column is known, without the unit in brackets.
HEADINGS = {
    "floor": ("san", "ten san", "san tmdt", "san thuong mai dien tu", "don vi bao cao"),
    "period": ("ky", "ky bao cao", "thoi gian", "thang", "ky so lieu"),
    "first": ("tu ngay", "ngay dau", "tu"),
    "last": ("den ngay", "ngay cuoi", "den"),
    "sellers": ("nguoi ban", "so nguoi ban", "gian hang", "so gian hang", "nha cung cap",
                "so ho ban", "so nha cung cap", "co so ban"),
    "products": ("san pham", "so san pham", "so san pham tren san", "so san pham dua len san"),
    "transactions": ("giao dich", "so giao dich", "don hang", "so don hang", "so luong giao dich"),
    "value_vnd": ("gia tri", "gia tri giao dich", "tong gia tri", "doanh thu", "doanh so",
                  "tong gia tri giao dich"),
    "source": ("nguon", "nguon so lieu", "can cu"),
    "evidence": ("chung cu", "duong dan", "lien ket", "link", "minh chung"),
}  # fmt: skip
FIGURES = {"sellers": "Người bán", "products": "Sản phẩm", "transactions": "Giao dịch"}
_FIELDS = {heading: name for name, all_of in HEADINGS.items() for heading in all_of}
_HEADINGS_WITHIN = 15
MOST_ROWS = 5_000


class NoHeadings(BusinessRuleError):
    """The file has no row of headings that names what is needed."""


@dataclass(frozen=True)
class Reported:
    """What a fit row says. ``figures`` holds only what it speaks of; None is "not given"."""

    floor: str
    first: date
    last: date
    figures: dict[str, int | Decimal | None] = field(default_factory=dict)
    source: str = ""
    evidence_url: str = ""

    @property
    def key(self) -> tuple[str, date, date]:
        """Return what makes it one report."""
        return (self.floor, self.first, self.last)


@dataclass(frozen=True)
class ReadRow:
    """A row of the file: what it says, or why it cannot be taken."""

    number: int
    cells: list[str]
    said: Reported | None = None
    reason: str = ""


@dataclass(frozen=True)
class _Columns:
    places: dict[str, int]
    factor: int

    def of(self, cells: list[str]) -> dict[str, str]:
        return {
            name: normalize(cells[place]).lstrip("'") if place < len(cells) else ""
            for name, place in self.places.items()
        }


def read_reports(path: Path, *, floor: str = "") -> list[ReadRow]:
    """Return the rows of a file; ``floor`` names it where the file has no such column.

    Raises ``UnreadableFile`` and ``NoHeadings``. Asks the database nothing.
    """
    rows = read_rows(path, reads_old=True)
    columns = _find_columns(rows, floor)
    found = []
    for number, cells in rows:
        if len(found) == MOST_ROWS:
            raise UnreadableFile(f"Tệp có hơn {MOST_ROWS:,} dòng.".replace(",", "."))
        if not _is_sum(cells):
            found.append(_read(number, cells, columns, floor))
    return found


def _find_columns(rows: Iterator[NumberedRow], floor: str) -> _Columns:
    best: list[str] = ["sàn", "kỳ báo cáo", "ít nhất một cột số liệu"]
    for _number, cells in islice(rows, _HEADINGS_WITHIN):
        places: dict[str, int] = {}
        factor = 1
        for place, cell in enumerate(cells):
            bare, _, unit = normalize(cell).partition("(")
            name = _FIELDS.get(fold(bare.partition(",")[0]))
            if name in places:
                raise NoHeadings(f"Có hai cột “{normalize(cell)}”. Xóa hoặc đổi tên một cột.")
            if name:
                places[name] = place
            if name == "value_vnd":
                factor = factor_of(unit or bare.partition(",")[2]) or 1
        missing = _missing(places, floor)
        if not missing:
            return _Columns(places, factor)
        best = min(best, missing, key=len)
    raise NoHeadings(f"Không thấy cột: {', '.join(best)}. Ghi tên cột ở dòng đầu.")


def _missing(places: dict[str, int], floor: str) -> list[str]:
    missing = []
    if "floor" not in places and not floor:
        missing.append("sàn")
    if "period" not in places and not {"first", "last"} <= set(places):
        missing.append("kỳ báo cáo")
    if not {*FIGURES, "value_vnd"} & set(places):
        missing.append("ít nhất một cột số liệu")
    return missing


def _is_sum(cells: list[str]) -> bool:
    """Tell whether a row only adds the others up."""
    return any(fold(cell) in ("tong", "cong", "tong cong") for cell in cells[:2])


def _read(number: int, cells: list[str], columns: _Columns, floor: str) -> ReadRow:
    fields = columns.of(cells)
    try:
        said = _reported(fields, columns.factor, floor)
    except UnfitRow as problem:
        return ReadRow(number, cells, reason=problem.message)
    return ReadRow(number, cells, said)


def _reported(fields: dict[str, str], factor: int, floor: str) -> Reported:
    name = floor_name(fields.get("floor") or floor)
    first, last = period_of(
        fields.get("period", ""), fields.get("first", ""), fields.get("last", "")
    )
    if last < first:
        raise UnfitRow("Ngày cuối phải từ ngày đầu trở đi.")
    if last > local_today():
        raise UnfitRow(f"Kỳ đến {format_date(last)} chưa hết. Ghi đến ngày đã có số.")
    figures: dict[str, int | Decimal | None] = {
        key: count_of(fields[key], what) for key, what in FIGURES.items() if fields.get(key)
    }
    if fields.get("value_vnd"):
        figures["value_vnd"] = money_of(fields["value_vnd"], factor)
    if not any(value is not None for value in figures.values()):
        raise UnfitRow("Dòng không có số liệu nào.")
    evidence = fields.get("evidence", "")
    if evidence and not evidence.startswith(("https://", "http://")):
        raise UnfitRow("Chứng cứ phải là đường dẫn bắt đầu bằng https://.")
    return Reported(name, first, last, figures, fields.get("source", "")[:200], evidence[:300])
