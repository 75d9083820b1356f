"""App configuration."""

from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    """The app that lets machines find the shop."""

    name = "discovery"
    verbose_name = "Cho máy tìm"
