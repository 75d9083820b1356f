"""App configuration."""

from django.apps import AppConfig

from common.around_migrations import keep_triggers


class MarketsConfig(AppConfig):
    """The markets app; keeps sales at stalls append-only around migrations."""

    name = "markets"
    verbose_name = "Chợ"

    def ready(self) -> None:
        """Watch migrations, and listen to the bank."""
        from markets import bank_news, personal_data  # noqa: F401

        keep_triggers(self, "markets.append_only")
