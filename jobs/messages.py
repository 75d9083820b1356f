"""Messages to a phone: queued in the outbox, handed to one backend chosen by a setting."""

import fcntl
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.module_loading import import_string

from common.sealing import mark_of
from jobs import outbox
from jobs.models import Outbox

KIND = "message"
SMS, ZALO, VOICE = "sms", "zalo", "voice"
CHANNELS = (SMS, ZALO, VOICE)
_PHONE = re.compile(r"\+84\d{8,10}")
SENT, REFUSED, DROPPED = "sent", "refused", "dropped"


@dataclass(frozen=True)
class Message:
    """A text for one phone; a provider must send one key only once.

    ``channel`` names the only way it may go; empty leaves that to the backend. ``params`` are
    the facts of the text by name, for providers that keep the words themselves.
    """

    to_phone: str
    template: str
    text: str
    dedupe_key: str
    channel: str = ""
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Receipt:
    """How a message ended: ``outcome`` is ``sent``, ``refused`` or ``dropped``."""

    outcome: str
    channel: str = ""
    provider: str = ""
    reference: str = ""


class MessageRefused(Exception):
    """No provider takes this message, and none will later. Names providers, never people."""


class MessageBackend(Protocol):
    """What a backend named by ``MESSAGE_BACKEND`` offers."""

    def send(self, message: Message) -> Receipt | None:
        """Hand the message over, or raise so that it is tried again.

        Raises ``MessageRefused`` when trying again is of no use.
        """


@dataclass(frozen=True)
class Follower:
    """Whoever wants to know of its messages, by their keys."""

    is_wanted: Callable[[str], bool]
    note: Callable[[str, Receipt], object]


_followers: dict[str, Follower] = {}


def follow(
    name: str, *, is_wanted: Callable[[str], bool], note: Callable[[str, Receipt], object]
) -> None:
    """Ask ``is_wanted`` before messages followed by this name leave, and tell ``note`` how it went.

    Both may be called twice for one key (a crash after the work), so they must be idempotent.
    """
    _followers[name] = Follower(is_wanted, note)


class FileBackend:
    """Append each message as one JSON line to ``MESSAGES_FILE``: no provider, no network."""

    def send(self, message: Message) -> Receipt:
        """Write the line under a lock, so that processes do not mix their lines."""
        path = Path(settings.MESSAGES_FILE)
        path.parent.mkdir(parents=True, exist_ok=True)
        words = {**asdict(message), "channel": message.channel or SMS}
        line = json.dumps({"at": timezone.now().isoformat(), **words}, ensure_ascii=False)
        with path.open("a", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(line + "\n")
        return Receipt(SENT, channel=words["channel"], provider="file")


def without_phones(key: str) -> str:
    """Return a key with a mark for each phone in it: equal for equal phones, read back by nobody.

    Keys outlive the text and an erasure; a phone in them would too.
    """
    return _PHONE.sub(lambda found: mark_of(found[0], kind="message-key")[:20], key)


def send_message(
    *,
    to_phone: str,
    template: str,
    text: str,
    dedupe_key: str,
    channel: str = "",
    params: dict[str, str] | None = None,
    followed_by: str = "",
    urgent: bool = False,
    expires_at: datetime | None = None,
    not_before: datetime | None = None,
) -> Outbox:
    """Queue one message in the caller's transaction; a known key sends nothing new.

    A phone in ``dedupe_key`` is kept as a mark. An urgent message is also tried right after the
    commit, without any worker. It leaves at ``not_before``, or at once, and is dropped unsent
    after ``expires_at``. ``followed_by`` is a
    name given to ``follow``.
    """
    dedupe_key = without_phones(dedupe_key)
    payload = {
        "to_phone": to_phone,
        "template": template,
        "text": text,
        "dedupe_key": dedupe_key,
        "channel": channel,
        "params": params or {},
        "followed_by": followed_by,
        "expires_at": expires_at.isoformat() if expires_at else None,
    }
    row = outbox.enqueue(
        kind=KIND, dedupe_key=f"message:{dedupe_key}", payload=payload, not_before=not_before
    )
    if urgent:
        outbox.after_commit(outbox.run_now, outbox_id=row.pk)
    return row


@outbox.handler(KIND, queue="mail", forget_payload=True)
def deliver(payload: dict) -> None:
    """Hand one queued message to the backend of the setting."""
    follower = _followers.get(payload.get("followed_by", ""))
    key = payload["dedupe_key"]
    expires_at = payload.get("expires_at")
    is_late = bool(expires_at) and parse_datetime(expires_at) <= timezone.now()
    if is_late or (follower and not follower.is_wanted(key)):
        receipt = Receipt(DROPPED, channel=payload.get("channel", ""))
    else:
        receipt = _hand_over(payload, is_followed=follower is not None)
    if follower:
        follower.note(key, receipt)


def _hand_over(payload: dict, *, is_followed: bool) -> Receipt:
    """Send; a refusal is an answer to a follower, and an error that stays where nobody follows."""
    backend = import_string(getattr(settings, "MESSAGE_BACKEND", "jobs.messages.FileBackend"))()
    message = Message(
        to_phone=payload["to_phone"],
        template=payload["template"],
        text=payload["text"],
        dedupe_key=payload["dedupe_key"],
        channel=payload.get("channel", ""),
        params=payload.get("params", {}),
    )
    try:
        return backend.send(message) or Receipt(SENT, channel=message.channel)
    except MessageRefused:
        if not is_followed:
            raise
        return Receipt(REFUSED, channel=message.channel)
