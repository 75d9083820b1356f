"""Tourism of OCOP group VI: what a tour offers, and the days on which people can go."""

from datetime import date, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from common.dates import format_date, local_today

#: The one product set that is a service: "Dịch vụ du lịch cộng đồng, du lịch sinh thái …".
TOURISM_SET = "VI.1"
MAX_PEOPLE = 200
MAX_DAYS_BEFORE = 60


class TourismOffer(models.Model):
    """What stands on the page of a tour. Its product is a parent; each date is a child of it."""

    product = models.OneToOneField(
        "catalogue.Product", models.CASCADE, related_name="tour", verbose_name="tour"
    )
    meeting_point = models.CharField("chỗ gặp", max_length=160)
    meeting_commune = models.ForeignKey(
        "places.Commune", models.PROTECT, related_name="+", verbose_name="xã, phường"
    )
    duration_words = models.CharField("đi bao lâu", max_length=60)
    max_people = models.PositiveSmallIntegerField(
        "nhiều nhất bao nhiêu người một ngày",
        validators=[MinValueValidator(1), MaxValueValidator(MAX_PEOPLE)],
    )
    included = models.TextField("giá đã gồm", max_length=600)
    not_included = models.TextField("giá chưa gồm", max_length=600, blank=True, default="")
    language = models.CharField("nói tiếng gì", max_length=60, default="Tiếng Việt")
    #: A date can be booked until this many days before it.
    notice_days = models.PositiveSmallIntegerField(
        "đặt trước mấy ngày", default=1, validators=[MaxValueValidator(MAX_DAYS_BEFORE)]
    )
    #: The shopper can cancel until this many days before the date.
    cancel_days = models.PositiveSmallIntegerField(
        "hủy được đến trước mấy ngày", default=1, validators=[MaxValueValidator(MAX_DAYS_BEFORE)]
    )

    class Meta:
        verbose_name = "tour"
        verbose_name_plural = "tour"

    def __str__(self) -> str:
        return f"{self.product_id}: {self.meeting_point}"

    @property
    def meeting_words(self) -> str:
        """Return where people meet: the point and its commune."""
        return f"{self.meeting_point}, {self.meeting_commune.full_name}"


class TourDate(models.Model):
    """One day on which people can go. The stock of its product is the places of that day."""

    product = models.OneToOneField(
        "catalogue.Product", models.CASCADE, related_name="tour_date", verbose_name="chỗ"
    )
    offer = models.ForeignKey(TourismOffer, models.CASCADE, related_name="dates")
    day = models.DateField("ngày đi")
    closed_at = models.DateTimeField("đóng lúc", null=True, blank=True)

    class Meta:
        ordering = ["day"]
        verbose_name = "ngày đi"
        verbose_name_plural = "ngày đi"
        constraints = [models.UniqueConstraint(fields=["offer", "day"], name="tourdate_once")]

    def __str__(self) -> str:
        return format_date(self.day)

    @property
    def last_booking_on(self) -> date:
        """Return the last day on which it can be booked."""
        return self.day - timedelta(days=self.offer.notice_days)

    @property
    def last_cancel_on(self) -> date:
        """Return the last day on which the shopper can cancel."""
        return self.day - timedelta(days=self.offer.cancel_days)

    @property
    def is_open(self) -> bool:
        """Say whether it can be booked today, if places are left."""
        is_early = local_today() <= self.last_booking_on
        return is_early and self.closed_at is None and self.offer.product.is_public

    @property
    def meeting_words(self) -> str:
        """Return when and where people meet."""
        return f"Ngày {format_date(self.day)}, {self.offer.meeting_words}"
