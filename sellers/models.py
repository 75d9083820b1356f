"""Facts about producers: who they are, who acts for them, and who has an account at all."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from sellers.draft_models import DraftPhoto, ListingDraft
from sellers.floor_models import FloorCategory, FloorListing, FloorSale, FloorSaleFile, FloorSent
from sellers.helping_models import HelperAct, HelperAsk, HelperChange, HelperGrant
from sellers.identity_models import IdentityCheck, SealedLook, TaxNumber
from sellers.lot_models import Lot, LotCheck, LotScanDay
from sellers.notice_models import Notice, NoticeStep
from sellers.own_data_models import DataExport
from sellers.querysets import SellerQuerySet
from sellers.review_models import ListingEvent, ListingRisk, TakedownRequest
from sellers.team_models import SellerEvent, TeamInvitation

__all__ = [
    "DataExport",
    "DraftPhoto",
    "FloorCategory",
    "FloorListing",
    "FloorSale",
    "FloorSaleFile",
    "FloorSent",
    "HelperAct",
    "HelperAsk",
    "HelperChange",
    "HelperGrant",
    "HouseholdRecord",
    "IdentityCheck",
    "ListingDraft",
    "ListingEvent",
    "ListingRisk",
    "Lot",
    "LotCheck",
    "LotScanDay",
    "Membership",
    "Notice",
    "NoticeStep",
    "SealedLook",
    "Seller",
    "SellerEvent",
    "TakedownRequest",
    "TaxNumber",
    "TeamInvitation",
]


class Seller(models.Model):
    """A producer on the market. Its name, kind and commune stand on its partner."""

    class State(models.TextChoices):
        """Whether the seller's shop is open."""

        OPEN = "open", "Đang bán"
        PAUSED = "paused", "Tạm nghỉ"
        CLOSED = "closed", "Đã đóng"

    class Identity(models.TextChoices):
        """How sure the market is of who the seller is.

        Source: NĐ 320/2026/NĐ-CP (sellers link an e-identity before they sell).
        """

        UNVERIFIED = "unverified", "Chưa xác thực"
        PENDING = "pending", "Chờ xác thực"
        VERIFIED = "verified", "Đã xác thực"

    partner = models.OneToOneField("partner.Partner", models.PROTECT, related_name="seller")
    state = models.CharField("trạng thái", max_length=8, choices=State, default=State.OPEN)
    identity = models.CharField(
        "xác thực", max_length=12, choices=Identity, default=Identity.UNVERIFIED
    )
    hamlet = models.CharField("xóm, tổ", max_length=80, blank=True, default="")
    representative = models.CharField("người đại diện", max_length=120, blank=True, default="")
    story = models.TextField("chuyện của nhà", max_length=2000, blank=True, default="")
    quote = models.CharField("một câu giới thiệu", max_length=160, blank=True, default="")
    since_year = models.PositiveSmallIntegerField("làm từ năm", null=True, blank=True)
    portrait = models.ImageField("ảnh", upload_to="sellers/%Y/", blank=True)
    portrait_renditions = models.JSONField(default=dict, blank=True)
    #: True when the household registered itself, false when somebody did it for them.
    is_self_registered = models.BooleanField(default=True)
    #: While resting: the day on which the shop opens again by itself.
    back_on = models.DateField("bán lại ngày", null=True, blank=True)
    #: Sold before something was asked for, and may give it up to this day.
    excused_until = models.DateField("được bổ sung đến", null=True, blank=True)
    #: A name that waits for an official; shoppers read the old one meanwhile.
    asked_name = models.CharField("tên mới chờ duyệt", max_length=128, blank=True, default="")
    registered_at = models.DateTimeField(default=timezone.now)
    is_demo = models.BooleanField(default=False)

    objects = SellerQuerySet.as_manager()

    class Meta:
        verbose_name = "người bán"
        verbose_name_plural = "người bán"

    def __str__(self) -> str:
        return self.partner.name


class Membership(models.Model):
    """A person who acts for a seller."""

    class Role(models.TextChoices):
        """What the person may do."""

        OWNER = "owner", "Chủ"
        MANAGER = "manager", "Quản lý"
        MEMBER = "member", "Người cùng làm"
        PACKER = "packer", "Người gói hàng"
        BOOKKEEPER = "bookkeeper", "Người ghi sổ"

    seller = models.ForeignKey(Seller, models.CASCADE, related_name="memberships")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role, default=Role.OWNER)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "user"], name="membership_once"),
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(role="owner"),
                name="membership_owner_of_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.seller}"


