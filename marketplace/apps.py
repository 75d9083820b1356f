"""App configuration."""

from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    """The marketplace app."""

    name = "marketplace"
    verbose_name = "Sàn"

    def ready(self):
        """Register the check of the permissions and the watch for alerts."""
        from marketplace.permissions import checks  # noqa: F401
        from marketplace.watching import periodic  # noqa: F401
