"""Users and roles in the Django admin, for operators."""

import contextlib

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm

from accounts import moving
from accounts.models import RoleGrant, User
from common.dates import format_datetime
from common.errors import BusinessRuleError
from common.fields import PhoneField
from common.phones import InvalidPhone, format_phone, parse_phone

#: What makes a user more than a visitor of the shop.
_POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")


class UserAddForm(AdminUserCreationForm):
    """Create a user by phone, with or without a password."""

    phone = PhoneField(label="Số điện thoại")

    class Meta:
        model = User
        fields = ["phone", "full_name"]


class UserEditForm(UserChangeForm):
    """Change a user."""

    new_phone = PhoneField(
        label="Số mới",
        required=False,
        help_text="Số cũ được báo ngay và dừng được. Đổi sau 72 giờ.",
    )
    stop_change = forms.BooleanField(
        label="Dừng đổi số",
        required=False,
        help_text="Chủ tài khoản gọi nói không phải họ xin. Mọi máy bị đăng xuất.",
    )

    class Meta:
        model = User
        fields = "__all__"

    def clean_new_phone(self) -> str:
        """Refuse a number that is somebody's."""
        phone = self.cleaned_data["new_phone"]
        if phone and User.objects.filter(phone=phone).exists():
            raise forms.ValidationError(moving.NumberTaken.message)
        return phone


class RoleGrantInline(admin.TabularInline):
    """The roles of one user."""

    model = RoleGrant
    fk_name = "user"
    extra = 0
    autocomplete_fields = ["granted_by"]


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Find and change users; Oscar's admin searches them too."""

    form = UserEditForm
    add_form = UserAddForm
    list_display = ["phone", "full_name", "is_active", "is_staff", "date_joined"]
    search_fields = ["phone", "full_name", "email"]
    ordering = ["-date_joined"]
    inlines = [RoleGrantInline]
    readonly_fields = ["waiting_change"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "phone",
                    "waiting_change",
                    "stop_change",
                    "new_phone",
                    "full_name",
                    "email",
                    "password",
                ]
            },
        ),
        (
            "Quyền",
            {
                "fields": [
                    "is_active",
                    "is_staff",
                    "is_superuser",
                    "groups",
                    "user_permissions",
                ]
            },
        ),
        ("Ngày giờ", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": [
                    "phone",
                    "full_name",
                    "usable_password",
                    "password1",
                    "password2",
                ],
            },
        )
    ]

    @admin.display(description="Đang chờ đổi số")
    def waiting_change(self, user):
        """Say to which number, when, and who asked."""
        change = moving.waiting_change(user)
        if change is None:
            return "Không"
        if change.asked_by_id is None:
            who = "không rõ ai"
        else:
            who = "chủ tài khoản" if change.asked_by_id == user.pk else change.asked_by
        return (
            f"Sang {format_phone(change.new_phone)}, đổi từ {format_datetime(change.due_at)};"
            f" {who} xin lúc {format_datetime(change.asked_at)}"
        )

    def get_readonly_fields(self, request, obj=None):
        """Let only superusers hand out what opens the dashboard."""
        fields = super().get_readonly_fields(request, obj)
        # Also who may do everything waits three days: a phone is the key.
        fields = fields if obj is None else (*fields, "phone")
        return fields if request.user.is_superuser else (*fields, *_POWERS)

    def has_change_permission(self, request, obj=None):
        """Keep staff off the phone numbers of those above them: a phone is the key."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        """Stop the change that waits, or begin one; an operator does nothing else to a phone."""
        super().save_model(request, obj, form, change)
        if change and form.cleaned_data.get("stop_change"):
            waiting = moving.waiting_change(obj)
            is_done = waiting and moving.stop(change=waiting, by=request.user, is_stranger=True)
            tell = messages.success if is_done else messages.error
            tell(request, "Đã dừng đổi số." if is_done else "Không còn lần đổi số nào đang chờ.")
        if phone := change and form.cleaned_data.get("new_phone"):
            try:
                moving.ask(user=obj, new_phone=phone, by=request.user)
            except BusinessRuleError as problem:
                messages.error(request, problem.message)

    def has_delete_permission(self, request, obj=None):
        """Keep the row: orders, movements and money name who did it. Switch ``is_active`` off."""
        return False

    def get_search_results(self, request, queryset, search_term):
        """Find a phone however it was typed."""
        with contextlib.suppress(InvalidPhone):
            search_term = parse_phone(search_term)
        return super().get_search_results(request, queryset, search_term)

    def get_inlines(self, request, obj):
        """Show roles only on a user that exists."""
        return self.inlines if obj else []


@admin.register(RoleGrant)
class RoleGrantAdmin(admin.ModelAdmin):
    """Give and end roles."""

    list_display = ["user", "role", "commune_code", "province_code", "team", "until"]
    list_filter = ["role"]
    search_fields = ["user__phone", "user__full_name", "commune_code"]
    autocomplete_fields = ["user", "granted_by"]
