"""App config of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Register the accounts app."""

    name = "accounts"
    verbose_name = "Tài khoản"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what accounts holds of a person."""
        from accounts.personal_data import own  # noqa: F401
