"""What was sold on another floor lowers the stock here, once, and never what orders hold."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from catalogue.models import Product
from catalogue.tours import require_goods
from common.errors import BusinessRuleError
from common.numbers import format_number
from common.units import unit_label
from jobs.messages import send_message
from sellers.floor_models import FloorListing, FloorSale
from sellers.floors.known import FLOORS
from shop.partner import stock
from shop.partner.models import StockMovement, StockRecord

_KIND = StockMovement.Kind.FLOOR
#: How references begin that were made with the page, not by a floor.
BY_HAND = "tay-"


class SaleDiffers(BusinessRuleError):
    """The same order of the other floor came before with another quantity."""

    message = "Mã đơn này đã ghi với số lượng khác. Hủy lần ghi cũ trước, rồi ghi lại mã khác."


@transaction.atomic
def record_sale(
    *,
    product: Product,
    floor: str,
    reference: str,
    quantity: int,
    sold_on: date | None = None,
    actor=None,
) -> FloorSale:
    """Take what another floor sold out of stock; the same reference again changes nothing.

    Units that orders hold, or that a pre-order promises, stay: what does not fit is a case and
    a message. Raises ``SaleDiffers``, or ``SoldByDate`` for a tour.
    """
    require_goods(product)
    record = StockRecord.objects.select_for_update().get(product=product)
    known = FloorSale.objects.filter(floor=floor, reference=reference, product=product).first()
    if known:
        if known.quantity != quantity:
            raise SaleDiffers
        return known
    sale = FloorSale.objects.create(
        floor=floor,
        reference=reference,
        product=product,
        quantity=quantity,
        taken=0,
        sold_on=sold_on,
        actor=actor,
    )
    _take(sale, record, actor)
    # The other floor has counted it off already, also what is not here.
    _tell_more(sale, -quantity)
    if sale.missing:
        _warn(sale)
    return sale


@transaction.atomic
def reverse_sale(*, sale: FloorSale, actor=None) -> int | None:
    """Put back what a sale took, once: it was called off there.

    Return how many units came back, None when it was reversed before. Goods on pre-order take
    none: what came back would raise what is promised.
    """
    record = StockRecord.objects.select_for_update().get(product=sale.product_id)
    done = FloorSale.objects.filter(pk=sale.pk, reversed_at=None).update(reversed_at=timezone.now())
    if not done:
        return None
    sale.refresh_from_db()
    _tell_more(sale, sale.quantity)
    is_back = bool(sale.taken) and stock.take_back(
        record=record, quantity=sale.taken, kind=_KIND, reference=_reference(sale), actor=actor
    )
    return sale.taken if is_back else 0


@transaction.atomic
def correct_sale(*, sale: FloorSale, quantity: int, actor=None) -> FloorSale:
    """Let a sale be of another quantity: take what is more, put back what is less.

    The same quantity, and a sale that was called off, change nothing. What does not fit is a case
    as for a new sale.
    """
    record = StockRecord.objects.select_for_update().get(product=sale.product_id)
    sale.refresh_from_db()
    more = quantity - sale.quantity
    if not more or sale.reversed_at:
        return sale
    too_many = max(sale.taken - quantity, 0)
    sale.quantity, sale.taken = quantity, sale.taken - too_many
    if more > 0:
        sale.settled_at = None
    sale.save(update_fields=["quantity", "taken", "settled_at"])
    if too_many:
        stock.take_back(
            record=record, quantity=too_many, kind=_KIND, reference=_reference(sale), actor=actor
        )
    elif more > 0:
        _take(sale, record, actor)
    _tell_more(sale, -more)
    if sale.is_case:
        _warn(sale)
    return sale


@transaction.atomic
def name_sale(*, sale: FloorSale, reference: str, sold_on: date | None = None) -> bool:
    """Give a sale that was written by hand the floor's own reference, so no file counts it again.

    Return False when that reference is known for the product, or the sale has one by now.
    """
    StockRecord.objects.select_for_update().get(product=sale.product_id)
    same = FloorSale.objects.filter(floor=sale.floor, product=sale.product_id)
    if same.filter(reference=reference).exists():
        return False
    by_hand = same.filter(pk=sale.pk, reference__startswith=BY_HAND, reversed_at=None)
    return bool(by_hand.update(reference=reference, sold_on=sold_on))


@transaction.atomic
def settle(*, sale: FloorSale, from_stock: bool, actor=None) -> int:
    """See to the case of a sale; return how many units are still missing.

    ``from_stock``: the seller has added them, so they are taken now, as many as are free; the
    case stays open for the rest. Else nothing more is to be taken and the case is closed.
    """
    record = StockRecord.objects.select_for_update().get(product=sale.product_id)
    sale.refresh_from_db()
    if not sale.is_case:
        return 0
    if from_stock:
        _take(sale, record, actor)
        if sale.missing:
            return sale.missing
    FloorSale.objects.filter(pk=sale.pk, settled_at=None).update(settled_at=timezone.now())
    return 0


def tell(*, product: Product, floor: str) -> None:
    """Note that the other floor shows price and stock of this moment. Raises ``SoldByDate``."""
    require_goods(product)
    record = StockRecord.objects.get(product=product)
    FloorListing.objects.update_or_create(
        product=product,
        floor=floor,
        defaults={
            "price_vnd": record.price,
            "stock": record.num_free,
            "told_at": timezone.now(),
        },
    )


def leave(*, product: Product, floor: str) -> None:
    """Note that the product is not offered there any more."""
    FloorListing.objects.filter(product=product, floor=floor).delete()


def free_units(record: StockRecord) -> int:
    """Return how many sale units nobody holds and no harvest owes."""
    if record.is_on_preorder:
        return 0
    return max(record.num_in_stock - max(record.num_allocated, record.num_promised), 0)


def _take(sale: FloorSale, record: StockRecord, actor) -> None:
    """Take what is missing and free out of stock, whose row is locked."""
    taken = min(sale.missing, free_units(record))
    if not taken:
        return
    stock.add(record=record, quantity=-taken, kind=_KIND, reference=_reference(sale), actor=actor)
    sale.taken += taken
    sale.save(update_fields=["taken"])


def _reference(sale: FloorSale) -> str:
    return f"{sale.floor}:{sale.reference}"[:64]


def _tell_more(sale: FloorSale, units: int) -> None:
    """Note that the other floor shows more, or less, by what was sold or called off there."""
    listing = FloorListing.objects.filter(product=sale.product_id, floor=sale.floor).first()
    if listing:
        listing.stock = max(listing.stock + units, 0)
        listing.save(update_fields=["stock"])


def _warn(sale: FloorSale) -> None:
    phone = sale.product.partner.phone
    if not phone:
        return
    unit = unit_label(sale.product.sale_unit)
    send_message(
        to_phone=phone,
        template="floor-sale",
        text=f"{capfirst(FLOORS[sale.floor])} đã bán {format_number(sale.quantity)} {unit}"
        f" “{sale.product.title[:40]}” mà kho chỉ còn {format_number(sale.taken)}."
        f" Xem việc cần làm: {settings.SITE_URL}/ban-hang/san-pham/{sale.product_id}/san-khac/",
        dedupe_key=f"floor-sale-{sale.pk}-{sale.quantity}",
    )
