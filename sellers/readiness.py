"""What a seller must give before its goods are shown. Drafts and reviews wait for nothing.

Which parts are asked for is ``settings.SELLER_NEEDS``, because the law leaves some of it open.
Source: NĐ 248/2026/NĐ-CP Đ.18.1 (name, address, representative of who sells are published; who
sells is known before the sale), NĐ 320/2026/NĐ-CP Đ.19 (accounts of sellers and e-identity).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from common.dates import format_date, local_today
from sellers.identity.kinds import RULES
from sellers.identity_models import TaxNumber
from sellers.models import Seller


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that may be asked for: its words inside a sentence, its page, its button."""

    words: str
    page: tuple[str, ...]
    button: str
    is_there: Callable[[Seller], bool]
    #: Must be there before anybody looks at who the seller is.
    before_check: bool = False

    def url(self) -> str:
        """Return the address of its page."""
        name, *words = self.page
        return reverse(name, args=words)


#: Name in the setting → the part, in the order in which sellers are asked.
PARTS: dict[str, Part] = {
    "representative": Part(
        "tên người đại diện",
        ("sellers:profile-part", "nguoi-dai-dien"),
        "Ghi tên người đại diện",
        lambda seller: bool(seller.representative),
        before_check=True,
    ),
    "address": Part(
        "xóm, tổ dân phố",
        ("sellers:profile-part", "cho-o"),
        "Ghi xóm, tổ dân phố",
        lambda seller: bool(seller.partner.commune_id and seller.hamlet),
        before_check=True,
    ),
    "tax_number": Part(
        "mã số thuế",
        ("sellers:tax-number",),
        "Ghi mã số thuế",
        lambda seller: (
            not RULES[seller.partner.kind].needs_tax_number
            or TaxNumber.objects.filter(seller=seller).exists()
        ),
        before_check=True,
    ),
    "identity": Part(
        "xác thực người bán",
        ("sellers:identity",),
        "Xác thực",
        lambda seller: seller.identity == Seller.Identity.VERIFIED,
    ),
    "portrait": Part(
        "ảnh người làm ra hàng",
        ("sellers:portrait",),
        "Thêm ảnh",
        lambda seller: bool(seller.portrait_renditions),
    ),
    "bank_account": Part(
        "tài khoản nhận tiền",
        ("sellers:bank",),
        "Thêm tài khoản nhận tiền",
        lambda seller: seller.partner.bank_accounts.filter(withdrawn_at=None).exists(),
    ),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing, as one sentence with one link."""

    names: tuple[str, ...]
    sentence: str
    url: str
    button: str
    #: True while the goods are shown all the same, until a day.
    is_excused: bool


def missing_parts(seller: Seller) -> tuple[str, ...]:
    """Return the names of the parts that a seller lacks, in the order of asking."""
    asked = [name for name in PARTS if name in settings.SELLER_NEEDS]
    return tuple(name for name in asked if not PARTS[name].is_there(seller))


def is_excused(seller: Seller) -> bool:
    """Tell whether the seller sold before the parts were asked for and still has time."""
    return seller.excused_until is not None and local_today() <= seller.excused_until


def is_ready(seller: Seller) -> bool:
    """Tell whether nothing stands between an approved listing of the seller and the shoppers."""
    return is_excused(seller) or not missing_parts(seller)


def missing_of(seller: Seller) -> Missing | None:
    """Return what is missing in words, None when nothing is."""
    names = missing_parts(seller)
    if not names:
        return None
    if names == ("identity",) and seller.identity == Seller.Identity.PENDING:
        return _being_checked(is_excused(seller))
    first, excused = PARTS[names[0]], is_excused(seller)
    listed = _listed([PARTS[name].words for name in names])
    what = (
        f"Còn thiếu: {listed}. Bà con bổ sung trước hết ngày {format_date(seller.excused_until)}."
        if excused
        else f"Còn thiếu: {listed}. Có đủ thì hàng đã duyệt hiện ra cho người mua."
    )
    return Missing(names, what, first.url(), first.button, excused)


def _being_checked(excused: bool) -> Missing:
    words = "Cán bộ xã đang kiểm tra gian hàng."
    if not excused:
        words += " Xong thì hàng đã duyệt hiện ra cho người mua."
    return Missing(("identity",), words, reverse("sellers:identity"), "Xem", excused)


def _listed(words: list[str]) -> str:
    """Return ``a, b và c``."""
    *most, last = words
    return f"{', '.join(most)} và {last}" if most else last
