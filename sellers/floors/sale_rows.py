"""Rows of a floor's list of orders: which column is what, and which cells of it are needed.

Names and addresses of the buyers stay in the file. Asks the database nothing.
"""

import re
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from common.dates import InvalidDate, format_date, local_today
from common.errors import BusinessRuleError
from common.sheet_days import sheet_day
from common.spreadsheets import UnreadableFile, read_rows
from common.text import fold, normalize
from sellers.forms import MAX_STOCK

#: Folded headings by which a column is known, without what stands in brackets.
HEADINGS = {
    "reference": ("ma don", "ma don hang", "so don", "so don hang", "don hang", "ma dh"),
    "code": ("ma hang", "ma san pham", "ma sp", "sku", "ma sku", "sku san pham"),
    "name": ("ten hang", "ten san pham", "san pham", "ten sp", "mat hang", "ten mat hang"),
    "quantity": ("so luong", "sl", "so luong ban", "so luong dat"),
    "day": ("ngay", "ngay dat", "ngay dat hang", "ngay ban", "ngay tao", "ngay tao don",
            "thoi gian dat", "thoi gian dat hang", "thoi gian tao don"),
    "state": ("trang thai", "tinh trang", "trang thai don", "trang thai don hang",
              "huy", "da huy", "don huy"),
}  # fmt: skip
_FIELDS = {heading: name for name, all_of in HEADINGS.items() for heading in all_of}
_HEADINGS_WITHIN = 15
MOST_ROWS = 500
MOST_BYTES = 2_000_000
_UNPACKED_BYTES = 30_000_000
_MOST_CELL = 160
_MOST_REFERENCE = 60
_WHOLE = re.compile(r"(\d{1,7})(?:[.,]0{1,2})?")
_CALLED_OFF = frozenset(
    ("huy", "da huy", "don huy", "da huy don", "huy don", "khach huy", "khach da huy",
     "nguoi mua huy", "nguoi mua da huy", "nguoi ban huy", "nguoi ban da huy", "he thong huy",
     "cancelled", "canceled", "x", "co", "yes", "1", "true")
)  # fmt: skip
_NOT_CALLED_OFF = frozenset(("khong", "khong huy", "chua huy", "no", "0", "false"))
_WAY_BACK = ("tra hang", "hoan hang", "da hoan", "chuyen hoan", "hoan tra", "tra lai")


class UnfitRow(BusinessRuleError):
    """The row says nothing that can be done; the message says what to mend."""


@dataclass(frozen=True, slots=True)
class SaleRow:
    """The cells of one row that are needed, as written, with the row's number in the file."""

    number: int
    reference: str = ""
    code: str = ""
    name: str = ""
    quantity: str = ""
    day: str = ""
    state: str = ""

    def as_json(self) -> dict[str, str | int]:
        """Return the row as it is kept."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says. ``quantity`` in sale units; ``day`` None where the file gives none."""

    reference: str
    quantity: int
    day: date | None
    is_called_off: bool


def read_sales(path: Path) -> list[SaleRow]:
    """Return the rows of a file without sums. Raises ``UnreadableFile`` with what to mend."""
    rows = read_rows(path, reads_old=True, most_bytes=_UNPACKED_BYTES)
    places = _find_columns(rows)
    found: list[SaleRow] = []
    for number, cells in rows:
        if any(fold(cell) in ("tong", "cong", "tong cong") for cell in cells[:2]):
            continue
        if len(found) == MOST_ROWS:
            raise UnreadableFile(
                f"Tệp có hơn {MOST_ROWS} dòng. Ở sàn đó, chọn khoảng ngày ngắn hơn rồi tải lại."
            )
        fields = {
            name: normalize(cells[place]).lstrip("'")[:_MOST_CELL]
            for name, place in places.items()
            if place < len(cells)
        }
        if any(fields.values()):
            found.append(SaleRow(number=number, **fields))
    if not found:
        raise UnreadableFile("Tệp không có đơn nào ở dưới dòng tên cột.")
    return found


def _find_columns(rows) -> dict[str, int]:
    best = ["Mã đơn", "Mã hàng hoặc Tên hàng", "Số lượng"]
    for _number, cells in islice(rows, _HEADINGS_WITHIN):
        places: dict[str, int] = {}
        for place, cell in enumerate(cells):
            name = _FIELDS.get(fold(normalize(cell).partition("(")[0]))
            if name and name in places:
                raise UnreadableFile(
                    f"Có hai cột cùng nghĩa, một cột là “{normalize(cell)}”. Xóa bớt một cột."
                )
            if name:
                places[name] = place
        missing = _missing(places)
        if not missing:
            return places
        best = min(best, missing, key=len)
    raise UnreadableFile(f"Không thấy cột: {', '.join(best)}. Ghi tên cột ở dòng đầu.")


def _missing(places: dict[str, int]) -> list[str]:
    missing = [] if "reference" in places else ["Mã đơn"]
    if not {"code", "name"} & set(places):
        missing.append("Mã hàng hoặc Tên hàng")
    if "quantity" not in places:
        missing.append("Số lượng")
    return missing


def understood(row: SaleRow) -> Said:
    """Return what a row says, the product aside. Raises ``UnfitRow``."""
    if not row.reference:
        raise UnfitRow("Thiếu mã đơn. Nếu ô bị gộp, ghi mã đơn vào từng dòng.")
    if len(row.reference) > _MOST_REFERENCE:
        raise UnfitRow(f"Mã đơn dài quá {_MOST_REFERENCE} chữ. Xem lại cột.")
    return Said(row.reference, _quantity(row.quantity), _day(row.day), _is_called_off(row.state))


def _quantity(text: str) -> int:
    found = _WHOLE.fullmatch(text)
    quantity = int(found[1]) if found else 0
    if not 0 < quantity <= MAX_STOCK:
        shown = f"“{text[:20]}” chưa đúng" if text else "còn trống"
        raise UnfitRow(f"Số lượng {shown}. Ghi số nguyên từ 1 đến 100000, không dấu chấm.")
    return quantity


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = sheet_day(text)
    except InvalidDate:
        raise UnfitRow(f"Không hiểu ngày “{text[:20]}”. Ghi như 31/10/2026.") from None
    if day > local_today():
        raise UnfitRow(f"Ngày {format_date(day)} chưa tới. Xem lại ngày và tháng.")
    return day


def _is_called_off(text: str) -> bool:
    folded = fold(text)
    if folded in _CALLED_OFF:
        return True
    if any(words in folded for words in _WAY_BACK):
        raise UnfitRow(
            "Hàng trả về. Xem hàng còn bán được không, rồi bấm “Đơn hủy, trả vào kho” ở món đó."
        )
    if "huy" in folded.split() and folded not in _NOT_CALLED_OFF:
        raise UnfitRow(f"Chưa rõ “{text[:40]}” là đã hủy hay chưa. Ghi “Đã hủy” hoặc để trống.")
    return False
