"""App configuration."""

from django.apps import AppConfig


class OpendataConfig(AppConfig):
    """The app that gives public data away."""

    name = "opendata"
    verbose_name = "Dữ liệu mở"

    def ready(self) -> None:
        """Register the periodic job."""
        from opendata import periodic  # noqa: F401
