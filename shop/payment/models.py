"""Facts about money: what is owed, what arrived, who holds it, and what a person must look at.

Written by ``payment.money``, ``payment.inbox`` and ``payment.attempts`` only.
"""

from django.db import models
from django.db.models import F, Q
from oscar.apps.payment.abstract_models import AbstractSource, AbstractTransaction


class Source(AbstractSource):
    """How one seller order is paid: what is owed, received and given back."""

    seller_order = models.OneToOneField(
        "order.SellerOrder", models.PROTECT, related_name="source", null=True, blank=True
    )

    class Meta(AbstractSource.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_refunded__lte=F("amount_debited")),
                name="source_refunds_no_more_than_received",
            )
        ]

    def allocate(self, amount, reference="", status=""):
        """Refuse: core adds to a stale copy. ``payment.money`` counts."""
        raise NotImplementedError("use shop.payment.money")

    debit = refund = allocate


class Transaction(AbstractTransaction):
    """Money that moved once, by the provider's own reference."""

    RECEIVED, REFUNDED = "Debit", "Refund"

    provider = models.CharField(max_length=16, blank=True, default="")

    class Meta(AbstractTransaction.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["source", "provider", "reference", "txn_type"],
                name="transaction_counted_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="transaction_amount_positive"),
        ]


