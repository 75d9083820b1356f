"""Row triggers step aside while tables change and come back afterwards (ADR 0008)."""

from collections.abc import Callable
from importlib import import_module

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import operations
from django.db.models.signals import post_migrate, pre_migrate

#: PostgreSQL alters no column that a trigger names; for all else the triggers stay at work.
_NEEDS_ROOM = (
    operations.AlterField,
    operations.RemoveField,
    operations.RenameField,
    operations.RenameModel,
    operations.DeleteModel,
    operations.AlterModelTable,
    operations.RunSQL,
)


def keep_triggers(
    app: AppConfig,
    module: str,
    *,
    come_back: Callable[[BaseDatabaseWrapper, bool], object] | None = None,
) -> None:
    """Take the triggers of an app away before migrations and make them anew after the last one.

    ``module`` is the dotted name of what has ``remove`` and ``install``, read when first needed;
    ``come_back`` stands in for ``install`` and is told whether tables were changed since it last
    ended well. SQLite rebuilds tables, so all triggers go. On PostgreSQL they stay while they
    can: the market is open meanwhile.
    """
    changed: set[str] = set()

    def step_aside(using: str, plan: list | None = None, **_kwargs) -> None:
        if plan:
            changed.add(using)
            if connections[using].vendor == "sqlite" or needs_room(plan):
                import_module(module).remove(connections[using])

    def install(using: str, **_kwargs) -> None:
        if come_back:
            come_back(connections[using], using in changed)
        else:
            import_module(module).install(connections[using])
        changed.discard(using)

    pre_migrate.connect(step_aside, sender=app, weak=False)
    post_migrate.connect(install, sender=app, weak=False)


def needs_room(plan: list) -> bool:
    """Tell whether a plan may alter columns that triggers name."""
    found = (step for migration, _backwards in plan for step in migration.operations)
    return any(
        isinstance(one, _NEEDS_ROOM)
        for step in found
        for one in (step, *getattr(step, "database_operations", ()))
    )
