"""Provinces and communes, with the old names that people still use."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "places"
    label = "places"
    verbose_name = "Tỉnh, xã, phường"
    default_auto_field = "django.db.models.BigAutoField"
