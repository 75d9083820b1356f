"""App configuration."""

from django.apps import AppConfig


class FieldReportsConfig(AppConfig):
    """What citizens see is not right, who must answer, and by when."""

    name = "fieldreports"
    verbose_name = "Phản ánh"

    def ready(self) -> None:
        """Add the page of those who answer, and what is kept of people."""
        from fieldreports import nav, personal_data  # noqa: F401
