"""Facts about orders. One order per press of the button, one seller order per seller in it."""

import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse
from oscar.apps.address.abstract_models import AbstractShippingAddress
from oscar.apps.order.abstract_models import AbstractLine, AbstractOrder

from shop.address.mixins import CommuneAddressMixin
from shop.order.querysets import SellerOrderQuerySet
from shop.order.states import PaymentMethod, PaymentState, SellerOrderState
from shop.shipping.models import DeliveryMethod


def new_token() -> str:
    """Return a secret that opens one order without signing in."""
    return secrets.token_urlsafe(16)


class Order(AbstractOrder):
    """What one shopper ordered in one go. ``status`` is derived from the seller orders."""

    customer_name = models.CharField("người nhận", max_length=120, blank=True, default="")
    customer_phone = models.CharField("điện thoại", max_length=16, blank=True, default="")
    customer_note = models.CharField("lời nhắn", max_length=500, blank=True, default="")
    token = models.CharField(max_length=32, default=new_token, editable=False)
    is_demo = models.BooleanField(default=False)

    class Meta(AbstractOrder.Meta):
        constraints = [
            models.UniqueConstraint(fields=["basket"], name="order_one_per_basket"),
        ]

    def get_absolute_url(self) -> str:
        """Return the page of the order for the shopper who is signed in."""
        return reverse("orders:detail", kwargs={"number": self.number})

    def get_guest_url(self) -> str:
        """Return the page of the order for whoever holds its secret."""
        return f"{self.get_absolute_url()}?k={self.token}"


class ShippingAddress(CommuneAddressMixin, AbstractShippingAddress):
    """Where an order goes, as it was written when it was placed."""

    class Meta(AbstractShippingAddress.Meta):
        abstract = False


