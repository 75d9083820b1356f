"""What a seller does with a tour: say what it offers, add dates, change places, close a date."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from catalogue import tour_names
from catalogue.models import Product, TourDate, TourismOffer
from catalogue.sets import ListingState, TaxCategory
from catalogue.tour_models import TOURISM_SET
from common.dates import dated_weekday, format_date, local_today
from common.errors import BusinessRuleError
from shop.order.models import Line
from shop.order.states import SellerOrderState
from shop.partner import stock
from shop.partner.models import StockRecord

FURTHEST_DAYS = 365
_GONE = (SellerOrderState.CANCELLED, SellerOrderState.RETURNED)


class NotATour(BusinessRuleError):
    """Only goods of OCOP group VI have dates."""

    message = "Chỉ món thuộc bộ du lịch mới có ngày đi."


class HasOrders(BusinessRuleError):
    """Somebody has ordered it as goods."""

    message = "Món này đang có đơn. Bà con làm xong đơn rồi mới mở ngày đi."


class DateNotPossible(BusinessRuleError):
    """The day is over, too near, too far away, or there already."""


class PlacesTaken(BusinessRuleError):
    """More places are booked than the seller wants to leave."""

    def __init__(self, booked: int) -> None:
        super().__init__(f"Ngày này đã có {booked} người đặt. Bà con ghi từ {booked} chỗ trở lên.")


@dataclass(frozen=True, slots=True)
class Guest:
    """Who comes: the name and order of a shopper, and how many people."""

    name: str
    order_number: str
    people: int


@dataclass(frozen=True, slots=True)
class DateRow:
    """One date on the seller's page; ``places`` are all of them, booked ones included."""

    id: int
    day: date
    places: int
    booked: int
    is_open: bool
    is_over: bool
    guests: tuple[Guest, ...]

    @property
    def label(self) -> str:
        """Return ``Thứ Hai, 30/11/2026``."""
        return dated_weekday(self.day)

    @property
    def left(self) -> int:
        """Return how many people can still book."""
        return self.places - self.booked


def is_tourism(listing: Product) -> bool:
    """Say whether the listing is of the product set that can have dates."""
    return listing.product_set is not None and listing.product_set.code == TOURISM_SET


def offer_of(listing: Product) -> TourismOffer | None:
    """Return what the tour offers, or None while nothing was said yet. 1 query."""
    offers = TourismOffer.objects.select_related("meeting_commune", "product")
    return offers.filter(product=listing).first()


@transaction.atomic
def set_offer(*, listing: Product, facts: dict, actor) -> TourismOffer:
    """Say what the tour offers (the fields of ``TourismOffer``); the first time makes it a tour.

    Raises ``NotATour``, or ``HasOrders`` when it is sold as goods.
    """
    row = Product.objects.select_for_update(of=("self",)).select_related("product_set")
    listing = row.get(pk=listing.pk)
    if not is_tourism(listing):
        raise NotATour
    if not listing.is_parent:
        _become_tour(listing, actor)
    # A later write of the product drops the pages that are kept for visitors.
    Product.objects.filter(pk=listing.pk).update(date_updated=timezone.now())
    return TourismOffer.objects.update_or_create(product=listing, defaults=facts)[0]


def _become_tour(listing: Product, actor) -> None:
    record = listing.stockrecords.select_for_update().get()
    if record.num_allocated or record.is_on_preorder:
        raise HasOrders
    stock.count(record=record, on_shelf=0, actor=actor)
    Product.objects.filter(pk=listing.pk).update(
        structure=Product.PARENT,
        sale_unit="ve",
        net_weight_g=0,
        ship_weight_g=0,
        min_quantity=1,
        quantity_step=1,
        tax_category=TaxCategory.SERVICE,
    )


