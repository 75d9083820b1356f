"""Facts about telling sellers of orders that wait: what was tried, when, and who answered."""

from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """A seller order that asks for an answer; open until ``ended_at``."""

    class Ending(models.TextChoices):
        """Why nobody is told any more."""

        ANSWERED = "answered", "Đã trả lời"
        CALLED_OFF = "called_off", "Đơn đã hủy"

    class Answer(models.TextChoices):
        """What the seller said first."""

        HAVE = "have", "Tôi có hàng"
        LESS = "less", "Tôi có ít hơn"
        LATER = "later", "Hôm nay chưa giao được"

    class Via(models.TextChoices):
        """Which way the answer came."""

        PAGE = "page", "trang bán hàng"
        LINK = "link", "đường dẫn trong tin"
        KEY = "key", "phím điện thoại"
        OPERATOR = "operator", "người vận hành"

    seller_order = models.OneToOneField("order.SellerOrder", models.CASCADE, related_name="notice")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True, default="")
    answer = models.CharField(max_length=8, choices=Answer, blank=True, default="")
    via = models.CharField(max_length=8, choices=Via, blank=True, default="")
    ended_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    note = models.CharField("ghi lại", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "lời báo"
        verbose_name_plural = "lời báo"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="")
                | Q(ended_at__isnull=False) & ~Q(ending=""),
                name="notice_end_has_reason",
            )
        ]
        indexes = [
            models.Index(
                fields=["started_at"], name="notice_open", condition=Q(ended_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"lời báo {self.seller_order_id}"


class NoticeStep(models.Model):
    """One way in which a seller is told, and how it went. Taken once, by a compare-and-set."""

    class Channel(models.TextChoices):
        """Whom or what a step goes to."""

        SMS = "sms", "Tin nhắn SMS"
        ZALO = "zalo", "Tin Zalo"
        VOICE = "voice", "Gọi tự động"
        CONTACT = "contact", "Người giúp hộ này"
        OPERATOR = "operator", "Người vận hành"

    class State(models.TextChoices):
        """How far the step is."""

        WAITING = "waiting", "chưa tới giờ"
        QUEUED = "queued", "đang gửi"
        SENT = "sent", "đã gửi"
        REFUSED = "refused", "không gửi được"
        DROPPED = "dropped", "thôi không gửi"
        NOBODY = "nobody", "không có ai để báo"

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=8, choices=Channel)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    #: When the step was taken: its message went into the outbox, or a list took it.
    taken_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    to_phone = models.CharField(max_length=16, blank=True, default="")
    provider = models.CharField(max_length=40, blank=True, default="")
    reference = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        ordering = ["notice", "position"]
        verbose_name = "bước báo"
        verbose_name_plural = "bước báo"
        constraints = [
            models.UniqueConstraint(fields=["notice", "position"], name="noticestep_once")
        ]
        indexes = [
            models.Index(fields=["due_at"], name="noticestep_due", condition=Q(state="waiting"))
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}:{self.position} {self.channel}"
