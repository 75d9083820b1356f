"""Facts about traditional markets: who runs them, who trades where, what is sold there.

Written by the services of this app only. What is sold at a stall is no order of the floor and is
never added to its sales.
"""

import datetime as dt
import re
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from common.codes import new_code
from common.text import fold
from markets.print_models import MarketPrint  # noqa: F401 a model of this app

CODE_LENGTH = 8


def new_stall_code() -> str:
    """Return a code for the QR of a stall; it never passes on to another trader."""
    return new_code(CODE_LENGTH)


class PlaceKeyField(models.CharField):
    """The place of a stall so that it sorts: ``Ô 2`` before ``Ô 10``. Writes itself."""

    def pre_save(self, model_instance, add):
        """Return the folded place with its numbers filled up."""
        padded = re.sub(r"[0-9]+", lambda found: found[0].zfill(4), fold(model_instance.place))
        setattr(model_instance, self.attname, padded[: self.max_length])
        return getattr(model_instance, self.attname)


class PaidInto(models.Model):
    """An account that a VietQR pays; all empty when there is none."""

    bank_bin = models.CharField("ngân hàng", max_length=6, blank=True, default="")
    bank_account = models.CharField("số tài khoản", max_length=19, blank=True, default="")
    bank_holder = models.CharField("chủ tài khoản", max_length=60, blank=True, default="")

    class Meta:
        abstract = True


