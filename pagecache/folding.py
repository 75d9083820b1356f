"""Make one row of the many changes of a tag; the sums, and so the versions, stay."""

import time
from collections import Counter

from django.db import transaction

from pagecache.models import PageChange

#: Fewer rows are summed quicker than folded.
_FEW = 50
_AT_ONCE = 20_000
#: The next minute goes on.
_BUDGET_S = 20


def fold() -> int:
    """Fold the rows that are there; return how many went. Whoever reads meanwhile sees one sum.

    After an import of thousands of goods it goes on until few are left, each time in a transaction
    of its own, so that no writer waits for long.
    """
    folded, until = 0, time.monotonic() + _BUDGET_S
    while PageChange.objects.count() > _FEW and time.monotonic() < until:
        some = _fold_some()
        folded += some
        if some < _AT_ONCE:
            break
    return folded


@transaction.atomic
def _fold_some() -> int:
    # Exactly the rows read: what others commit meanwhile stays.
    rows = list(PageChange.objects.order_by("pk").values_list("pk", "tag", "number")[:_AT_ONCE])
    sums: Counter[int] = Counter()
    for _pk, tag, number in rows:
        sums[tag] += number
    if len(sums) == len(rows):
        return 0
    folded = 0
    for start in range(0, len(rows), 500):
        pks = [pk for pk, _tag, _number in rows[start : start + 500]]
        folded += PageChange.objects.filter(pk__in=pks).delete()[0]
    PageChange.objects.bulk_create(
        PageChange(tag=tag, number=number) for tag, number in sorted(sums.items())
    )
    return folded
