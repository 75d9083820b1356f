"""Read the rows of a table file, XLSX or CSV, one by one and in little memory.

An XLSX is a zip of XML parts; the reader keeps its shared texts and streams the first sheet.
Entities are refused, so no file can grow while it is parsed.
Source: ECMA-376 part 1, 18.3 (worksheets) and 18.4 (shared strings).
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TextIO
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from common.errors import BusinessRuleError
from common.old_encodings import decode_old

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_SHARED = "xl/sharedStrings.xml"
_CHUNK = 1 << 16
#: A list of a whole province unpacks to about 60 MB.
_MOST_BYTES = 600_000_000
_COLUMN = re.compile(r"[A-Z]{1,3}")
_MOST_COLUMNS = 200
_DELIMITERS = ";,\t"

#: A row as it was numbered in the file, and the text of its cells.
NumberedRow = tuple[int, list[str]]


class UnreadableFile(BusinessRuleError):
    """The file is no table that can be read; the message says why."""


def read_rows(
    path: Path, *, reads_old: bool = False, most_bytes: int = _MOST_BYTES
) -> Iterator[NumberedRow]:
    """Yield the rows of the first sheet with their numbers from 1; empty rows are passed over.

    Numbers come as Excel shows them without a format: ``912345678``. ``reads_old`` also takes a
    small CSV from before Unicode, whole in memory; ``most_bytes`` is what a part of an Excel file
    may unpack to. Raises ``UnreadableFile``.
    """
    with path.open("rb") as file:
        is_zip = file.read(4) == b"PK\x03\x04"
    return _xlsx_rows(path, most_bytes) if is_zip else _csv_rows(path, reads_old)


def _opened(path: Path, reads_old: bool) -> TextIO:
    """Open a CSV: UTF-8 with or without BOM, the UTF-16 of Excel's "Unicode", or older."""
    with path.open("rb") as file:
        begin = file.read(2)
    if begin in (b"\xff\xfe", b"\xfe\xff"):
        return path.open(encoding="utf-16", newline="")
    if reads_old:
        raw = path.read_bytes()
        try:
            raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            return io.StringIO(decode_old(raw), newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _csv_rows(path: Path, reads_old: bool) -> Iterator[NumberedRow]:
    try:
        with _opened(path, reads_old) as file:
            first = file.readline()
            rest = iter(file)
            if first.lower().startswith("sep="):
                delimiter, lines, skipped = first.strip()[4:5] or ",", rest, 1
            else:
                delimiter = max(_DELIMITERS, key=first.count)
                lines, skipped = _again(first, rest), 0
            for number, cells in enumerate(csv.reader(lines, delimiter=delimiter), 1 + skipped):
                if any(cell.strip() for cell in cells):
                    yield number, cells
    except UnicodeDecodeError as problem:
        raise UnreadableFile(
            "Tệp không phải CSV UTF-8. Trong Excel chọn Lưu dạng “CSV UTF-8”."
        ) from problem
    except csv.Error as problem:
        raise UnreadableFile(f"Tệp CSV bị hỏng ({problem}). Lưu lại từ Excel.") from problem


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _xlsx_rows(path: Path, most_bytes: int) -> Iterator[NumberedRow]:
    try:
        with zipfile.ZipFile(path) as book:
            texts = _shared_texts(book, most_bytes)
            first = _first_sheet(book, most_bytes)
            with book.open(_part(book, first, most_bytes)) as sheet:
                number = 0
                for element in _elements(sheet, "row"):
                    cells = _cells(element, texts)
                    number = int(element.get("r") or number + 1)
                    if any(cells):
                        yield number, cells
    except (zipfile.BadZipFile, KeyError, ParseError, ValueError, EOFError) as problem:
        raise UnreadableFile(
            "Tệp Excel bị hỏng. Mở bằng Excel rồi lưu lại dạng .xlsx."
        ) from problem


def _first_sheet(book: zipfile.ZipFile, most_bytes: int) -> str:
    """Return the path of the first sheet inside the file."""
    names = set(book.namelist())
    with book.open(_part(book, "xl/workbook.xml", most_bytes)) as file:
        sheet = next(_elements(file, "sheet"))
    wanted = next(value for key, value in sheet.attrib.items() if key.endswith("}id"))
    with book.open(_part(book, "xl/_rels/workbook.xml.rels", most_bytes)) as file:
        targets = {e.get("Id"): e.get("Target", "") for e in _elements(file, "Relationship")}
    target = targets[wanted].lstrip("/")
    return target if target in names else f"xl/{target}"


def _shared_texts(book: zipfile.ZipFile, most_bytes: int) -> list[str]:
    if _SHARED not in book.namelist():
        return []
    with book.open(_part(book, _SHARED, most_bytes)) as file:
        return [_text(element) for element in _elements(file, "si")]


def _part(book: zipfile.ZipFile, name: str, most_bytes: int) -> zipfile.ZipInfo:
    """Return a part of the zip unless it would unpack to more than any list needs."""
    found = book.getinfo(name)
    if found.file_size > most_bytes:
        raise UnreadableFile("Tệp lớn quá. Chia thành nhiều tệp nhỏ rồi nhập từng tệp.")
    return found


def _elements(file: io.BufferedIOBase, tag: str) -> Iterator[Element]:
    """Yield the finished elements of one tag and forget each one afterwards."""
    wanted = {f"{space}{tag}" for space in (_MAIN, _STRICT, _RELATION)}
    parser = XMLPullParser(("start", "end"))
    parents: list[Element] = []
    is_first = True
    while chunk := file.read(_CHUNK):
        if is_first and b"<!DOCTYPE" in chunk:
            raise ValueError("a part with a document type")
        is_first = False
        parser.feed(chunk)
        for event, element in parser.read_events():
            if event == "start":
                parents.append(element)
                continue
            parents.pop()
            if element.tag in wanted:
                yield element
                if parents:
                    parents[-1].remove(element)


def _cells(row: Element, texts: list[str]) -> list[str]:
    cells: list[str] = []
    for cell in row:
        place = _place(cell.get("r"), len(cells))
        if place >= _MOST_COLUMNS:
            continue
        cells.extend([""] * (place + 1 - len(cells)))
        cells[place] = _value(cell, texts)
    return cells


def _place(reference: str | None, following: int) -> int:
    """Return the index of a column: ``B7`` → 1. Cells without a reference follow each other."""
    match = _COLUMN.match(reference or "")
    if match is None:
        return following
    place = 0
    for letter in match[0]:
        place = place * 26 + ord(letter) - 64
    return place - 1


def _value(cell: Element, texts: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell)
    found = next((part.text for part in cell if part.tag.endswith("}v")), None) or ""
    if kind == "s":
        return texts[int(found)] if found else ""
    return plain_number(found) if kind == "n" else found


def _text(element: Element) -> str:
    """Return the runs of a text together, without the readings above it (``rPh``)."""
    parts = []
    for part in element:
        if part.tag.endswith("}t"):
            parts.append(part.text or "")
        elif part.tag.endswith(("}r", "}is")):
            parts.append(_text(part))
    return "".join(parts)


def plain_number(text: str) -> str:
    """Return a stored number without exponent and needless zeros: ``9.12E8`` → ``912000000``."""
    if text.isdigit():
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    is_short = number.is_finite() and abs(number.adjusted()) < 30
    if is_short and number == number.to_integral_value():
        return str(int(number))
    return text