class Market(PaidInto):
    """A traditional market with its board; the account is the board's, for fees and rents.

    ``is_40_since`` repeats the newest row of ``MarketStatus``. ``traders`` and ``qr_traders`` are
    what the list of markets declares; stalls are counted from their own rows.
    """

    class Opens(models.TextChoices):
        """On which days a market is held; which of them stands in ``open_days``."""

        DAILY = "daily", "Họp hằng ngày"
        WEEKDAYS = "weekdays", "Họp theo thứ trong tuần"
        LUNAR = "lunar", "Họp theo ngày âm lịch"

    name = models.CharField("tên chợ", max_length=80)
    slug = models.SlugField(max_length=90, unique=True)
    commune = models.ForeignKey("places.Commune", models.PROTECT, related_name="markets")
    market_class = models.PositiveSmallIntegerField(
        "hạng", choices=[(n, f"Hạng {n}") for n in (1, 2, 3)]
    )
    address = models.CharField("chỗ họp", max_length=160, blank=True, default="")
    opens = models.CharField("họp khi nào", max_length=8, choices=Opens, default=Opens.DAILY)
    #: Weekdays from 0, Monday, or days of a lunar month: ``2,7,12``. Read by ``markets.opening``.
    open_days = models.CharField("ngày họp", max_length=90, blank=True, default="")
    opens_at = models.TimeField("mở lúc", null=True, blank=True)
    closes_at = models.TimeField("tan lúc", null=True, blank=True)
    board_name = models.CharField("ban quản lý", max_length=120, blank=True, default="")
    board_phone = models.CharField("điện thoại ban quản lý", max_length=16, blank=True, default="")
    traders = models.PositiveIntegerField("tiểu thương", default=0)
    qr_traders = models.PositiveIntegerField("tiểu thương có mã QR", default=0)
    is_40_since = models.DateField("là chợ 4.0 từ", null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        verbose_name = "chợ"
        verbose_name_plural = "chợ"
        constraints = [
            models.CheckConstraint(
                condition=Q(opens="daily") | ~Q(open_days=""), name="market_days_are_named"
            )
        ]

    def __str__(self) -> str:
        return self.name


class MarketStatus(models.Model):
    """A market became chợ 4.0 or stopped being it, by which paper. Never edited."""

    market = models.ForeignKey(Market, models.PROTECT, related_name="statuses")
    is_40 = models.BooleanField("là chợ 4.0")
    since = models.DateField("từ ngày")
    decision = models.CharField("theo văn bản", max_length=120, blank=True, default="")
    actor_id = models.BigIntegerField(null=True, blank=True)
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["since", "pk"]
        verbose_name = "lần đổi chợ 4.0"
        verbose_name_plural = "lần đổi chợ 4.0"
        constraints = [
            models.UniqueConstraint(fields=["market", "since"], name="marketstatus_one_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.market_id} {'4.0' if self.is_40 else 'thôi'} {self.since}"


class Trader(PaidInto):
    """Who sells at a market. One with a shop on the floor is paid into the shop's account.

    The board writes the phone; one before it goes on hearing of changes for a while.
    """

    FORMER_PHONE_HEARS = dt.timedelta(days=30)

    market = models.ForeignKey(Market, models.PROTECT, related_name="people")
    name = models.CharField("tên tiểu thương", max_length=80)
    phone = models.CharField("số điện thoại", max_length=16, blank=True, default="")
    former_phone = models.CharField(
        "số trước đó", max_length=16, blank=True, default="", db_default=""
    )
    phone_changed_at = models.DateTimeField("đổi số lúc", null=True, blank=True)
    partner = models.ForeignKey(
        "partner.Partner", models.SET_NULL, related_name="market_traders", null=True, blank=True
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = "tiểu thương"
        verbose_name_plural = "tiểu thương"
        indexes = [models.Index(fields=["phone"], name="trader_phone")]

    def __str__(self) -> str:
        return self.name


class FormerAccount(models.Model):
    """A number that codes of a trader named once; paper with it still pays it."""

    trader = models.ForeignKey(Trader, models.CASCADE, related_name="former_accounts")
    number = models.CharField("số tài khoản", max_length=19)
    until = models.DateTimeField("đến lúc", auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "tài khoản cũ ở quầy"
        verbose_name_plural = "tài khoản cũ ở quầy"
        constraints = [
            models.UniqueConstraint(fields=["trader", "number"], name="formeraccount_once")
        ]

    def __str__(self) -> str:
        return f"…{self.number[-4:]}"


class Stall(models.Model):
    """A trader at one place of a market, for a time; who comes next gets a code of their own."""

    market = models.ForeignKey(Market, models.PROTECT, related_name="stalls")
    trader = models.ForeignKey(Trader, models.PROTECT, related_name="stalls")
    code = models.CharField("mã quầy", max_length=CODE_LENGTH, unique=True, default=new_stall_code)
    place = models.CharField("chỗ", max_length=40)
    place_key = PlaceKeyField(max_length=80, default="", db_default="", editable=False)
    goods = models.CharField("bán gì", max_length=80)
    rent_vnd = models.DecimalField("tiền chỗ mỗi tháng", max_digits=10, decimal_places=0, default=0)
    active_from = models.DateField("từ ngày")
    active_to = models.DateField("đến hết ngày", null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["place_key", "pk"]
        verbose_name = "quầy"
        verbose_name_plural = "quầy"
        indexes = [models.Index(fields=["market", "active_to", "place"], name="stall_of_market")]
        constraints = [
            models.UniqueConstraint(
                fields=["market", "place"],
                condition=Q(active_to=None),
                name="stall_one_trader_a_place",
            ),
            models.CheckConstraint(
                condition=Q(active_to=None) | Q(active_to__gte=F("active_from")),
                name="stall_ends_after_it_began",
            ),
            models.CheckConstraint(condition=Q(rent_vnd__gte=0), name="stall_rent_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.code}"


class InPersonSale(models.Model):
    """Money for goods at a stall, or a row that takes such a one back. Never edited.

    A row that ``reverses`` another has its amount below zero and its day, so that sums of days
    and months need no more than the rows.
    """

    class How(models.TextChoices):
        """How the money came, and who says so."""

        CASH = "cash", "Tiền mặt"
        TRANSFER = "transfer", "Chuyển khoản, người bán ghi"
        BANK = "bank", "Ngân hàng báo"

    stall = models.ForeignKey(Stall, models.PROTECT, related_name="sales")
    market = models.ForeignKey(Market, models.PROTECT, related_name="sales")
    how = models.CharField(max_length=8, choices=How)
    amount_vnd = models.DecimalField(max_digits=12, decimal_places=0)
    sold_on = models.DateField()
    at = models.DateTimeField()
    #: What happened, so that it is written once: a form's own number, or the bank's.
    key = models.CharField(max_length=100, unique=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, related_name="reversed_by", null=True, blank=True
    )
    #: Who wrote it down, as a number: a row that is never edited outlives the account.
    actor_id = models.BigIntegerField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "lần bán tại quầy"
        verbose_name_plural = "lần bán tại quầy"
        indexes = [
            models.Index(fields=["market", "sold_on"], name="sale_of_market"),
            models.Index(fields=["stall", "-id"], name="sale_of_stall"),
            models.Index(fields=["sold_on", "market"], name="sale_of_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(reverses=None, amount_vnd__gt=0)
                | Q(reverses__isnull=False, amount_vnd__lt=0),
                name="sale_only_reversals_are_negative",
            )
        ]

    def __str__(self) -> str:
        return f"{self.stall_id} {self.amount_vnd}"


class StallCharge(models.Model):
    """The rent of one stall for one month, owed to the board."""

    class Paid(models.TextChoices):
        """How the board knows that it is paid."""

        BY_HAND = "hand", "Ban quản lý ghi"
        BANK = "bank", "Ngân hàng báo"

    stall = models.ForeignKey(Stall, models.PROTECT, related_name="charges")
    market = models.ForeignKey(Market, models.PROTECT, related_name="charges")
    month = models.DateField()
    amount_vnd = models.DecimalField(max_digits=10, decimal_places=0)
    paid_vnd = models.DecimalField(max_digits=10, decimal_places=0, default=0)
    #: The part of ``paid_vnd`` that a person marked; the rest the bank told of.
    hand_vnd = models.DecimalField(max_digits=10, decimal_places=0, default=0, db_default=0)
    paid_at = models.DateTimeField(null=True, blank=True)
    paid_how = models.CharField(max_length=4, choices=Paid, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["stall__place_key", "pk"]
        verbose_name = "tiền chỗ tháng"
        verbose_name_plural = "tiền chỗ tháng"
        indexes = [models.Index(fields=["market", "month"], name="charge_of_month")]
        constraints = [
            models.UniqueConstraint(fields=["stall", "month"], name="charge_once_a_month"),
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="charge_amount_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.stall_id} {self.month:%Y-%m}"

    @property
    def marked_vnd(self) -> Decimal:
        """Return what a person marked; older rows and code say it by ``paid_how`` only."""
        if self.paid_how != self.Paid.BY_HAND:
            return Decimal(0)
        return min(self.hand_vnd or self.paid_vnd, self.paid_vnd)

    @property
    def bank_vnd(self) -> Decimal:
        """Return what the bank told of."""
        return self.paid_vnd - self.marked_vnd

    @property
    def left_vnd(self) -> Decimal:
        """Return what is not paid yet."""
        return max(self.amount_vnd - self.paid_vnd, Decimal(0))
