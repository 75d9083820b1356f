"""Who wants to hear when goods are there again."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class SeasonAskQuerySet(models.QuerySet):
    """Asks by how they stand."""

    def open(self):
        """Keep those that are neither told nor stopped."""
        return self.filter(told_at=None, stopped_at=None)


class SeasonAsk(models.Model):
    """A confirmed phone that wants one message when a product can be bought in its season."""

    product = models.ForeignKey("catalogue.Product", models.CASCADE, related_name="season_asks")
    phone = models.CharField("số điện thoại", max_length=16)
    created_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = SeasonAskQuerySet.as_manager()

    class Meta:
        verbose_name = "lời nhờ báo khi có hàng"
        verbose_name_plural = "lời nhờ báo khi có hàng"
        indexes = [
            models.Index(
                fields=["product"],
                condition=Q(told_at=None, stopped_at=None),
                name="seasonask_open",
            ),
            models.Index(fields=["phone"], name="seasonask_phone"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "phone"],
                condition=Q(told_at=None, stopped_at=None),
                name="seasonask_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id}, {self.pk}"
