"""App configuration."""

from django.apps import AppConfig


class HeritageConfig(AppConfig):
    """The heritage app."""

    name = "heritage"
    verbose_name = "Di sản"
