"""The figures in the text format of Prometheus, version 0.0.4."""

import hmac
import ipaddress
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpResponse

from accounts.addresses import client_ip
from catalogue import shut_in
from marketplace.watching.alerts import RULES
from marketplace.watching.state import State, look

_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics(request):
    """Answer allowed addresses, or who has the token; for others there is no such page."""
    if not _may_read(request):
        raise Http404
    answer = HttpResponse("\n".join(lines(look())) + "\n", content_type=_TYPE)
    answer["Cache-Control"] = "no-store"
    return answer


def lines(state: State) -> Iterator[str]:
    """Yield the figures; those that are not known are left out."""
    simple = (
        ("outbox_waiting", "gauge", "rows of the outbox that wait", state.outbox_waiting),
        ("outbox_dead", "gauge", "rows of the outbox given up", state.outbox_dead),
        ("outbox_lag_seconds", "gauge", "age of the oldest due row", state.outbox_lag_s),
        ("worker_age_seconds", "gauge", "since a worker was alive", state.worker_age_s),
        ("stats_dirty_keys", "gauge", "keys of the statistics to compute", state.dirty_keys),
        ("stats_lag_seconds", "gauge", "how old the figures are", state.stats_lag_s),
        ("stats_differences", "gauge", "cells the last proof found wrong", state.stats_differences),
        ("check_age_seconds", "gauge", "since the invariants were checked", state.check_age_s),
        ("http_faults_total", "counter", "answers of 5xx, without 503", state.faults),
        ("backup_age_seconds", "gauge", "age of the newest whole backup", state.backup_age_s),
        ("erasures_overdue", "gauge", "requests to be forgotten past their term",
         state.erasures_overdue),
        ("photos_late_seconds", "gauge", "how long the oldest photo waits", state.photos_late_s),
        ("codes_beyond_half", "gauge", "one-time codes beyond half of a day's",
         state.codes_beyond_half),
        ("photo_landlock", "gauge", "version of Landlock around decoders; 0: they are not shut in",
         shut_in.version()),
        ("audit_events", "gauge", "rows of the audit trail", state.audit_events),
        ("audit_unsealed", "gauge", "rows of it without a seal", state.audit_unsealed),
    )  # fmt: skip
    for name, kind, words, value in simple:
        if value is not None:
            yield from _head(name, kind, words)
            yield f"market_{name} {value}"
    yield from _head("seller_orders", "gauge", "seller orders by state")
    yield from (
        f'market_seller_orders{{state="{name}"}} {count}'
        for name, count in sorted(state.orders.items())
    )
    yield from _head("invariant_broken", "gauge", "invariants the last check found broken")
    yield from (f'market_invariant_broken{{id="{name}"}} 1' for name in state.broken)
    yield from _head("alert", "gauge", "1 while an alert is on")
    yield from (f'market_alert{{name="{rule.name}"}} {int(bool(rule.on(state)))}'
                for rule in RULES)  # fmt: skip


def _head(name: str, kind: str, words: str) -> Iterator[str]:
    yield f"# HELP market_{name} {words}"
    yield f"# TYPE market_{name} {kind}"


def _may_read(request) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and hmac.compare_digest(
        given.encode(), settings.METRICS_TOKEN.encode()
    ):
        return True
    try:
        address = ipaddress.ip_address(client_ip(request))
        return any(address in ipaddress.ip_network(one) for one in settings.METRICS_ALLOW)
    except ValueError:
        return False
