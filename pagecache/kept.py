"""Keep a part of many pages, until something changes that it depends on."""

from collections.abc import Callable
from typing import Any

from pagecache import versions
from pagecache.lasting import end_of_day, now_s
from pagecache.store import store

#: What a kept part weighs; they are small and few.
_SIZE = 4_000


def kept(name: str, tags: tuple[int, ...], compute: Callable[[], Any]) -> Any:
    """Return what ``compute`` gives, or what it gave for the same day and versions. 1 query.

    What is kept is shared: it must not be changed.
    """
    if not store.max_bytes:
        return compute()
    # Asked before the computing: a change meanwhile makes the next reader compute again.
    version = versions.of(tags)
    found = store.get(("part", name))
    if found is not None:
        value, its_version, until = found
        if its_version == version and now_s() < until:
            return value
    value = compute()
    store.put(("part", name), (value, version, end_of_day()), _SIZE)
    return value
