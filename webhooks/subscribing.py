"""Adding and pausing receivers."""

import secrets
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from common.errors import BusinessRuleError
from common.sealing import seal, unseal
from shop.order.models import SellerOrderEvent
from shop.order.states import SellerOrderState
from webhooks.addresses import AddressRefused, check_url
from webhooks.models import STOCK, Subscription

KINDS = (STOCK, "order.*", *(f"order.{state}" for state in SellerOrderState.values))
_OF = "webhook"


class SubscriptionRefused(BusinessRuleError):
    """The receiver cannot be added as it was asked for."""


@transaction.atomic
def subscribe(
    *, name: str, url: str, kinds: Sequence[str], partner=None, commune_codes: Sequence[str] = ()
) -> tuple[Subscription, str]:
    """Add a receiver, told of what happens from now on; return it and its secret.

    The secret is shown this once. Raises ``SubscriptionRefused``.
    """
    if not kinds or not set(kinds) <= set(KINDS):
        raise SubscriptionRefused(f"Chọn loại tin trong: {', '.join(KINDS)}.")
    try:
        check_url(url)
    except AddressRefused as refused:
        raise SubscriptionRefused(refused.message) from refused
    secret = secrets.token_hex(32)
    newest = SellerOrderEvent.objects.aggregate(newest=Max("pk"))["newest"] or 0
    row = Subscription.objects.create(
        name=name,
        url=url,
        sealed_secret=seal(secret, of=_OF),
        kinds=sorted(set(kinds)),
        partner=partner,
        commune_codes=sorted(set(commune_codes)),
        seen_event=newest,
    )
    return row, secret


def pause(*, subscription: Subscription) -> None:
    """Send nothing more to a receiver."""
    Subscription.objects.filter(pk=subscription.pk, paused_at=None).update(paused_at=timezone.now())


def secret_of(subscription: Subscription) -> str:
    """Return the secret that signs what a receiver gets."""
    return unseal(subscription.sealed_secret, of=_OF)
