"""Sending one piece of news: signed, to a checked address, without redirects, with an end.

Source: Standard Webhooks 1.0 (headers ``webhook-id``, ``-timestamp`` and ``-signature``).
"""

import base64
import hashlib
import hmac
import http.client
import socket
import ssl

from django.db.models import F
from django.utils import timezone

from jobs import outbox
from webhooks.addresses import AddressRefused, check_url, public_ip
from webhooks.models import Delivery, Subscription
from webhooks.subscribing import note_answer, pause, secret_of

KIND = "webhooks.send"
TIMEOUT_S = 10
_GONE = 410
_TOO_MANY = 429
_MOST_READ = 4096


class NotDelivered(Exception):
    """The receiver did not take it; the outbox tries again later."""


def signature(secret: str, event: str, at: int, body: bytes) -> str:
    """Return the header by which a receiver knows that it is ours: ``v1,<base64>``."""
    signed = f"{event}.{at}.".encode() + body
    made = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(made).decode()}"


def enqueue(delivery: Delivery) -> None:
    """Write the sending into the outbox, in the caller's transaction."""
    outbox.enqueue(kind=KIND, dedupe_key=_dedupe_key(delivery), payload=_payload(delivery))


def replay(deliveries) -> int:
    """Send again, delivered or not, and ask receivers that were away at once; return how many."""
    Subscription.objects.filter(deliveries__in=deliveries).update(rests_until=None)
    done = 0
    for delivery in deliveries:
        Delivery.objects.filter(pk=delivery.pk).update(delivered_at=None)
        enqueue(delivery)
        rows = outbox.Outbox.objects.filter(dedupe_key=_dedupe_key(delivery))
        rows.update(done_at=None, tries=0, not_before=timezone.now(), payload=_payload(delivery))
        done += 1
    if done:
        outbox.kick()
    return done


def send(*, delivery_id: int) -> None:
    """Send one piece of news and note what came back.

    Raises ``NotDelivered`` for news that is refused (4xx), which has twelve tries, and
    ``outbox.Later`` while the receiver is away: its news waits, and only one is tried now and then.
    """
    delivery = Delivery.objects.select_related("subscription").filter(pk=delivery_id).first()
    if delivery is None or delivery.delivered_at or delivery.subscription.paused_at:
        return
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
        return
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
    connection = None
    try:
        connection, path = _connect(delivery.subscription.url)
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        answer.read(_MOST_READ)
    except (OSError, http.client.HTTPException, AddressRefused) as problem:
        return 0, type(problem).__name__
    finally:
        if connection is not None:
            connection.close()
    return answer.status, ""


def _connect(url: str) -> tuple[http.client.HTTPConnection, str]:
    parts = check_url(url)
    is_tls = parts.scheme == "https"
    port = parts.port or (443 if is_tls else 80)
    address = public_ip(parts.hostname, port)
    # The name goes into Host and is what the certificate must be for.
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=TIMEOUT_S)
    if is_tls:
        connection.default_port = 443
    sock = socket.create_connection((address, port), TIMEOUT_S)
    connection.sock = sock
    if is_tls:
        context = ssl.create_default_context()
        connection.sock = context.wrap_socket(sock, server_hostname=parts.hostname)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return connection, path


def _dedupe_key(delivery: Delivery) -> str:
    return f"webhook:{delivery.subscription_id}:{delivery.event}"


def _payload(delivery: Delivery) -> dict:
    return {"delivery": delivery.pk}
