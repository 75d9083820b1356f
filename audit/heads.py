"""The newest seal, written down outside of the database: a trail cut at its end is seen here.

One JSON line for each sealing. Ship the file, or the log line beside it, to another machine.
"""

import fcntl
import json
import logging
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from audit.models import AuditSeal

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Head:
    """The newest seal at some moment; ``restored`` ends what was written before a restore."""

    number: int
    hash: str
    restored: bool = False


def note(number: int, seal_hash: str, *, restored: bool = False) -> None:
    """Append the newest seal to the file and to the log."""
    path = Path(settings.AUDIT_HEADS)
    path.parent.mkdir(parents=True, exist_ok=True)
    words = {"at": timezone.now().isoformat(), "number": number, "hash": seal_hash}
    if restored:
        words["restored"] = True
    with path.open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(json.dumps(words) + "\n")
    log.info("audit: sealed up to %s %s", number, seal_hash)


def start_anew() -> None:
    """Say that a backup was put back: seals after its end are gone with reason."""
    last = AuditSeal.objects.order_by("-number").first()
    note(last.number if last else 0, last.hash if last else "", restored=True)


def written() -> list[Head]:
    """Return the heads since the last restore, oldest first."""
    path = Path(settings.AUDIT_HEADS)
    if not path.exists():
        return []
    heads: list[Head] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            said = json.loads(line)
        except ValueError:  # a line that a power cut has torn
            continue
        head = Head(said["number"], said["hash"], said.get("restored", False))
        heads = [head] if head.restored else [*heads, head]
    return heads
