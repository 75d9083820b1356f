"""Facts about e-identities that open an account."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class LinkedIdentity(models.Model):
    """An e-identity by which the person of an account signs in; one for each provider."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=200)
    #: Keyed hash of issuer and subject; neither number nor name of the identity is kept.
    subject_mark = models.CharField(max_length=64, unique=True)
    linked_at = models.DateTimeField("liên kết lúc", default=timezone.now)
    used_at = models.DateTimeField("dùng lần cuối", default=timezone.now)

    class Meta:
        verbose_name = "định danh đã liên kết"
        verbose_name_plural = "định danh đã liên kết"
        constraints = [
            models.UniqueConstraint(fields=["user", "issuer"], name="linkedidentity_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.issuer}"


class IdentitySession(models.Model):
    """Which e-identity opened the session of a browser, so that its provider can end it."""

    device = models.OneToOneField(
        "accounts.Device", models.CASCADE, related_name="identity_session"
    )
    #: As in ``LinkedIdentity``.
    subject_mark = models.CharField(max_length=64, db_index=True)
    #: Keyed hash of issuer and session at the provider; empty where the provider names none.
    session_mark = models.CharField(max_length=64, blank=True, default="", db_index=True)

    class Meta:
        verbose_name = "phiên vào bằng định danh"
        verbose_name_plural = "phiên vào bằng định danh"

    def __str__(self) -> str:
        return f"{self.device_id}"


class UsedLogout(models.Model):
    """A word of the provider that ended sessions; the same word ends nothing again."""

    #: Keyed hash of issuer and ``jti``.
    mark = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField("giữ đến")

    class Meta:
        verbose_name = "lệnh thoát đã nhận"
        verbose_name_plural = "lệnh thoát đã nhận"

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d %H:%M}"
