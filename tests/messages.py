"""What was sent to people's phones during a test."""

import json
from pathlib import Path

from django.conf import settings


def sent() -> list[dict]:
    """Return all messages, oldest first."""
    path = Path(settings.MESSAGES_FILE)
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def last_to(phone: str) -> str:
    """Return the text of the newest message to a phone (E.164)."""
    return [m for m in sent() if phone in m.values()][-1]["text"]
