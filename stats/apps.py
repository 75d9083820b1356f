"""App configuration."""

from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper

from common.around_migrations import keep_triggers


class StatsConfig(AppConfig):
    """The stats app; keeps its row triggers in place around migrations."""

    name = "stats"
    verbose_name = "Thống kê"

    def ready(self) -> None:
        """Register the periodic jobs and watch migrations."""
        from stats import periodic  # noqa: F401

        keep_triggers(self, "stats.triggers", come_back=_come_back)


def _come_back(connection: BaseDatabaseWrapper, changed: bool) -> None:
    """Install the triggers; when tables changed or some were gone, recompute everything."""
    from stats import keys, triggers

    is_new = changed or bool(triggers.missing(connection))
    if triggers.install(connection) and is_new and connection.alias == "default":
        keys.mark_everything()
