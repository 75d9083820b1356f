"""The name of a shop: public text, so somebody looks at another one before shoppers read it."""

from django.conf import settings
from django.db import transaction
from django.utils.text import Truncator

from accounts.models import User
from catalogue import search_text
from catalogue.models import Product
from common.errors import BusinessRuleError
from jobs.messages import send_message
from sellers.event_log import note
from sellers.models import Seller
from sellers.strangers import require_stranger
from sellers.team_models import SellerEvent

_SHOWN = 60


class NoSuchName(BusinessRuleError):
    """The seller took the name back or wrote another one, or somebody was quicker."""

    message = "Tên này không còn chờ duyệt. Tải lại trang rồi xem lại."


def needs_a_look(seller: Seller) -> bool:
    """Say whether another name waits: shoppers read this one, or an official vouched for it.

    A shop that rests, is closed or lacks something comes back as one that was confirmed.
    """
    is_confirmed = seller.identity == Seller.Identity.VERIFIED
    return is_confirmed or seller.partner.may_sell or seller.state != Seller.State.OPEN


def waiting_words(seller: Seller) -> str:
    """Return what the shop reads of a name that waits; empty when none does."""
    if not seller.asked_name:
        return ""
    return f"Tên mới “{seller.asked_name}” đang chờ xã duyệt, người mua vẫn thấy tên cũ."


@transaction.atomic
def rename(*, seller: Seller, name: str, actor: User) -> bool:
    """Give the shop another name, or ask for it; say whether shoppers read it already.

    A shop that nobody has confirmed yet is renamed at once: an official compares it then anyway.
    The old name takes a question back. The address stays, since it is printed on labels.
    """
    now = _locked(seller)
    if name == now.partner.name:
        if now.asked_name:
            _note(now, "name-withdrawn", f"Thôi xin đổi tên thành {_told(now.asked_name)}", actor)
        _ask(seller, "")
        return True
    if needs_a_look(now):
        if name != now.asked_name:
            _note(now, "name-asked", f"Xin đổi tên thành {_told(name)}", actor)
        _ask(seller, name)
        return False
    _become(now, name, actor)
    seller.asked_name, seller.partner.name = "", name
    return True


@transaction.atomic
def accept(*, seller: Seller, name: str, official: User) -> None:
    """Show the asked name; ``name`` is the one that the official read. Raises ``NoSuchName``."""
    now = _locked(seller)
    _require(now, name, official)
    event = _become(now, name, official)
    _tell(now, event, f"Gian hàng đã mang tên mới: {name}.")


@transaction.atomic
def refuse(*, seller: Seller, name: str, official: User, why: str) -> None:
    """Keep the old name and say why. Raises ``NoSuchName``."""
    now = _locked(seller)
    _require(now, name, official)
    words = f"Không duyệt tên {_told(name)}"
    event = note(seller=now, kind="name-refused", words=words, actor=official, why=why)
    _ask(now, "")
    _tell(now, event, f"Tên mới {_told(name)} chưa được duyệt: {why.rstrip('.')}.")


def _locked(seller: Seller) -> Seller:
    sellers = Seller.objects.select_for_update(of=("self",)).select_related("partner")
    return sellers.get(pk=seller.pk)


def _require(now: Seller, name: str, official: User) -> None:
    require_stranger(user=official, partner_id=now.partner_id)
    if not name or name != now.asked_name:
        raise NoSuchName


def _become(now: Seller, name: str, actor: User) -> SellerEvent:
    event = _note(now, "renamed", f"Đổi tên từ {_told(now.partner.name)}", actor)
    now.partner.name = name
    now.partner.save(update_fields=["name"])
    _ask(now, "")
    search_text.refresh(Product.objects.of_partner(now.partner))
    return event


def _ask(seller: Seller, name: str) -> None:
    seller.asked_name = name
    seller.save(update_fields=["asked_name"])


def _told(name: str) -> str:
    return f"“{Truncator(name).chars(_SHOWN)}”"


def _note(seller: Seller, kind: str, words: str, actor: User) -> SellerEvent:
    return note(seller=seller, kind=kind, words=words, actor=actor)


def _tell(seller: Seller, event: SellerEvent, text: str) -> None:
    if phone := seller.partner.phone:
        send_message(
            to_phone=phone, template="shop-name",
            text=f"{text} Xem: {settings.SITE_URL}/ban-hang/gian-hang/",
            dedupe_key=f"shop-name-{event.pk}",
        )  # fmt: skip
