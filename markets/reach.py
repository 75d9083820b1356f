"""Who may act for which stall or market; which pages, says ``marketplace.permissions``."""

from django.db.models import Q, QuerySet

from accounts.roles import Role, has_role, markets_of
from markets.models import Market, Stall


def markets_in_reach(user) -> QuerySet[Market]:
    """Return the markets whose board somebody belongs to; operators: all. ≤ 1 query."""
    if has_role(user, Role.OPERATOR):
        return Market.objects.all()
    return Market.objects.filter(slug__in=markets_of(user))


def own_stalls(user) -> QuerySet[Stall]:
    """Return the stalls of a trader: by the own phone, or by the shop that stands behind."""
    if not user.is_authenticated:
        return Stall.objects.none()
    by_shop = Q(trader__partner__seller__memberships__user=user)
    by_phone = Q(trader__phone=user.phone) & ~Q(trader__phone="")
    return Stall.objects.filter(by_shop | by_phone).distinct()
