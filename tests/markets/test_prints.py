"""The system prints a whole market in one go, and every code on paper can be read."""

import io

import pypdfium2
import pytest

from common.text import fold
from markets import prints
from markets.models import Trader
from tests.factories import make_market, make_stall
from tests.markets.printed import check, codes_on, fill

pytestmark = pytest.mark.django_db


def words_on(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


@pytest.mark.parametrize(("kind", "pages"), [("to-a4", 9), ("the-a6", 3), ("the-a7", 2)])
def test_every_code_of_a_print_is_read_back(kind, pages):
    market = make_market()
    fill(market, 9)

    pdf = prints.draw(market, prints.codes_of(market), kind=kind)

    assert len(pypdfium2.PdfDocument(io.BytesIO(pdf))) == pages
    check(market, codes_on(pdf, dots_per_inch=110))
    words = fold(words_on(pdf))
    assert "nghieng nguong duong truong 8" in words
    assert "cho thai" in words


def test_a_code_that_is_damaged_is_noticed():
    """Negative control: a print of another stall does not pass."""
    market = make_market()
    fill(market, 2)
    found = codes_on(prints.draw(market, prints.codes_of(market), kind="the-a6"), dots_per_inch=110)
    Trader.objects.filter(market=market, bank_bin="970405").update(bank_account="3205999999999")

    with pytest.raises(AssertionError):
        check(market, found)


def test_stalls_that_are_over_are_not_printed():
    market = make_market()
    make_stall(market, active_from="2026-01-01", active_to="2026-02-01")

    assert prints.codes_of(market) == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(prints.KINDS))
def test_every_code_of_a_market_of_400_stalls_is_read_back(kind):
    market = make_market()
    fill(market, 400)

    pdf = prints.draw(market, prints.codes_of(market), kind=kind)

    found = codes_on(pdf, dots_per_inch=110)
    assert len(found) == 400 + 360  # the address of each stall, and a VietQR where there is a bank
    check(market, found)
