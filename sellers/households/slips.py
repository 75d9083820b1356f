"""Draw the slips of a sheet as a PDF: name, hamlet, QR, the code in large type, what to do.

The public page of claiming has the address that the QR carries.
"""

from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.urls import reverse

from common.dates import format_date
from common.numbers import NBSP
from common.pdf import make_pdf
from common.phones import format_phone
from common.qr import qr_svg
from places.models import Commune
from sellers.households.codes import printed
from sellers.households.sheets import Issued, Slip

_TEMPLATE = Path(__file__).with_name("slips.typ")
NO_HAMLET = "Chưa ghi xóm"


def draw_slips(issued: Issued) -> bytes:
    """Return the PDF of a sheet. 1 query."""
    sheet = issued.sheet
    commune = Commune.objects.get(code=sheet.commune_code)
    hamlet = sheet.hamlet or NO_HAMLET
    said = {
        "title": f"Phiếu nhận tài khoản: {hamlet}, {commune.full_name}",
        "operator": settings.OPERATOR["name"],
        "commune": commune.title,
        "lines": _lines(),
        "foot": f"{sheet.slips} phiếu, in ngày {format_date(sheet.issued_at)} bởi"
        f" {sheet.issuer_label}. Dùng đến hết ngày {format_date(issued.expires_at)}. Cắt theo"
        " nét đứt, đưa tận tay từng hộ.",
        "slips": [_slip(slip, sheet.hamlet) for slip in issued.slips],
    }
    return make_pdf(_TEMPLATE, said, name="sheet", at=sheet.issued_at)


def claim_url(code: str = "") -> str:
    """Return the public address of the claim page, with the code of a slip filled in."""
    address = settings.SITE_URL + reverse("sellers:claim")
    return f"{address}?{urlencode({'ma': code})}" if code else address


def _slip(slip: Slip, hamlet: str) -> dict:
    return {
        "name": slip.head_name,
        "hamlet": hamlet,
        "code": printed(slip.code),
        "qr": str(qr_svg(claim_url(slip.code), title="Mở trang nhận tài khoản")),
    }


def _lines() -> list[str]:
    page = urlsplit(claim_url())
    # A number and an address are not torn apart at the end of a line.
    phone = format_phone(settings.OPERATOR["phone"]).replace(" ", NBSP)
    address = f"{page.netloc}{page.path}".replace("-", "\N{NON-BREAKING HYPHEN}")
    return [
        f"Quét mã vuông bằng máy ảnh, hoặc mở {address}",
        "Gõ mã 12 chữ ở trên, rồi nhập số điện thoại của bà con.",
        f"Nhập 6 số trong tin nhắn là xong. Cần giúp, gọi {phone}.",
    ]
