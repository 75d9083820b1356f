"""Apps that the operator registered (``APP_CLIENTS``), and what one asks for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import QueryDict

from accounts.models import ProgramAccess

_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_MAX_STATE = 500


class WrongCaller(Exception):
    """The app is unknown, or not at that address: whoever it is gets nothing, not even an error."""


class WishRefused(Exception):
    """The app asks wrongly; it is told by a word of RFC 6749."""

    def __init__(self, error: str, wish: "Wish") -> None:
        self.error, self.wish = error, wish
        super().__init__(error)


@dataclass(frozen=True, slots=True)
class Client:
    """One app. It keeps no secret: what stands in an app is known to all who have it."""

    id: str
    name: str
    redirect_uris: tuple[str, ...]
    rights: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wish:
    """What an app asks a citizen for."""

    client: Client
    redirect_uri: str
    state: str
    rights: tuple[str, ...] = ()
    challenge: str = ""

    @property
    def may(self) -> list[str]:
        """Return what the app may do then, in words for people."""
        return [ProgramAccess.Right(right).label for right in self.rights]


def any_registered() -> bool:
    """Tell whether there is an app at all."""
    return bool(settings.APP_CLIENTS)


def client_of(client_id: str) -> Client | None:
    """Return a registered app."""
    for one in settings.APP_CLIENTS:
        if one["id"] == client_id:
            rights = frozenset(one.get("rights", ProgramAccess.Right.values))
            return Client(one["id"], one["name"], tuple(one["redirect_uris"]), rights)
    return None


def wish_of(query: QueryDict) -> Wish:
    """Read what an app asks for. Raises ``WrongCaller``, ``WishRefused``.

    The address to go back to must be a registered one, letter by letter (RFC 9700, 2.1).
    """
    client = client_of(query.get("client_id", ""))
    back = query.get("redirect_uri", "")
    if client is None or back not in client.redirect_uris:
        raise WrongCaller
    if any(len(query.getlist(name)) != 1 for name in query):
        raise WrongCaller
    wish = Wish(client, back, query.get("state", ""))
    if len(wish.state) > _MAX_STATE:
        # Cut short it would be another one, so the app gets none back.
        raise WishRefused("invalid_request", Wish(client, back, ""))
    if query.get("response_type") != "code":
        raise WishRefused("unsupported_response_type", wish)
    is_s256 = query.get("code_challenge_method") == "S256"
    challenge = query.get("code_challenge", "")
    if not (is_s256 and _CHALLENGE.fullmatch(challenge)):
        raise WishRefused("invalid_request", wish)
    rights = _rights(query.get("scope", "").split(), client)
    if not rights:
        raise WishRefused("invalid_scope", wish)
    return Wish(client, back, wish.state, rights, challenge)


def _rights(asked: Iterable[str], client: Client) -> tuple[str, ...]:
    known = set(asked)
    return tuple(sorted(known)) if known <= client.rights else ()
