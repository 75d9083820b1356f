"""Lots: goods made at once that carry one code, and what is known of them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

CODE_LENGTH = 10


class LotTopic(models.TextChoices):
    """What is told of a lot; each is a field of it."""

    PLACE = "place", "Nơi trồng, nơi làm"
    HARVESTED_ON = "harvested_on", "Ngày thu hoạch"
    MADE_ON = "made_on", "Ngày làm xong"
    QUANTITY = "quantity", "Số lượng"
    BEST_BEFORE = "best_before", "Dùng tốt nhất đến ngày"
    PROCESS = "process", "Cách làm"
    CARE = "care", "Phân bón, thuốc"
    TEST = "test", "Kết quả kiểm nghiệm"


class Lot(models.Model):
    """One batch of one product. After its stickers are printed its facts stay as they are."""

    class State(models.TextChoices):
        """Whether the lot is on sale."""

        OPEN = "open", "Đang bán"
        CLOSED = "closed", "Đã bán hết"
        WITHDRAWN = "withdrawn", "Đã thu hồi"

    product = models.ForeignKey("catalogue.Product", models.PROTECT, related_name="lots")
    code = models.CharField("mã lô", max_length=CODE_LENGTH, unique=True)
    state = models.CharField("trạng thái", max_length=9, choices=State, default=State.OPEN)
    harvested_on = models.DateField("ngày thu hoạch", null=True, blank=True)
    made_on = models.DateField("ngày làm xong", null=True, blank=True)
    place = models.CharField("nơi trồng, nơi làm", max_length=120, blank=True, default="")
    #: In sale units of the product.
    quantity = models.PositiveIntegerField("số lượng")
    best_before = models.DateField("dùng tốt nhất đến", null=True, blank=True)
    process = models.CharField("cách làm", max_length=160, blank=True, default="")
    care = models.CharField("phân bón, thuốc", max_length=160, blank=True, default="")
    test = models.CharField("kết quả kiểm nghiệm", max_length=160, blank=True, default="")
    #: Why a lot was withdrawn; who scans it reads this.
    note = models.CharField("lý do thu hồi", max_length=200, blank=True, default="")
    made_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(default=timezone.now)
    printed_at = models.DateTimeField("in tem lần đầu", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    #: Given by the page, so that a repeated press makes one lot.
    client_id = models.UUIDField(null=True, blank=True, unique=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = "lô hàng"
        verbose_name_plural = "lô hàng"
        indexes = [models.Index(fields=["product", "state"], name="lot_of_product")]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="lot_holds_something"),
            models.CheckConstraint(
                condition=Q(harvested_on__isnull=False) | Q(made_on__isnull=False),
                name="lot_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def can_change(self) -> bool:
        """Say whether its facts may still be changed: nothing is out there yet."""
        return self.state == self.State.OPEN and self.printed_at is None


class LotCheck(models.Model):
    """An official has looked at one fact of a lot and found it so."""

    lot = models.ForeignKey(Lot, models.CASCADE, related_name="checks")
    topic = models.CharField("điều đã kiểm", max_length=12, choices=LotTopic)
    checked_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    #: The office as people read it: Cán bộ xã Tân Cương.
    checked_as = models.CharField("nơi kiểm", max_length=120)
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "điều đã kiểm của lô"
        verbose_name_plural = "điều đã kiểm của lô"
        constraints = [models.UniqueConstraint(fields=["lot", "topic"], name="lot_check_once")]

    def __str__(self) -> str:
        return f"{self.lot}: {self.topic}"


class LotScanDay(models.Model):
    """How often the stickers of a lot were scanned on a day. Nothing of who did."""

    lot = models.ForeignKey(Lot, models.CASCADE, related_name="scan_days")
    day = models.DateField("ngày")
    scans = models.PositiveIntegerField("lượt quét", default=0)

    class Meta:
        verbose_name = "lượt quét tem theo ngày"
        verbose_name_plural = "lượt quét tem theo ngày"
        constraints = [models.UniqueConstraint(fields=["lot", "day"], name="lot_scan_day_once")]

    def __str__(self) -> str:
        return f"{self.lot} {self.day}"
