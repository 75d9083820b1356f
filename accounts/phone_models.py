"""Facts about accounts that get another phone number."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.querysets import PhoneChangeQuerySet


class PhoneChange(models.Model):
    """An account is to get another phone: told to the old one, done after a hold, or stopped."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="phone_changes")
    old_phone = models.CharField("số cũ", max_length=16)
    new_phone = models.CharField("số mới", max_length=16)
    #: Who asked: the person, or an operator after a call.
    asked_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField("xin lúc", default=timezone.now)
    due_at = models.DateTimeField("đổi từ")
    stopped_at = models.DateTimeField("dừng lúc", null=True)
    done_at = models.DateTimeField("đổi xong lúc", null=True)

    objects = PhoneChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "lần đổi số"
        verbose_name_plural = "lần đổi số"
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(done_at=None, stopped_at=None),
                name="phonechange_one_open",
            ),
            models.CheckConstraint(
                condition=Q(due_at__gte=F("asked_at")), name="phonechange_due_after_asked"
            ),
        ]
        indexes = [models.Index(fields=["new_phone"], name="phonechange_new")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.asked_at:%Y-%m-%d}"

    @property
    def is_waiting(self) -> bool:
        """Tell whether it is neither done nor stopped."""
        return self.done_at is None and self.stopped_at is None
