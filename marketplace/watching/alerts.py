"""Alerts: each is told once when it begins and once when it is over.

That an alert is on is kept as a heartbeat row, so several workers tell once and a restart tells
nothing anew. What is to be told is written with that row and tried at once, before the queue,
whose lag is one of the alerts; a way that fails is tried again by the queue.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from jobs import outbox
from jobs.gateway_config import Gateway
from jobs.gateway_http import ask
from jobs.models import JobHeartbeat
from marketplace.watching.state import State, look

log = logging.getLogger(__name__)
KIND = "alert"
_PREFIX, _BEGINS = "alert:", "begins"
_PAGE = "docs/operations.md, Alerts"
_GOOD = range(200, 300)


@dataclass(frozen=True)
class Rule:
    """A name, and a function that says what is wrong; empty when nothing is.

    Of several things that may be wrong at once each is an alert of its own, ``name:thing``.
    """

    name: str
    says: Callable[[State], str | Mapping[str, str]]

    def on(self, state: State) -> dict[str, str]:
        """Return the alerts that are on, by name, with what is wrong."""
        said = self.says(state)
        if isinstance(said, str):
            return {self.name: said} if said else {}
        return {f"{self.name}:{thing}": words for thing, words in said.items()}


def _over(value: int | None, limit: int, words: str) -> str:
    return f"{words}: {value}" if value is not None and value > limit else ""


RULES = (
    Rule("invariants", lambda s: dict.fromkeys(s.broken, "broken")),
    Rule("check-late", lambda s: _over(s.check_age_s, 30 * 3600, "seconds since the check")),
    Rule("queue-lag", lambda s: _over(s.outbox_lag_s, 300, "seconds that the outbox is behind")),
    Rule("queue-dead", lambda s: _over(s.outbox_dead, 0, "rows of the outbox given up")),
    Rule("stats-lag", lambda s: _over(s.stats_lag_s, 120, "seconds that the figures are behind")),
    Rule("stats-differ", lambda s: _over(s.stats_differences, 0, "cells that differ")),
    Rule("faults", lambda s: "answers of 5xx in the last 5 minutes" if s.had_faults else ""),
    Rule("backup-late", lambda s: _over(s.backup_age_s, 26 * 3600, "seconds since the backup")),
    Rule("photos-late", lambda s: _over(s.photos_late_s, 900, "seconds that a photo waits")),
    Rule("codes-many", lambda s: _over(s.codes_beyond_half, 0, "codes beyond half of a day's")),
    Rule("erasure-late", lambda s: _over(s.erasures_overdue, 0, "requests past their term")),
)


def watch() -> list[str]:
    """Look once; tell what began and what is over. Returns what was told."""
    state = look()
    on = {name: words for rule in RULES for name, words in rule.on(state).items()}
    known = {
        row.removeprefix(_PREFIX)
        for row in JobHeartbeat.objects.filter(name__startswith=_PREFIX).values_list(
            "name", flat=True
        )
    }
    told = [_told(name, words, _begin) for name, words in on.items() if name not in known]
    told += [_told(name, "", _end) for name in sorted(known - set(on))]
    return [text for text in told if text]


def _told(name: str, words: str, change: Callable[[str], bool]) -> str:
    """Note that an alert is on or over and tell it; one of many workers gets through."""
    what = _BEGINS if words else "is over"
    text = f"{name} {what}{f': {words}' if words else ''}"
    try:
        with transaction.atomic():
            if not change(_PREFIX + name):
                return ""
            rows = [_to_tell(way, name, what, words, text) for way in WAYS if is_set(way)]
    except IntegrityError:
        return ""
    (log.error if words else log.warning)("alert: %s", text)
    for row in rows:
        outbox.run_now(outbox_id=row.pk)
    return text


def _begin(key: str) -> bool:
    JobHeartbeat.objects.create(name=key, at=timezone.now())
    return True


def _end(key: str) -> bool:
    return bool(JobHeartbeat.objects.filter(name=key).delete()[0])


def _to_tell(way: str, name: str, what: str, words: str, text: str):
    return outbox.enqueue(
        kind=KIND,
        dedupe_key=f"{KIND}:{way}:{name}:{timezone.now().isoformat()}",
        payload={"way": way, "name": name, "what": what, "words": words, "text": text},
    )


@outbox.handler(KIND, queue="mail", forget_payload=True)
def tell(payload: dict) -> None:
    """Send one alert by one way; raises when that fails, and the queue comes again."""
    told = dict(payload)
    if (
        told["what"] == _BEGINS
        and not JobHeartbeat.objects.filter(name=_PREFIX + told["name"]).exists()
    ):
        # It failed for so long that the alert is over, which is told before it would come.
        return
    WAYS[told.pop("way")](**told)


def is_set(way: str) -> bool:
    """Tell whether the settings name somebody who is told by this way."""
    return bool(settings.ALERT_WEBHOOK if way == "webhook" else settings.ALERT_EMAILS)


def _by_webhook(name: str, what: str, words: str, text: str) -> None:
    url = settings.ALERT_WEBHOOK
    body = {"alert": name, "state": what, "details": words, "site": settings.SITE_URL,
            "text": f"{settings.SITE_URL}: {text}. {_PAGE}"}  # fmt: skip
    gateway = Gateway(name="alerts", channel="", url=url, method="POST", json=body, timeout_s=5)
    status = ask(gateway, {"key": "", "template": ""}).status
    if status not in _GOOD:
        raise OSError(f"{urlsplit(url).hostname} answered {status}")


def _by_mail(name: str, what: str, words: str, text: str) -> None:
    subject = f"[{urlsplit(settings.SITE_URL).hostname}] {name} {what}"
    send_mail(subject, f"{text}\n{_PAGE}", None, settings.ALERT_EMAILS)


WAYS = {"webhook": _by_webhook, "mail": _by_mail}
