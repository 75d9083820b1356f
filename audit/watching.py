"""See whether statements change something, so that no act in office stays without a row."""

import re
from collections.abc import Callable

_CHANGE = re.compile(
    r'\s*(INSERT|UPDATE|DELETE)\b(?:\s+OR\s+IGNORE)?(?:\s+INTO|\s+FROM)?\s+"?(\w+)', re.IGNORECASE
)
#: Rows that are no act: sessions, the trail itself, marks that a page changed.
_BESIDE = re.compile(
    r"django_session|audit_|accounts_staffsession|pagecache_|stat_|search_|jobs_jobheart"
)


class Watch:
    """Wraps the statements of one connection; ``changed`` says that one of them changed a row."""

    def __init__(self) -> None:
        self.changed = False

    def __call__(self, execute: Callable, sql, params, many, context):
        """Run the statement and look at what it did."""
        result = execute(sql, params, many, context)
        found = None if self.changed else _CHANGE.match(str(sql))
        if found and not _BESIDE.match(found[2].lower()):
            self.changed = found[1].upper() == "INSERT" or bool(context["cursor"].rowcount)
        return result
