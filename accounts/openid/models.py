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
