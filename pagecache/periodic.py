"""What the page cache does again and again."""

from jobs.periodic import periodic
from pagecache import folding


@periodic(seconds=60, name="pagecache.fold")
def fold() -> None:
    """Keep the table of changes small."""
    folding.fold()
