"""Steps of migrations that a market can take while it is open, on both databases.

On PostgreSQL they hold no lock that shoppers wait for, and so cannot be part of a transaction:
their migration says ``atomic = False`` and holds nothing else. Each may be repeated after it broke
off. ``tests/architecture/live_rules.py`` says what else a new migration may hold.
"""

from collections.abc import Callable, Iterator

from django.db import transaction
from django.db.migrations.operations import (
    AddConstraint,
    AddIndex,
    AlterField,
    RemoveIndex,
    RunPython,
)
from django.db.models import UniqueConstraint

BATCH = 500
_INVALID = """
SELECT 1 FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE c.relname = %s AND NOT i.indisvalid
"""
_HAS_CONSTRAINT = "SELECT 1 FROM pg_constraint WHERE conname = %s"


class AddIndexLive(AddIndex):
    """Build an index while rows are read and written; what a break-off left is built anew."""

    atomic = False

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Build it concurrently where the database can."""
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            if _finds(schema_editor, _INVALID, self.index.name):
                schema_editor.remove_index(model, self.index, concurrently=True)
            schema_editor.add_index(model, self.index, concurrently=True)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Take it away concurrently where the database can."""
        if schema_editor.connection.vendor != "postgresql":
            super().database_backwards(app_label, schema_editor, from_state, to_state)
            return
        model = from_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            schema_editor.remove_index(model, self.index, concurrently=True)


class RemoveIndexLive(RemoveIndex):
    """Take an index away while rows are read and written."""

    atomic = False

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Drop it concurrently where the database can."""
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = from_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            index = from_state.models[app_label, self.model_name_lower].get_index_by_name(self.name)
            schema_editor.remove_index(model, index, concurrently=True)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Build it again."""
        index = to_state.models[app_label, self.model_name_lower].get_index_by_name(self.name)
        AddIndexLive(self.model_name, index).database_forwards(
            app_label, schema_editor, from_state, to_state
        )


class AddConstraintLive(AddConstraint):
    """Ask a check of new rows at once, then look through the old ones without a lock on them.

    What must be unique gets its index first, built while rows are read and written.
    """

    atomic = False

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Add it in the steps that hold nobody up, where the database has them."""
        model = to_state.apps.get_model(app_label, self.model_name)
        if schema_editor.connection.vendor != "postgresql":
            with _at_once(schema_editor):
                super().database_forwards(app_label, schema_editor, from_state, to_state)
        elif self.allow_migrate_model(schema_editor.connection.alias, model):
            is_unique = isinstance(self.constraint, UniqueConstraint)
            for statement in (self._unique if is_unique else self._check)(model, schema_editor):
                schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Ask no longer."""
        with _at_once(schema_editor):
            super().database_backwards(app_label, schema_editor, from_state, to_state)

    def _check(self, model, schema_editor) -> Iterator[str]:
        table, name = _quoted(schema_editor, model._meta.db_table, self.constraint.name)
        if not _finds(schema_editor, _HAS_CONSTRAINT, self.constraint.name):
            yield f"{self.constraint.create_sql(model, schema_editor)} NOT VALID"
        yield f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}"

    def _unique(self, model, schema_editor) -> Iterator[str]:
        table, name = _quoted(schema_editor, model._meta.db_table, self.constraint.name)
        if _finds(schema_editor, _INVALID, self.constraint.name):
            yield f"DROP INDEX CONCURRENTLY {name}"
        usual, begin = str(self.constraint.create_sql(model, schema_editor)), "CREATE UNIQUE INDEX "
        if usual.startswith(begin):
            yield usual.replace(begin, f"{begin}CONCURRENTLY IF NOT EXISTS ", 1)
            return
        fields = [model._meta.get_field(field).column for field in self.constraint.fields]
        columns = ", ".join(_quoted(schema_editor, *fields))
        yield f"{begin}CONCURRENTLY IF NOT EXISTS {name} ON {table} ({columns})"
        yield f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE USING INDEX {name}"


class AllowNull(AlterField):
    """Let a column be empty: a word in the catalogue, no row is read.

    Django's own step drops a foreign key and looks through the table to add it again.
    """

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Drop NOT NULL, and nothing else, where the database can."""
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            column = model._meta.get_field(self.name).column
            table, name = _quoted(schema_editor, model._meta.db_table, column)
            schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {name} DROP NOT NULL")

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        """Ask for a value again, the slow way."""
        AlterField.database_forwards(self, app_label, schema_editor, from_state, to_state)


class RunInBatches(RunPython):
    """Change the rows of a table a few at a time, so that none of them is locked for long.

    ``change`` gets a query set of at most ``size`` rows, in a transaction of its own. It must say
    the same when it is repeated. New rows meanwhile are the business of the code that writes them.
    """

    def __init__(self, model: str, change: Callable, *, size: int = BATCH) -> None:
        self.model, self.change, self.size = model, change, size
        super().__init__(self._run, RunPython.noop, atomic=False)

    def deconstruct(self):
        """Return how it was written down."""
        return self.__class__.__qualname__, [self.model, self.change], {"size": self.size}

    def _run(self, apps, schema_editor) -> None:
        alias = schema_editor.connection.alias
        rows = apps.get_model(self.model)._base_manager.using(alias).order_by("pk")
        last = None
        while True:
            here = rows if last is None else rows.filter(pk__gt=last)
            keys = list(here.values_list("pk", flat=True)[: self.size])
            if not keys:
                return
            with transaction.atomic(using=alias):
                self.change(rows.filter(pk__in=keys))
            last = keys[-1]


def _at_once(schema_editor):
    """Return a transaction for SQLite, which builds the table anew.

    Without it a row that somebody writes between the copy and the drop is gone.
    """
    return transaction.atomic(using=schema_editor.connection.alias)


def _quoted(schema_editor, *names: str) -> list[str]:
    return [schema_editor.quote_name(name) for name in names]


def _finds(schema_editor, sql: str, name: str) -> bool:
    if schema_editor.collect_sql:
        return False
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(sql, [name])
        return cursor.fetchone() is not None
