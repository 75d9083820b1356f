"""The one writer of ``Partner.may_sell``: an open shop of a seller that lacks nothing."""

from django.db import transaction

from catalogue import publication
from sellers.models import Seller
from sellers.readiness import is_ready
from shop.partner.models import Partner


@transaction.atomic
def refresh(seller: Seller) -> bool:
    """Show or hide the goods of a seller after a fact about it changed; return ``may_sell``.

    Goods stay approved while they are hidden, and come back by themselves.
    """
    # The rows are locked and read anew: two changes at once must not both judge by the old facts.
    partner = Partner.objects.select_for_update().get(pk=seller.partner_id)
    now = Seller.objects.select_for_update().get(pk=seller.pk)
    now.partner = partner
    may_sell = now.state == Seller.State.OPEN and is_ready(now)
    if may_sell != partner.may_sell:
        partner.may_sell = may_sell
        partner.save(update_fields=["may_sell"])
        publication.refresh_partner(partner=partner)
    seller.partner.may_sell = may_sell
    return may_sell


def refresh_excused() -> int:
    """Judge anew the sellers whose time to give something has run out; return how many."""
    late = list(Seller.objects.excused_too_long().select_related("partner"))
    for seller in late:
        with transaction.atomic():
            Seller.objects.filter(pk=seller.pk).update(excused_until=None)
            refresh(seller)
    return len(late)
