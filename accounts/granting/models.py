"""Facts about codes that an app changes for tokens."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class GrantCode(models.Model):
    """What a citizen allowed an app, until the app fetched its tokens: a minute, once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64, unique=True)
    client_id = models.CharField(max_length=40)
    redirect_uri = models.CharField(max_length=300)
    rights = models.JSONField(default=list)
    #: SHA-256 of the app's secret, as RFC 7636 writes it.
    challenge = models.CharField(max_length=43)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)
    #: What it was changed for; ends when the code comes a second time.
    access = models.ForeignKey(
        "accounts.ProgramAccess", models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "mã cho ứng dụng"
        verbose_name_plural = "mã cho ứng dụng"

    def __str__(self) -> str:
        return f"{self.client_id} {self.made_at:%Y-%m-%d %H:%M}"
