"""Work of markets that happens after a commit, called by the outbox."""

from jobs import outbox
from markets import printing


@outbox.handler(printing.KIND, queue="media")
def make_print(payload: dict) -> None:
    """Draw the posters or cards of a market."""
    printing.make(payload["print_id"])
