"""A worker on a moved clock: everything that is due runs, as beat and drain would."""

from jobs import outbox
from sellers import noticing


def work() -> None:
    """Do one round of a worker that has just started."""
    while outbox.drain() + sum(noticing.run().values()):
        pass
