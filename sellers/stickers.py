"""Stickers of a lot on sheets of A4: name, days, code, and a QR that opens the trace page."""

from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from common.dates import format_date
from common.pdf import make_pdf
from common.qr import qr_svg
from sellers.lot_models import Lot
from sellers.tracing import printed

_TEMPLATE = Path(__file__).with_name("stickers.typ")
#: So many stickers at once; more is another file.
MOST = 1000
_NAME_MAX = 70


@dataclass(frozen=True, slots=True)
class Size:
    """A sheet of labels as shops sell them. Lengths in millimetres."""

    label: str
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap: float
    qr: float
    points: float


SIZES = {
    "vua": Size("24 tem, mỗi tem 70 × 37 mm", 3, 8, 70, 37, 0, 0.5, 0, 27, 8.5),
    "nho": Size("65 tem, mỗi tem 38 × 21 mm", 5, 13, 38.1, 21.2, 4.65, 10.7, 2.5, 17, 5.5),
    "to": Size("8 tem, mỗi tem 99 × 68 mm", 2, 4, 99.1, 67.7, 4.65, 13.1, 2.5, 46, 12),
}


def trace_url(code: str) -> str:
    """Return the address in the QR; ``?tem`` tells a scan from a link."""
    return f"{settings.SITE_URL}{reverse('sellers:trace', args=[code])}?tem"


def draw_stickers(lot: Lot, *, size: str, count: int) -> bytes:
    """Return the PDF. Call it outside a transaction."""
    said = {
        "size": asdict(SIZES[size]),
        "count": count,
        "name": _fit(lot.product.title),
        "seller": _fit(lot.product.partner.name),
        "lines": _lines(lot),
        "code": printed(lot.code),
        "qr": str(qr_svg(trace_url(lot.code), title=f"Lô {printed(lot.code)}")),
    }
    at = lot.printed_at or timezone.now()
    return make_pdf(_TEMPLATE, said, name="stickers", at=at)


def _lines(lot: Lot) -> list[str]:
    days = (
        ("Thu hoạch", lot.harvested_on),
        ("Làm xong", lot.made_on),
        ("Dùng đến", lot.best_before),
    )
    return [f"{words} {format_date(day)}" for words, day in days if day]


def _fit(text: str) -> str:
    return f"{text[: _NAME_MAX - 1].rstrip()}…" if len(text) > _NAME_MAX else text