@transaction.atomic
def add_date(*, offer: TourismOffer, day: date, places: int, actor) -> TourDate:
    """Open a date with so many places. Raises ``DateNotPossible``."""
    today = local_today()
    if not today + timedelta(days=offer.notice_days) <= day <= today + timedelta(FURTHEST_DAYS):
        raise DateNotPossible(
            f"Chọn ngày từ {format_date(today + timedelta(days=offer.notice_days))} "
            f"đến {format_date(today + timedelta(FURTHEST_DAYS))}."
        )
    _require_room(offer, places)
    tour = Product.objects.select_for_update(of=("self",)).get(pk=offer.product_id)
    if offer.dates.filter(day=day).exists():
        raise DateNotPossible(f"Ngày {format_date(day)} đã có. Bà con sửa số chỗ của ngày ấy.")
    child = Product.objects.create(
        structure=Product.CHILD,
        parent=tour,
        title=tour_names.name_of(tour, day),
        partner_id=tour.partner_id,
        product_set_id=tour.product_set_id,
        origin_commune_id=tour.origin_commune_id,
        sale_unit="ve",
        tax_category=TaxCategory.SERVICE,
        state=ListingState.DRAFT,
        # Never in a list of its own: the window shows the tour.
        is_public=False,
        is_demo=tour.is_demo,
    )
    record = StockRecord.objects.create(
        product=child,
        partner_id=tour.partner_id,
        partner_sku=f"NGAY{child.pk}",
        price=tour.stockrecords.get().price,
    )
    stock.add(record=record, quantity=places, kind="opening", actor=actor)
    return TourDate.objects.create(product=child, offer=offer, day=day)


@transaction.atomic
def change_places(*, tour_date: TourDate, places: int, actor) -> None:
    """Set all places of a date, booked ones included.

    Raises ``DateNotPossible``, or ``PlacesTaken`` for fewer than are booked.
    """
    _require_room(tour_date.offer, places)
    record = tour_date.product.stockrecords.select_for_update().get()
    booked = _bookings(product=tour_date.product).aggregate(n=Sum("quantity"))["n"] or 0
    # Who has been there is out of the stock.
    gone = booked - record.num_allocated
    try:
        if places < booked:
            raise PlacesTaken(booked)
        stock.count(record=record, on_shelf=places - gone, actor=actor)
    except stock.OutOfStock as problem:
        raise PlacesTaken(booked) from problem


def _bookings(**where):
    lines = Line.objects.filter(quantity__gt=0, **where)
    return lines.exclude(seller_order__state__in=_GONE)


def _require_room(offer: TourismOffer, places: int) -> None:
    if not 0 < places <= offer.max_people:
        raise DateNotPossible(f"Ghi từ 1 đến {offer.max_people} chỗ cho một ngày.")


def close_date(*, tour_date: TourDate) -> None:
    """Take no more bookings for the date; those that are there stay."""
    TourDate.objects.filter(pk=tour_date.pk, closed_at=None).update(closed_at=timezone.now())


def reopen_date(*, tour_date: TourDate) -> None:
    """Take bookings again."""
    TourDate.objects.filter(pk=tour_date.pk).update(closed_at=None)


def date_rows(offer: TourismOffer) -> list[DateRow]:
    """Return all dates with their guests, coming ones first. 3 queries for any number."""
    dates = list(
        offer.dates.select_related("offer__product", "product").prefetch_related(
            "product__stockrecords"
        )
    )
    lines = (
        _bookings(product__tour_date__offer=offer)
        .select_related("seller_order__order")
        .order_by("pk")
    )
    guests: dict[int, list[Guest]] = {}
    for line in lines:
        part = line.seller_order
        guest = Guest(part.order.customer_name, part.number, line.quantity)
        guests.setdefault(line.product_id, []).append(guest)
    rows = [_row(one, guests.get(one.product_id, [])) for one in dates]
    return sorted(rows, key=lambda row: (row.is_over, row.day))


def _row(one: TourDate, guests: list[Guest]) -> DateRow:
    record = one.product.stockrecords.all()[0]
    booked = sum(guest.people for guest in guests)
    return DateRow(
        id=one.pk,
        day=one.day,
        places=record.num_in_stock - record.num_allocated + booked,
        booked=booked,
        is_open=one.is_open,
        is_over=one.day < local_today(),
        guests=tuple(guests),
    )
