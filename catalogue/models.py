"""Facts about goods: what they are, who owns them, whether they may be shown.

The owner is a ``partner.Partner``; this app never imports the sellers.
"""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from oscar.apps.catalogue.abstract_models import (
    AbstractCategory,
    AbstractProduct,
    AbstractProductImage,
)

from catalogue.ask_models import SeasonAsk  # noqa: F401
from catalogue.querysets import OcopCertificateQuerySet, ProductQuerySet
from catalogue.sets import CertificateState, ListingState, TaxCategory
from catalogue.tour_models import TourDate, TourismOffer  # noqa: F401
from common.files import private_files
from common.units import SALE_UNITS


class MissingPhoto:
    """Stands in for a photo that is not there yet; named like a Django file."""

    name = "img/photo-missing.svg"


MISSING_PHOTO = MissingPhoto()


class Category(AbstractCategory):
    """A shelf of the shop. Shoppers browse shelves; officials count product sets."""

    short_name = models.CharField("tên ngắn", max_length=40, blank=True, default="")

    def _get_absolute_url(self, parent_slug=None):
        return reverse(
            "catalogue:category",
            kwargs={"category_slug": self.get_full_slug(parent_slug)},
        )


class ProductSet(models.Model):
    """One of the 26 product sets of OCOP.

    Source: QĐ 148/QĐ-TTg (24/2/2023), amended by QĐ 1489/QĐ-TTg (6/7/2025).
    """

    code = models.CharField("mã bộ", max_length=8, unique=True)
    group_name = models.CharField("nhóm", max_length=80)
    name = models.CharField("tên bộ", max_length=160)
    short_name = models.CharField("tên gọi thường", max_length=60)
    authority = models.CharField("bộ quản lý", max_length=60)
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="product_sets", verbose_name="kệ hàng"
    )
    legal_basis = models.CharField("căn cứ", max_length=160)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến ngày", null=True, blank=True)

    class Meta:
        ordering = ["id"]
        verbose_name = "bộ sản phẩm"
        verbose_name_plural = "bộ sản phẩm"

    def __str__(self) -> str:
        return self.short_name


class Product(AbstractProduct):
    """A listing: one product of one seller, with one stock record.

    ``is_public`` is derived (listing approved and seller allowed to sell) and written by
    ``catalogue.publication`` only.
    """

    partner = models.ForeignKey(
        "partner.Partner",
        models.PROTECT,
        related_name="products",
        null=True,
        blank=True,
        verbose_name="người bán",
    )
    state = models.CharField(
        "trạng thái", max_length=12, choices=ListingState, default=ListingState.DRAFT
    )
    product_set = models.ForeignKey(
        ProductSet,
        models.PROTECT,
        related_name="products",
        null=True,
        blank=True,
        verbose_name="bộ sản phẩm",
    )
    sale_unit = models.CharField(
        "bán theo",
        max_length=12,
        choices=[(unit.code, unit.label) for unit in SALE_UNITS],
        default="goi",
    )
    net_weight_g = models.PositiveIntegerField("khối lượng tịnh (gam)", default=0)
    ship_weight_g = models.PositiveIntegerField("khối lượng gửi (gam)", default=0)
    min_quantity = models.PositiveSmallIntegerField("mua ít nhất", default=1)
    quantity_step = models.PositiveSmallIntegerField("mỗi lần thêm", default=1)
    #: Bit 0 is January; 0 means that no season is known.
    harvest_mask = models.PositiveSmallIntegerField("tháng thu hoạch", default=0)
    shelf_life_days = models.PositiveSmallIntegerField("để được (ngày)", null=True, blank=True)
    origin_commune = models.ForeignKey(
        "places.Commune",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="nơi làm ra",
    )
    tax_category = models.CharField(
        "loại thuế", max_length=8, choices=TaxCategory, default=TaxCategory.UNKNOWN
    )
    #: Oscar's own, with a reverse name that leaves ``product_set`` to the field above.
    recommended_products = models.ManyToManyField(
        "catalogue.Product",
        through="ProductRecommendation",
        through_fields=("primary", "recommendation"),
        related_name="recommended_by",
        blank=True,
    )
    #: Folded words of title, set, seller and commune; filled by ``catalogue.search_text``.
    search_text = models.TextField(editable=False, blank=True, default="")
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField("lý do trả lại", max_length=300, blank=True, default="")
    reviewed_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    listed_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    #: True when the seller's own login made the listing, false when somebody did it for them.
    is_self_listed = models.BooleanField(default=True)
    #: Given by the browser that made the draft, so that a repeated press makes one listing.
    client_id = models.UUIDField(null=True, blank=True, unique=True)
    is_demo = models.BooleanField(default=False)

    objects = ProductQuerySet.as_manager()

    class Meta(AbstractProduct.Meta):
        indexes = [
            models.Index(fields=["is_public", "-approved_at"], name="product_public_newest"),
            models.Index(fields=["partner", "state"], name="product_partner_state"),
            models.Index(fields=["state", "submitted_at"], name="product_review_queue"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(state=ListingState.APPROVED),
                name="product_public_only_when_approved",
            ),
            models.CheckConstraint(
                condition=Q(harvest_mask__lt=4096), name="product_twelve_months"
            ),
        ]

    def get_absolute_url(self):
        """Return the page of the product, ``/san-pham/<slug>-<id>/``; a date is on its tour's."""
        if self.is_child:
            return self.tour_date.offer.product.get_absolute_url()
        return reverse("catalogue:detail", kwargs={"product_slug": self.slug, "pk": self.pk})

    def get_missing_image(self):
        """Return the calm placeholder; Oscar's would write into the media while answering."""
        return MISSING_PHOTO

    def update_rating(self) -> None:
        """Recompute the mean of the reviews that are shown, and write nothing else.

        Oscar's saves the whole row as it was read before. The lock lets the later of two reviews
        at once see the earlier one.
        """
        mine = Product.objects.filter(pk=self.pk)
        with transaction.atomic():
            list(mine.select_for_update().values_list("pk"))
            self.rating = self.calculate_rating()
            # A product that was written drops every list that is kept for visitors.
            mine.exclude(rating=self.rating).update(rating=self.rating)

    @property
    def is_for_sale(self) -> bool:
        """Say whether it can be bought: a tour only by its dates, a date while it is open."""
        if self.is_child:
            return self.tour_date.is_open
        return self.is_public and not self.is_parent

    def is_in_season(self, month: int) -> bool:
        """Say whether the product is harvested in ``month`` (1–12)."""
        return bool(self.harvest_mask & 1 << (month - 1))


