"""App configuration."""

from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    """The marketplace app."""

    name = "marketplace"
    verbose_name = "Sàn"
