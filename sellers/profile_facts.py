"""The facts of a shop, one row each, as its people read them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator

from sellers.models import Seller
from sellers.profile_forms import PARTS

_MOST_WORDS = 16


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its value in words, empty when not given, and where to change it."""

    label: str
    value: str
    url: str
    button: str


def value_of(seller: Seller, fact: str):
    """Return what is stored for a fact of a form."""
    return seller.partner.name if fact == "name" else getattr(seller, fact)


def facts_of(seller: Seller) -> list[Fact]:
    """Return the rows, the portrait first. No query when partner and commune are loaded."""
    portrait = Fact(
        "Ảnh",
        "Đã có" if seller.portrait_renditions else "",
        reverse("sellers:portrait"),
        "Đổi" if seller.portrait_renditions else "Thêm",
    )
    rows = [_fact(seller, end, form) for end, form in PARTS.items()]
    partner = seller.partner
    fixed = [
        Fact("Bán với tư cách", partner.get_kind_display(), "", ""),
        Fact("Xã, phường", partner.commune.full_name if partner.commune else "", "", ""),
    ]
    return [portrait, *rows, *fixed]


def _fact(seller: Seller, end: str, form) -> Fact:
    value = str(value_of(seller, form.fact) or "")
    url = reverse("sellers:profile-part", args=[end])
    return Fact(form.title, Truncator(value).words(_MOST_WORDS), url, "Sửa" if value else "Thêm")
