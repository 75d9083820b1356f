"""App configuration."""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class AuditConfig(AppConfig):
    """The audit app; keeps its tables append-only around migrations."""

    name = "audit"
    verbose_name = "Nhật ký việc quản lý"

    def ready(self) -> None:
        """Register the periodic job and watch migrations."""
        from audit import periodic  # noqa: F401

        pre_migrate.connect(_step_aside, sender=self)
        post_migrate.connect(_come_back, sender=self)


def _step_aside(using: str, plan: list | None = None, **_kwargs) -> None:
    """Drop the triggers before tables change: SQLite rebuilds tables."""
    from audit import append_only

    if plan:
        append_only.remove(connections[using])


def _come_back(using: str, **_kwargs) -> None:
    """Install the triggers; Django sends this after the last migration of all apps."""
    from audit import append_only

    append_only.install(connections[using])
