from django.db import migrations

from common.live_migrations import RunInBatches
from jobs.messages import without_phones


def mark_phones(rows):
    """Put the mark of each phone in its place, as the keys of today have it.

    Said again it changes nothing: no phone is left.
    """
    for row in rows.filter(kind="message", dedupe_key__contains="+84"):
        marked = without_phones(row.dedupe_key)
        if marked == row.dedupe_key:
            continue
        payload = row.payload
        if "dedupe_key" in payload:
            payload = {**payload, "dedupe_key": marked.removeprefix("message:")}
        if rows.model._base_manager.filter(dedupe_key=marked).exists():
            # The code of today has told the same already.
            row.delete()
            continue
        rows.filter(pk=row.pk).update(dedupe_key=marked, payload=payload)


class Migration(migrations.Migration):
    """Keys outlive the text of a message and the data of a person: they name no phone."""

    atomic = False

    dependencies = [("jobs", "0001_initial")]

    operations = [RunInBatches("jobs.Outbox", mark_phones)]
