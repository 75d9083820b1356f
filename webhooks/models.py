"""Who is told what, and what became of each piece of news."""

from django.db import models
from django.utils import timezone

STOCK = "stock.changed"
ORDER = "order."


class Subscription(models.Model):
    """A receiver: its address, its secret (sealed), what it is told and of whom."""

    name = models.CharField("ai nhận", max_length=120)
    url = models.URLField("địa chỉ", max_length=400)
    sealed_secret = models.CharField(max_length=200)
    #: ``order.<state>``, ``order.*`` or ``stock.changed``.
    kinds = models.JSONField("được báo", default=list)
    #: Only this seller's, or only those of these communes; both empty: the whole market.
    partner = models.ForeignKey(
        "partner.Partner", models.CASCADE, related_name="+", null=True, blank=True
    )
    commune_codes = models.JSONField("mã xã", default=list, blank=True)
    begun_at = models.DateTimeField("từ lúc", default=timezone.now)
    paused_at = models.DateTimeField("tạm dừng lúc", null=True, blank=True)
    #: Since when it takes nothing, how often it was asked in that time, and when it is asked again.
    failing_since = models.DateTimeField("không nhận từ lúc", null=True, blank=True)
    fails = models.PositiveSmallIntegerField("số lần không nhận", default=0, db_default=0)
    rests_until = models.DateTimeField("thử lại lúc", null=True, blank=True)
    #: The newest event of an order that was looked at.
    seen_event = models.BigIntegerField(default=0)
    #: When the newest change of stock was found that was looked at; all since the start if empty.
    seen_stock_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "nơi nhận tin"
        verbose_name_plural = "nơi nhận tin"

    def __str__(self) -> str:
        return self.name

    def wants(self, kind: str) -> bool:
        """Tell whether news of a kind is for this receiver."""
        return kind in self.kinds or (kind.startswith(ORDER) and f"{ORDER}*" in self.kinds)


class Delivery(models.Model):
    """One piece of news for one receiver, exactly as it is signed and sent."""

    subscription = models.ForeignKey(Subscription, models.CASCADE, related_name="deliveries")
    event = models.CharField("tin", max_length=80)
    kind = models.CharField("loại", max_length=40)
    body = models.TextField()
    made_at = models.DateTimeField("có lúc", default=timezone.now)
    tries = models.PositiveSmallIntegerField("số lần gửi", default=0)
    last_try_at = models.DateTimeField("gửi lần cuối", null=True, blank=True)
    last_status = models.PositiveSmallIntegerField("trả lời", null=True, blank=True)
    last_error = models.CharField("lỗi", max_length=200, blank=True, default="")
    delivered_at = models.DateTimeField("đã nhận lúc", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "tin đã gửi"
        verbose_name_plural = "tin đã gửi"
        constraints = [
            models.UniqueConstraint(fields=["subscription", "event"], name="delivery_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event}"


class StockSeen(models.Model):
    """What everybody could read of a stock record when it was last looked at."""

    stockrecord = models.OneToOneField("partner.StockRecord", models.CASCADE, related_name="+")
    #: How much is free; 0 for goods that the shop window does not show.
    left = models.IntegerField()
    can_buy = models.BooleanField(null=True)
    #: How often it has changed, and when the last change was found.
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["changed_at"], name="stockseen_by_change")]

    def __str__(self) -> str:
        return f"{self.stockrecord_id}: {self.left}"
