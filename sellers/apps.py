"""App configuration."""

from django.apps import AppConfig

from common.around_migrations import keep_triggers


class SellersConfig(AppConfig):
    """The sellers app; keeps what tells who did what append-only around migrations."""

    name = "sellers"
    verbose_name = "Người bán"

    def ready(self) -> None:
        """Register the checks of the settings and watch migrations."""
        from sellers import checks, personal_data  # noqa: F401

        keep_triggers(self, "sellers.append_only")
