"""Codes of a whole market on paper: the stalls, a decoder that is none of ours, the comparison."""

import io

import pypdfium2
import zxingcpp

from markets import prints
from markets.models import Stall, Trader
from shop.payment.vietqr import memo, payload


def codes_on(pdf: bytes, *, dots_per_inch: int) -> list[str]:
    """Return the texts of all codes on a print, read by a decoder that knows nothing of us."""
    found = []
    for page in pypdfium2.PdfDocument(io.BytesIO(pdf)):
        picture = page.render(scale=dots_per_inch / 72, grayscale=True).to_pil()
        read = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
        found += [code.text for code in read]
        page.close()
    return found


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