class OcopCertificate(models.Model):
    """A recognition as an OCOP product. A star shows only while valid and confirmed.

    Source: QĐ 148/QĐ-TTg (24/2/2023): 3 to 5 stars, valid 36 months from the decision.
    """

    product = models.ForeignKey(Product, models.CASCADE, related_name="certificates")
    stars = models.PositiveSmallIntegerField(
        "số sao", validators=[MinValueValidator(3), MaxValueValidator(5)]
    )
    product_set = models.ForeignKey(ProductSet, models.PROTECT, related_name="certificates")
    decision_no = models.CharField("số quyết định", max_length=60)
    issuer = models.CharField("nơi cấp", max_length=120)
    issued_on = models.DateField("ngày cấp")
    expires_on = models.DateField("có giá trị đến")
    #: Names and signatures stand on it: only the seller and the reviewers see it.
    scan = models.ImageField(
        "bản chụp", upload_to="certificates/%Y/", storage=private_files, blank=True
    )
    declared_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    #: When these facts were given. A reviewer decides on the facts of the page, not on later ones.
    declared_at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    sent_back_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    #: Who decided last, and the sentence for the seller.
    reviewed_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, related_name="+", null=True, blank=True
    )
    review_note = models.CharField("lời của cán bộ", max_length=300, blank=True, default="")
    #: The last warning before the end, in days before it; none yet is NULL.
    warned_days = models.PositiveSmallIntegerField(null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = OcopCertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on"]
        verbose_name = "giấy chứng nhận OCOP"
        verbose_name_plural = "giấy chứng nhận OCOP"
        indexes = [models.Index(fields=["product", "expires_on"], name="certificate_validity")]
        constraints = [
            models.CheckConstraint(condition=Q(stars__range=(3, 5)), name="certificate_3_to_5"),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("issued_on")),
                name="certificate_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, sent_back_at=None)
                | Q(confirmed_at=None, revoked_at=None)
                | Q(sent_back_at=None, revoked_at=None),
                name="certificate_one_decision",
            ),
        ]

    def __str__(self) -> str:
        return f"OCOP {self.stars} sao, {self.decision_no}"

    @property
    def state(self) -> CertificateState:
        """Return what was decided last; nothing yet is declared."""
        if self.confirmed_at:
            return CertificateState.CONFIRMED
        if self.revoked_at:
            return CertificateState.REVOKED
        return CertificateState.SENT_BACK if self.sent_back_at else CertificateState.DECLARED

    def is_valid_on(self, day: date) -> bool:
        """Say whether the star may be shown on ``day``."""
        return self.confirmed_at is not None and self.issued_on <= day <= self.expires_on


class ProductImage(AbstractProductImage):
    """A photo of a listing. Pages show its renditions, never the file as it was sent."""

    #: Width in px → path of the WebP file, e.g. {"320": "photos/ab/cd-320.webp"}.
    renditions = models.JSONField(default=dict, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    rendered_at = models.DateTimeField(null=True, blank=True)
    refused = models.CharField("lý do không nhận ảnh", max_length=200, blank=True, default="")


from oscar.apps.catalogue.models import *  # noqa: E402, F403
