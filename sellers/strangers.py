"""Nobody decides on what is their own: goods of a shop they work for, or one they helped."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from common.errors import BusinessRuleError
from sellers.models import HelperAct, HelperGrant, Membership, Seller


class NotYours(BusinessRuleError):
    """The reviewer works for this shop, may act for it, or has acted for it."""

    message = "Đây là gian hàng của bạn, hoặc bạn làm giúp gian hàng này. Nhờ cán bộ khác xem."


def is_own(*, user: User, partner_id: int | None) -> bool:
    """Tell whether a person works for the seller of a partner, or helps or helped it. 1 query."""
    return own_sellers(user).filter(partner=partner_id).exists()


def own_sellers(user: User) -> QuerySet[Seller]:
    """Return the shops that a person works for, helps or helped."""
    here = {"seller": OuterRef("pk")}
    works = Exists(Membership.objects.filter(user=user, **here))
    helps = Exists(HelperGrant.objects.in_force().filter(helper=user, **here))
    helped = Exists(HelperAct.objects.filter(helper=user, **here))
    return Seller.objects.filter(Q(works) | Q(helps) | Q(helped))


def require_stranger(*, user: User, partner_id: int | None) -> None:
    """Refuse a person who decides on the own work. Raises ``NotYours``."""
    if is_own(user=user, partner_id=partner_id):
        raise NotYours
