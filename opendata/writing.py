"""Write the data sets as files: a revision where something changed, nothing where not."""

import hashlib
import json
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from common.csv_text import csv_bytes
from common.dates import local_date
from common.locks import hold
from common.snapshot import snapshot
from opendata.datasets import DATASETS
from opendata.describing import columns_of
from opendata.models import Revision
from opendata.shape import Dataset, Row, Value

#: Revisions of a data set that can still be taken; of one with names only the newest.
KEPT = 30


def write_all() -> list[Revision]:
    """Write what changed, all of it as of one moment; return the new revisions."""
    with snapshot():
        at = timezone.now()
        read = [(dataset, list(dataset.rows())) for dataset in DATASETS.values()]
    return [made for dataset, rows in read if (made := _write(dataset, rows, at))]


def write_if_older_than(age: timedelta) -> bool:
    """Write unless every data set was looked at within ``age``; say whether it was needed."""
    seen = Revision.objects.filter(seen_at__gt=timezone.now() - age)
    if set(seen.values_list("dataset", flat=True).distinct()) >= set(DATASETS):
        return False
    write_all()
    return True


@transaction.atomic
def _write(dataset: Dataset, rows: list[Row], at: datetime) -> Revision | None:
    """Write rows as they were ``at`` a moment, unless somebody has looked later meanwhile."""
    hold("opendata")
    table = csv_bytes([[column.name for column in dataset.columns], *map(_cells, rows)])
    digest = hashlib.sha256(
        table + json.dumps(columns_of(dataset), ensure_ascii=False).encode()
    ).hexdigest()
    newest = Revision.objects.filter(dataset=dataset.code).first()
    if newest and newest.seen_at > at:
        # What was withdrawn or forgotten since must not come back.
        return None
    if newest and newest.digest == digest:
        Revision.objects.filter(pk=newest.pk).update(seen_at=at)
        _forget_old(dataset, newest.number)
        return None
    number = newest.number + 1 if newest else 1
    document = _document(dataset, rows, number, local_date(at).isoformat())
    made = Revision(
        dataset=dataset.code,
        number=number,
        made_at=at,
        seen_at=at,
        rows=len(rows),
        digest=digest,
        csv_sha256=hashlib.sha256(table).hexdigest(),
        csv_bytes=len(table),
        json_sha256=hashlib.sha256(document).hexdigest(),
        json_bytes=len(document),
    )
    name = f"{dataset.code}-{number}"
    made.csv_file.save(f"{name}.csv", ContentFile(table), save=False)
    made.json_file.save(f"{name}.json", ContentFile(document), save=False)
    made.save()
    _forget_old(dataset, number)
    return made


def _document(dataset: Dataset, rows: list[Row], number: int, day: str) -> bytes:
    names = [column.name for column in dataset.columns]
    told = {
        "dataset": dataset.code,
        "title": dataset.title,
        "revision": number,
        "date": day,
        "licence": settings.OPEN_DATA_LICENCE["url"],
        "publisher": settings.OSCAR_SHOP_NAME,
        "source": dataset.source,
        "columns": columns_of(dataset),
        "rows": [dict(zip(names, map(_plain, row), strict=True)) for row in rows],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _cells(row: Row) -> list[str | int]:
    return [_cell(value) for value in row]


def _cell(value: Value) -> str | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _plain(value)


def _plain(value: Value) -> str | int | bool | None:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _forget_old(dataset: Dataset, newest: int) -> None:
    kept = 1 if dataset.has_names else KEPT
    for old in Revision.objects.filter(dataset=dataset.code, number__lte=newest - kept):
        files = [(file.storage, file.name) for file in (old.csv_file, old.json_file)]
        old.delete()
        transaction.on_commit(lambda files=files: [store.delete(name) for store, name in files])
