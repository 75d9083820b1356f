"""Facts about how a seller's goods can reach a shopper besides the carrier."""

from django.db import models
from django.db.models import Q
from oscar.apps.shipping.models import *  # noqa: F403


class DeliveryMethod(models.TextChoices):
    """How a parcel gets from the seller to the shopper."""

    CARRIER = "carrier", "Bưu tá giao tận nơi"
    OWN = "own", "Người bán tự giao"
    PICKUP = "pickup", "Đến nhà người bán lấy"
    POINT = "point", "Lấy ở chợ hoặc điểm OCOP"


class PickupPoint(models.Model):
    """A market or OCOP point where parcels of several sellers wait for shoppers."""

    class Kind(models.TextChoices):
        """What stands at the place."""

        MARKET = "market", "Chợ"
        OCOP_POINT = "ocop_point", "Điểm giới thiệu OCOP"

    code = models.SlugField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField("tên", max_length=120)
    commune = models.ForeignKey("places.Commune", models.PROTECT, related_name="pickup_points")
    address = models.CharField("địa chỉ", max_length=200, blank=True, default="")
    opening_words = models.CharField("giờ mở cửa", max_length=120, blank=True, default="")
    phone = models.CharField("điện thoại", max_length=16, blank=True, default="")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "id"]
        verbose_name = "điểm nhận hàng"
        verbose_name_plural = "điểm nhận hàng"

    def __str__(self) -> str:
        return self.name


class DeliveryOffer(models.Model):
    """One way besides the carrier in which a seller hands over goods, with its fee in đồng."""

    class Method(models.TextChoices):
        """Ways that a seller may add to the carrier."""

        OWN = DeliveryMethod.OWN.value, DeliveryMethod.OWN.label
        PICKUP = DeliveryMethod.PICKUP.value, DeliveryMethod.PICKUP.label
        POINT = DeliveryMethod.POINT.value, DeliveryMethod.POINT.label

    class Area(models.TextChoices):
        """How far a seller delivers in person."""

        COMMUNE = "commune", "Trong xã, phường"
        PROVINCE = "province", "Trong tỉnh"

    partner = models.ForeignKey("partner.Partner", models.CASCADE, related_name="delivery_offers")
    method = models.CharField(max_length=8, choices=Method)
    area = models.CharField(max_length=8, choices=Area, default=Area.COMMUNE)
    point = models.ForeignKey(
        PickupPoint, models.PROTECT, related_name="offers", null=True, blank=True
    )
    fee_vnd = models.DecimalField("phí (đồng)", max_digits=8, decimal_places=0, default=0)
    place_words = models.CharField("chỗ lấy hàng, giờ lấy", max_length=200, blank=True, default="")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["method", "id"]
        verbose_name = "cách giao của người bán"
        verbose_name_plural = "cách giao của người bán"
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "method"],
                condition=Q(point__isnull=True),
                name="deliveryoffer_one_per_method",
            ),
            models.UniqueConstraint(
                fields=["partner", "point"],
                condition=Q(point__isnull=False),
                name="deliveryoffer_one_per_point",
            ),
            models.CheckConstraint(
                condition=Q(fee_vnd__gte=0), name="deliveryoffer_fee_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(method="point", point__isnull=False)
                | (~Q(method="point") & Q(point__isnull=True)),
                name="deliveryoffer_point_belongs_to_point",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()} {self.partner_id}"
