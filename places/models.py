"""Facts about places: provinces, communes and what the communes used to be.

Codes are zero-padded strings: "01840" is not 1840.
"""

import datetime as dt

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse

from common.text import slug
from places.querysets import CommuneQuerySet

# Source: Nghị quyết 202/2025/QH15 and the 34 commune resolutions, in force that day.
REFORM_DATE = dt.date(2025, 7, 1)


class Province(models.Model):
    class Kind(models.TextChoices):
        PROVINCE = "tỉnh", "tỉnh"
        CITY = "thành phố", "thành phố"

    code = models.CharField(
        "mã tỉnh", max_length=2, unique=True, validators=[RegexValidator(r"^\d{2}\Z")]
    )
    name = models.CharField("tên", max_length=100)
    kind = models.CharField("loại", max_length=20, choices=Kind.choices)
    name_folded = models.CharField("tên không dấu", max_length=100, db_index=True)

    class Meta:
        verbose_name = "tỉnh, thành phố"
        verbose_name_plural = "tỉnh, thành phố"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.kind} {self.name}"


class Commune(models.Model):
    class Kind(models.TextChoices):
        COMMUNE = "xã", "xã"
        WARD = "phường", "phường"
        SPECIAL_ZONE = "đặc khu", "đặc khu"

    class FormerArea(models.TextChoices):
        BAC_KAN = "BK", "Bắc Kạn (cũ)"
        THAI_NGUYEN = "TN", "Thái Nguyên (cũ)"

    code = models.CharField(
        "mã xã", max_length=5, unique=True, validators=[RegexValidator(r"^\d{5}\Z")]
    )
    kind = models.CharField("loại", max_length=10, choices=Kind.choices)
    name = models.CharField("tên", max_length=100)
    name_folded = models.CharField("tên không dấu", max_length=100, db_index=True)
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="communes", verbose_name="tỉnh"
    )
    tile_col = models.PositiveSmallIntegerField("cột ô bản đồ", null=True, blank=True)
    tile_row = models.PositiveSmallIntegerField("hàng ô bản đồ", null=True, blank=True)
    lat = models.DecimalField("vĩ độ", max_digits=8, decimal_places=5, null=True, blank=True)
    lon = models.DecimalField("kinh độ", max_digits=8, decimal_places=5, null=True, blank=True)
    former_area = models.CharField(
        "vùng cũ", max_length=2, choices=FormerArea.choices, blank=True, default=""
    )
    valid_from = models.DateField("có từ ngày", default=REFORM_DATE)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "xã, phường"
        verbose_name_plural = "xã, phường"
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="commune_valid_to_not_before_valid_from",
                violation_error_message="Ngày hết hiệu lực phải sau ngày bắt đầu.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        """Return the page of the commune in the shop: ``/xa/<slug>-<code>/``."""
        return reverse("catalogue:commune", kwargs={"slug": slug(self.name), "code": self.code})

    @property
    def full_name(self) -> str:
        """The kind and the name: ``xã Tân Cương``."""
        return f"{self.kind} {self.name}"

    @property
    def title(self) -> str:
        """The full name that opens a line: ``Xã Tân Cương``."""
        return self.full_name[:1].upper() + self.full_name[1:]


class CommuneLink(models.Model):
    """One former unit and the commune that took it in, whole or in part."""

    class Kind(models.TextChoices):
        WHOLE = "whole", "nhập toàn bộ"
        PARTIAL = "partial", "nhập một phần"

    old_kind = models.CharField("loại cũ", max_length=10, blank=True, default="")
    old_name = models.CharField("tên cũ", max_length=100)
    old_name_folded = models.CharField("tên cũ không dấu", max_length=100, db_index=True)
    old_district = models.CharField("huyện cũ", max_length=100, blank=True, default="")
    new = models.ForeignKey(
        Commune, models.CASCADE, related_name="former_links", verbose_name="xã mới"
    )
    kind = models.CharField("cách nhập", max_length=7, choices=Kind.choices, default=Kind.WHOLE)

    class Meta:
        verbose_name = "đơn vị cũ"
        verbose_name_plural = "đơn vị cũ"
        ordering = ("old_name_folded", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("new", "old_kind", "old_name"),
                name="communelink_one_row_per_former_unit_and_commune",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_full_name} → {self.new_id}"

    @property
    def old_full_name(self) -> str:
        return f"{self.old_kind} {self.old_name}".strip()
