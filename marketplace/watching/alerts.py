"""Alerts: each is told once when it begins and once when it is over.

That an alert is on is kept as a heartbeat row, so several workers tell once and a restart tells
nothing anew. They are not told through the outbox, whose lag is one of them.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from jobs.gateway_config import Gateway
from jobs.gateway_http import ask
from jobs.models import JobHeartbeat
from marketplace.watching.state import State, look

log = logging.getLogger(__name__)
_PREFIX = "alert:"
_PAGE = "docs/operations.md, Alerts"
_GOOD = range(200, 300)


@dataclass(frozen=True)
class Rule:
    """A name, and a function that says what is wrong; empty when nothing is."""

    name: str
    says: Callable[[State], str]


def _over(value: int | None, limit: int, words: str) -> str:
    return f"{words}: {value}" if value is not None and value > limit else ""


RULES = (
    Rule("invariants", lambda s: f"broken: {', '.join(s.broken)}" if s.broken else ""),
    Rule("check-late", lambda s: _over(s.check_age_s, 30 * 3600, "seconds since the check")),
    Rule("queue-lag", lambda s: _over(s.outbox_lag_s, 300, "seconds that the outbox is behind")),
    Rule("queue-dead", lambda s: _over(s.outbox_dead, 0, "rows of the outbox given up")),
    Rule("stats-lag", lambda s: _over(s.stats_lag_s, 120, "seconds that the figures are behind")),
    Rule("stats-differ", lambda s: _over(s.stats_differences, 0, "cells that differ")),
    Rule("faults", lambda s: "answers of 5xx in the last 5 minutes" if s.had_faults else ""),
    Rule("backup-late", lambda s: _over(s.backup_age_s, 26 * 3600, "seconds since the backup")),
    Rule("photos-late", lambda s: _over(s.photos_late_s, 900, "seconds that a photo waits")),
    Rule("erasure-late", lambda s: _over(s.erasures_overdue, 0, "requests past their term")),
)


def watch() -> list[str]:
    """Look once; tell what began and what is over. Returns the names that were told."""
    state, told = look(), []
    for rule in RULES:
        words = rule.says(state)
        if words and _begin(rule.name):
            told.append(_tell(rule.name, "begins", words))
        elif not words and _end(rule.name):
            told.append(_tell(rule.name, "is over", ""))
    return told


def _begin(name: str) -> bool:
    """Note that an alert is on; one of many workers gets through."""
    key = _PREFIX + name
    if JobHeartbeat.objects.filter(name=key).exists():
        return False
    try:
        with transaction.atomic():
            JobHeartbeat.objects.create(name=key, at=timezone.now())
    except IntegrityError:
        return False
    return True


def _end(name: str) -> bool:
    return bool(JobHeartbeat.objects.filter(name=_PREFIX + name).delete()[0])


def _tell(name: str, what: str, words: str) -> str:
    """Send it; a way that fails is logged, and the log line is an alert of its own."""
    text = f"{name} {what}{f': {words}' if words else ''}"
    (log.error if words else log.warning)("alert: %s", text)
    for way in (_by_webhook, _by_mail):
        try:
            way(name, what, words, text)
        except Exception:  # whatever a mail server or a webhook does, the other way goes on
            log.exception("alert: %s could not be sent", name)
    return text


def _by_webhook(name: str, what: str, words: str, text: str) -> None:
    url = settings.ALERT_WEBHOOK
    if not url:
        return
    body = {"alert": name, "state": what, "details": words, "site": settings.SITE_URL,
            "text": f"{settings.SITE_URL}: {text}. {_PAGE}"}  # fmt: skip
    gateway = Gateway(name="alerts", channel="", url=url, method="POST", json=body, timeout_s=5)
    status = ask(gateway, {"key": "", "template": ""}).status
    if status not in _GOOD:
        raise OSError(f"{urlsplit(url).hostname} answered {status}")


def _by_mail(name: str, what: str, words: str, text: str) -> None:
    if settings.ALERT_EMAILS:
        subject = f"[{urlsplit(settings.SITE_URL).hostname}] {name} {what}"
        send_mail(subject, f"{text}\n{_PAGE}", None, settings.ALERT_EMAILS)
