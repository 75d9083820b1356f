"""App configuration."""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class SellersConfig(AppConfig):
    """The sellers app; keeps what tells who did what append-only around migrations."""

    name = "sellers"
    verbose_name = "Người bán"

    def ready(self) -> None:
        """Register the checks of the settings and watch migrations."""
        from sellers import checks, personal_data  # noqa: F401

        pre_migrate.connect(_step_aside, sender=self)
        post_migrate.connect(_come_back, sender=self)


def _step_aside(using: str, plan: list | None = None, **_kwargs) -> None:
    """Drop the triggers before tables change: SQLite rebuilds tables."""
    from sellers import append_only

    if plan:
        append_only.remove(connections[using])


def _come_back(using: str, **_kwargs) -> None:
    """Install the triggers; Django sends this after the last migration of all apps."""
    from sellers import append_only

    append_only.install(connections[using])
