"""Goods that are also offered on other floors, and what was sold there."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from sellers.floors.known import FLOORS


class FloorCategory(models.Model):
    """What another floor calls the goods of one product set."""

    floor = models.CharField("sàn", max_length=20, choices=list(FLOORS.items()))
    product_set = models.ForeignKey(
        "catalogue.ProductSet", models.CASCADE, related_name="+", verbose_name="bộ sản phẩm"
    )
    category = models.CharField("ngành hàng ở sàn đó", max_length=160)

    class Meta:
        db_table = "sellers_floor_category"
        ordering = ["floor", "product_set"]
        verbose_name = "ngành hàng ở sàn khác"
        verbose_name_plural = "ngành hàng ở sàn khác"
        constraints = [
            models.UniqueConstraint(fields=["floor", "product_set"], name="floorcategory_once")
        ]

    def __str__(self) -> str:
        return f"{self.floor}: {self.category}"


class FloorListing(models.Model):
    """One product on one other floor, with what the seller told that floor last."""

    product = models.ForeignKey("catalogue.Product", models.CASCADE, related_name="elsewhere")
    #: A key of ``sellers.floors.known.FLOORS``.
    floor = models.CharField("sàn", max_length=20)
    price_vnd = models.DecimalField("giá đã báo", max_digits=12, decimal_places=0)
    stock = models.PositiveIntegerField("số lượng đã báo")
    told_at = models.DateTimeField("báo lúc", default=timezone.now)

    class Meta:
        db_table = "sellers_floor_listing"
        ordering = ["floor"]
        constraints = [
            models.UniqueConstraint(fields=["product", "floor"], name="floorlisting_once")
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.floor}"


class FloorSent(models.Model):
    """One product as the last file that was made for a floor held it."""

    product = models.ForeignKey("catalogue.Product", models.CASCADE, related_name="+")
    #: A key of ``sellers.floors.known.FLOORS``.
    floor = models.CharField("sàn", max_length=20)
    price_vnd = models.DecimalField("giá trong tệp", max_digits=12, decimal_places=0)
    stock = models.PositiveIntegerField("số còn trong tệp")
    #: ``sellers.floors.sending.content_mark`` of its words.
    content = models.CharField(max_length=32)
    sent_at = models.DateTimeField("gửi lúc")

    class Meta:
        db_table = "sellers_floor_sent"
        ordering = ["floor"]
        constraints = [models.UniqueConstraint(fields=["product", "floor"], name="floorsent_once")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.floor}"


class FloorSale(models.Model):
    """Units of one product sold on another floor; ``taken`` of them were there to take.

    What was not there (``missing``) is a case for the seller until ``settled_at``.
    """

    floor = models.CharField("sàn", max_length=20)
    reference = models.CharField("mã đơn của sàn", max_length=60)
    product = models.ForeignKey("catalogue.Product", models.PROTECT, related_name="sold_elsewhere")
    quantity = models.PositiveIntegerField("số lượng")
    taken = models.PositiveIntegerField("đã trừ kho")
    #: When it was written down here.
    at = models.DateTimeField("lúc", default=timezone.now)
    #: The day that a file of the floor gives.
    sold_on = models.DateField("ngày bán ở sàn đó", null=True, blank=True)
    actor = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    reversed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "sellers_floor_sale"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["floor", "reference", "product"], name="floorsale_once"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="floorsale_of_something"),
            models.CheckConstraint(
                condition=Q(taken__lte=models.F("quantity")), name="floorsale_takes_no_more"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.floor} {self.reference}"

    @property
    def missing(self) -> int:
        """Return how many units were sold there and are not here."""
        return self.quantity - self.taken

    @property
    def is_case(self) -> bool:
        """Tell whether the seller still has to do something about it."""
        return bool(self.missing) and self.settled_at is None and self.reversed_at is None


class FloorSaleFile(models.Model):
    """Rows of a floor's list of orders that a shop looks at before they touch its stock.

    The file is not kept: it names buyers. ``rows`` holds the cells that are needed until it is
    entered, ``refused`` the sentences about rows that were not taken.
    """

    partner = models.ForeignKey("partner.Partner", models.CASCADE, related_name="+")
    #: A key of ``sellers.floors.known.FLOORS``.
    floor = models.CharField("sàn", max_length=20)
    file_name = models.CharField("tên tệp", max_length=200)
    checksum = models.CharField(max_length=64)
    #: List of ``sellers.floors.sale_rows.SaleRow`` as mappings.
    rows = models.JSONField(default=list)
    #: List of ``{"number": row, "words": sentence}``.
    refused = models.JSONField(default=list)
    #: How many rows did what: ``{"take": 3, …}``.
    counts = models.JSONField(default=dict)
    entered_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    uploaded_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "sellers_floor_sale_file"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["partner", "-id"], name="floorsalefile_partner")]

    def __str__(self) -> str:
        return self.file_name
