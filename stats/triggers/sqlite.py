"""The triggers in the words of SQLite."""

from stats.triggers.marks import MARKS, Mark, changed, insert_keys

_EVENTS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}

LIST = "SELECT name FROM sqlite_master WHERE type = 'trigger'"


def names() -> list[str]:
    """Return the names of all triggers that belong to the statistics."""
    return [f"stat_{mark.table}_{event}" for mark in MARKS for event in mark.events]


def create() -> list[str]:
    """Return the statements that make all triggers."""
    return [_trigger(mark, event) for mark in MARKS for event in mark.events]


def drop() -> list[str]:
    """Return the statements that remove them; missing ones are no error."""
    return [f"DROP TRIGGER IF EXISTS {name}" for name in names()]


def _trigger(mark: Mark, event: str) -> str:
    # IS NOT is SQLite's IS DISTINCT FROM, and older libraries know only this one.
    only_if = changed(mark).replace("IS DISTINCT FROM", "IS NOT")
    when = f"WHEN {only_if}" if event == "update" else ""
    body = "; ".join(insert_keys(mark, row=row) for row in _EVENTS[event])
    return (
        f"CREATE TRIGGER stat_{mark.table}_{event} AFTER {event.upper()}"
        f" ON {mark.table} FOR EACH ROW {when} BEGIN {body}; END"
    )
