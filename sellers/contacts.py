"""Whom to ask when a household does not answer."""

from dataclasses import dataclass

from accounts.models import RoleGrant
from sellers.models import HelperGrant, Membership
from shop.partner.models import Partner


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody near the household; ``phone`` is E.164."""

    name: str
    phone: str


def contact_of(partner: Partner) -> Contact | None:
    """Return another person of the shop, else who helps it now, else a helper of its commune.

    ≤ 3 queries.
    """
    members = Membership.objects.filter(seller__partner=partner, user__is_active=True)
    others = (
        members.exclude(user__phone=partner.phone).select_related("user").order_by("role", "pk")
    )
    if found := others.first():
        return Contact(str(found.user), found.user.phone)
    helped = HelperGrant.objects.in_force().filter(seller__partner=partner)
    if grant := helped.select_related("helper").order_by("-granted_at", "-pk").first():
        return Contact(str(grant.helper), grant.helper.phone)
    helpers = RoleGrant.objects.active().of_role(RoleGrant.Role.HELPER)
    near = helpers.filter(user__is_active=True, commune_code=_code_of(partner))
    found = near.exclude(commune_code="").select_related("user").order_by("pk").first()
    return Contact(str(found.user), found.user.phone) if found else None


def _code_of(partner: Partner) -> str:
    return partner.commune.code if partner.commune else ""
