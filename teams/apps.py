"""App configuration."""

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    """The teams app."""

    name = "teams"
    verbose_name = "Tổ công nghệ số cộng đồng"
