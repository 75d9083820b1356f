"""What search does again and again."""

from jobs.periodic import periodic
from shop.search import changes


@periodic(seconds=6 * 3600, name="search.forget_old_changes")
def forget_old_changes() -> None:
    """Delete the notes of changes that every process has read."""
    changes.forget_old()
