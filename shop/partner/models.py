"""Facts about who sells, and how much of what is left.

A partner is the selling party that orders, stock and statistics point to; everything about
its onboarding stands in ``sellers``.
"""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from oscar.apps.partner.abstract_models import AbstractPartner, AbstractStockRecord

from common.dates import local_today
from shop.partner import stock


class Partner(AbstractPartner):
    """A producer household, cooperative or enterprise that sells on the market."""

    class Kind(models.TextChoices):
        """Kinds of sellers. Source: NĐ 168/2025/NĐ-CP, Luật Hợp tác xã 17/2023/QH15."""

        HOUSEHOLD = "household", "Hộ sản xuất"
        HOUSEHOLD_BUSINESS = "household_business", "Hộ kinh doanh"
        COOPERATIVE_GROUP = "cooperative_group", "Tổ hợp tác"
        COOPERATIVE = "cooperative", "Hợp tác xã"
        ENTERPRISE = "enterprise", "Doanh nghiệp"

    kind = models.CharField("loại", max_length=20, choices=Kind, default=Kind.HOUSEHOLD)
    commune = models.ForeignKey(
        "places.Commune",
        models.PROTECT,
        related_name="partners",
        null=True,
        blank=True,
        verbose_name="xã, phường",
    )
    phone = models.CharField("điện thoại", max_length=16, blank=True, default="")
    #: Written by ``sellers`` only: registered, not paused, not closed, not barred.
    may_sell = models.BooleanField("được bán", default=False)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    def get_absolute_url(self) -> str:
        """Return the seller's own page: ``/gian-hang/<slug>/``."""
        return reverse("sellers:storefront", kwargs={"slug": self.code})


class StockRecord(AbstractStockRecord):
    """Price and stock of one product. Quantities move through guarded updates only.

    With ``ready_on`` it is on pre-order: all there is to buy is promised for that day.
    """

    price = models.DecimalField("giá (đồng)", max_digits=12, decimal_places=0)
    num_in_stock = models.PositiveIntegerField("còn trong kho", default=0)
    num_allocated = models.PositiveIntegerField("đã có người đặt", default=0)
    #: The part of ``num_in_stock`` that is promised and not there yet.
    num_promised = models.PositiveIntegerField("hứa bán, chưa có", default=0)
    ready_on = models.DateField("gửi từ ngày", null=True, blank=True)
    orders_until = models.DateField("nhận đặt trước đến hết ngày", null=True, blank=True)

    class Meta(AbstractStockRecord.Meta):
        constraints = [
            models.UniqueConstraint(fields=["product"], name="stockrecord_one_per_product"),
            models.CheckConstraint(condition=Q(price__gt=0), name="stockrecord_price_positive"),
            models.CheckConstraint(
                condition=Q(num_allocated__lte=F("num_in_stock")),
                name="stockrecord_never_oversold",
            ),
            models.CheckConstraint(
                condition=Q(num_promised__lte=F("num_in_stock")),
                name="stockrecord_promised_is_in_stock",
            ),
            models.CheckConstraint(
                condition=Q(ready_on=None, orders_until=None)
                | Q(ready_on__isnull=False, orders_until__lte=F("ready_on")),
                name="stockrecord_window_before_sending",
            ),
        ]

    @property
    def is_on_preorder(self) -> bool:
        """Say whether what is sold is not there yet."""
        return self.ready_on is not None

    @property
    def is_taking_orders(self) -> bool:
        """Say whether the window is open; goods at hand have none that could close."""
        return self.orders_until is None or local_today() <= self.orders_until

    @property
    def num_free(self) -> int:
        """Return how many units can be ordered now."""
        return max(self.num_in_stock - self.num_allocated, 0) if self.is_taking_orders else 0

    def allocate(self, quantity):
        """Hold ``quantity`` for an order. Raises ``OutOfStock``."""
        stock.allocate(record=self, quantity=quantity)

    def consume_allocation(self, quantity):
        """Take held goods out of stock. Raises ``InvalidStockAdjustment``."""
        stock.consume(record=self, quantity=quantity)

    def cancel_allocation(self, quantity):
        """Give held goods back. Raises ``InvalidStockAdjustment``."""
        stock.release(record=self, quantity=quantity)


class StockMovement(models.Model):
    """One change of ``num_in_stock``; their sum is the stock. Never edited."""

    class Kind(models.TextChoices):
        """Why the quantity changed."""

        OPENING = "opening", "Đăng bán"
        ADDED = "added", "Thêm hàng"
        REMOVED = "removed", "Bớt hàng"
        COUNTED = "counted", "Đếm lại"
        SHIPPED = "shipped", "Gửi đi"
        RETURNED = "returned", "Trả về"
        PROMISED = "promised", "Hứa bán trước"
        HARVESTED = "harvest", "Thu hoạch"
        FLOOR = "floor", "Bán ở sàn khác"

    stockrecord = models.ForeignKey(StockRecord, models.CASCADE, related_name="movements")
    kind = models.CharField(max_length=8, choices=Kind)
    quantity = models.IntegerField()
    reference = models.CharField(max_length=64, blank=True, default="")
    actor = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["stockrecord", "id"], name="movement_record")]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity:+d}"


class BankAccount(models.Model):
    """Where a seller is paid by transfer. A change is a new row that counts from its hour on."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="bank_accounts")
    bank_bin = models.CharField("ngân hàng", max_length=6)
    number = models.CharField("số tài khoản", max_length=19)
    holder = models.CharField("chủ tài khoản", max_length=60)
    usable_from = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-usable_from", "-id"]
        verbose_name = "tài khoản nhận tiền"
        verbose_name_plural = "tài khoản nhận tiền"
        indexes = [models.Index(fields=["partner", "-usable_from"], name="bankaccount_current")]

    def __str__(self) -> str:
        return f"{self.bank_bin} …{self.number[-4:]}"


from oscar.apps.partner.models import *  # noqa: E402, F403
