"""App configuration."""

from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    """The marketplace app."""

    name = "marketplace"
    verbose_name = "Sàn"

    def ready(self):
        """Register the look of pages inside apps, the check of the permissions and the alerts."""
        from marketplace import compact  # noqa: F401
        from marketplace.permissions import checks  # noqa: F401
        from marketplace.watching import periodic  # noqa: F401
