"""Facts about producers: who they are, who acts for them, and who has an account at all."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from sellers.notice_models import Notice, NoticeStep

__all__ = ["HouseholdRecord", "Membership", "Notice", "NoticeStep", "Seller"]


class Seller(models.Model):
    """A producer on the market. Its name, kind and commune stand on its partner."""

    class State(models.TextChoices):
        """Whether the seller's shop is open."""

        OPEN = "open", "Đang bán"
        PAUSED = "paused", "Tạm nghỉ"
        CLOSED = "closed", "Đã đóng"

    class Identity(models.TextChoices):
        """How sure the market is of who the seller is.

        Source: NĐ 320/2026/NĐ-CP (sellers link an e-identity before they sell).
        """

        UNVERIFIED = "unverified", "Chưa xác thực"
        PENDING = "pending", "Chờ xác thực"
        VERIFIED = "verified", "Đã xác thực"

    partner = models.OneToOneField("partner.Partner", models.PROTECT, related_name="seller")
    state = models.CharField("trạng thái", max_length=8, choices=State, default=State.OPEN)
    identity = models.CharField(
        "xác thực", max_length=12, choices=Identity, default=Identity.UNVERIFIED
    )
    hamlet = models.CharField("xóm, tổ", max_length=80, blank=True, default="")
    representative = models.CharField("người đại diện", max_length=120, blank=True, default="")
    story = models.TextField("chuyện của nhà", max_length=2000, blank=True, default="")
    quote = models.CharField("một câu giới thiệu", max_length=160, blank=True, default="")
    since_year = models.PositiveSmallIntegerField("làm từ năm", null=True, blank=True)
    portrait = models.ImageField("ảnh", upload_to="sellers/%Y/", blank=True)
    portrait_renditions = models.JSONField(default=dict, blank=True)
    #: True when the household registered itself, false when somebody did it for them.
    is_self_registered = models.BooleanField(default=True)
    registered_at = models.DateTimeField(default=timezone.now)
    is_demo = models.BooleanField(default=False)

    class Meta:
        verbose_name = "người bán"
        verbose_name_plural = "người bán"

    def __str__(self) -> str:
        return self.partner.name


class Membership(models.Model):
    """A person who acts for a seller."""

    class Role(models.TextChoices):
        """What the person may do."""

        OWNER = "owner", "Chủ"
        MEMBER = "member", "Người cùng làm"

    seller = models.ForeignKey(Seller, models.CASCADE, related_name="memberships")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role, default=Role.OWNER)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "user"], name="membership_once"),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(role="owner"),
                name="membership_owner_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.seller}"


class HouseholdRecord(models.Model):
    """A farm household that was given an account; most of them sleep until claimed."""

    code = models.CharField("mã hộ", max_length=20, unique=True)
    commune_code = models.CharField("mã xã", max_length=5)
    head_name = models.CharField("chủ hộ", max_length=120)
    phone_hash = models.CharField(max_length=64, blank=True, default="")
    source = models.CharField("nguồn", max_length=40)
    claimed_at = models.DateTimeField("nhận tài khoản lúc", null=True, blank=True)
    last_active_on = models.DateField("dùng lần cuối", null=True, blank=True)
    seller = models.OneToOneField(
        Seller, models.SET_NULL, related_name="household", null=True, blank=True
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["commune_code"], name="household_commune")]
        verbose_name = "hộ trong danh sách"
        verbose_name_plural = "hộ trong danh sách"

    def __str__(self) -> str:
        return self.code
