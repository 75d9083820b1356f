"""App configuration."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Tells programs of others what happens to orders and stock."""

    name = "webhooks"
    verbose_name = "Báo tin cho chương trình khác"
    default_auto_field = "django.db.models.BigAutoField"
