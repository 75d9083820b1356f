"""Facts about who a seller is: what was asked, seen and decided, and its tax number."""

from django.db import models
from django.db.models import Q
from django.utils import timezone


class IdentityCheck(models.Model):
    """One look at who a seller is. Decided rows are never edited; no copies of papers are kept."""

    class State(models.TextChoices):
        """How it went."""

        OPEN = "open", "Chờ kiểm tra"
        CONFIRMED = "confirmed", "Đã xác thực"
        REFUSED = "refused", "Chưa xác thực được"
        WITHDRAWN = "withdrawn", "Đã rút"
        REVOKED = "revoked", "Bỏ xác thực"

    seller = models.ForeignKey("sellers.Seller", models.CASCADE, related_name="identity_checks")
    #: Code of the provider: ``manual`` or ``oidc``.
    provider = models.CharField("cách xác thực", max_length=16)
    state = models.CharField("kết quả", max_length=10, choices=State, default=State.OPEN)
    asked_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    asked_at = models.DateTimeField("nhờ lúc", default=timezone.now)
    decided_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    #: Who decided, by name and role at that hour.
    decider_label = models.CharField("người kiểm tra", max_length=160, blank=True, default="")
    decided_at = models.DateTimeField("kiểm tra lúc", null=True, blank=True)
    #: Codes of ``sellers.identity.kinds.SIGHTS``: what the official saw with own eyes.
    seen = models.JSONField("đã xem", default=list, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True, default="")
    #: Keyed hash of who the provider says it is; the identifier itself is not kept.
    subject_mark = models.CharField(max_length=64, blank=True, default="")
    level = models.CharField("mức", max_length=40, blank=True, default="")

    class Meta:
        ordering = ["-id"]
        verbose_name = "lần xác thực"
        verbose_name_plural = "lần xác thực"
        constraints = [
            models.UniqueConstraint(
                fields=["seller"], condition=Q(state="open"), name="identitycheck_one_open"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "asked_at"], name="identitycheck_queue"),
            models.Index(fields=["subject_mark"], name="identitycheck_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.seller_id} {self.state}"


class TaxNumber(models.Model):
    """The tax number of a seller, sealed; people see its last three digits."""

    seller = models.OneToOneField(
        "sellers.Seller", models.CASCADE, related_name="tax_number", primary_key=True
    )
    sealed = models.TextField()
    last = models.CharField("ba số cuối", max_length=3)
    #: Keyed hash: tells an official that another seller gave the same number.
    mark = models.CharField(max_length=64, db_index=True)
    set_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    set_at = models.DateTimeField("ghi lúc", default=timezone.now)

    class Meta:
        verbose_name = "mã số thuế"
        verbose_name_plural = "mã số thuế"

    def __str__(self) -> str:
        return f"••• {self.last}"


class SealedLook(models.Model):
    """Somebody opened a sealed number: who, when and why. Never edited."""

    seller = models.ForeignKey("sellers.Seller", models.CASCADE, related_name="sealed_looks")
    looked_by = models.ForeignKey("accounts.User", models.SET_NULL, related_name="+", null=True)
    looker_label = models.CharField("người xem", max_length=160)
    reason = models.CharField("để làm gì", max_length=160)
    at = models.DateTimeField("xem lúc", default=timezone.now)

    class Meta:
        ordering = ["-id"]
        verbose_name = "lần xem số"
        verbose_name_plural = "lần xem số"

    def __str__(self) -> str:
        return f"{self.looker_label} {self.at:%Y-%m-%d %H:%M}"
