"""The feeds of the whole shop as files: a job writes them, a page only hands them out.

A hundred thousand goods take a minute to write; no shopper's page may wait for that.
"""

import os
import tempfile
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from discovery.feeds import FLOOR_TABLES, FORMS, whole_forms
from discovery.goods import all_goods


def path_of(name: str) -> Path:
    """Return where the file of a form stands; it may not be written yet."""
    return Path(settings.FEED_DIR) / name


def write_feeds() -> None:
    """Write every feed anew, reading the goods once; half a file is never seen."""
    Path(settings.FEED_DIR).mkdir(parents=True, exist_ok=True)
    forms = whole_forms()
    with ExitStack() as stack:
        files = {name: stack.enter_context(_replacing(path_of(name))) for name in forms}
        for name, form in forms.items():
            files[name].write(form.head())
        for one in all_goods():
            for name, form in forms.items():
                files[name].write(form.line(one))
        for name, form in forms.items():
            files[name].write(form.tail)


def write_if_older_than(age: timedelta) -> bool:
    """Write the feeds unless each was written within ``age``; say whether it was needed."""
    if all(_is_fresh(path_of(name), age) for name in (*FORMS, *FLOOR_TABLES)):
        return False
    write_feeds()
    return True


def _is_fresh(path: Path, age: timedelta) -> bool:
    if not path.exists():
        return False
    written_at = datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_default_timezone())
    return written_at > timezone.now() - age


@contextmanager
def _replacing(path: Path):
    """Open a draft beside the file; it takes the file's place when all went well."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)
