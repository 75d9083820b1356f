"""App configuration."""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class PageCacheConfig(AppConfig):
    """Keeps the triggers in place around migrations."""

    name = "pagecache"
    verbose_name = "Trang giữ sẵn"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Watch migrations."""
        pre_migrate.connect(_step_aside, sender=self)
        post_migrate.connect(_come_back, sender=self)


def _step_aside(using: str, plan: list | None = None, **_kwargs) -> None:
    """Drop the triggers: SQLite rebuilds tables, PostgreSQL keeps columns that a trigger names."""
    from pagecache import triggers

    if plan:
        triggers.remove(connections[using])


def _come_back(using: str, **_kwargs) -> None:
    """Install the triggers after the last migration of all apps, and outdate every page."""
    from pagecache import triggers

    triggers.install(connections[using])
