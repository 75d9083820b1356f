"""One question to one gateway over HTTP: no redirects, no proxy, an end to every wait.

The standard library and not ``requests``, because whether the request had left when it failed
decides what may follow, and ``requests`` gives both cases one exception.
"""

import http.client
import json
import ssl
import time
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from jobs.gateway_config import Gateway

MAX_ANSWER_BYTES = 64 * 1024
_CHUNK = 8 * 1024
#: A header that cannot be sent is quoted in the error, so no phone and no text goes into one.
_IN_HEADERS = ("key", "template")


class NotReached(Exception):
    """The gateway was not reached: nothing was sent."""


class Unclear(Exception):
    """The gateway was reached and gave no whole answer: it may have sent the message."""


@dataclass(frozen=True)
class Answer:
    """What a gateway answered."""

    status: int
    text: str

    def value(self, path: str) -> str:
        """Return what stands at a dotted path of the JSON answer; empty when nothing does."""
        try:
            found = json.loads(self.text)
        except ValueError:
            return ""
        for key in path.split("."):
            if isinstance(found, list) and key.isdigit() and int(key) < len(found):
                found = found[int(key)]
            elif isinstance(found, dict) and key in found:
                found = found[key]
            else:
                return ""
        return "" if isinstance(found, dict | list) or found is None else str(found)


def ask(gateway: Gateway, facts: dict[str, object]) -> Answer:
    """Send one message's facts in the words of the gateway. Raises ``NotReached``, ``Unclear``."""
    stop_at = time.monotonic() + gateway.timeout_s
    body, kind = _body(gateway, facts)
    headers = {"Accept": "application/json", "Content-Type": kind} if kind else {}
    named = {name: facts[name] for name in _IN_HEADERS}
    headers |= {name: str(filled(value, named)) for name, value in gateway.headers.items()}
    connection = _connection(gateway)
    try:
        try:
            connection.connect()
        except OSError as problem:
            raise NotReached(type(problem).__name__) from None
        try:
            connection.request(gateway.method, _path(gateway, facts), body, headers)
            return _answer(connection, stop_at)
        except (OSError, http.client.HTTPException) as problem:
            raise Unclear(type(problem).__name__) from None
    finally:
        connection.close()


def filled(value, facts: dict[str, object]):
    """Return a template with its ``{placeholders}`` filled in; unknown ones stay as they are.

    A template that is nothing but ``{params}`` becomes the dict itself.
    """
    if isinstance(value, dict):
        return {key: filled(one, facts) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, facts) for one in value]
    if not isinstance(value, str):
        return value
    if value == "{params}":
        return facts["params"]
    # One pass: what stands in a text is never taken for a placeholder.
    parts = value.split("{")
    out = [parts[0]]
    for part in parts[1:]:
        name, closed, rest = part.partition("}")
        is_known = closed and name in facts
        out.append(f"{_plain(facts[name])}{rest}" if is_known else "{" + part)
    return "".join(out)


def _plain(value) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _body(gateway: Gateway, facts: dict) -> tuple[bytes | None, str]:
    if gateway.json is not None:
        return json.dumps(filled(gateway.json, facts)).encode(), "application/json; charset=utf-8"
    if gateway.form is not None:
        words = {key: _plain(one) for key, one in filled(gateway.form, facts).items()}
        return urlencode(words).encode(), "application/x-www-form-urlencoded"
    return None, ""


def _path(gateway: Gateway, facts: dict) -> str:
    parts = urlsplit(gateway.url)
    words = {key: _plain(one) for key, one in filled(gateway.query, facts).items()}
    query = "&".join(part for part in (parts.query, urlencode(words)) if part)
    return (parts.path or "/") + (f"?{query}" if query else "")


def _connection(gateway: Gateway) -> http.client.HTTPConnection:
    parts = urlsplit(gateway.url)
    if parts.scheme == "https":
        return http.client.HTTPSConnection(
            parts.hostname,
            parts.port,
            timeout=gateway.timeout_s,
            context=ssl.create_default_context(),
        )
    return http.client.HTTPConnection(parts.hostname, parts.port, timeout=gateway.timeout_s)


def _answer(connection: http.client.HTTPConnection, stop_at: float) -> Answer:
    """Read the answer until the time is up, however slowly it drips."""
    _wait_until(connection, stop_at)
    response = connection.getresponse()
    text = b""
    while len(text) < MAX_ANSWER_BYTES:
        _wait_until(connection, stop_at)
        chunk = response.read1(_CHUNK)
        if not chunk:
            break
        text += chunk
    return Answer(response.status, text.decode("utf-8", errors="replace"))


def _wait_until(connection: http.client.HTTPConnection, stop_at: float) -> None:
    left = stop_at - time.monotonic()
    if left <= 0:
        raise TimeoutError
    if connection.sock is not None:
        connection.sock.settimeout(left)
