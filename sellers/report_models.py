"""Facts about reports of listings: who saw something wrong, and what became of it."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from common.files import private_files


class ListingReport(models.Model):
    """Somebody says that a listing is not right. Its number opens its state, nothing else of it."""

    class State(models.TextChoices):
        """How far it is."""

        NEW = "new", "Đã nhận"
        SEEN = "seen", "Đang xem"
        UPHELD = "upheld", "Đã xử lý"
        DECLINED = "declined", "Không thấy vi phạm"

    number = models.CharField("mã phản ánh", max_length=12, unique=True)
    product = models.ForeignKey("catalogue.Product", models.CASCADE, related_name="reports")
    #: A key of ``data/complaint_times.csv``.
    reason = models.CharField("lý do", max_length=20)
    text = models.TextField("nội dung", max_length=1000, blank=True, default="")
    #: Only moderators see it.
    photo = models.ImageField("ảnh", upload_to="reports/%Y/", storage=private_files, blank=True)
    phone = models.CharField("số điện thoại", max_length=16, blank=True, default="")
    #: Keyed hash of the address it came from, for the limits.
    sender_hash = models.CharField(max_length=64, blank=True, default="")
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
    #: Operators were told that nobody had looked; once.
    alarmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "phản ánh món hàng"
        verbose_name_plural = "phản ánh món hàng"
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
        ]
        indexes = [
            models.Index(
                fields=["answer_by"],
                name="listingreport_open",
                condition=Q(state__in=["new", "seen"]),
            ),
            models.Index(fields=["sender_hash", "-received_at"], name="listingreport_sender"),
        ]

    def __str__(self) -> str:
        return self.number
