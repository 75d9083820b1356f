"""One row of a list of households: which column is what, and what makes a row unfit."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice

from django.utils.crypto import salted_hmac

from common.errors import BusinessRuleError
from common.phones import InvalidPhone, parse_phone
from common.spreadsheets import NumberedRow
from common.text import canonical_tone, contains_legacy_encoding, fold, normalize
from places.resolving import CommuneBook, PlaceNotFound

#: Folded headings by which a column is known.
HEADINGS = {
    "code": ("ma ho", "ma so ho", "ma ho gia dinh", "ma ho san xuat"),
    "head_name": ("chu ho", "ten chu ho", "ho ten chu ho", "ho va ten chu ho", "ho va ten"),
    "commune_code": ("ma xa", "ma xa phuong", "ma don vi hanh chinh"),
    "commune": ("xa", "ten xa", "xa phuong", "xa phuong thi tran", "ten xa phuong"),
    "hamlet": ("xom", "ten xom", "thon", "thon xom", "xom thon", "xom to", "xom to dan pho",
               "thon ban", "thon xom to dan pho", "to dan pho", "dia chi xom"),
    "phone": ("so dien thoai", "dien thoai", "sdt", "so dt", "dien thoai di dong"),
    "district": ("huyen", "ten huyen", "huyen cu", "quan huyen", "huyen thanh pho"),
}  # fmt: skip
_SAID = {"code": "mã hộ", "head_name": "chủ hộ", "commune": "xã (hoặc mã xã)"}
_FIELDS = {heading: field for field, all_of in HEADINGS.items() for heading in all_of}
#: A title and an agency may stand above the headings.
_HEADINGS_WITHIN = 15
_CODE = re.compile(r"[\w./-]{1,20}")
_NAME = re.compile(r"[^\W\d_][\w .,'’()/-]*")
_HAMLET = re.compile(r"[\w][\w .,'’()/-]*")
_FLOAT = re.compile(r"(\d+)[.,]0")


class NoHeadings(BusinessRuleError):
    """The file has no row of headings that names what is needed."""


class UnfitRow(BusinessRuleError):
    """The row cannot become a household; the message says what to mend."""


@dataclass(frozen=True, slots=True)
class Household:
    """What a fit row says, as it is stored."""

    code: str
    commune_code: str
    hamlet: str
    head_name: str
    phone_hash: str


@dataclass(frozen=True)
class Columns:
    """Where each field stands in a row, and the headings as they were written."""

    places: dict[str, int]
    headings: list[str]

    def of(self, cells: list[str]) -> dict[str, str]:
        """Return the cells by field, cleaned; a row may be shorter than the headings.

        The apostrophe is ours: with it a cell of the file of errors is text for Excel.
        """
        return {
            field: normalize(cells[place]).lstrip("'") if place < len(cells) else ""
            for field, place in self.places.items()
        }


def find_columns(rows: Iterator[NumberedRow]) -> Columns:
    """Read up to the row of headings. Raises ``NoHeadings`` with the names that are missing."""
    best: dict[str, int] = {}
    for _number, cells in islice(rows, _HEADINGS_WITHIN):
        places: dict[str, int] = {}
        for place, cell in enumerate(cells):
            field = _FIELDS.get(fold(cell))
            if field in places:
                raise NoHeadings(f"Có hai cột “{cell.strip()}”. Xóa hoặc đổi tên một cột.")
            if field:
                places[field] = place
        if not _missing(places):
            return Columns(places, [normalize(cell) for cell in cells])
        best = max(best, places, key=len)
    raise NoHeadings(f"Không thấy cột: {', '.join(_missing(best))}. Ghi tên cột ở dòng đầu.")


def read_household(fields: dict[str, str], book: CommuneBook) -> Household:
    """Return the household of a row. Raises ``UnfitRow``. Asks the database nothing."""
    if any(map(contains_legacy_encoding, fields.values())):
        raise UnfitRow("Chữ viết bằng phông cũ (TCVN3, VNI). Đổi sang Unicode.")
    return Household(
        code=_code(fields["code"]),
        head_name=_name(fields["head_name"]),
        commune_code=_commune(fields, book),
        hamlet=_hamlet(fields.get("hamlet", "")),
        phone_hash=_phone_hash(fields.get("phone", "")),
    )


def hash_phone(phone: str) -> str:
    """Return the keyed hash of an E.164 number: the list alone tells nobody's number."""
    return salted_hmac("sellers.households.phone", phone, algorithm="sha256").hexdigest()


def _missing(places: Iterable[str]) -> list[str]:
    found = set(places)
    if "commune_code" in found:
        found.add("commune")
    return [said for field, said in _SAID.items() if field not in found]


def _whole(text: str) -> str:
    """Return a number that a spreadsheet wrote with a useless decimal: ``5443.0`` → ``5443``."""
    match = _FLOAT.fullmatch(text)
    return match[1] if match else text


def _code(text: str) -> str:
    text = _whole(text)
    if not text:
        raise UnfitRow("Thiếu mã hộ.")
    if not _CODE.fullmatch(text):
        raise UnfitRow("Mã hộ dài quá 20 ký tự hoặc có ký tự lạ.")
    return text


def _name(text: str) -> str:
    if not text:
        raise UnfitRow("Thiếu tên chủ hộ.")
    if len(text) > 120:
        raise UnfitRow("Tên chủ hộ dài quá 120 chữ.")
    if not _NAME.fullmatch(text) or sum(map(str.isalpha, text)) < 2:
        raise UnfitRow("Tên chủ hộ phải viết bằng chữ. Ví dụ: Nguyễn Thị Hoa.")
    return canonical_tone(text)


def _commune(fields: dict[str, str], book: CommuneBook) -> str:
    try:
        return book.resolve(
            code=_whole(fields.get("commune_code", "")),
            name=fields.get("commune", ""),
            district=fields.get("district", ""),
        )
    except PlaceNotFound as problem:
        raise UnfitRow(problem.message) from problem


@lru_cache(maxsize=8192)
def _hamlet(text: str) -> str:
    text = _whole(text)
    if len(text) > 80:
        raise UnfitRow("Tên xóm dài quá 80 chữ.")
    if text and not _HAMLET.fullmatch(text):
        raise UnfitRow("Tên xóm có ký tự lạ. Ví dụ: xóm Hồng Thái.")
    return canonical_tone(text)


def _phone_hash(text: str) -> str:
    """Return the hash of a mobile number, nothing for a landline or none.

    Excel drops the first zero of a number that is no text.
    """
    text = _whole(text)
    if not text:
        return ""
    is_bare = len(text) in (9, 10) and text.isascii() and text.isdigit() and text[0] in "235789"
    try:
        phone = parse_phone(f"0{text}" if is_bare else text, allow_landline=True)
    except InvalidPhone as problem:
        raise UnfitRow(problem.message) from problem
    return "" if phone.startswith("+842") else hash_phone(phone)


def described(columns: Columns, cells: list[str]) -> list[str]:
    """Return the row as it was, one cell for each heading."""
    width = len(columns.headings)
    return list(islice(chain(cells, [""] * width), max(width, len(cells))))
