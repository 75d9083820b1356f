"""What the outbox does for receivers."""

from jobs import outbox
from webhooks import following, sending  # noqa: F401


@outbox.handler(sending.KIND, queue="media")
def send(payload: dict) -> None:
    """Send one piece of news."""
    sending.send(delivery_id=payload["delivery"])
