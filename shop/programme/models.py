"""Facts about programmes: who pays how much for whom, and what was redeemed.

Amounts are whole đồng. Written by ``programme.running``, ``programme.codes`` and
``programme.redeeming`` only.
"""

from django.db import models
from django.db.models import F, Q


class Programme(models.Model):
    """Somebody's money for shoppers: it pays a part of what they owe, the seller gets it all."""

    class State(models.TextChoices):
        """Whether codes are taken."""

        PAUSED = "paused", "Chưa mở"
        OPEN = "open", "Đang mở"
        CLOSED = "closed", "Đã đóng"

    class Who(models.TextChoices):
        """Who may use it."""

        EVERYONE = "everyone", "Mọi người mua"
        PHONES = "phones", "Số điện thoại trong danh sách"
        COMMUNES = "communes", "Người nhận hàng ở các xã, phường"

    class Goods(models.TextChoices):
        """Which goods it helps with."""

        ALL = "all", "Mọi hàng"
        OCOP = "ocop", "Hàng có sao OCOP"
        SETS = "sets", "Hàng thuộc nhóm sản phẩm"
        COMMUNES = "communes", "Hàng của người bán ở các xã, phường"

    name = models.CharField("tên chương trình", max_length=80)
    funder = models.CharField("ai trả tiền", max_length=80)
    state = models.CharField(max_length=8, choices=State, default=State.PAUSED)
    budget_vnd = models.DecimalField("kinh phí", max_digits=13, decimal_places=0)
    #: What orders hold of the budget; never above it. Moved by guarded UPDATEs only.
    held_vnd = models.DecimalField(max_digits=13, decimal_places=0, default=0)
    starts_on = models.DateField("từ ngày")
    ends_on = models.DateField("đến hết ngày")
    who = models.CharField("ai được dùng", max_length=10, choices=Who, default=Who.EVERYONE)
    goods = models.CharField("dùng cho hàng nào", max_length=10, choices=Goods, default=Goods.ALL)
    #: Codes of communes, or of product sets; empty where the choice needs none.
    who_codes = models.JSONField(default=list, blank=True)
    goods_codes = models.JSONField(default=list, blank=True)
    per_person = models.PositiveSmallIntegerField("mỗi người mấy đơn", default=1)
    #: One of the two: so many đồng, or so many percent up to ``most_vnd``.
    amount_vnd = models.DecimalField(max_digits=10, decimal_places=0, null=True, blank=True)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    most_vnd = models.DecimalField(max_digits=10, decimal_places=0, null=True, blank=True)
    least_goods_vnd = models.DecimalField(
        "tiền hàng ít nhất", max_digits=12, decimal_places=0, default=0
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "chương trình"
        verbose_name_plural = "chương trình"
        constraints = [
            models.CheckConstraint(
                condition=Q(held_vnd__gte=0, held_vnd__lte=F("budget_vnd")),
                name="programme_within_budget",
            ),
            models.CheckConstraint(
                condition=Q(amount_vnd__gt=0, percent__isnull=True)
                | Q(amount_vnd__isnull=True, percent__gt=0, percent__lte=100),
                name="programme_amount_or_percent",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="programme_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def left_vnd(self):
        """Return what is left of the budget, in đồng."""
        return self.budget_vnd - self.held_vnd


class ProgrammePhone(models.Model):
    """One phone that may use a programme, as a keyed hash: the list alone tells nothing."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="phones")
    phone_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "phone_hash"], name="programmephone_once")
        ]

    def __str__(self) -> str:
        return self.phone_hash[:8]


class VoucherCode(models.Model):
    """What a shopper types: one word for everybody, or a secret that works once."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="codes")
    #: A keyed hash of the code as it is compared.
    code_hash = models.CharField(max_length=64, unique=True)
    #: The code itself when it is for everybody; personal ones are shown once, when made.
    shown = models.CharField(max_length=20, blank=True, default="")
    is_personal = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = "mã của chương trình"
        verbose_name_plural = "mã của chương trình"

    def __str__(self) -> str:
        return self.shown or f"{self.code_hash[:6]}…"


class Redemption(models.Model):
    """What a programme does for one seller order: held, used, let go. Never edited.

    The budget that a seller order holds is what was reserved less what was released.
    """

    class Kind(models.TextChoices):
        """What happened."""

        RESERVED = "reserved", "Giữ tiền"
        USED = "used", "Đã dùng"
        RELEASED = "released", "Trả về kinh phí"

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="redemptions")
    code = models.ForeignKey(VoucherCode, models.PROTECT, related_name="redemptions")
    seller_order = models.ForeignKey(
        "order.SellerOrder", models.PROTECT, related_name="redemptions"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    amount_vnd = models.DecimalField(max_digits=12, decimal_places=0)
    #: What happened, so that it is written down once.
    key = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = "lần dùng mã"
        verbose_name_plural = "lần dùng mã"
        constraints = [
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="redemption_positive")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_vnd}"


class FundedLine(models.Model):
    """How much of a line a programme pays, as it was ordered; less goods, less of it."""

    line = models.OneToOneField("order.Line", models.CASCADE, related_name="funded")
    quantity = models.PositiveIntegerField()
    amount_vnd = models.DecimalField(max_digits=12, decimal_places=0)

    def __str__(self) -> str:
        return f"{self.line_id}: {self.amount_vnd}"
