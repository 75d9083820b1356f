"""Facts about work to do later. The work itself lives in the handlers of other apps."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from jobs.querysets import OutboxQuerySet


class Outbox(models.Model):
    """One thing that must happen once after the transaction that wrote it."""

    kind = models.CharField(max_length=64)
    dedupe_key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(default=timezone.now)
    #: Not tried before this moment; a claim moves it forward, as a lease.
    not_before = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True, default="")

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = "việc nền"
        verbose_name_plural = "việc nền"
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                name="outbox_open",
                condition=models.Q(done_at__isnull=True),
            ),
            models.Index(fields=["kind", "-id"], name="outbox_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.dedupe_key}"


class JobHeartbeat(models.Model):
    """The last moment at which a worker or a periodic job was alive."""

    name = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "nhịp việc nền"
        verbose_name_plural = "nhịp việc nền"

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"
