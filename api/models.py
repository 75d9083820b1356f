"""The keys of programs."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone


class ApiKey(models.Model):
    """What a program shows to be known; its secret is never stored, only a hash of it."""

    class Right(models.TextChoices):
        """What a key opens."""

        SUMMARY = "stats.summary", "Số liệu tổng hợp"
        SALES = "stats.sales", "Số liệu bán hàng"
        INVENTORY = "stats.inventory", "Hàng đang có"
        FLOORS = "stats.floors", "Số liệu sàn khác"

    class Reach(models.TextChoices):
        """Whose figures it reads exactly and as of now; others it reads once they are closed."""

        CLOSED = "closed", "Chỉ số liệu đã khóa sổ"
        COMMUNES = "communes", "Một số xã, phường"
        PROVINCE = "province", "Toàn tỉnh"

    #: Stands in the key itself and finds the row; no secret.
    handle = models.CharField("mã khóa", max_length=12, unique=True)
    secret_hash = models.CharField(max_length=64)
    name = models.CharField("cấp cho", max_length=120)
    rights = models.JSONField("được đọc", default=list)
    reach = models.CharField("phạm vi", max_length=8, choices=Reach, default=Reach.CLOSED)
    commune_codes = models.JSONField("mã xã", default=list, blank=True)
    per_minute = models.PositiveIntegerField(
        "lượt gọi mỗi phút",
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(6_000)],
    )
    made_at = models.DateTimeField("cấp lúc", default=timezone.now)
    expires_at = models.DateTimeField("hết hạn lúc")
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, blank=True
    )
    #: To about a minute, so that reading does not write each time.
    last_used_at = models.DateTimeField("dùng lần cuối", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "khóa API"
        verbose_name_plural = "khóa API"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(per_minute__gte=1), name="apikey_may_call_at_all"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.handle})"

    def is_in_force(self) -> bool:
        """Say whether it opens anything now."""
        return self.revoked_at is None and timezone.now() < self.expires_at


class StoredAnswer(models.Model):
    """What a call that writes was answered, so that the same call again writes nothing.

    ``status`` is empty while the first call is under way; ``claim`` says whose it is.
    """

    caller = models.CharField(max_length=80)
    key = models.CharField(max_length=64)
    request_hash = models.CharField(max_length=64)
    claim = models.CharField(max_length=32)
    begun_at = models.DateTimeField(default=timezone.now, db_index=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    body = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = "câu trả lời đã gửi"
        verbose_name_plural = "câu trả lời đã gửi"
        constraints = [models.UniqueConstraint(fields=["caller", "key"], name="storedanswer_once")]

    def __str__(self) -> str:
        return f"{self.caller} {self.key}"
