"""App configuration."""

from django.apps import AppConfig


class SellersConfig(AppConfig):
    """The sellers app."""

    name = "sellers"
    verbose_name = "Người bán"

    def ready(self) -> None:
        """Register the checks of the settings."""
        from sellers import checks  # noqa: F401