class SellerOrder(models.Model):
    """One seller's part of an order: its state, money and dates. Moved by ``order.moves`` only.

    Amounts are whole đồng. ``*_on`` are local dates (Asia/Ho_Chi_Minh), kept beside the
    instants so that SQL can group by day without time zones.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="seller_orders")
    partner = models.ForeignKey("partner.Partner", models.PROTECT, related_name="seller_orders")
    number = models.CharField("mã đơn", max_length=32, unique=True)
    state = models.CharField(
        max_length=16, choices=SellerOrderState, default=SellerOrderState.PLACED
    )
    goods_vnd = models.DecimalField(max_digits=12, decimal_places=0)
    shipping_vnd = models.DecimalField(max_digits=12, decimal_places=0, default=0)
    discount_vnd = models.DecimalField(max_digits=12, decimal_places=0, default=0)
    #: What a programme pays instead of the shopper; it lowers neither goods nor total.
    funded_vnd = models.DecimalField(max_digits=12, decimal_places=0, default=0, db_default=0)
    weight_g = models.PositiveIntegerField(default=0)
    payment_method = models.CharField(
        max_length=12, choices=PaymentMethod, default=PaymentMethod.COD
    )
    payment_state = models.CharField(
        max_length=8, choices=PaymentState, default=PaymentState.UNPAID
    )
    #: Snapshots: history does not move when the household does.
    commune_code = models.CharField(max_length=5)
    seller_kind = models.CharField(max_length=20)
    seller_name = models.CharField(max_length=128)
    destination_province_code = models.CharField(max_length=2, blank=True, default="")
    channel = models.CharField(max_length=8, default="web")
    reason = models.CharField("lý do", max_length=300, blank=True, default="")
    carrier = models.CharField("người giao", max_length=60, blank=True, default="")
    tracking_code = models.CharField("mã vận đơn", max_length=40, blank=True, default="")
    delivery_method = models.CharField(
        "cách giao", max_length=8, choices=DeliveryMethod, default=DeliveryMethod.CARRIER
    )
    #: Where the shopper fetches the goods, in words, as it was when the order was placed.
    delivery_place = models.CharField("chỗ lấy hàng", max_length=300, blank=True, default="")
    #: The day of the tour; empty for goods.
    tour_on = models.DateField("ngày đi", null=True, blank=True)
    pay_by = models.DateTimeField("cần trả tiền trước", null=True, blank=True)
    confirm_by = models.DateTimeField("cần xác nhận trước", null=True, blank=True)
    #: The hour by which the parcel must leave; a shopper may agree to a later one.
    ship_by = models.DateTimeField("cần gửi trước", null=True, blank=True)
    #: Ordered before it is there: from which day it is sent, and when it came in.
    ready_on = models.DateField("gửi từ ngày", null=True, blank=True)
    harvested_at = models.DateTimeField("đã có hàng lúc", null=True, blank=True)
    placed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    packed_at = models.DateTimeField(null=True, blank=True)
    shipped_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    placed_on = models.DateField()
    completed_on = models.DateField(null=True, blank=True)
    cancelled_on = models.DateField(null=True, blank=True)
    returned_on = models.DateField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = SellerOrderQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_at", "-id"]
        verbose_name = "đơn theo người bán"
        verbose_name_plural = "đơn theo người bán"
        indexes = [
            models.Index(fields=["partner", "state", "-placed_at"], name="sellerorder_work"),
            models.Index(
                fields=["pay_by"], name="sellerorder_to_pay", condition=Q(pay_by__isnull=False)
            ),
            models.Index(fields=["state", "confirm_by"], name="sellerorder_to_confirm"),
            models.Index(fields=["commune_code", "placed_on"], name="sellerorder_placed"),
            models.Index(fields=["commune_code", "completed_on"], name="sellerorder_completed"),
            models.Index(
                fields=["commune_code", "cancelled_on"],
                name="sellerorder_cancelled",
                condition=Q(cancelled_on__isnull=False),
            ),
            models.Index(
                fields=["commune_code", "returned_on"],
                name="sellerorder_returned",
                condition=Q(returned_on__isnull=False),
            ),
            models.Index(fields=["partner", "placed_on"], name="sellerorder_of_placed"),
            models.Index(fields=["partner", "-placed_at", "-id"], name="sellerorder_newest"),
            models.Index(fields=["partner", "completed_on"], name="sellerorder_of_completed"),
            models.Index(
                fields=["partner", "cancelled_on"],
                name="sellerorder_of_cancelled",
                condition=Q(cancelled_on__isnull=False),
            ),
            models.Index(
                fields=["partner", "returned_on"],
                name="sellerorder_of_returned",
                condition=Q(returned_on__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["order", "partner"], name="sellerorder_one_per_seller"),
            models.CheckConstraint(
                condition=Q(goods_vnd__gte=0, shipping_vnd__gte=0, discount_vnd__gte=0),
                name="sellerorder_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(funded_vnd__gte=0), name="sellerorder_funded_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(state="completed") | Q(completed_on__isnull=False),
                name="sellerorder_completed_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def total_vnd(self):
        """Return what this seller is paid, by the shopper and a programme, in đồng."""
        return self.goods_vnd - self.discount_vnd + self.shipping_vnd

    @property
    def to_pay_vnd(self):
        """Return what the shopper pays of it, in đồng."""
        return self.total_vnd - self.funded_vnd

    @property
    def is_before_harvest(self) -> bool:
        """Say whether the goods were ordered ahead and are not there yet."""
        return self.ready_on is not None and self.harvested_at is None


class SellerOrderEvent(models.Model):
    """One move of a seller order: from where to where, by whom, when. Never edited."""

    seller_order = models.ForeignKey(SellerOrder, models.CASCADE, related_name="events")
    from_state = models.CharField(max_length=16, blank=True, default="")
    to_state = models.CharField(max_length=16, choices=SellerOrderState)
    actor = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    note = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"


class Proposal(models.Model):
    """What one side of a seller order asks the other to agree to. One is open at a time."""

    class Kind(models.TextChoices):
        """What is asked for."""

        LESS = "less", "Giao ít hơn"
        LATER = "later", "Giao ngày khác"
        RETURN = "return", "Trả hàng"

    class State(models.TextChoices):
        """Whether it was answered."""

        OPEN = "open", "Chờ trả lời"
        ACCEPTED = "accepted", "Đã đồng ý"
        DECLINED = "declined", "Không đồng ý"
        WITHDRAWN = "withdrawn", "Đã rút lại"
        EXPIRED = "expired", "Quá hạn trả lời"

    seller_order = models.ForeignKey(SellerOrder, models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField("lý do", max_length=300, blank=True, default="")
    ready_on = models.DateField("ngày giao được", null=True, blank=True)
    answer_by = models.DateTimeField("cần trả lời trước")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = "đề nghị"
        verbose_name_plural = "đề nghị"
        constraints = [
            models.UniqueConstraint(
                fields=["seller_order"], condition=Q(state="open"), name="proposal_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.seller_order_id} {self.kind} {self.state}"


class ProposalLine(models.Model):
    """How many of one line would be left."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="lines")
    line = models.ForeignKey("order.Line", models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "line"], name="proposalline_once")
        ]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.quantity}"


class Line(AbstractLine):
    """Goods in an order, with what was true of them on that day.

    ``quantity`` is what the shopper gets and pays; ``ordered_quantity`` what was ordered.
    """

    seller_order = models.ForeignKey(
        SellerOrder, models.PROTECT, related_name="lines", null=True, blank=True
    )
    commune_code = models.CharField(max_length=5, blank=True, default="")
    product_set_code = models.CharField(max_length=8, blank=True, default="")
    ocop_stars = models.PositiveSmallIntegerField(null=True, blank=True)
    sale_unit = models.CharField(max_length=12, blank=True, default="")
    net_weight_g = models.PositiveIntegerField(default=0)
    tax_category = models.CharField(max_length=8, blank=True, default="")
    ordered_quantity = models.PositiveIntegerField(default=0)

    class Meta(AbstractLine.Meta):
        indexes = [
            models.Index(fields=["product_set_code", "seller_order"], name="line_product_set")
        ]


from oscar.apps.order.models import *  # noqa: E402, F403
