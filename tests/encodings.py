"""Texts as old and odd programs write them."""

import io
import unicodedata

from xlsxwriter import Workbook

from common.old_encodings import _TCVN3


def as_tcvn3(text: str) -> bytes:
    codes = {letter: code for code, letter in _TCVN3.items()}
    small = text.replace("–", "-")
    return bytes(codes.get(char) or codes.get(char.lower()) or ord(char) for char in small)


def as_cp1258(text: str) -> bytes:
    """Write as Windows does: letters with hats whole, tones behind them."""
    out = b""
    for char in text:
        try:
            out += char.encode("cp1258")
        except UnicodeEncodeError:
            marks = unicodedata.normalize("NFD", char)
            tones = [m for m in marks[1:] if m in "\u0300\u0309\u0303\u0301\u0323"]
            base = unicodedata.normalize("NFC", "".join(m for m in marks if m not in tones))
            out += (base + "".join(tones)).encode("cp1258")
    return out


def as_xlsx(text: str) -> bytes:
    held = io.BytesIO()
    with Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, line in enumerate(text.splitlines()):
            for place, cell in enumerate(line.split(";")):
                if cell.isdigit():
                    sheet.write_number(at, place, int(cell))
                else:
                    sheet.write_string(at, place, cell)
    return held.getvalue()


ENCODINGS = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with BOM": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "windows-1258": as_cp1258,
    "tcvn3": as_tcvn3,
    "xlsx": as_xlsx,
}
