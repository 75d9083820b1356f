"""The system prints a whole market in one go, and every code on paper can be read."""

import io
import time

import pypdfium2
import pytest
import zxingcpp

from common.text import fold
from markets import prints
from markets.models import Stall, Trader
from shop.payment.vietqr import memo, payload
from tests.factories import make_market, make_stall

pytestmark = pytest.mark.django_db


def codes_on(pdf: bytes, *, dots_per_inch: int) -> list[str]:
    """Return the texts of all codes on a print, read by a decoder that knows nothing of us."""
    found = []
    for page in pypdfium2.PdfDocument(io.BytesIO(pdf)):
        picture = page.render(scale=dots_per_inch / 72, grayscale=True).to_pil()
        read = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
        found += [code.text for code in read]
        page.close()
    return found


def words_on(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def fill(market, count: int) -> None:
    """Write stalls, every tenth without an account."""
    traders = Trader.objects.bulk_create(
        Trader(
            market=market,
            name=f"Nghiêng Ngưỡng Đường Trượng {number}",
            bank_bin="970405" if number % 10 else "",
            bank_account=f"3205{number:09d}" if number % 10 else "",
            bank_holder=f"NGHIENG NGUONG DUONG TRUONG {number}" if number % 10 else "",
        )
        for number in range(count)
    )
    Stall.objects.bulk_create(
        Stall(
            market=market,
            trader=trader,
            place=f"Dãy {number // 50}, ô {number % 50}",
            goods="Rau, củ, quả, hàng khô, gia vị",
            active_from="2026-01-01",
        )
        for number, trader in enumerate(traders)
    )


def check(market, found: list[str]) -> None:
    """Compare what the decoder read with what is true of each stall."""
    stalls = list(Stall.objects.filter(market=market).select_related("trader"))
    pages = [text for text in found if text.startswith("http")]
    pays = {}
    for text in found:
        if not text.startswith("http"):
            qr = payload.parse(text)  # lengths of every level, ids, checksum
            assert payload.build(qr) == text
            pays[qr.memo] = qr
    assert sorted(pages) == sorted(prints.stall_url(stall) for stall in stalls)
    paid = [stall for stall in stalls if stall.trader.bank_account]
    assert len(found) == len(stalls) + len(paid)
    for stall in paid:
        qr = pays.pop(memo.memo_of(stall.pk, prefix="TNCQ"))
        assert (qr.bin, qr.account) == (stall.trader.bank_bin, stall.trader.bank_account)
        assert qr.amount_vnd is None
    assert pays == {}


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
def test_a_market_of_400_stalls_is_printed_within_a_minute_of_the_processor(kind, record_property):
    market = make_market()
    fill(market, 400)

    start, cpu = time.perf_counter(), time.process_time()
    pdf = prints.draw(market, prints.codes_of(market), kind=kind)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu

    record_property("seconds", round(cpu, 1))
    print(f"{kind}: {seconds:.1f} s, {cpu:.1f} s of the processor, {len(pdf) / 1e6:.1f} MB")
    # Of the processor: other work on the machine is none of ours.
    assert cpu <= 60
    check(market, codes_on(pdf, dots_per_inch=110))
