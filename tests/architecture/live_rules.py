"""What a migration may do to a market that is open, while web processes still run the code before.

``dangers`` reads the operations; it needs no database. What it refuses, and what to do instead, is
the table "Upgrade while the market is open" of docs/operations.md.
"""

from collections.abc import Iterator

from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models.fields import NOT_PROVIDED

from common.live_migrations import (
    AddConstraintLive,
    AddIndexLive,
    AllowNull,
    RemoveIndexLive,
    RunInBatches,
)

#: Run outside of a transaction, and alone.
LIVE = (AddIndexLive, RemoveIndexLive, AddConstraintLive, RunInBatches)
#: What changes no table.
HARMLESS = (
    migrations.CreateModel,
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
    migrations.AlterModelTableComment,
)
#: Attributes of a field that the database never hears of, or hears of without a rewrite.
WORDS_ONLY = {
    "verbose_name", "help_text", "choices", "validators", "blank", "editable", "error_messages",
    "default", "related_name", "related_query_name", "limit_choices_to", "on_delete",
    "upload_to", "auto_now", "auto_now_add", "db_default",
}  # fmt: skip

#: ``model.field`` or ``model`` that no released code reads or writes any more: may be dropped.
RELEASED_WITHOUT: set[str] = set()


def dangers(migration: migrations.Migration, fields: dict | None = None) -> list[str]:
    """Return what of a migration would stop the shop or the code before it; none is well.

    ``fields`` are the fields as they were before, by ``(model, name)``, for what is altered.
    """
    own = {op.name_lower for op in migration.operations if isinstance(op, migrations.CreateModel)}
    steps = [op for op in migration.operations if _model(op) not in own]
    found = [words for step in steps for words in _dangers_of(step, fields or {})]
    live = [step for step in migration.operations if isinstance(step, LIVE)]
    if live and migration.atomic:
        found.append(f"{_name(live[0])} needs atomic = False")
    if not migration.atomic and len(live) != len(migration.operations):
        found.append("atomic = False beside steps that need a transaction: make two migrations")
    tables = {_model(step) for step in steps if not isinstance(step, (*LIVE, *HARMLESS))} - {""}
    if len(tables) > 1:
        found.append(f"it locks {', '.join(sorted(tables))} together: one migration for each")
    return found


def _dangers_of(step: Operation, fields: dict) -> Iterator[str]:
    if isinstance(step, (*LIVE, *HARMLESS)):
        return
    if isinstance(step, migrations.SeparateDatabaseAndState):
        for inner in step.database_operations:
            yield from _dangers_of(inner, fields)
        return
    rule = _RULES.get(type(step))
    if rule is None:
        yield f"{_name(step)} is not known to be harmless: see docs/operations.md"
        return
    yield from rule(step, fields)


def _add_field(step: migrations.AddField, _fields) -> Iterator[str]:
    field = step.field
    if isinstance(field, models.ManyToManyField):
        return
    if not field.null and field.db_default is NOT_PROVIDED:
        yield f"{_name(step)} is NOT NULL without db_default: the code before cannot insert"
    if field.unique or field.db_index:
        yield f"{_name(step)} builds an index under a lock: db_index=False, then AddIndexLive"


def _alter_field(step: migrations.AlterField, fields) -> Iterator[str]:
    before = fields.get((step.model_name_lower, step.name))
    if before is None or not _is_words_only(before, step.field):
        yield f"{_name(step)} may rewrite the table: add a field, fill it in batches, then switch"


def _allow_null(step: AllowNull, fields) -> Iterator[str]:
    before = fields.get((step.model_name_lower, step.name))
    if before is None or not _is_words_only(before, step.field, besides={"null"}):
        yield f"{_name(step)} changes more than that the column may be empty"
    elif not step.field.null:
        yield f"{_name(step)} looks through the table: add a check"


def _is_words_only(before: models.Field, after: models.Field, *, besides=frozenset()) -> bool:
    old, new = before.deconstruct(), after.deconstruct()
    if old[1] != new[1] or old[2] != new[2]:
        return False
    changed = {key for key in {*old[3], *new[3]} if old[3].get(key) != new[3].get(key)}
    longer = old[3].get("max_length", 0) < new[3].get("max_length", 0)
    return changed <= WORDS_ONLY | besides | ({"max_length"} if longer else set())


def _remove_field(step, _fields) -> Iterator[str]:
    if _path(step) in RELEASED_WITHOUT:
        return
    yield (
        f"{_name(step)} breaks the code before: release one, SeparateDatabaseAndState takes it "
        "out of the state only; release two, list it in RELEASED_WITHOUT and drop it"
    )


def _rename(step, _fields) -> Iterator[str]:
    yield f"{_name(step)} breaks the code before: keep the column with db_column or db_table"


def _index(step, _fields) -> Iterator[str]:
    yield f"{_name(step)} locks out writers: take AddIndexLive or RemoveIndexLive"


def _constraint(step: migrations.AddConstraint, _fields) -> Iterator[str]:
    yield f"{_name(step)} looks through the table under a lock: take AddConstraintLive"


def _nothing(_step, _fields) -> Iterator[str]:
    return iter(())


def _run_python(step, _fields) -> Iterator[str]:
    yield f"{_name(step)} is one long transaction: take RunInBatches"


def _run_sql(step, _fields) -> Iterator[str]:
    yield f"{_name(step)} cannot be judged: take an operation, or write one beside AddIndexLive"


_RULES = {
    migrations.AddField: _add_field,
    migrations.AlterField: _alter_field,
    AllowNull: _allow_null,
    migrations.RemoveField: _remove_field,
    migrations.DeleteModel: _remove_field,
    migrations.RenameField: _rename,
    migrations.RenameModel: _rename,
    migrations.AlterModelTable: _rename,
    migrations.RenameIndex: _nothing,
    migrations.AddIndex: _index,
    migrations.RemoveIndex: _index,
    migrations.AddConstraint: _constraint,
    migrations.RemoveConstraint: _nothing,
    migrations.AlterUniqueTogether: _index,
    migrations.RunPython: _run_python,
    migrations.RunSQL: _run_sql,
}


def _model(step: Operation) -> str:
    name = getattr(step, "model_name", "") or getattr(step, "name", "") or ""
    if isinstance(step, (migrations.RunPython, migrations.RunSQL)):
        return ""
    return str(name).lower()


def _path(step: Operation) -> str:
    words = (getattr(step, "model_name", ""), getattr(step, "name", ""))
    return ".".join(str(word).lower() for word in words if word)


def _name(step: Operation) -> str:
    return f"{type(step).__name__} {_path(step)}".strip()