class HouseholdRecord(models.Model):
    """A farm household that was given an account; most of them sleep until claimed."""

    code = models.CharField("mã hộ", max_length=20, unique=True)
    commune_code = models.CharField("mã xã", max_length=5)
    hamlet = models.CharField("xóm, tổ", max_length=80, blank=True, default="")
    head_name = models.CharField("chủ hộ", max_length=120)
    #: Keyed hash of the phone in the list; the number itself is not kept.
    phone_hash = models.CharField(max_length=64, blank=True, default="")
    source = models.CharField("nguồn", max_length=40)
    claimed_at = models.DateTimeField("nhận tài khoản lúc", null=True, blank=True)
    last_active_on = models.DateField("dùng lần cuối", null=True, blank=True)
    seller = models.OneToOneField(
        Seller, models.SET_NULL, related_name="household", null=True, blank=True
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["commune_code", "hamlet"], name="household_hamlet")]
        verbose_name = "hộ trong danh sách"
        verbose_name_plural = "hộ trong danh sách"

    def __str__(self) -> str:
        return self.code


class HouseholdImport(models.Model):
    """One run of a file into the list of households: how far it is, and what it did."""

    checksum = models.CharField(max_length=64)
    file_name = models.CharField("tệp", max_length=200)
    source = models.CharField("nguồn", max_length=40)
    #: The last row of the file whose batch is committed; a killed run goes on after it.
    last_row = models.PositiveIntegerField("đến dòng", default=0)
    created = models.PositiveIntegerField("hộ mới", default=0)
    changed = models.PositiveIntegerField("hộ thay đổi", default=0)
    unchanged = models.PositiveIntegerField("hộ giữ nguyên", default=0)
    refused = models.PositiveIntegerField("dòng không nhận", default=0)
    started_at = models.DateTimeField("bắt đầu", default=timezone.now)
    ended_at = models.DateTimeField("xong lúc", null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "lần nhập danh sách hộ"
        verbose_name_plural = "lần nhập danh sách hộ"
        indexes = [models.Index(fields=["checksum", "-id"], name="householdimport_file")]

    def __str__(self) -> str:
        return f"{self.file_name} {self.started_at:%Y-%m-%d %H:%M}"


class ClaimSheet(models.Model):
    """A print of slips for the households of one hamlet: who issued it, and when. Never edited."""

    commune_code = models.CharField("mã xã", max_length=5)
    hamlet = models.CharField("xóm, tổ", max_length=80, blank=True, default="")
    slips = models.PositiveIntegerField("số phiếu")
    issued_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    #: The name at that hour, should the account go.
    issuer_label = models.CharField("người in", max_length=160)
    issued_at = models.DateTimeField("in lúc", default=timezone.now)

    class Meta:
        ordering = ["-id"]
        verbose_name = "lượt in phiếu"
        verbose_name_plural = "lượt in phiếu"
        indexes = [models.Index(fields=["commune_code", "-id"], name="claimsheet_commune")]

    def __str__(self) -> str:
        return f"{self.commune_code} {self.hamlet} {self.issued_at:%Y-%m-%d}"


class ClaimCode(models.Model):
    """The code on a slip: opens the account of one household once. Kept as a keyed hash only."""

    household = models.ForeignKey(HouseholdRecord, models.CASCADE, related_name="claim_codes")
    sheet = models.ForeignKey(ClaimSheet, models.PROTECT, related_name="codes")
    code_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField("hết hạn")
    used_at = models.DateTimeField("dùng lúc", null=True, blank=True)
    #: A newer slip was printed for the household.
    replaced_at = models.DateTimeField("thay lúc", null=True, blank=True)
    #: Whether the phone that claimed is the one of the list; empty when the list has none.
    is_listed_phone = models.BooleanField(null=True, blank=True)

    class Meta:
        verbose_name = "mã nhận tài khoản"
        verbose_name_plural = "mã nhận tài khoản"
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(used_at=None, replaced_at=None),
                name="claimcode_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"phiếu {self.pk}"


class ClaimTry(models.Model):
    """A typed code that could have been one, for the limits; forgotten after a week."""

    ip_hash = models.CharField(max_length=64, blank=True, default="")
    session_hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    is_right = models.BooleanField(default=False)

    class Meta:
        verbose_name = "lần gõ mã nhận tài khoản"
        verbose_name_plural = "lần gõ mã nhận tài khoản"
        indexes = [
            models.Index(fields=["ip_hash", "-at"], name="claimtry_ip"),
            models.Index(fields=["session_hash", "-at"], name="claimtry_session"),
            models.Index(fields=["-at"], name="claimtry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
