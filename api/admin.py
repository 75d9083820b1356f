"""Keys for operators: to look at and to revoke. They are made by ``make_api_key``."""

from django.contrib import admin

from api import keys
from api.models import ApiKey


@admin.register(ApiKey)
class ApiKeyAdmin(admin.ModelAdmin):
    """Who was given which key, and whether it is used."""

    list_display = ["name", "handle", "what", "where", "per_minute", "expires_at", "last_used_at",
                    "revoked_at"]  # fmt: skip
    list_filter = ["reach", "expires_at"]
    search_fields = ["name", "handle"]
    fields = ["name", "handle", "what", "where", "per_minute", "made_at", "expires_at",
              "last_used_at", "revoked_at", "revoked_by"]  # fmt: skip
    readonly_fields = fields
    actions = ["revoke"]

    @admin.display(description="được đọc")
    def what(self, key: ApiKey) -> str:
        """Return what the key opens, in words."""
        return ", ".join(ApiKey.Right(right).label for right in key.rights)

    @admin.display(description="phạm vi")
    def where(self, key: ApiKey) -> str:
        """Return whose figures it reads."""
        return ", ".join(key.commune_codes) or key.get_reach_display()

    @admin.action(description="Thu hồi khóa đã chọn", permissions=["change"])
    def revoke(self, request, queryset) -> None:
        """End the chosen keys at once."""
        done = sum(keys.revoke(key=key, by=request.user) for key in queryset)
        self.message_user(request, f"Đã thu hồi {done} khóa.")

    def has_add_permission(self, request) -> bool:
        """Keys are made on the server, where the secret is shown once."""
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        """What was taken with a key stays on record, so the key does."""
        return False
