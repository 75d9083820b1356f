"""Facts about field reports: who saw what is not right, who answers, what became of it."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from common.files import private_files


class FieldReport(models.Model):
    """Somebody says that something is not right. Its number opens its state, nothing else of it.

    The table has the name of the days when listings were all that was reported.
    """

    class Subject(models.TextChoices):
        """What it is about."""

        LISTING = "listing", "Món hàng"
        SELLER = "seller", "Người bán"
        MARKET = "market", "Chợ"
        STALL = "stall", "Quầy ở chợ"

    class Desk(models.TextChoices):
        """Who has to answer."""

        BOARD = "board", "Ban quản lý chợ"
        COMMUNE = "commune", "Cán bộ xã, phường"
        PLATFORM = "platform", "Người của sàn"

    class State(models.TextChoices):
        """How far it is."""

        NEW = "new", "Đã nhận"
        SEEN = "seen", "Đang xem"
        UPHELD = "upheld", "Đã xử lý"
        DECLINED = "declined", "Không thấy vi phạm"

    OPEN = (State.NEW, State.SEEN)

    number = models.CharField("mã phản ánh", max_length=12, unique=True)
    subject = models.CharField(
        "về", max_length=8, choices=Subject, default=Subject.LISTING, db_default="listing"
    )
    product = models.ForeignKey(
        "catalogue.Product", models.CASCADE, related_name="reports", null=True, blank=True
    )
    #: Who sells: of a listing, of a seller, of a stall with a shop.
    partner = models.ForeignKey(
        "partner.Partner", models.CASCADE, related_name="reports", null=True, blank=True,
        db_index=False,
    )  # fmt: skip
    market = models.ForeignKey(
        "markets.Market", models.PROTECT, related_name="reports", null=True, blank=True,
        db_index=False,
    )  # fmt: skip
    stall = models.ForeignKey(
        "markets.Stall", models.PROTECT, related_name="reports", null=True, blank=True,
        db_index=False,
    )  # fmt: skip
    #: Where it was seen; it is counted here, whoever answers.
    commune = models.ForeignKey(
        "places.Commune", models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    place_note = models.CharField("chỗ nào", max_length=120, blank=True, default="", db_default="")
    #: A key of ``data/complaint_times.csv``.
    reason = models.CharField("lý do", max_length=20)
    text = models.TextField("nội dung", max_length=1000, blank=True, default="")
    #: Only those who answer see it.
    photo = models.ImageField("ảnh", upload_to="reports/%Y/", storage=private_files, blank=True)
    phone = models.CharField("số điện thoại", max_length=16, blank=True, default="")
    #: The phone was shown to be the sender's; nobody is told anything before.
    phone_proven_at = models.DateTimeField("số đã xác nhận lúc", null=True, blank=True)
    #: Keyed hashes of the address and the browser it came from, for the limits; a few days.
    sender_hash = models.CharField(max_length=64, blank=True, default="")
    browser_hash = models.CharField(max_length=64, blank=True, default="", db_default="")
    desk = models.CharField(
        "nơi trả lời", max_length=8, choices=Desk, default=Desk.PLATFORM, db_default="platform"
    )
    #: Whose officials answer after it was passed on; empty: those of ``commune``.
    answering_commune = models.ForeignKey(
        "places.Commune", models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    #: Why it was passed on, for whoever got it.
    passed_note = models.CharField(max_length=300, blank=True, default="", db_default="")
    state = models.CharField("trạng thái", max_length=8, choices=State, default=State.NEW)
    received_at = models.DateTimeField("nhận lúc", default=timezone.now)
    answer_by = models.DateTimeField("trả lời lần đầu trước")
    solve_by = models.DateTimeField("giải quyết xong trước")
    seen_at = models.DateTimeField("xem lúc", null=True, blank=True)
    decided_at = models.DateTimeField("xong lúc", null=True, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    answer = models.CharField("trả lời", max_length=500, blank=True, default="")
    #: The desk was told that nobody had looked; once.
    alarmed_at = models.DateTimeField(null=True, blank=True)
    #: Those above a desk were first told that it is late. They reach it from then on.
    escalated_at = models.DateTimeField(null=True, blank=True)
    #: They were told of this desk and this step; empty again at the next.
    late_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "sellers_listingreport"
        ordering = ["-id"]
        verbose_name = "phản ánh"
        verbose_name_plural = "phản ánh"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["new", "seen"], decided_at__isnull=True)
                | Q(state__in=["upheld", "declined"], decided_at__isnull=False),
                name="listingreport_decided_has_time",
            ),
            models.CheckConstraint(
                condition=Q(answer_by__gt=F("received_at"), solve_by__gte=F("answer_by")),
                name="listingreport_times_in_order",
            ),
            models.CheckConstraint(
                condition=Q(subject="listing", product__isnull=False)
                | Q(subject="seller", partner__isnull=False)
                | Q(subject="market", market__isnull=False)
                | Q(subject="stall", stall__isnull=False, market__isnull=False),
                name="fieldreport_has_its_subject",
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_by"],
                name="listingreport_open",
                condition=Q(state__in=["new", "seen"]),
            ),
            models.Index(fields=["sender_hash", "-received_at"], name="listingreport_sender"),
            models.Index(fields=["received_at", "commune"], name="fieldreport_by_day"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Tell whether nobody has decided yet."""
        return self.state in self.OPEN

    @property
    def desk_commune(self):
        """Return the commune whose officials answer, or look after the board that does."""
        return self.answering_commune or self.commune

    @property
    def due_at(self):
        """Return when the next thing has to be done: the first answer, then the end."""
        return self.answer_by if self.seen_at is None else self.solve_by

    @property
    def is_late(self) -> bool:
        """Tell whether that moment has passed."""
        return self.is_open and self.due_at < timezone.now()
