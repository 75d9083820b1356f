"""Facts about what people say of goods: reviews of buyers, their photos, questions.

Changed by ``sellers.feedback`` only; ``status`` says what the shop shows.
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from oscar.apps.catalogue.reviews.abstract_models import AbstractProductReview

MAX_WORDS = 1000


class Status(models.IntegerChoices):
    """Whether the shop shows it; the numbers are Oscar's."""

    WAITING = 0, "Chờ sàn xem"
    SHOWN = 1, "Đang hiện"
    REFUSED = 2, "Không hiện"


class Decided(models.Model):
    """What a person decided about words that waited, and who answered for the seller."""

    #: Why it waits, in words for whoever looks.
    reasons = models.JSONField(default=list, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.CharField("lý do không hiện", max_length=160, blank=True, default="")
    answer = models.TextField("người bán trả lời", max_length=MAX_WORDS, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_edited_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        abstract = True


class ProductReview(Decided, AbstractProductReview):
    """What a buyer says of goods that arrived: one for each line of an order."""

    line = models.OneToOneField(
        "order.Line", models.CASCADE, related_name="review", null=True, blank=True
    )
    #: Nobody is asked for one.
    title = models.CharField("tiêu đề", max_length=255, blank=True, default="")
    body = models.TextField("lời đánh giá", max_length=MAX_WORDS, blank=True, default="")
    #: The province that the goods went to.
    place = models.CharField("ở đâu", max_length=80, blank=True, default="")
    edited_at = models.DateTimeField(null=True, blank=True)
    #: Photos are shown after a person has looked at them.
    photos_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta(AbstractProductReview.Meta):
        # Who buys twice may speak twice; a guest is nobody's account.
        unique_together = ()
        constraints = [
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="review_1_to_5"),
        ]
        indexes = [
            models.Index(fields=["product", "status", "-date_created"], name="review_of_product"),
            models.Index(fields=["date_created"], name="review_waiting", condition=Q(status=0)),
        ]

    def __str__(self) -> str:
        return f"{self.score} sao, {self.product_id}"


class ReviewPhoto(models.Model):
    """A photo of a review, written anew on arrival; the file as sent is never kept."""

    review = models.ForeignKey(ProductReview, models.CASCADE, related_name="photos")
    #: SHA-256 of the bytes as sent: the same photo sent twice is one photo.
    digest = models.CharField(max_length=64)
    #: Width in px → path of the WebP file.
    renditions = models.JSONField(default=dict)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        verbose_name = "ảnh của lời đánh giá"
        verbose_name_plural = "ảnh của lời đánh giá"
        constraints = [
            models.UniqueConstraint(fields=["review", "digest"], name="reviewphoto_once"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.width}×{self.height}"


class ProductQuestion(Decided):
    """A question about goods, answered by their seller in public."""

    product = models.ForeignKey("catalogue.Product", models.CASCADE, related_name="questions")
    user = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="questions", null=True, blank=True
    )
    #: As the page shows it: a given name, the rest masked.
    name = models.CharField("tên", max_length=80, blank=True, default="")
    text = models.TextField("câu hỏi", max_length=MAX_WORDS)
    status = models.SmallIntegerField("trạng thái", choices=Status, default=Status.WAITING)
    asked_at = models.DateTimeField("hỏi lúc", default=timezone.now)

    class Meta:
        ordering = ["-id"]
        verbose_name = "câu hỏi về món hàng"
        verbose_name_plural = "câu hỏi về món hàng"
        indexes = [
            models.Index(fields=["product", "status", "-asked_at"], name="question_of_product"),
            models.Index(
                fields=["product", "asked_at"],
                name="question_unanswered",
                condition=Q(status=1, answered_at__isnull=True),
            ),
            models.Index(fields=["asked_at"], name="question_waiting", condition=Q(status=0)),
        ]

    def __str__(self) -> str:
        return self.text[:60]


from oscar.apps.catalogue.reviews.models import *  # noqa: E402, F403
