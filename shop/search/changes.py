"""What changed since a process last looked, in the order in which it became visible."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from shop.search.models import SearchChange

#: A process that did not look for longer reads everything; see ``FORGET_AFTER_S``.
KEEP = timedelta(days=1)
FORGET_AFTER_S = 6 * 60 * 60

_SQLITE = "SELECT %s, id, product_id FROM search_change WHERE id > %s"
# Numbers are given before a commit, so a lower one may show up later. What a transaction wrote
# that was still open at the last look is therefore asked for again, and known rows left out.
_POSTGRESQL = """
SELECT now_open.first, c.id, c.product_id
FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS first) now_open
LEFT JOIN search_change c ON c.written_by >= %s
"""


@dataclass(frozen=True, slots=True)
class Changes:
    """The listings to read again, and from where to ask the next time."""

    mark: int
    seen: frozenset[int]
    product_ids: frozenset[int] = frozenset()
    everything: bool = False


def since(last: Changes | None) -> Changes:
    """Return what changed since the last time; at the first, only where to begin. 1 query."""
    mark, seen = (last.mark, last.seen) if last else (None, frozenset())
    if connection.vendor == "postgresql":
        rows = _rows(_POSTGRESQL, [mark if mark is not None else 2**62])
        next_mark = rows[0][0]
    elif mark is None:
        rows = []
        next_mark = SearchChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    else:
        rows = _rows(_SQLITE, [0, mark])
        next_mark = max((row[1] for row in rows), default=mark)
    fresh = {row_id: pk for _, row_id, pk in rows if row_id is not None and row_id not in seen}
    return Changes(
        mark=next_mark,
        seen=frozenset(row_id for _, row_id, _ in rows if row_id is not None),
        product_ids=frozenset(fresh.values()) - {None},
        everything=None in fresh.values(),
    )


def forget_old() -> int:
    """Delete what every process has seen; return how many rows."""
    return SearchChange.objects.filter(at__lt=timezone.now() - KEEP).delete()[0]


def _rows(sql: str, parameters: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
