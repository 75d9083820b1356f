"""A provider of e-identities as the settings name it, and why one proved nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto


class Reason(Enum):
    """Why nothing was proved; whoever asked says it in words."""

    TOO_LATE = auto()
    DECLINED = auto()
    NOT_ANSWERING = auto()
    #: A word of an answer was not what it must be: forged, of another browser, or a fault.
    WRONG = auto()


class NotProved(Exception):
    """The provider's answer proves nothing."""

    def __init__(self, reason: Reason = Reason.WRONG) -> None:
        self.reason = reason
        super().__init__(reason.name)


@dataclass(frozen=True, slots=True)
class Provider:
    """Where to ask, as whom, for what."""

    issuer: str
    client_id: str
    client_secret: str
    scope: str
    #: A provider on this machine without TLS, for tests only.
    allow_loopback: bool = False

    @classmethod
    def of(cls, setting: Mapping) -> "Provider":
        """Read a setting of the form of ``IDENTITY_OIDC``."""
        names = ("client_id", "client_secret", "scope", "allow_loopback")
        return cls(setting["issuer"].rstrip("/"), *(setting[name] for name in names))

    @property
    def is_set_up(self) -> bool:
        """Tell whether there is somebody to ask."""
        return bool(self.issuer and self.client_id)
