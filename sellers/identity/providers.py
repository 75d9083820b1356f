"""Ways to prove who a seller is: what a way must offer, and which ways this market has."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from django.conf import settings

from common.errors import BusinessRuleError


class ProofRefused(BusinessRuleError):
    """The provider's answer proves nothing; the message tells the person what to do."""

    message = "Chưa xác thực được. Bà con bấm làm lại từ đầu."


@dataclass(frozen=True, slots=True)
class Claims:
    """Who the provider says has signed in there. ``subject`` is never stored as it is."""

    subject: str
    full_name: str
    level: str


class Provider(Protocol):
    """A module of this form, listed in ``IDENTITY_PROVIDERS``."""

    CODE: str
    #: True when a person decides on it here, False when the provider's own page does.
    IS_DECIDED_HERE: bool

    def button(self) -> str:
        """Return the words of the button; empty when the way is not set up."""

    def begin(self, *, session: MutableMapping, back_url: str) -> str:
        """Return the provider's address to go to, with secrets kept in the session."""

    def finish(
        self, *, session: MutableMapping, answer: Mapping[str, str], back_url: str
    ) -> Claims:
        """Return what the provider proved. Raises ``ProofRefused``."""


def offered() -> list[Provider]:
    """Return the ways that are set up, in the order of the setting."""
    found = [import_module(path) for path in settings.IDENTITY_PROVIDERS]
    return [provider for provider in found if provider.button()]


def provider_of(code: str) -> Provider | None:
    """Return a way that is set up."""
    return next((provider for provider in offered() if code == provider.CODE), None)
