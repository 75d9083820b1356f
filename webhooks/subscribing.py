"""Adding and pausing receivers."""

import base64
import logging
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from common.errors import BusinessRuleError
from common.sealing import seal, unseal
from jobs import outbox
from shop.order.models import SellerOrderEvent
from shop.order.states import SellerOrderState
from webhooks.addresses import AddressRefused, check_url
from webhooks.models import STOCK, Subscription

log = logging.getLogger(__name__)

KINDS = (STOCK, "order.*", *(f"order.{state}" for state in SellerOrderState.values))
_OF = "webhook"
#: How a secret begins, as Standard Webhooks 1.0 writes it; the rest is base64.
PREFIX = "whsec_"
#: A receiver that takes nothing for so long is paused; an operator sends again what it missed.
GIVES_UP_AFTER = timedelta(days=3)
_MOST_FAILS = 1_000


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
    secret = PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
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
    """Send nothing more to a receiver; what happens meanwhile waits for ``again.resume``."""
    Subscription.objects.filter(pk=subscription.pk, paused_at=None).update(paused_at=timezone.now())


def note_answer(*, subscription: Subscription, is_here: bool) -> datetime | None:
    """Note whether a receiver answers as itself; return until when it is left alone, if it is not.

    The pauses grow like those of the outbox, from 5 s to an hour. After ``GIVES_UP_AFTER`` without
    an answer it is paused.
    """
    rows, now = Subscription.objects.filter(pk=subscription.pk), timezone.now()
    if is_here:
        rows.filter(fails__gt=0).update(fails=0, failing_since=None, rests_until=None)
        return None
    fails = min(subscription.fails + 1, _MOST_FAILS)
    since = subscription.failing_since or now
    until = now + timedelta(seconds=outbox.backoff_s(fails))
    rows.update(fails=fails, failing_since=since, rests_until=until)
    if now - since >= GIVES_UP_AFTER:
        log.error("webhooks: receiver %s takes nothing since %s, paused", subscription.pk, since)
        pause(subscription=subscription)
    return until


def secret_of(subscription: Subscription) -> str:
    """Return the secret that signs what a receiver gets."""
    return unseal(subscription.sealed_secret, of=_OF)
