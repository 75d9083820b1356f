"""Programs that act for a person: what they may do, and the hashes of what they show."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class ProgramAccess(models.Model):
    """One sign-in of one program, on one phone or machine; the person can end it.

    Holds one access token and one refresh token at a time, both as hashes.
    """

    class Right(models.TextChoices):
        """What a program may do for the person."""

        BASKET = "basket", "Giỏ hàng"
        ORDERS = "orders", "Đặt và xem đơn hàng"

    class End(models.TextChoices):
        """Why it is over."""

        PROGRAM = "program", "Ứng dụng đăng xuất"
        PERSON = "person", "Bạn cho thoát"
        REUSED = "reused", "Khóa cũ bị dùng lại"
        CROWDED = "crowded", "Quá nhiều nơi đăng nhập"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="program_accesses"
    )
    #: Stands in the tokens and finds the row; no secret.
    handle = models.CharField(max_length=20, unique=True)
    #: How the program calls itself.
    client = models.CharField("ứng dụng", max_length=60)
    #: The registered app that it is (``accounts.granting``); empty for one that only says its name.
    client_id = models.CharField(max_length=40, blank=True, default="", db_default="")
    rights = models.JSONField("được làm", default=list)
    access_hash = models.CharField(max_length=64)
    access_until = models.DateTimeField()
    refresh_hash = models.CharField(max_length=64)
    #: The refresh token before this one; its answer may have been lost on the way.
    previous_hash = models.CharField(max_length=64, blank=True, default="")
    renewed_at = models.DateTimeField(default=timezone.now)
    refresh_until = models.DateTimeField()
    begun_at = models.DateTimeField("đăng nhập lúc", default=timezone.now)
    #: To about a minute, so that reading does not write each time.
    used_at = models.DateTimeField("dùng lần cuối", default=timezone.now)
    ended_at = models.DateTimeField("thoát lúc", null=True, blank=True)
    ended_by = models.CharField(max_length=8, choices=End, blank=True, default="")

    class Meta:
        ordering = ["-id"]
        verbose_name = "ứng dụng đã đăng nhập"
        verbose_name_plural = "ứng dụng đã đăng nhập"
        indexes = [
            models.Index(
                fields=["user", "-id"],
                name="program_open",
                condition=models.Q(ended_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.client} ({self.handle})"
