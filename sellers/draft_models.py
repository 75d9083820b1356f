"""Goods that a seller has begun to describe and not sent yet, with their photos."""

import uuid

from django.db import models
from django.utils import timezone


class ListingDraft(models.Model):
    """A listing that is being written, one question a screen; kept at every step.

    Answers are kept as they were typed, wrong ones too, so that nobody types twice.
    """

    seller = models.ForeignKey("sellers.Seller", models.CASCADE, related_name="drafts")
    maker = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    #: Given by the page or the phone that began it; the listing keeps it.
    client_id = models.UUIDField(default=uuid.uuid4)
    #: Field name → what was typed.
    answers = models.JSONField("câu trả lời", default=dict, blank=True)
    #: The furthest step that was answered well.
    step = models.PositiveSmallIntegerField("xong bước", default=0)
    started_at = models.DateTimeField("bắt đầu", default=timezone.now)
    changed_at = models.DateTimeField("lưu lúc", default=timezone.now)
    #: What it became; the photos are gone then.
    listing = models.OneToOneField(
        "catalogue.Product", models.CASCADE, related_name="draft", null=True, blank=True
    )

    class Meta:
        ordering = ["-changed_at"]
        verbose_name = "món viết dở"
        verbose_name_plural = "món viết dở"
        constraints = [
            models.UniqueConstraint(fields=["seller", "client_id"], name="listingdraft_once"),
        ]
        indexes = [models.Index(fields=["changed_at"], name="listingdraft_old")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Return the name that was typed, or words for a draft without one."""
        return self.answers.get("title") or "Món chưa có tên"


class DraftPhoto(models.Model):
    """A photo of a draft: decoded and written anew on arrival; the file as sent is never kept."""

    draft = models.ForeignKey(ListingDraft, models.CASCADE, related_name="photos")
    #: SHA-256 of the bytes as sent: the same photo sent twice is one photo.
    digest = models.CharField(max_length=64)
    image = models.FileField(upload_to="drafts/%Y/%m/")
    preview = models.FileField(upload_to="drafts/%Y/%m/")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        verbose_name = "ảnh của món viết dở"
        verbose_name_plural = "ảnh của món viết dở"
        constraints = [
            models.UniqueConstraint(fields=["draft", "digest"], name="draftphoto_once"),
        ]

    def __str__(self) -> str:
        return self.image.name
