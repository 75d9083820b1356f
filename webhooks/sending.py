"""Sending one piece of news: signed, to a checked address, without redirects, with an end.

Source: Standard Webhooks 1.0 (headers ``webhook-id``, ``-timestamp`` and ``-signature``).
"""

import base64
import hashlib
import hmac
import http.client
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from common import asking
from jobs import outbox
from webhooks.addresses import AddressRefused, check_url, public_ip
from webhooks.models import Delivery
from webhooks.subscribing import PREFIX, note_answer, pause, secret_of

KIND = "webhooks.send"
#: For one piece of news, from the first word to the last; far below the lease of the outbox.
TIMEOUT_S = 10
#: The news of a paused receiver is looked at again after so long; ``again.resume`` is at once.
PAUSED_FOR = timedelta(hours=1)
_GONE = 410
_TOO_MANY = 429
_MOST_READ = 4096


class NotDelivered(Exception):
    """The receiver did not take it; the outbox tries again later."""


def signature(secret: str, event: str, at: int, body: bytes) -> str:
    """Return the header by which a receiver knows that it is ours: ``v1,<base64>``."""
    signed = f"{event}.{at}.".encode() + body
    made = hmac.new(_key(secret), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(made).decode()}"


def enqueue(delivery: Delivery) -> None:
    """Write the sending into the outbox, in the caller's transaction."""
    outbox.enqueue(kind=KIND, dedupe_key=dedupe_key(delivery), payload=payload(delivery))


def send(*, delivery_id: int) -> None:
    """Send one piece of news and note what came back.

    Raises ``NotDelivered`` for news that is refused (4xx), which has twelve tries, and
    ``outbox.Later`` while the receiver is paused or away: its news waits, and of one that is away
    only one piece is tried now and then.
    """
    delivery = Delivery.objects.select_related("subscription").filter(pk=delivery_id).first()
    if delivery is None or delivery.delivered_at:
        return
    if delivery.subscription.paused_at:
        raise outbox.Later(timezone.now() + PAUSED_FOR)
    rests_until = delivery.subscription.rests_until
    if rests_until and rests_until > timezone.now():
        raise outbox.Later(rests_until)
    status, error = _post(delivery)
    is_taken = 200 <= status < 300
    Delivery.objects.filter(pk=delivery.pk).update(
        tries=F("tries") + 1,
        last_try_at=timezone.now(),
        last_status=status or None,
        last_error=error[:200],
        delivered_at=timezone.now() if is_taken else None,
    )
    if status == _GONE:
        pause(subscription=delivery.subscription)
        raise outbox.Later(timezone.now() + PAUSED_FOR)
    is_here = is_taken or (400 <= status < 500 and status != _TOO_MANY)
    rests_until = note_answer(subscription=delivery.subscription, is_here=is_here)
    if rests_until:
        raise outbox.Later(rests_until)
    if not is_taken:
        raise NotDelivered(f"status {status}")


def _post(delivery: Delivery) -> tuple[int, str]:
    """Return the status, 0 without an answer, and what went wrong."""
    body, at = delivery.body.encode(), int(timezone.now().timestamp())
    secret = secret_of(delivery.subscription)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": delivery.event,
        "webhook-timestamp": str(at),
        "webhook-signature": signature(secret, delivery.event, at, body),
    }
    url = delivery.subscription.url
    try:
        check_url(url)
        status, _ = asking.ask(
            "POST",
            url,
            body,
            headers,
            within_s=TIMEOUT_S,
            most_bytes=_MOST_READ,
            look_up=_checked,
        )
    except (OSError, http.client.HTTPException, AddressRefused) as problem:
        return 0, type(problem).__name__
    return status, ""


def _checked(host: str, port: int) -> list[tuple[str, int]]:
    return [(public_ip(host, port), port)]


def _key(secret: str) -> bytes:
    """Return the key: what stands behind ``whsec_`` in base64; older secrets are their own key."""
    if secret.startswith(PREFIX):
        return base64.b64decode(secret.removeprefix(PREFIX))
    return secret.encode()


def dedupe_key(delivery: Delivery) -> str:
    """Return the key under which the outbox knows the sending of one piece of news."""
    return f"webhook:{delivery.subscription_id}:{delivery.event}"


def payload(delivery: Delivery) -> dict:
    """Return what the outbox hands to ``send``."""
    return {"delivery": delivery.pk}
