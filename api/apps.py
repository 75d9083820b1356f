"""The app of the public API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Programs of others: the citizen app, departments, other floors."""

    name = "api"
    verbose_name = "API cho lập trình viên"
    default_auto_field = "django.db.models.BigAutoField"
