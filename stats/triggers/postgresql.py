"""The triggers in the words of PostgreSQL: one function per table, and no TRUNCATE.

TRUNCATE fires no row triggers, so the figures would keep what is gone. A session that sets
``stats.allow_truncate = 'on'`` may do it and must run ``rebuild_stats``; databases named
``test_…`` allow it unless told ``'off'``, because the test runner empties tables that way.
"""

from stats.triggers.marks import MARKS, Mark, changed, insert_keys

LIST = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"

_REFUSE = """
CREATE OR REPLACE FUNCTION stat_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF COALESCE(
        NULLIF(current_setting('stats.allow_truncate', true), ''),
        CASE WHEN current_database() LIKE 'test\\_%' THEN 'on' ELSE 'off' END
    ) <> 'on' THEN
        RAISE EXCEPTION 'TRUNCATE of % would leave the statistics wrong; use DELETE',
            TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$
"""


def names() -> list[str]:
    """Return the names of all triggers that belong to the statistics."""
    return [f"stat_{mark.table}_{event}" for mark in MARKS for event in _events(mark)]


def create() -> list[str]:
    """Return the statements that make all functions and triggers."""
    statements = [_REFUSE]
    for mark in MARKS:
        statements += [_function(mark), *_triggers(mark)]
    return statements


def drop() -> list[str]:
    """Return the statements that remove the triggers; the functions stay and sleep."""
    return [
        f"DROP TRIGGER IF EXISTS stat_{mark.table}_{event} ON {mark.table}"
        for mark in MARKS
        for event in _events(mark)
    ]


def _events(mark: Mark) -> tuple[str, ...]:
    return (*mark.events, "truncate")


def _function(mark: Mark) -> str:
    return f"""
CREATE OR REPLACE FUNCTION stat_mark_{mark.table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        {insert_keys(mark, row="OLD")};
    END IF;
    IF TG_OP <> 'DELETE' THEN
        {insert_keys(mark, row="NEW")};
    END IF;
    RETURN NULL;
END $$
"""


def _triggers(mark: Mark) -> list[str]:
    function = f"EXECUTE FUNCTION stat_mark_{mark.table}()"
    when = {"update": f" WHEN ({changed(mark)})"}
    return [
        *(
            f"CREATE OR REPLACE TRIGGER stat_{mark.table}_{event} AFTER {event.upper()}"
            f" ON {mark.table} FOR EACH ROW{when.get(event, '')} {function}"
            for event in mark.events
        ),
        f"CREATE OR REPLACE TRIGGER stat_{mark.table}_truncate BEFORE TRUNCATE ON {mark.table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION stat_refuse_truncate()",
    ]
