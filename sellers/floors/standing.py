"""Where each listing of a shop stands on each floor, as far as it is known.

"Sent" is what our file held, "live" what the seller says is offered there. We cannot read the
other floors, so nothing else is said.
"""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils.text import capfirst

from catalogue import cards
from catalogue.models import Product
from common.dates import format_date
from common.money import format_vnd
from common.numbers import format_number
from common.units import unit_label
from sellers.floor_models import FloorListing, FloorSent
from sellers.floors.known import FLOORS, OTHER
from sellers.floors.sending import content_mark
from shop.partner.models import Partner

_PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """One listing on one floor: ``badge`` is a kind of label, ``changes`` what differs."""

    floor: str
    label: str
    badge: str
    changes: list[str]


@dataclass(frozen=True, slots=True)
class ListingOnFloors:
    """One listing with where it stands; floors of which nothing is known are left out."""

    id: int
    title: str
    floors: list[Standing]


@dataclass(frozen=True, slots=True)
class _Now:
    price_vnd: int
    stock: int
    content: str
    unit: str


def listings_on_floors(partner: Partner, page: str | None) -> Page:
    """Return a page of the listings on sale as ``ListingOnFloors``. 5 queries."""
    goods = Product.objects.on_sale().goods().of_partner(partner).order_by("title", "pk")
    found = Paginator(goods.prefetch_related("stockrecords"), _PER_PAGE).get_page(page)
    products = [product for product in found if cards.stock_record(product)]
    sent = _by_place(FloorSent.objects.filter(product__in=products))
    told = _by_place(FloorListing.objects.filter(product__in=products))
    found.object_list = [
        ListingOnFloors(
            id=product.pk,
            title=product.title,
            floors=[
                standing
                for floor in FLOORS
                if (
                    standing := _standing(
                        floor,
                        told.get((product.pk, floor)),
                        sent.get((product.pk, floor)),
                        _now(product),
                    )
                )
            ],
        )
        for product in products
    ]
    return found


def _by_place(rows) -> dict[tuple[int, str], FloorListing | FloorSent]:
    return {(row.product_id, row.floor): row for row in rows}


def _now(product: Product) -> _Now:
    record = cards.stock_record(product)
    return _Now(
        price_vnd=int(record.price),
        stock=max(0, record.num_free),
        content=content_mark(
            title=product.title,
            description=product.description,
            net_weight_g=product.net_weight_g,
            min_quantity=product.min_quantity,
        ),
        unit=unit_label(product.sale_unit),
    )


def _standing(
    floor: str, told: FloorListing | None, sent: FloorSent | None, now: _Now
) -> Standing | None:
    """Tell by what is known newest: a file that was sent after the seller looked there counts."""
    name = capfirst(FLOORS[floor])
    if told and not (sent and sent.sent_at > told.told_at):
        changes = differences(told, now.price_vnd, now.stock, now.unit)
        if changes:
            return Standing(name, "Cần sửa ở đó", "wait", changes)
        return Standing(name, "Đang bán, khớp", "ok", [])
    if not sent:
        return None
    day = format_date(sent.sent_at)
    changes = differences(sent, now.price_vnd, now.stock, now.unit, there="trong tệp")
    if sent.content != now.content:
        changes.append("Tên, mô tả, khối lượng hoặc số mua ít nhất đã khác tệp.")
    live = "Đang bán, " if told else ""
    if changes:
        return Standing(name, capfirst(f"{live}đã đổi sau khi gửi tệp ngày {day}"), "wait", changes)
    return Standing(name, capfirst(f"{live}đã gửi tệp ngày {day}"), "info", [])


def differences(
    row: FloorListing | FloorSent, price_vnd: int, stock: int, unit: str, *, there: str = "ở đó"
) -> list[str]:
    """Return what differs between a floor and here, in words: price in đồng, stock in units."""
    found = []
    if row.price_vnd != price_vnd:
        found.append(f"Giá: {there} {format_vnd(row.price_vnd)}, ở đây {format_vnd(price_vnd)}")
    if row.stock != stock:
        found.append(
            f"Số còn: {there} {format_number(row.stock)}, ở đây {format_number(stock)} {unit}"
        )
    return found


def sendable() -> list[tuple[str, str]]:
    """Return the floors that a file is made for: code and name."""
    return [(code, capfirst(name)) for code, name in FLOORS.items() if code != OTHER]
