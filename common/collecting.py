"""How often Python looks for circles of garbage; everything else is freed at once anyway."""

import gc

#: New objects until the youngest are looked through, and how many of those looks until the next
#: older ones. A page makes about 3,000; Python's own 700, 10, 10 would look through all that lives
#: every 20 pages, which takes a page 30 ms, more with a large index of search.
_THRESHOLDS = 10_000, 10, 100


def settle() -> None:
    """Take what is loaded by now for what stays, and look through the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
