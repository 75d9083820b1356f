"""Facts about acts in office, and the seals that chain them. Never edited, never deleted."""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone


class AuditEvent(models.Model):
    """One privileged act: who did what for whom, and what was before and after.

    Written in the transaction of the act by ``audit.recording``. Triggers refuse edits.
    """

    #: No constraints: the trail hinders nothing and outlives what it names.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    #: Names as they were at that hour.
    actor_label = models.CharField("người làm", max_length=160)
    role = models.CharField("vai trò", max_length=80, blank=True)
    household = models.ForeignKey(
        "sellers.Seller",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    household_label = models.CharField("thay cho", max_length=160, blank=True)
    action = models.CharField("việc", max_length=60)
    object_kind = models.CharField(max_length=40, blank=True)
    object_key = models.CharField(max_length=64, blank=True)
    object_label = models.CharField("về", max_length=160, blank=True)
    #: ``{field: [before, after]}``, without secrets and whole phone numbers.
    changes = models.JSONField("thay đổi", default=dict, encoder=DjangoJSONEncoder)
    #: Keyed hash of the address that the request came from.
    address_hash = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField("lúc", default=timezone.now)
    nonce = models.UUIDField(default=uuid.uuid4)
    #: Keyed hash over all of the above: a row that was not written here has none that fits.
    mark = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = "việc quản lý"
        verbose_name_plural = "nhật ký việc quản lý"
        indexes = [
            models.Index(fields=["at"], name="auditevent_at"),
            models.Index(fields=["actor", "-id"], name="auditevent_actor"),
            models.Index(fields=["household", "-id"], name="auditevent_household"),
            models.Index(fields=["action", "-id"], name="auditevent_action"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label}: {self.action} {self.object_label}"


class AuditSeal(models.Model):
    """The place of one event in the chain; its hash covers the seal before it."""

    number = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, models.PROTECT, related_name="seal")
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "dấu niêm nhật ký"
        verbose_name_plural = "dấu niêm nhật ký"

    def __str__(self) -> str:
        return f"{self.number} {self.hash[:12]}"
