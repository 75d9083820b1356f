"""App configuration."""

from django.apps import AppConfig


class MarketsConfig(AppConfig):
    """The markets app."""

    name = "markets"
    verbose_name = "Chợ"
