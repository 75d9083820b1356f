"""Facts about the browsers in which people are signed in."""

from django.db import models
from django.utils import timezone


class Device(models.Model):
    """A browser that a person signed in with; a mark in it tells it from others a year later."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="devices")
    #: Keyed hash of the mark that the browser keeps.
    mark_hash = models.CharField(max_length=64)
    #: "Chrome trên Android"; no version, no model.
    label = models.CharField("máy", max_length=60)
    #: The session that is open in it; empty when signed out.
    session_key = models.CharField(max_length=40, blank=True, default="")
    #: Signed in last by an e-identity: that says nothing about who holds the number now.
    by_identity = models.BooleanField(default=False, db_default=False)
    first_seen_at = models.DateTimeField("lần đầu", default=timezone.now)
    last_seen_at = models.DateTimeField("lần cuối", default=timezone.now)

    class Meta:
        verbose_name = "máy đăng nhập"
        verbose_name_plural = "máy đăng nhập"
        constraints = [
            models.UniqueConstraint(fields=["user", "mark_hash"], name="device_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.label}"


class RecheckTry(models.Model):
    """One try to tell whose account it is after a long silence; a few a day are free."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "lần hỏi lại"
        verbose_name_plural = "lần hỏi lại"
        indexes = [models.Index(fields=["user", "at"], name="rechecktry_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.at:%Y-%m-%d}"
