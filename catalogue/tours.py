"""What the page of a tour shows beside what every product shows."""

from dataclasses import dataclass
from datetime import date

from catalogue.models import Product, TourDate, TourismOffer
from common.dates import dated_weekday, local_today
from common.errors import BusinessRuleError

#: Dates on the page, the next ones first.
SHOWN_DATES = 30


class SoldByDate(BusinessRuleError):
    """A tour is no goods: it has no stock, no lots, and no place on other floors."""

    message = "Tour bán theo ngày đi. Bà con mở “Ngày đi và khách đặt” để sửa số chỗ."


def require_goods(product: Product) -> None:
    """Refuse a tour where only goods can be meant. No query. Raises ``SoldByDate``."""
    if product.is_parent:
        raise SoldByDate


@dataclass(frozen=True, slots=True)
class DateChoice:
    """A coming date: ``product_id`` is what goes into the basket; ``left`` 0 means it is full."""

    product_id: int
    label: str
    left: int
    day: date


@dataclass(frozen=True, slots=True)
class TourPage:
    """Where people meet, what the price holds, how it is cancelled, and the dates."""

    meeting_words: str
    duration_words: str
    most_words: str
    included: str
    not_included: str
    language: str
    cancel_words: str
    notice_words: str
    dates: tuple[DateChoice, ...]

    @property
    def first_open(self) -> DateChoice | None:
        """Return the first date with places, which the page marks; None when all are full."""
        return next((row for row in self.dates if row.left), None)

    @property
    def gone_words(self) -> str:
        """Say why nobody can book now; empty while somebody can."""
        if self.first_open:
            return ""
        return "Các ngày đều hết chỗ" if self.dates else "Chưa có ngày đi mới"

    @property
    def most_left(self) -> int:
        """Return the most places that one date has left."""
        return max((row.left for row in self.dates), default=0)


def tour_page(product: Product) -> TourPage | None:
    """Return what is shown of a tour, None while its offer is not written. 3 queries."""
    offers = TourismOffer.objects.select_related("meeting_commune", "product")
    offer = offers.filter(product=product).first()
    if offer is None:
        return None
    return TourPage(
        meeting_words=offer.meeting_words,
        duration_words=offer.duration_words,
        most_words=f"{offer.max_people} người",
        included=offer.included,
        not_included=offer.not_included,
        language=offer.language,
        cancel_words=_before(offer.cancel_days, "Hủy được đến"),
        notice_words=_before(offer.notice_days, "Đặt được đến"),
        dates=tuple(_dates(offer)),
    )


def _before(days: int, words: str) -> str:
    return f"{words} trước ngày đi {days} ngày" if days else f"{words} hết ngày đi"


def _dates(offer: TourismOffer):
    coming = TourDate.objects.filter(offer=offer, closed_at=None, day__gte=local_today())
    found = 0
    for one in coming.select_related("product").prefetch_related("product__stockrecords"):
        one.offer = offer
        left = one.product.stockrecords.all()[0].num_free
        if local_today() <= one.last_booking_on and found < SHOWN_DATES:
            found += 1
            yield DateChoice(one.product_id, dated_weekday(one.day), max(left, 0), one.day)
