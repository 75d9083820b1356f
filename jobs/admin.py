"""Outbox and heartbeats for operators: to look, and to try a dead row again."""

from django.contrib import admin
from django.utils import timezone

from jobs.models import JobHeartbeat, Outbox


@admin.register(Outbox)
class OutboxAdmin(admin.ModelAdmin):
    """List rows; only the retry action changes them."""

    list_display = ["id", "kind", "dedupe_key", "tries", "not_before", "done_at"]
    list_filter = ["kind"]
    search_fields = ["dedupe_key"]
    exclude = ["payload"]
    actions = ["retry"]

    def has_add_permission(self, request) -> bool:
        """Rows come from services only."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """Rows are shown, never edited."""
        return False

    @admin.action(description="Thử lại từ đầu", permissions=["delete"])
    def retry(self, request, rows) -> None:
        """Give unfinished rows their tries back."""
        rows.filter(done_at=None).update(tries=0, not_before=timezone.now())


@admin.register(JobHeartbeat)
class JobHeartbeatAdmin(admin.ModelAdmin):
    """List heartbeats."""

    list_display = ["name", "at"]

    def has_add_permission(self, request) -> bool:
        """Heartbeats come from workers only."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """Heartbeats are shown, never edited."""
        return False
