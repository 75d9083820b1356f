"""The system draws a QR on its own machine, as a picture that any camera reads."""

import re
import socket
from xml.etree import ElementTree

import pytest
import segno
from django.utils.safestring import SafeString
from qrcode import ERROR_CORRECT_M
from qrcode.base import rs_blocks
from qrcode.util import mask_func, pattern_position

from common.qr import qr_svg

SVG = "{http://www.w3.org/2000/svg}"
QUIET = 4
TEXTS = {
    "V1": "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA"
    "53037045802VN63049E6F",
    "V3": "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA"
    "530370454061800005802VN62340107NPS68690819thanh toan don hang63042E2E",
    "V2": "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC"
    "53037045802VN63044F52",
    "V10": "00020101021238570010A00000072701270006970405011385052010012340208QRIBFTTA"
    "530370454061200005802VN62140810TNDH1000426304CC24",
}
every_text = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


def paths(svg: str) -> tuple[str, str]:
    light, dark = ElementTree.fromstring(svg).findall(f"{SVG}path")
    assert (light.get("fill"), dark.get("fill")) == ("#fff", "#000")
    return light.get("d"), dark.get("d")


def drawn_modules(svg: str) -> list[list[bool]]:
    """Paint the dark rectangles of a drawing on a grid, quiet zone included."""
    side = int(ElementTree.fromstring(svg).get("viewBox").split()[2])
    grid = [[False] * side for _ in range(side)]
    for x, y, width, back in re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", paths(svg)[1]):
        assert width == back
        for offset in range(int(width)):
            grid[int(y)][int(x) + offset] = True
    return grid


def without_quiet_zone(grid):
    return [row[QUIET:-QUIET] for row in grid[QUIET:-QUIET]]


def is_function_module(y, x, version, side) -> bool:
    """Tell whether a module belongs to the finders, the timing, the marks or the version."""
    if y == 6 or x == 6 or (y < 9 and (x < 9 or x >= side - 8)) or (y >= side - 8 and x < 9):
        return True
    if version >= 7 and (min(x, y) < 6 and side - 11 <= max(x, y) < side - 8):
        return True
    centres = pattern_position(version)
    corners = {(6, 6), (6, side - 7), (side - 7, 6)}
    return any(
        abs(y - a) <= 2 and abs(x - b) <= 2 and (a, b) not in corners
        for a in centres
        for b in centres
    )


def codewords(grid, version) -> list[int]:
    """Return the bytes of a code in the zigzag order of ISO/IEC 18004, without the mask."""
    side = len(grid)
    number = "".join(str(int(module)) for module in grid[8][:5])
    assert int(number[:2], 2) ^ 0b10 == ERROR_CORRECT_M
    is_masked = mask_func(int(number[2:], 2) ^ 0b101)
    bits = ""
    columns = [*range(side - 1, 6, -2), *range(5, 0, -2)]
    for turn, column in enumerate(columns):
        for y in range(side) if turn % 2 else range(side - 1, -1, -1):
            for x in (column, column - 1):
                if not is_function_module(y, x, version, side):
                    bits += str(int(grid[y][x] ^ is_masked(y, x)))
    return [int(bits[i : i + 8], 2) for i in range(0, len(bits) - 7, 8)]


def decoded(grid) -> str:
    """Read the text of an undamaged code."""
    version = (len(grid) - 17) // 4
    sizes = [block.data_count for block in rs_blocks(version, ERROR_CORRECT_M)]
    blocks = [bytearray() for _ in sizes]
    words = iter(codewords(grid, version))
    for place in range(max(sizes)):
        for block, size in zip(blocks, sizes, strict=True):
            if place < size:
                block.append(next(words))
    bits = "".join(f"{byte:08b}" for block in blocks for byte in block)
    mode, bits = int(bits[:4], 2), bits[4:]
    if mode == 4:
        width = 8 if version < 10 else 16
        count, bits = int(bits[:width], 2), bits[width:]
        return bytes(int(bits[i * 8 : i * 8 + 8], 2) for i in range(count)).decode("ascii")
    assert mode == 2
    signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
    width = 9 if version < 10 else 11
    count, bits, text = int(bits[:width], 2), bits[width:], ""
    for _ in range(count // 2):
        pair, bits = int(bits[:11], 2), bits[11:]
        text += signs[pair // 45] + signs[pair % 45]
    return text + (signs[int(bits[:6], 2)] if count % 2 else "")


@every_text
def test_the_drawing_has_the_modules_of_the_code(text):
    code = segno.make(text, error="m", micro=False, boost_error=False)

    grid = drawn_modules(qr_svg(text, title="Mã chuyển khoản"))

    assert without_quiet_zone(grid) == [[bool(module) for module in row] for row in code.matrix]


@every_text
def test_a_reader_finds_the_text_in_the_drawing(text):
    grid = without_quiet_zone(drawn_modules(qr_svg(text, title="Mã chuyển khoản")))

    assert decoded(grid) == text


@every_text
def test_a_light_border_of_four_modules_stays_free(text):
    grid = drawn_modules(qr_svg(text, title="Mã chuyển khoản"))

    border = [*grid[:QUIET], *grid[-QUIET:], *(row[:QUIET] + row[-QUIET:] for row in grid)]
    assert not any(any(row) for row in border)
    assert all([grid[QUIET][QUIET], grid[QUIET][-QUIET - 1], grid[-QUIET - 1][QUIET]])


def test_the_light_ground_covers_the_whole_picture():
    svg = qr_svg(TEXTS["V1"], title="Mã chuyển khoản")

    side = len(drawn_modules(svg))
    assert paths(svg)[0] == f"M0 0h{side}v{side}H0z"


def test_a_screen_reader_hears_the_title():
    root = ElementTree.fromstring(qr_svg(TEXTS["V1"], title="Quét để trả 120.000 ₫"))

    assert root.get("role") == "img"
    assert root.get("aria-label") == "Quét để trả 120.000 ₫"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == "Quét để trả 120.000 ₫"


def test_a_hostile_title_stays_text():
    title = "\"><script>alert(1)</script>{dark}<x onload='a'>&"

    svg = qr_svg(TEXTS["V1"], title=title)

    assert isinstance(svg, SafeString)
    assert ElementTree.fromstring(svg)[0].text == title
    assert {element.tag for element in ElementTree.fromstring(svg).iter()} == {
        f"{SVG}svg",
        f"{SVG}title",
        f"{SVG}path",
    }


def test_nothing_is_asked_of_the_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("the drawing opened a connection")

    monkeypatch.setattr(socket, "socket", refuse)

    svg = qr_svg(TEXTS["V10"], title="Mã chuyển khoản")

    assert "href" not in svg
    assert "style=" not in svg
