"""Facts about reviewing listings: what happened to each, and what speaks for a closer look."""

from django.db import models
from django.utils import timezone


class ListingEvent(models.Model):
    """Something that was decided about a listing. Written once, never edited."""

    class Kind(models.TextChoices):
        """What happened."""

        HANDED_IN = "handed_in", "Gửi duyệt"
        CHANGED = "changed", "Sửa chút ít, vẫn bán"
        APPROVED = "approved", "Duyệt"
        LOOKED = "looked", "Đã xem lại, để bán tiếp"
        SENT_BACK = "sent_back", "Trả lại để sửa"
        WITHHELD = "withheld", "Tạm ẩn"
        TAKEN_DOWN = "taken_down", "Gỡ"
        RESTORED = "restored", "Cho hiện lại"
        REQUESTED = "requested", "Có yêu cầu gỡ"
        DECLINED = "declined", "Không gỡ theo yêu cầu"

    product = models.ForeignKey("catalogue.Product", models.CASCADE, related_name="events")
    kind = models.CharField("việc", max_length=12, choices=Kind)
    at = models.DateTimeField("lúc", default=timezone.now)
    actor = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    #: The name at that hour, should the account go.
    actor_label = models.CharField("ai", max_length=160, blank=True, default="")
    from_state = models.CharField("từ", max_length=12, blank=True, default="")
    to_state = models.CharField("sang", max_length=12, blank=True, default="")
    #: ``[{"code": …, "field": …, "text": …}]``: what speaks for it, or what is to be mended.
    reasons = models.JSONField(default=list, blank=True)
    note = models.CharField("ghi thêm", max_length=500, blank=True, default="")
    #: A key of ``data/legal_bases.csv`` and its words at that hour.
    basis = models.CharField(max_length=40, blank=True, default="")
    citation = models.CharField("căn cứ", max_length=240, blank=True, default="")
    #: What shoppers were shown: ``sellers.listing_history.shown_of``.
    shown = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "việc đã làm với món hàng"
        verbose_name_plural = "việc đã làm với món hàng"
        indexes = [
            models.Index(fields=["product", "-id"], name="listingevent_product"),
            models.Index(fields=["kind", "-at"], name="listingevent_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"

    def save(self, *args, **kwargs):
        """Write a new row; an event that happened stays as it was."""
        if self.pk is not None:
            raise TypeError("a listing event is never edited")
        super().save(*args, **kwargs)


class ListingRisk(models.Model):
    """How closely a listing should be looked at, as of when it was last handed in or changed."""

    product = models.OneToOneField("catalogue.Product", models.CASCADE, related_name="risk")
    score = models.PositiveSmallIntegerField("điểm", default=0)
    #: ``[{"code": …, "field": …, "text": …, "words": …}]``
    reasons = models.JSONField(default=list, blank=True)
    #: The codes between spaces, for filters on both databases: ``" price word "``.
    codes = models.CharField(max_length=200, blank=True, default=" ")
    checked_at = models.DateTimeField("chấm lúc", default=timezone.now)
    #: A change went live at once; a reviewer looks at it afterwards.
    look_after = models.BooleanField("cần xem lại", default=False)

    class Meta:
        verbose_name = "điểm cần xem của món hàng"
        verbose_name_plural = "điểm cần xem của món hàng"
        indexes = [
            models.Index(
                fields=["checked_at"],
                name="listingrisk_look_after",
                condition=models.Q(look_after=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.score}"


class TakedownRequest(models.Model):
    """A wish that a listing goes; it is answered within 24 hours.

    Source: NĐ 248/2026/NĐ-CP, art. 17.1.c.
    """

    class Source(models.TextChoices):
        """Who asks."""

        AUTHORITY = "authority", "Cơ quan nhà nước"
        SHOPPER = "shopper", "Người mua"
        OTHER = "other", "Chủ nhãn hiệu, người khác"

    class State(models.TextChoices):
        """Whether it waits, and how it was answered."""

        OPEN = "open", "Đang chờ"
        DONE = "done", "Đã gỡ"
        DECLINED = "declined", "Không gỡ"

    product = models.ForeignKey(
        "catalogue.Product", models.CASCADE, related_name="takedown_requests"
    )
    source = models.CharField("ai yêu cầu", max_length=10, choices=Source)
    asked_by = models.CharField("tên", max_length=160)
    document_no = models.CharField("số văn bản", max_length=80, blank=True, default="")
    #: A key of ``data/legal_bases.csv``.
    basis = models.CharField("căn cứ", max_length=40)
    text = models.TextField("nội dung", max_length=1000)
    received_at = models.DateTimeField("nhận lúc")
    due_at = models.DateTimeField("hạn")
    recorded_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    state = models.CharField("trạng thái", max_length=8, choices=State, default=State.OPEN)
    decided_at = models.DateTimeField("xong lúc", null=True, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    answer = models.CharField("trả lời", max_length=500, blank=True, default="")
    #: The hour mark (12 or 22) of the last alarm to operators; each goes out once.
    alarmed_h = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "yêu cầu gỡ hàng"
        verbose_name_plural = "yêu cầu gỡ hàng"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open", decided_at__isnull=True)
                | (~models.Q(state="open") & models.Q(decided_at__isnull=False)),
                name="takedown_decided_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(due_at__gt=models.F("received_at")),
                name="takedown_due_after_received",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="takedown_open", condition=models.Q(state="open"))
        ]

    def __str__(self) -> str:
        return f"{self.asked_by} {self.received_at:%Y-%m-%d %H:%M}"
