"""The gateways of ``MESSAGE_GATEWAYS``, read once and refused loudly when they make no sense.

A gateway is data: an address, what is sent, and how the answer is read. Nothing of it is code, so
a new provider is a change of configuration. Every key stands in docs/operations.md.
"""

import os
import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from jobs.messages import CHANNELS

#: Half of a lease of the outbox: a slow chain must not lose its row to another worker.
MAX_CHAIN_S = 30
DEFAULT_TIMEOUT_S = 5
_LOCAL = frozenset({"127.0.0.1", "localhost"})
_SECRET = re.compile(r"\{env:([A-Z][A-Z0-9_]*)\}")
_KNOWN = frozenset(
    {"name", "channel", "url", "method", "headers", "query", "json", "form", "success",
     "duplicate", "again", "again_statuses", "reference", "templates", "timeout_s", "unclear"}
)  # fmt: skip
#: After an answer that never came: ask the same gateway again, or go on to the next one.
AGAIN, NEXT = "again", "next"


@dataclass(frozen=True)
class Sign:
    """A place in a JSON answer, such as ``data.code``, and the values that mean yes there."""

    at: str
    values: frozenset[str]


@dataclass(frozen=True)
class Gateway:
    """One provider of one channel; ``json`` and ``form`` are the two kinds of a body."""

    name: str
    channel: str
    url: str
    method: str = "POST"
    headers: dict = field(default_factory=dict)
    query: dict = field(default_factory=dict)
    json: object = None
    form: dict | None = None
    success: Sign | None = None
    duplicate: Sign | None = None
    again: Sign | None = None
    again_statuses: frozenset[int] = frozenset({429, 500, 502, 503, 504})
    reference: str = ""
    #: Names of templates at the provider by ours; with any, other messages are not for it.
    templates: dict = field(default_factory=dict)
    timeout_s: float = DEFAULT_TIMEOUT_S
    unclear: str = AGAIN


def gateways() -> tuple[Gateway, ...]:
    """Return the gateways of the setting in order. Raises ``ImproperlyConfigured``."""
    return _read(repr(settings.MESSAGE_GATEWAYS), tuple(settings.MESSAGE_HOSTS))


def chain(channels: list[str] | tuple[str, ...]) -> list[Gateway]:
    """Return the gateways of these channels, in the order of the channels."""
    found = gateways()
    return [one for channel in channels for one in found if one.channel == channel]


@lru_cache(maxsize=4)
def _read(_written: str, hosts: tuple[str, ...]) -> tuple[Gateway, ...]:
    rows = settings.MESSAGE_GATEWAYS
    if not isinstance(rows, list):
        raise ImproperlyConfigured("MESSAGE_GATEWAYS is a JSON list of gateways")
    found = tuple(_gateway(row, hosts) for row in rows)
    if len({one.name for one in found}) != len(found):
        raise ImproperlyConfigured("MESSAGE_GATEWAYS has a name twice")
    if sum(one.timeout_s for one in found) > MAX_CHAIN_S:
        raise ImproperlyConfigured(f"timeouts of MESSAGE_GATEWAYS exceed {MAX_CHAIN_S} s together")
    return found


def _gateway(row: dict, hosts: tuple[str, ...]) -> Gateway:
    if not isinstance(row, dict) or not row.get("name"):
        raise ImproperlyConfigured("a gateway of MESSAGE_GATEWAYS needs a name")
    name = str(row["name"])
    if unknown := sorted(set(row) - _KNOWN):
        raise ImproperlyConfigured(f"gateway {name} has unknown keys: {', '.join(unknown)}")
    facts = _with_secrets(row, name) | {"name": name}
    if facts.get("channel") not in CHANNELS:
        raise ImproperlyConfigured(f"gateway {name}: channel is one of {', '.join(CHANNELS)}")
    _require_allowed(name, facts.get("url", ""), hosts)
    for key in ("success", "duplicate", "again"):
        if key in facts:
            facts[key] = _sign(name, key, facts[key])
    if "again_statuses" in facts:
        facts["again_statuses"] = frozenset(int(status) for status in facts["again_statuses"])
    if facts.get("unclear", AGAIN) not in (AGAIN, NEXT):
        raise ImproperlyConfigured(f"gateway {name}: unclear is {AGAIN} or {NEXT}")
    if facts.get("method", "POST") not in ("GET", "POST", "PUT"):
        raise ImproperlyConfigured(f"gateway {name}: method is GET, POST or PUT")
    return Gateway(**facts)


def _require_allowed(name: str, url: str, hosts: tuple[str, ...]) -> None:
    """Refuse an address that is not on the list: a slip must not send phones to a stranger."""
    parts = urlsplit(url)
    if parts.hostname not in hosts:
        raise ImproperlyConfigured(f"gateway {name}: {parts.hostname} is not in MESSAGE_HOSTS")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        raise ImproperlyConfigured(f"gateway {name}: the address must be https")
    if parts.username or "{" in url:
        raise ImproperlyConfigured(f"gateway {name}: facts go into query, json or form")


def _sign(name: str, key: str, row) -> Sign:
    if not isinstance(row, dict) or not row.get("at") or not isinstance(row.get("in"), list):
        raise ImproperlyConfigured(f'gateway {name}: {key} is {{"at": "a.b", "in": ["0"]}}')
    return Sign(str(row["at"]), frozenset(str(value) for value in row["in"]))


def _with_secrets(value, name: str):
    """Return the row with every ``{env:NAME}`` filled in from the environment."""
    if isinstance(value, dict):
        return {key: _with_secrets(one, name) for key, one in value.items()}
    if isinstance(value, list):
        return [_with_secrets(one, name) for one in value]
    if not isinstance(value, str):
        return value

    def secret(match: re.Match) -> str:
        found = os.environ.get(match[1], "")
        if not found:
            raise ImproperlyConfigured(f"gateway {name}: the variable {match[1]} is not set")
        return found

    return _SECRET.sub(secret, value)
