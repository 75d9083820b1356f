"""Facts about the people of a shop: who was asked to join, and what was done to the shop."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class TeamInvitation(models.Model):
    """A phone that was asked to act for a seller; its holder says yes or no."""

    seller = models.ForeignKey("sellers.Seller", models.CASCADE, related_name="invitations")
    phone = models.CharField("số điện thoại", max_length=16)
    role = models.CharField("việc", max_length=12)
    invited_by = models.ForeignKey("accounts.User", models.SET_NULL, related_name="+", null=True)
    created_at = models.DateTimeField("mời lúc", default=timezone.now)
    expires_at = models.DateTimeField("hết hạn")
    #: Accepted, declined or taken back.
    ended_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    is_accepted = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = "lời mời cùng làm"
        verbose_name_plural = "lời mời cùng làm"
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "phone"],
                condition=Q(ended_at=None),
                name="invitation_one_open",
            ),
        ]
        indexes = [models.Index(fields=["phone", "-id"], name="invitation_phone")]

    def __str__(self) -> str:
        return f"{self.seller_id} {self.created_at:%Y-%m-%d}"


class SellerEvent(models.Model):
    """Something that was done to a shop itself: who, what in words, when. Never edited.

    Triggers of the database refuse it too: ``sellers.append_only``.
    """

    seller = models.ForeignKey("sellers.Seller", models.PROTECT, related_name="events")
    kind = models.CharField("việc", max_length=16)
    words = models.CharField("nội dung", max_length=200)
    #: Empty when the market itself did it. An account that did something is emptied, not deleted.
    actor = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", null=True)
    #: The name at that hour.
    actor_label = models.CharField("người làm", max_length=160)
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        ordering = ["-id"]
        verbose_name = "việc của gian hàng"
        verbose_name_plural = "việc của gian hàng"
        indexes = [models.Index(fields=["seller", "-id"], name="sellerevent_seller")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
