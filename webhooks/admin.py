"""Receivers and their news for operators: to look, to pause, to send again."""

from django.contrib import admin, messages

from common.errors import BusinessRuleError
from webhooks import again, subscribing
from webhooks.models import Delivery, Subscription


class ReadOnly(admin.ModelAdmin):
    """Rows are shown, never typed."""

    def has_add_permission(self, request) -> bool:
        """Rows come from services only."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """Rows are shown, never edited."""
        return False


@admin.register(Subscription)
class SubscriptionAdmin(ReadOnly):
    """Who is told what."""

    list_display = ["name", "url", "kinds", "begun_at", "failing_since", "paused_at"]
    exclude = ["sealed_secret"]
    actions = ["pause", "resume"]

    @admin.action(description="Tạm dừng", permissions=["delete"])
    def pause(self, request, rows) -> None:
        """Send nothing more to the chosen receivers."""
        for row in rows:
            subscribing.pause(subscription=row)

    @admin.action(description="Gửi tiếp", permissions=["delete"])
    def resume(self, request, rows) -> None:
        """Send to the chosen receivers again, also what waited."""
        waited = sum(again.resume(subscription=row) for row in rows)
        self.message_user(request, f"Gửi tiếp. {waited} tin đang đợi được gửi ngay.")


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    """What was sent, and what came back."""

    list_display = ["event", "kind", "subscription", "made_at", "tries", "last_status",
                    "last_error", "delivered_at"]  # fmt: skip
    list_filter = ["subscription", "kind"]
    list_select_related = ["subscription"]
    search_fields = ["event"]
    actions = ["replay"]

    @admin.action(description="Gửi lại", permissions=["delete"])
    def replay(self, request, rows) -> None:
        """Send the chosen news again."""
        try:
            sent = again.replay(rows)
        except BusinessRuleError as refused:
            self.message_user(request, refused.message, messages.ERROR)
        else:
            self.message_user(request, f"Gửi lại {sent} tin.")
