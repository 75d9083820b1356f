"""What was sent to people's phones during a test."""

import json
import re
from pathlib import Path

from django.conf import settings

from jobs.models import Outbox


def sent() -> list[dict]:
    """Return all messages, oldest first."""
    path = Path(settings.MESSAGES_FILE)
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def last_to(phone: str) -> str:
    """Return the text of the newest message to a phone (E.164)."""
    return [m for m in sent() if phone in m.values()][-1]["text"]


def last_code_to(phone: str) -> str:
    """Return the newest code on its way to a phone (E.164)."""
    rows = Outbox.objects.filter(payload__to_phone=phone).order_by("-pk")
    texts = [row.payload["text"] for row in rows if row.payload.get("template") == "one_time_code"]
    return re.search(r"\d{6}", texts[0])[0]
