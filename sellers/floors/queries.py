"""Where a product is offered besides here, and whether that is still right."""

from dataclasses import dataclass

from django.utils.text import capfirst

from catalogue.models import Product
from common.dates import format_date
from common.numbers import format_number
from common.units import unit_label
from sellers.floor_models import FloorSale
from sellers.floors.known import FLOORS
from sellers.floors.standing import differences
from shop.partner.models import StockRecord

_SALES = 10


@dataclass(frozen=True, slots=True)
class FloorEntry:
    """One floor in one glance: offered or not, and what is not right there any more."""

    code: str
    name: str
    is_listed: bool
    told_on: str
    changes: list[str]


@dataclass(frozen=True, slots=True)
class SaleEntry:
    """A sale there, in words; ``case`` is what is still to do."""

    id: int
    words: str
    case: str
    missing: int
    is_reversed: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One product on all other floors."""

    floors: list[FloorEntry]
    cases: list[SaleEntry]
    sales: list[SaleEntry]
    free: int
    unit: str


def elsewhere(product: Product) -> Elsewhere:
    """Return where a product stands on other floors. 4 queries."""
    record = StockRecord.objects.get(product=product)
    told = {row.floor: row for row in product.elsewhere.all()}
    unit = unit_label(product.sale_unit)
    newest = list(product.sold_elsewhere.all()[:_SALES])
    open_cases = product.sold_elsewhere.filter(settled_at=None, reversed_at=None)
    return Elsewhere(
        floors=[_floor(code, told.get(code), record, unit) for code in FLOORS],
        cases=[_sale(sale, unit) for sale in open_cases if sale.is_case],
        sales=[_sale(sale, unit) for sale in newest],
        free=record.num_free,
        unit=unit,
    )


def _floor(code: str, told, record: StockRecord, unit: str) -> FloorEntry:
    changes = differences(told, record.price, record.num_free, unit) if told else []
    return FloorEntry(
        code=code,
        name=FLOORS[code],
        is_listed=told is not None,
        told_on=format_date(told.told_at) if told else "",
        changes=changes,
    )


def _sale(sale: FloorSale, unit: str) -> SaleEntry:
    case = (
        f"{capfirst(FLOORS[sale.floor])} bán {format_number(sale.quantity)} {unit}, kho chỉ có"
        f" {format_number(sale.taken)}. Còn thiếu {format_number(sale.missing)}: thêm hàng vào"
        " kho rồi trừ cho đơn đó, hoặc gọi khách ở sàn đó xin bớt."
    )
    return SaleEntry(
        id=sale.pk,
        words=f"{format_date(sale.sold_on or sale.at)}: {format_number(sale.quantity)} {unit} ở"
        f" {FLOORS[sale.floor]}",
        case=case if sale.is_case else "",
        missing=sale.missing,
        is_reversed=sale.reversed_at is not None,
    )
