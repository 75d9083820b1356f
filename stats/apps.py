"""App configuration."""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class StatsConfig(AppConfig):
    """The stats app; keeps its row triggers in place around migrations."""

    name = "stats"
    verbose_name = "Thống kê"

    def ready(self) -> None:
        """Register the periodic jobs and watch migrations."""
        from stats import periodic  # noqa: F401

        pre_migrate.connect(_step_aside, sender=self)
        post_migrate.connect(_come_back, sender=self)


def _step_aside(using: str, plan: list | None = None, **_kwargs) -> None:
    """Drop the triggers before tables change.

    SQLite rebuilds tables and PostgreSQL alters no column that a trigger names.
    """
    from stats import triggers

    if plan:
        triggers.remove(connections[using])


def _come_back(using: str, **_kwargs) -> None:
    """Install the triggers; when some were gone, recompute everything.

    Django sends this after the last migration of all apps.
    """
    from stats import keys, triggers

    connection = connections[using]
    were_gone = bool(triggers.missing(connection))
    if triggers.install(connection) and were_gone and using == "default":
        keys.mark_everything()
