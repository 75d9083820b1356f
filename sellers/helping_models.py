"""Facts about helpers: who asked a household, who may act for it and until when."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import RoleGrant


class HelperAsk(models.Model):
    """A helper asked a household for its consent; for the limits, and to see who asks whom."""

    helper = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    #: Empty when no household in the helper's commune has the number that was typed.
    seller = models.ForeignKey(
        "sellers.Seller", models.PROTECT, related_name="+", null=True, blank=True
    )
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "lần xin giúp"
        verbose_name_plural = "lần xin giúp"
        indexes = [models.Index(fields=["helper", "-asked_at"], name="helperask_helper")]

    def __str__(self) -> str:
        return f"{self.helper_id} {self.asked_at:%Y-%m-%d %H:%M}"


class HelperGrantQuerySet(models.QuerySet):
    """Filters on consents."""

    def open(self) -> Self:
        """Keep those that nobody has ended; their time may be over."""
        return self.filter(ended_at=None)

    def in_force(self, at: datetime | None = None) -> Self:
        """Keep those by which the helper may act now.

        Not ended, not over, the shop not closed, and the helper appointed without a break for
        the commune in which the household sells.
        """
        at = at or timezone.now()
        posts = RoleGrant.objects.active(at).of_role(RoleGrant.Role.HELPER)
        own = posts.filter(
            user=OuterRef("helper"),
            commune_code=OuterRef("seller__partner__commune__code"),
            granted_at__lte=OuterRef("granted_at"),
        )
        return self.open().filter(
            Exists(own),
            granted_at__lte=at,
            expires_at__gt=at,
            helper__is_active=True,
            seller__state__in=("open", "paused"),
        )


class HelperGrant(models.Model):
    """The consent of a household to one helper, given with the code on its own phone."""

    helper = models.ForeignKey("accounts.User", models.PROTECT, related_name="helper_grants")
    seller = models.ForeignKey("sellers.Seller", models.PROTECT, related_name="helper_grants")
    #: The team at that hour.
    team = models.CharField("tổ", max_length=80, blank=True, default="")
    granted_at = models.DateTimeField("đồng ý lúc", default=timezone.now)
    expires_at = models.DateTimeField("đến khi")
    ended_at = models.DateTimeField("dừng lúc", null=True, blank=True)
    #: Empty when a newer consent took its place.
    ended_by = models.ForeignKey(
        "accounts.User", models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = HelperGrantQuerySet.as_manager()

    class Meta:
        verbose_name = "hộ được giúp"
        verbose_name_plural = "hộ được giúp"
        indexes = [models.Index(fields=["seller", "-granted_at"], name="helpergrant_seller")]
        constraints = [
            models.UniqueConstraint(
                fields=["helper", "seller"],
                condition=Q(ended_at=None),
                name="helpergrant_one_open",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("granted_at")),
                name="helpergrant_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.helper} · {self.seller}"


class HelperAct(models.Model):
    """One request by which a helper changed something for a household. Never edited.

    Triggers of the database refuse it too: ``sellers.append_only``.
    """

    grant = models.ForeignKey(HelperGrant, models.PROTECT, related_name="acts")
    helper = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    seller = models.ForeignKey("sellers.Seller", models.PROTECT, related_name="helper_acts")
    #: The names at that hour.
    helper_name = models.CharField("người giúp", max_length=120)
    seller_name = models.CharField("hộ", max_length=160)
    route = models.CharField(max_length=60)
    words = models.CharField("việc", max_length=200)
    at = models.DateTimeField("lúc", default=timezone.now)

    class Meta:
        verbose_name = "việc làm giúp"
        verbose_name_plural = "việc làm giúp"
        indexes = [
            models.Index(fields=["seller", "-id"], name="helperact_seller"),
            models.Index(fields=["at"], name="helperact_at"),
        ]

    def __str__(self) -> str:
        return f"{self.helper_name} · {self.seller_name}: {self.words}"


class HelperChange(models.Model):
    """What one value was before a statement of an act, and after it. Never edited either."""

    act = models.ForeignKey(HelperAct, models.PROTECT, related_name="changes")
    label = models.CharField("cái gì", max_length=200)
    before = models.CharField("trước", max_length=200, blank=True, default="")
    after = models.CharField("sau", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "thay đổi khi làm giúp"
        verbose_name_plural = "thay đổi khi làm giúp"

    def __str__(self) -> str:
        return f"{self.label}: {self.before} → {self.after}"