class PaymentAttempt(models.Model):
    """One try to pay: a QR of one seller order, or one visit to a gateway for a whole order."""

    class State(models.TextChoices):
        """How far the try came."""

        AWAITING = "awaiting", "Chờ tiền"
        CLAIMED = "claimed", "Người mua báo đã chuyển"
        PAID = "paid", "Đã nhận tiền"
        FAILED = "failed", "Không trả được"
        EXPIRED = "expired", "Quá hạn"
        CANCELLED = "cancelled", "Đã hủy"

    order = models.ForeignKey("order.Order", models.PROTECT, related_name="payment_attempts")
    #: Empty when one payment covers the whole order.
    seller_order = models.ForeignKey(
        "order.SellerOrder",
        models.PROTECT,
        related_name="payment_attempts",
        null=True,
        blank=True,
    )
    gateway = models.CharField(max_length=16)
    #: What the provider sends back: the number in the transfer memo, or the gateway's TxnRef.
    reference = models.CharField(max_length=40)
    amount_vnd = models.DecimalField(max_digits=13, decimal_places=0)
    state = models.CharField(max_length=10, choices=State, default=State.AWAITING)
    bank_bin = models.CharField(max_length=6, blank=True, default="")
    bank_account = models.CharField(max_length=19, blank=True, default="")
    bank_holder = models.CharField(max_length=60, blank=True, default="")
    payload = models.CharField(max_length=512, blank=True, default="")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "lần trả tiền"
        verbose_name_plural = "lần trả tiền"
        indexes = [models.Index(fields=["state", "expires_at"], name="attempt_to_expire")]
        constraints = [
            models.UniqueConstraint(fields=["gateway", "reference"], name="attempt_reference"),
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="attempt_amount_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.reference}"


class PaymentInbox(models.Model):
    """One genuine notice of a provider, kept as it came; the same one is kept once."""

    class Outcome(models.TextChoices):
        """What became of the notice."""

        NEW = "new", "Mới nhận"
        MATCHED = "matched", "Khớp"
        UNDER = "under", "Thiếu tiền"
        OVER = "over", "Thừa tiền"
        LATE = "late", "Đến muộn"
        DUPLICATE = "duplicate", "Trả hai lần"
        UNMATCHED = "unmatched", "Chưa biết của đơn nào"
        FAILED = "failed", "Báo không trả được"
        HELD = "held", "Cổng đang giữ để kiểm tra"
        IGNORED = "ignored", "Không phải tiền vào"

    provider = models.CharField(max_length=16)
    reference = models.CharField(max_length=80)
    raw = models.TextField()
    amount_vnd = models.DecimalField(max_digits=13, decimal_places=0, default=0)
    memo = models.CharField(max_length=300, blank=True, default="")
    account = models.CharField(max_length=40, blank=True, default="")
    occurred_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.NEW)
    attempt = models.ForeignKey(
        PaymentAttempt, models.PROTECT, related_name="notices", null=True, blank=True
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = "báo có"
        verbose_name_plural = "báo có"
        indexes = [models.Index(fields=["outcome", "-id"], name="inbox_outcome")]
        constraints = [models.UniqueConstraint(fields=["provider", "reference"], name="inbox_once")]

    def __str__(self) -> str:
        return f"{self.provider} {self.reference}"


class PaymentCase(models.Model):
    """Money that a person must look at: too little, too much, late, of nobody, to give back."""

    class Kind(models.TextChoices):
        """What is wrong."""

        UNMATCHED = "unmatched", "Tiền chưa biết của đơn nào"
        UNDER = "under", "Khách chuyển thiếu"
        OVER = "over", "Khách chuyển thừa"
        LATE = "late", "Tiền đến sau khi đơn đã hủy"
        DUPLICATE = "duplicate", "Khách trả hai lần"
        HELD = "held", "Cổng thanh toán đang giữ"
        REFUND_DUE = "refund_due", "Cần trả lại tiền"

    kind = models.CharField(max_length=10, choices=Kind)
    seller_order = models.ForeignKey(
        "order.SellerOrder", models.PROTECT, related_name="payment_cases", null=True, blank=True
    )
    notice = models.ForeignKey(
        PaymentInbox, models.PROTECT, related_name="cases", null=True, blank=True
    )
    amount_vnd = models.DecimalField(max_digits=13, decimal_places=0)
    is_open = models.BooleanField(default=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    resolution = models.CharField("đã xử lý thế nào", max_length=300, blank=True, default="")

    class Meta:
        ordering = ["-id"]
        verbose_name = "tiền cần xem"
        verbose_name_plural = "tiền cần xem"
        indexes = [models.Index(fields=["is_open", "-opened_at"], name="case_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["seller_order"],
                condition=Q(is_open=True, seller_order__isnull=False),
                name="case_one_open_per_seller_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_vnd}"


class LedgerEntry(models.Model):
    """One amount moved from one account (``credit``) to another (``debit``). Never edited.

    A row names both sides, so that the book balances by its shape.
    """

    class Account(models.TextChoices):
        """Accounts of one seller order; the last three say who holds the money."""

        SHOPPER = "shopper", "Người mua còn phải trả"
        GOODS = "goods", "Tiền hàng"
        SHIPPING = "shipping", "Tiền giao"
        DISCOUNT = "discount", "Giảm giá"
        PROGRAMME = "programme", "Chương trình còn phải trả"
        FEE = "fee", "Phí sàn người bán chịu"
        PLATFORM = "platform", "Phí sàn được hưởng"
        AT_SELLER = "at_seller", "Người bán đang giữ"
        AT_CARRIER = "at_carrier", "Người giao đang giữ"
        AT_GATEWAY = "at_gateway", "Cổng thanh toán đang giữ"

    class Kind(models.TextChoices):
        """Why the amount moved."""

        SALE = "sale", "Đặt hàng"
        CHANGE = "change", "Đổi đơn"
        RECEIPT = "receipt", "Nhận tiền"
        PAYOUT = "payout", "Chuyển cho người bán"
        REFUND = "refund", "Trả lại"
        FEE = "fee", "Phí sàn"
        FUNDING = "funding", "Chương trình trả"

    seller_order = models.ForeignKey(
        "order.SellerOrder", models.PROTECT, related_name="ledger_entries"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    debit = models.CharField(max_length=10, choices=Account)
    credit = models.CharField(max_length=10, choices=Account)
    amount_vnd = models.DecimalField(max_digits=13, decimal_places=0)
    #: What happened, so that it is written down once.
    key = models.CharField(max_length=100, unique=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = "bút toán"
        verbose_name_plural = "bút toán"
        constraints = [
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="entry_amount_positive"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="entry_two_accounts"),
        ]

    def __str__(self) -> str:
        return f"{self.debit} ← {self.credit} {self.amount_vnd}"


from oscar.apps.payment.models import *  # noqa: E402, F403
