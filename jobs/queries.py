"""Questions about background work: state of the outbox, messages sent in development."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from jobs.heartbeat import last_beat_at
from jobs.models import Outbox

#: Bytes read from the end of the message file; about 500 messages.
TAIL_BYTES = 200_000


@dataclass(frozen=True)
class OutboxState:
    """How much work waits; ``oldest_due_s`` is 0 when nothing is overdue."""

    waiting: int
    dead: int
    oldest_due_s: int
    worker_seen_at: datetime | None


@dataclass(frozen=True)
class LoggedMessage:
    """One line of the message file."""

    at: datetime | None
    to_phone: str
    template: str
    text: str
    channel: str = ""


def outbox_state() -> OutboxState:
    """Return what a health page needs to know; 4 queries."""
    now = timezone.now()
    oldest = (
        Outbox.objects.due(now).order_by("not_before").values_list("not_before", flat=True).first()
    )
    return OutboxState(
        waiting=Outbox.objects.waiting().count(),
        dead=Outbox.objects.dead().count(),
        oldest_due_s=int((now - oldest).total_seconds()) if oldest else 0,
        worker_seen_at=last_beat_at(),
    )


def logged_messages(*, limit: int = 100) -> list[LoggedMessage]:
    """Return the last messages of the message file, newest first; broken lines are left out."""
    path = Path(settings.MESSAGES_FILE)
    if not path.exists():
        return []
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL_BYTES))
        lines = file.read().decode("utf-8", errors="replace").splitlines()
    found = []
    for line in reversed(lines):
        try:
            entry = json.loads(line)
            found.append(
                LoggedMessage(
                    at=parse_datetime(entry["at"]),
                    to_phone=entry["to_phone"],
                    template=entry["template"],
                    text=entry["text"],
                    channel=str(entry.get("channel", "")),
                )
            )
        except (ValueError, KeyError, TypeError):
            continue
        if len(found) == limit:
            break
    return found
