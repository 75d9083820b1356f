"""Facts about people who asked to be forgotten. The row outlives the data and names nobody."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class ErasureRequest(models.Model):
    """Somebody asked, with a code of the own phone, that the market forgets who they are."""

    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="erasures")
    asked_at = models.DateTimeField("xin lúc", default=timezone.now)
    #: Source: NĐ 356/2025/NĐ-CP, art. 5: within 20 days.
    due_at = models.DateTimeField("hạn")
    #: What has to end first, in words.
    waits_for = models.CharField("còn chờ", max_length=200, blank=True)
    cancelled_at = models.DateTimeField("thôi lúc", null=True)
    done_at = models.DateTimeField("xoá xong lúc", null=True)
    #: Rows changed or deleted, by what they were.
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        verbose_name = "yêu cầu xoá thông tin"
        verbose_name_plural = "yêu cầu xoá thông tin"
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(done_at=None, cancelled_at=None),
                name="erasure_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.asked_at:%Y-%m-%d}"
