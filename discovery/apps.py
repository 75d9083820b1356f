"""App configuration."""

from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    """The app that lets machines find the shop."""

    name = "discovery"
    verbose_name = "Cho máy tìm"

    def ready(self):
        """Say who writes the files for other floors."""
        from discovery.feeds import shop_file
        from sellers.floors.sending import writes_files

        writes_files(shop_file)
