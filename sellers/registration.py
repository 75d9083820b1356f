"""Become a seller: a name, a kind, a commune. Nothing else stands in the way of a first draft."""

from django.db import IntegrityError, transaction

from accounts.models import User
from common.errors import BusinessRuleError
from common.text import canonical_tone, normalize
from places.models import Commune
from sellers import opening
from sellers.models import Membership, Seller
from shop.partner.models import Partner


class AlreadySeller(BusinessRuleError):
    """The person already owns a shop."""

    def __init__(self) -> None:
        super().__init__("Bà con đã có gian hàng rồi. Mở trang Bán hàng để đăng món.")


@transaction.atomic
def register_seller(
    *, user: User, name: str, kind: str, commune: Commune, hamlet: str = "", is_demo: bool = False
) -> Seller:
    """Open a shop for a user, who becomes its owner.

    Raises ``AlreadySeller`` when the user owns one.
    """
    if Membership.objects.filter(user=user, role=Membership.Role.OWNER).exists():
        raise AlreadySeller
    facts = {
        "name": canonical_tone(normalize(name)),
        "kind": kind,
        "commune": commune,
        "phone": user.phone,
        "may_sell": False,
        "is_demo": is_demo,
    }
    try:
        with transaction.atomic():
            partner = Partner.objects.create(**facts)
    except IntegrityError:
        # Somebody took the address of this very name a moment ago: the next one is free.
        partner = Partner.objects.create(**facts)
    seller = Seller.objects.create(
        partner=partner,
        hamlet=normalize(hamlet),
        representative=user.full_name,
        is_demo=is_demo,
    )
    try:
        with transaction.atomic():
            Membership.objects.create(seller=seller, user=user)
    except IntegrityError as raced:
        raise AlreadySeller from raced
    opening.refresh(seller)
    return seller
