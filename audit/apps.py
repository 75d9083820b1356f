"""App configuration."""

from django.apps import AppConfig

from common.around_migrations import keep_triggers


class AuditConfig(AppConfig):
    """The audit app; keeps its tables append-only around migrations."""

    name = "audit"
    verbose_name = "Nhật ký việc quản lý"

    def ready(self) -> None:
        """Register the periodic job and watch migrations."""
        from audit import periodic  # noqa: F401

        keep_triggers(self, "audit.append_only")
