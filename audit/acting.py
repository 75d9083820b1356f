"""Whose request is being answered, for rows that are written deep below the view."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property

from audit import marks


@dataclass
class Asking:
    """The request at hand; address and role are worked out only when a row is written."""

    user: Callable[[], object]
    address: Callable[[], str]
    roles: Callable[[object], str]
    #: How many rows it has written.
    written: int = 0

    @cached_property
    def address_hash(self) -> str:
        """Return the hash of where the request comes from."""
        return marks.address_hash(self.address())

    @cached_property
    def role(self) -> str:
        """Return the roles in force of who asks. 1 query."""
        return self.roles(self.user())


_asking: ContextVar[Asking | None] = ContextVar("audit_asking", default=None)


def now() -> Asking | None:
    """Return the request being answered; None for commands and jobs."""
    return _asking.get()


@contextmanager
def answering(asking: Asking) -> Iterator[Asking]:
    """Let rows written inside know their request."""
    token = _asking.set(asking)
    try:
        yield asking
    finally:
        _asking.reset(token)
