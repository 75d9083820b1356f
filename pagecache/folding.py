"""Make one row of the many changes of a tag; the sums, and so the versions, stay."""

from collections import Counter

from django.db import transaction

from pagecache.models import PageChange

#: Fewer rows are summed quicker than folded.
_FEW = 50
_AT_ONCE = 20_000


def fold() -> int:
    """Fold the rows that are there; return how many went. Whoever reads meanwhile sees one sum."""
    folded = 0
    if PageChange.objects.count() <= _FEW:
        return folded
    with transaction.atomic():
        # Exactly the rows read: what others commit meanwhile stays.
        rows = list(PageChange.objects.order_by("pk").values_list("pk", "tag", "number")[:_AT_ONCE])
        sums: Counter[int] = Counter()
        for _pk, tag, number in rows:
            sums[tag] += number
        if len(sums) < len(rows):
            for start in range(0, len(rows), 500):
                pks = [pk for pk, _tag, _number in rows[start : start + 500]]
                folded += PageChange.objects.filter(pk__in=pks).delete()[0]
            PageChange.objects.bulk_create(
                PageChange(tag=tag, number=number) for tag, number in sorted(sums.items())
            )
    return folded
