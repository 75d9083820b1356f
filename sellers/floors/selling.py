"""What was sold on another floor lowers the stock here, once, and never what orders hold."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from catalogue.models import Product
from common.errors import BusinessRuleError
from common.numbers import format_number
from common.units import unit_label
from jobs.messages import send_message
from sellers.floor_models import FloorListing, FloorSale
from sellers.floors.known import FLOORS
from shop.partner import stock
from shop.partner.models import StockMovement, StockRecord

_KIND = StockMovement.Kind.FLOOR


class SaleDiffers(BusinessRuleError):
    """The same order of the other floor came before with another quantity."""

    message = "Mã đơn này đã ghi với số lượng khác. Hủy lần ghi cũ trước, rồi ghi lại mã khác."


@transaction.atomic
def record_sale(
    *, product: Product, floor: str, reference: str, quantity: int, actor=None
) -> FloorSale:
    """Take what another floor sold out of stock; the same reference again changes nothing.

    Units that orders hold, or that a pre-order promises, stay: what does not fit is a case and
    a message. Raises ``SaleDiffers``.
    """
    record = StockRecord.objects.select_for_update().get(product=product)
    known = FloorSale.objects.filter(floor=floor, reference=reference, product=product).first()
    if known:
        if known.quantity != quantity:
            raise SaleDiffers
        return known
    taken = min(quantity, _free(record))
    sale = FloorSale.objects.create(
        floor=floor,
        reference=reference,
        product=product,
        quantity=quantity,
        taken=taken,
        actor=actor,
    )
    if taken:
        stock.add(
            record=record,
            quantity=-taken,
            kind=_KIND,
            reference=f"{floor}:{reference}"[:64],
            actor=actor,
        )
        # The other floor has counted it off already.
        _tell_less(product, floor, taken)
    if sale.missing:
        _warn(sale)
    return sale


@transaction.atomic
def reverse_sale(*, sale: FloorSale, actor=None) -> bool:
    """Put back what a sale took, once: it was called off there. Say whether this did it."""
    done = FloorSale.objects.filter(pk=sale.pk, reversed_at=None).update(reversed_at=timezone.now())
    if not done:
        return False
    if sale.taken:
        record = StockRecord.objects.select_for_update().get(product=sale.product_id)
        stock.add(
            record=record,
            quantity=sale.taken,
            kind=_KIND,
            reference=f"{sale.floor}:{sale.reference}"[:64],
            actor=actor,
        )
    return True


def settle(*, sale: FloorSale) -> None:
    """Close the case of a sale: the seller has seen to it."""
    FloorSale.objects.filter(pk=sale.pk, settled_at=None).update(settled_at=timezone.now())


def tell(*, product: Product, floor: str) -> None:
    """Note that the other floor shows the price and the stock of this moment."""
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


def _free(record: StockRecord) -> int:
    """Return what nobody holds and no harvest owes."""
    if record.is_on_preorder:
        return 0
    return max(record.num_in_stock - max(record.num_allocated, record.num_promised), 0)


def _tell_less(product: Product, floor: str, taken: int) -> None:
    listing = FloorListing.objects.filter(product=product, floor=floor).first()
    if listing:
        listing.stock = max(listing.stock - taken, 0)
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
        dedupe_key=f"floor-sale-{sale.pk}",
    )
