"""A helper asks a household, whose own phone gets a code; with the code it has agreed.

Nothing tells a helper whether a number has a shop: an unknown one takes the same way, only
its message is dropped.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import codes
from accounts.models import OneTimeCode, User
from common.errors import BusinessRuleError
from common.locks import hold
from common.phones import parse_phone
from common.text import slug
from sellers.helping import grants, posts, words
from sellers.models import HelperAsk, HelperGrant, Membership, Seller

PURPOSE = OneTimeCode.Purpose.HELP
#: (how many households that have not agreed, within how many seconds) one helper may ask.
LIMITS = ((10, 3600), (30, 24 * 3600))
KEEP_ASKS = timedelta(days=90)
_NUMBER = re.compile(r"[\d\s.+()\-]+")


class TooManyAsks(BusinessRuleError):
    """The helper asked many households that did not agree."""

    message = "Anh chị đã xin nhiều hộ mà chưa hộ nào đồng ý. Đợi một lúc rồi xin tiếp."


class NoSuchShop(BusinessRuleError):
    """No shop of the helper's communes has this public address."""

    message = "Không có gian hàng nào mang mã này trong xã của anh chị. Nhập số điện thoại của hộ."


class OwnShop(BusinessRuleError):
    """Nobody needs consent for the own shop."""

    message = "Đây là gian hàng của chính anh chị. Mở trang Bán hàng để làm."


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on its way; ``phone`` is E.164 and never shown for a shop found by its code."""

    ask_id: int
    phone: str


def ask(*, helper: User, typed: str, browser_key: str, ip: str) -> Asked:
    """Send the household a code with who asks and what for.

    ``typed`` is the phone that the household signs in with, or the code of its shop's address.
    Raises ``TooManyAsks``, ``codes.TooManyCodes``, ``InvalidPhone``, ``NoSuchShop``, ``OwnShop``,
    and ``PermissionDenied`` for people who are appointed nowhere.
    """
    teams = posts.posts_of(helper)
    if not teams:
        raise PermissionDenied
    phone = parse_phone(typed) if _NUMBER.fullmatch(typed.strip()) else ""
    with transaction.atomic():
        hold(f"help-ask:{helper.pk}")
        _require_room(helper)
        seller = _find(phone, typed, teams)
        if seller is None and not phone:
            raise NoSuchShop
        # Nobody's shop is asked after too: an unknown number takes as long as a known one.
        shop = seller or Seller(pk=0)
        if shop.memberships.filter(user=helper).exists():
            raise OwnShop
        owner = words.owner_of(shop)
        to_phone = owner.phone if owner else phone
        codes.request_code(
            phone=to_phone,
            purpose=PURPOSE,
            browser_key=browser_key,
            ip=ip,
            words=words.asking_text(helper, _team(seller, teams)),
            is_urgent=False,
            is_sent=seller is not None,
        )
        made = HelperAsk.objects.create(helper=helper, seller=seller)
    return Asked(made.pk, to_phone)


def agree(*, helper: User, asked: Asked, code: str, browser_key: str) -> HelperGrant:
    """Take the code that the household read out; from now on the helper may act for it.

    Never call it inside a transaction. Raises ``codes.WrongCode`` and its kin, and
    ``PermissionDenied`` when the helper is appointed there no more.
    """
    codes.check_code(phone=asked.phone, purpose=PURPOSE, code=code, browser_key=browser_key)
    found = HelperAsk.objects.filter(pk=asked.ask_id, helper=helper, agreed_at=None)
    made = found.select_related("seller__partner__commune").first()
    if made is None or made.seller is None:
        raise codes.WrongCode
    team = posts.posts_of(helper).get(grants.commune_code_of(made.seller))
    if team is None:
        raise PermissionDenied
    with transaction.atomic():
        HelperAsk.objects.filter(pk=made.pk).update(agreed_at=timezone.now())
        return grants.give(helper=helper, seller=made.seller, team=team)


def forget_old_asks() -> int:
    """Delete questions older than 90 days; return how many."""
    return HelperAsk.objects.filter(asked_at__lt=timezone.now() - KEEP_ASKS).delete()[0]


def _require_room(helper: User) -> None:
    now = timezone.now()
    open_asks = HelperAsk.objects.filter(helper=helper, agreed_at=None)
    for most, seconds in LIMITS:
        if open_asks.filter(asked_at__gt=now - timedelta(seconds=seconds)).count() >= most:
            raise TooManyAsks


def _find(phone: str, typed: str, teams: dict[str, str]) -> Seller | None:
    """Return the household of a sign-in phone or of a public address, in one of the communes."""
    near = Seller.objects.filter(partner__commune__code__in=teams).exclude(
        state=Seller.State.CLOSED
    )
    owned = near.filter(
        memberships__role=Membership.Role.OWNER, memberships__user__is_active=True
    ).select_related("partner__commune")
    if phone:
        return owned.filter(memberships__user__phone=phone).first()
    is_public = Q(partner__may_sell=True) | Q(state=Seller.State.PAUSED)
    name = slug(typed.strip().rstrip("/").rpartition("/")[2])
    return owned.filter(is_public, partner__code=name).first() if name else None


def _team(seller: Seller | None, teams: dict[str, str]) -> str:
    return teams[grants.commune_code_of(seller)] if seller else next(iter(teams.values()))
