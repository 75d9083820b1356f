"""Labels for parcels on A6, for their own seller, and only while somebody may need them."""

import datetime as dt
from pathlib import Path

from django.utils import timezone

from common.errors import BusinessRuleError
from common.money import format_vnd
from common.pdf import make_pdf
from common.phones import format_phone
from common.qr import qr_svg
from common.units import format_grams, unit_label
from shop.order.models import SellerOrder
from shop.order.notices import seller_page_url
from shop.order.states import PREPAID, SellerOrderState
from shop.payment import ledger

S = SellerOrderState
#: So long after the end of an order its label can still be printed, for a return or a complaint.
KEPT_FOR = dt.timedelta(days=30)
MAX_LABELS = 100
_TEMPLATE = Path(__file__).with_name("label.typ")
_OPEN = frozenset({S.CONFIRMED, S.PACKED, S.SHIPPED, S.DELIVERED, S.DELIVERY_FAILED})
_ENDS = {S.COMPLETED: "completed_at", S.CANCELLED: "cancelled_at", S.RETURNED: "returned_at"}
#: What fits its box; a longer text would push the money to a second page.
_MAX = {"goods": 160, "note": 120, "address": 160, "name": 60, "seller": 60}


class NoLabel(BusinessRuleError):
    """The order is not confirmed yet, or over for long."""

    message = "Đơn này chưa nhận, hoặc đã xong quá 30 ngày, nên không in nhãn được."


def has_label(part: SellerOrder) -> bool:
    """Say whether the parcel of an order can have a label now."""
    if part.tour_on:
        return False
    if part.state in _OPEN:
        return True
    ended_at = getattr(part, _ENDS.get(part.state, ""), None)
    is_parcel = part.confirmed_at is not None
    return is_parcel and ended_at is not None and ended_at + KEPT_FOR > timezone.now()


def labels_pdf(parts) -> bytes:
    """Return one page for each part that can have a label, from a queryset. 3 queries.

    Raises ``NoLabel`` when none can.
    """
    parts = parts.select_related(
        "partner__commune", "order__shipping_address__commune", "order__shipping_address__province"
    ).prefetch_related("lines")
    found = [part for part in parts[:MAX_LABELS] if has_label(part)]
    if not found:
        raise NoLabel
    books = ledger.balances(part.pk for part in found)
    rows = [_facts(part, books) for part in found]
    return make_pdf(_TEMPLATE, rows, name="labels", at=found[0].placed_at)


def to_collect_vnd(part: SellerOrder, books) -> object:
    """Return what whoever brings the parcel must collect at the door, in đồng."""
    if part.payment_method in PREPAID or part.state not in (S.CONFIRMED, S.PACKED, S.SHIPPED):
        return 0
    return max(books[part.pk].due_vnd, 0) if part.pk in books else part.to_pay_vnd


def _facts(part: SellerOrder, books) -> dict[str, str]:
    order, address = part.order, part.order.shipping_address
    places = [address.line1, address.commune, address.province] if address else []
    cash = to_collect_vnd(part, books)
    commune = part.partner.commune
    words = {
        "number": part.number,
        "seller": part.seller_name,
        "seller_phone": format_phone(part.partner.phone),
        "seller_place": commune.full_name if commune else "",
        "name": order.customer_name,
        "phone": format_phone(order.customer_phone),
        "address": ", ".join(str(place) for place in places if place),
        "money_title": "THU CỦA NGƯỜI NHẬN" if cash else "TIỀN",
        "money": format_vnd(cash) if cash else "Không thu tiền",
        "goods": ", ".join(
            f"{line.quantity} {unit_label(line.sale_unit)} {line.title}"
            for line in part.lines.all()
            if line.quantity
        ),
        "weight": format_grams(part.weight_g),
        "note": order.customer_note,
        "qr": str(qr_svg(seller_page_url(part), title=f"Đơn {part.number}")),
        "qr_says": "Người bán quét để mở đơn",
    }
    return {key: _fit(value, _MAX.get(key)) for key, value in words.items()}


def _fit(text: str, most: int | None) -> str:
    return f"{text[: most - 1].rstrip()}…" if most and len(text) > most else text
