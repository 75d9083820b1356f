"""Facts about people: users, one-time codes, roles. Rules stand in codes, roles and signin."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.device_models import Device, RecheckTry
from accounts.erasure_models import ErasureRequest
from accounts.factor_models import RecoveryCode, SecondFactor, StaffSession
from accounts.granting.models import GrantCode
from accounts.openid.models import IdentitySession, LinkedIdentity, UsedLogout
from accounts.phone_models import PhoneChange
from accounts.program_models import ProgramAccess
from accounts.querysets import OneTimeCodeQuerySet, RoleGrantQuerySet, UserManager
from common.phones import format_phone

__all__ = [
    "Device",
    "ErasureRequest",
    "GrantCode",
    "IdentitySession",
    "LinkedIdentity",
    "OneTimeCode",
    "PhoneChange",
    "ProgramAccess",
    "RecheckTry",
    "RecoveryCode",
    "RoleGrant",
    "SecondFactor",
    "StaffSession",
    "UsedLogout",
    "User",
]


class User(AbstractBaseUser, PermissionsMixin):
    """A person known by a phone number; e-mail is optional."""

    phone = models.CharField(
        "số điện thoại",
        max_length=16,
        unique=True,
        error_messages={"unique": "Số điện thoại này đã có tài khoản."},
    )
    full_name = models.CharField("họ và tên", max_length=120, blank=True, default="")
    email = models.EmailField("thư điện tử", blank=True, default="")
    is_active = models.BooleanField("đang dùng", default=True)
    is_staff = models.BooleanField("vào được trang hệ thống", default=False)
    date_joined = models.DateTimeField("ngày tham gia", default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "phone"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"

    def __str__(self) -> str:
        return self.full_name or format_phone(self.phone)

    @property
    def first_name(self) -> str:
        """Return the given name, which Vietnamese write last."""
        return self.full_name.rpartition(" ")[2]

    @property
    def last_name(self) -> str:
        """Return the family and middle names, which Vietnamese write first."""
        return self.full_name.rpartition(" ")[0]

    def get_full_name(self) -> str:
        """Return the name in Vietnamese order."""
        return self.full_name

    def get_short_name(self) -> str:
        """Return the name used to address the person."""
        return self.first_name


class OneTimeCode(models.Model):
    """A code sent to a phone, good once and only in the browser that asked for it."""

    class Purpose(models.TextChoices):
        """What the code allows."""

        LOGIN = "login", "Đăng nhập"
        REGISTER = "register", "Đăng ký"
        ORDER = "order", "Đặt hàng"
        HELP = "help", "Cho người giúp"
        HAND_OVER = "hand_over", "Giao gian hàng"
        CLOSE_SHOP = "close_shop", "Đóng gian hàng"
        SEASON = "season", "Báo khi có hàng"
        ERASE = "erase", "Xoá thông tin"
        PROVE = "prove", "Xác nhận đúng người"
        PROGRAM = "program", "Đăng nhập ở ứng dụng"
        REPORT = "report", "Gửi phản ánh"
        NEW_PHONE = "new_phone", "Đổi số điện thoại"
        BANK = "bank", "Đổi tài khoản nhận tiền"

    phone = models.CharField("số điện thoại", max_length=16)
    purpose = models.CharField(max_length=16, choices=Purpose.choices)
    code_hash = models.CharField(max_length=64)
    session_key_hash = models.CharField(max_length=64)
    #: Keyed hash, so that the limit per address works without keeping addresses.
    ip_hash = models.CharField(max_length=64, blank=True, default="")
    #: The same of its /24 or /48; empty for machines of private networks.
    network_hash = models.CharField(max_length=64, blank=True, default="", db_default="")
    #: Asked for in a browser that was signed in with this phone before: strangers cannot use up
    #: what such browsers get.
    is_known = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = OneTimeCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "mã xác nhận"
        verbose_name_plural = "mã xác nhận"
        indexes = [
            models.Index(fields=["phone", "-created_at"], name="code_phone"),
            models.Index(fields=["ip_hash", "-created_at"], name="code_ip"),
            models.Index(fields=["network_hash", "-created_at"], name="code_network"),
            models.Index(fields=["-created_at"], name="code_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.created_at:%Y-%m-%d %H:%M}"


class RoleGrant(models.Model):
    """A role that a user holds, with a place and, perhaps, an end."""

    class Role(models.TextChoices):
        """The roles beyond shopper and seller."""

        OPERATOR = "operator", "Người vận hành"
        PROVINCE_OFFICIAL = "province_official", "Cán bộ tỉnh"
        COMMUNE_OFFICIAL = "commune_official", "Cán bộ xã, phường"
        HELPER = "helper", "Người giúp bà con"
        MARKET_BOARD = "market_board", "Ban quản lý chợ"

    user = models.ForeignKey(
        User, models.CASCADE, related_name="role_grants", verbose_name="người dùng"
    )
    role = models.CharField("vai trò", max_length=24, choices=Role.choices)
    commune_code = models.CharField("mã xã", max_length=5, blank=True, default="")
    province_code = models.CharField("mã tỉnh", max_length=2, blank=True, default="")
    #: The market of a member of its board, by its name in addresses.
    market_slug = models.CharField("chợ", max_length=90, blank=True, default="", db_default="")
    #: The team of a helper inside its commune: ``Tổ công nghệ số xóm Đồng Chè``.
    team = models.CharField("tổ", max_length=80, blank=True, default="")
    granted_by = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người giao",
    )
    granted_at = models.DateTimeField("giao lúc", default=timezone.now)
    until = models.DateTimeField("đến khi", null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = "vai trò được giao"
        verbose_name_plural = "vai trò được giao"
        indexes = [models.Index(fields=["user", "role"], name="rolegrant_user_role")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(role="commune_official") | ~Q(commune_code=""),
                name="rolegrant_commune_official_has_commune",
                violation_error_message="Cán bộ xã cần mã xã, ví dụ 05443.",
            ),
            models.CheckConstraint(
                condition=~Q(role="province_official") | ~Q(province_code=""),
                name="rolegrant_province_official_has_province",
                violation_error_message="Cán bộ tỉnh cần mã tỉnh, ví dụ 19.",
            ),
            models.CheckConstraint(
                condition=~Q(role="market_board") | ~Q(market_slug=""),
                name="rolegrant_market_board_has_market",
                violation_error_message="Ban quản lý chợ cần tên chợ, ví dụ cho-thai.",
            ),
        ]

    def __str__(self) -> str:
        place = self.commune_code or self.province_code or self.market_slug
        return f"{self.get_role_display()} {place}".strip()
