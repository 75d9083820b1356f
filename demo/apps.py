"""App configuration."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo app."""

    name = "demo"
    verbose_name = "Dữ liệu mẫu"
