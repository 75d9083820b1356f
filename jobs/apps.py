"""App config of jobs."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """Register the outbox and find the handlers of every app."""

    name = "jobs"
    verbose_name = "Việc nền"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import every app's ``tasks`` and ``periodic``: there handlers register themselves."""
        from jobs import checks, messages  # noqa: F401

        autodiscover_modules("tasks", "periodic")
