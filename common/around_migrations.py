"""Row triggers step aside while tables change and come back afterwards (ADR 0008)."""

from collections.abc import Callable
from importlib import import_module

from django.apps import AppConfig
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate, pre_migrate


def keep_triggers(
    app: AppConfig, module: str, *, come_back: Callable[[BaseDatabaseWrapper], object] | None = None
) -> None:
    """Take the triggers of an app away before migrations and make them anew after the last one.

    ``module`` is the dotted name of what has ``remove`` and ``install``, read when first needed;
    ``come_back`` stands in for ``install``. SQLite rebuilds tables, and PostgreSQL alters no
    column that a trigger names.
    """

    def step_aside(using: str, plan: list | None = None, **_kwargs) -> None:
        if plan:
            import_module(module).remove(connections[using])

    def install(using: str, **_kwargs) -> None:
        (come_back or import_module(module).install)(connections[using])

    pre_migrate.connect(step_aside, sender=app, weak=False)
    post_migrate.connect(install, sender=app, weak=False)
