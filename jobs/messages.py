"""Messages to a phone: queued in the outbox, handed to one backend chosen by a setting."""

import fcntl
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.module_loading import import_string

from jobs import outbox
from jobs.models import Outbox

KIND = "message"


@dataclass(frozen=True)
class Message:
    """A text for one phone; a provider must send one key only once."""

    to_phone: str
    template: str
    text: str
    dedupe_key: str


class MessageBackend(Protocol):
    """What a backend named by ``MESSAGE_BACKEND`` offers."""

    def send(self, message: Message) -> None:
        """Hand the message over, or raise so that it is tried again."""


class FileBackend:
    """Append each message as one JSON line to ``MESSAGES_FILE``: no provider, no network."""

    def send(self, message: Message) -> None:
        """Write the line under a lock, so that processes do not mix their lines."""
        path = Path(settings.MESSAGES_FILE)
        path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps({"at": timezone.now().isoformat(), **asdict(message)}, ensure_ascii=False)
        with path.open("a", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(line + "\n")


def send_message(
    *,
    to_phone: str,
    template: str,
    text: str,
    dedupe_key: str,
    urgent: bool = False,
    expires_at: datetime | None = None,
) -> Outbox:
    """Queue one message in the caller's transaction; a known key sends nothing new.

    An urgent message is also tried right after the commit, without any worker. After
    ``expires_at`` it is dropped unsent.
    """
    payload = {
        "to_phone": to_phone,
        "template": template,
        "text": text,
        "dedupe_key": dedupe_key,
        "expires_at": expires_at.isoformat() if expires_at else None,
    }
    row = outbox.enqueue(kind=KIND, dedupe_key=f"message:{dedupe_key}", payload=payload)
    if urgent:
        outbox.after_commit(outbox.run_now, outbox_id=row.pk)
    return row


@outbox.handler(KIND, queue="mail", forget_payload=True)
def deliver(payload: dict) -> None:
    """Hand one queued message to the backend of the setting."""
    expires_at = payload.get("expires_at")
    if expires_at and parse_datetime(expires_at) <= timezone.now():
        return
    backend = import_string(getattr(settings, "MESSAGE_BACKEND", "jobs.messages.FileBackend"))()
    backend.send(
        Message(
            to_phone=payload["to_phone"],
            template=payload["template"],
            text=payload["text"],
            dedupe_key=payload["dedupe_key"],
        )
    )
