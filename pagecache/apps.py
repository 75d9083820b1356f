"""App configuration."""

from django.apps import AppConfig

from common.around_migrations import keep_triggers


class PageCacheConfig(AppConfig):
    """Keeps the triggers in place around migrations."""

    name = "pagecache"
    verbose_name = "Trang giữ sẵn"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Watch migrations."""
        keep_triggers(self, "pagecache.triggers")
