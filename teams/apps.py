"""App configuration."""

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    """The teams app."""

    name = "teams"
    verbose_name = "Tổ công nghệ số cộng đồng"

    def ready(self) -> None:
        """Say what teams hold of a person."""
        from teams import personal_data  # noqa: F401
