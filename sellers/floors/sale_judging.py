"""What each row of a floor's list of orders would do here: looked at, never written."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max

from catalogue.models import Product
from common.dates import format_date, local_date
from common.numbers import format_number
from common.text import fold
from common.units import unit_label
from sellers.floor_models import FloorSale
from sellers.floors.sale_rows import Said, SaleRow, UnfitRow, understood
from sellers.floors.selling import BY_HAND, free_units
from shop.partner.models import Partner, StockMovement, StockRecord

#: What a row does: take from the stock, put back, count as one with a sale written by hand,
#: another quantity, older than the count of the stock, nothing (known), nothing (unfit).
TAKE, BACK, NAME, CORRECT, OLD, SAME, REFUSED = (
    "take", "back", "name", "correct", "old", "same", "refused"
)  # fmt: skip
#: Only with a tick; without one a twin is counted as one and the others change nothing.
ASKED = {
    NAME: "Đây là đơn khác, trừ thêm khỏi kho",
    CORRECT: "Sửa lần ghi cũ theo tệp",
    OLD: "Chưa trừ lần nào, trừ khỏi kho",
}
_NEAR = timedelta(days=3)
_COUNTS = (StockMovement.Kind.OPENING, StockMovement.Kind.COUNTED)


@dataclass(frozen=True)
class Judged:
    """What becomes of a row, in words; ``sale`` is what was written down before."""

    row: SaleRow
    what: str
    words: str
    said: Said | None = None
    product: Product | None = None
    sale: FloorSale | None = None


class _Known:
    """What the shop has: its goods, their stock, what was written down of this floor. 4 queries."""

    def __init__(self, partner: Partner, floor: str) -> None:
        goods = list(Product.objects.of_partner(partner))
        self.by_id = {str(product.pk): product for product in goods}
        self.by_name: dict[str, list[Product]] = {}
        for product in goods:
            self.by_name.setdefault(fold(product.title), []).append(product)
        self.free = {
            record.product_id: free_units(record)
            for record in StockRecord.objects.filter(product__in=goods)
        }
        counted = StockMovement.objects.filter(
            stockrecord__product__partner=partner, kind__in=_COUNTS
        )
        self.counted_on: dict[int, date] = {
            row["stockrecord__product"]: local_date(row["at"])
            for row in counted.values("stockrecord__product").annotate(at=Max("at"))
        }
        sales = FloorSale.objects.filter(product__in=goods, floor=floor).order_by("pk")
        self.sales = {(sale.reference, sale.product_id): sale for sale in sales}
        self.by_hand = [
            sale
            for sale in self.sales.values()
            if sale.reference.startswith(BY_HAND) and not sale.reversed_at
        ]

    def product_of(self, row: SaleRow) -> Product:
        """Return the one product that a row means. Raises ``UnfitRow``."""
        named = self.by_name.get(fold(row.name), []) if row.name else []
        coded = self.by_id.get(row.code)
        if coded and named and coded not in named:
            raise UnfitRow(
                f"Mã hàng là “{coded.title}” mà tên là “{row.name}”. Xem lại một trong hai."
            )
        if coded:
            return coded
        if len(named) > 1:
            raise UnfitRow(f"Bạn có hai món tên “{row.name}”. Ghi mã hàng của món đã bán.")
        if not named:
            raise UnfitRow(
                f"Không có món “{row.name or row.code}” ở gian hàng này. Ghi tên như ở đây."
                if row.name or row.code
                else "Thiếu tên hàng hoặc mã hàng."
            )
        return named[0]

    def twin_of(self, product: Product, said: Said) -> FloorSale | None:
        """Return a sale written by hand that may be this one; each is given once."""
        for sale in self.by_hand:
            is_near = said.day is None or abs(local_date(sale.at) - said.day) <= _NEAR
            if sale.product_id == product.pk and sale.quantity == said.quantity and is_near:
                self.by_hand.remove(sale)
                return sale
        return None


def judge(rows: Iterable[SaleRow], *, partner: Partner, floor: str) -> list[Judged]:
    """Return what each row would do, in the order of the file. 4 queries, nothing is written."""
    known = _Known(partner, floor)
    read = [_read(row, known) for row in rows]
    numbers: dict[tuple, list[Judged]] = {}
    for one in read:
        if one.product:
            numbers.setdefault((one.said.reference, one.product.pk), []).append(one)
    found = []
    for one in read:
        if one.product:
            same = numbers[(one.said.reference, one.product.pk)]
            one = _repeated(one, same) or _settled(one, known)
        found.append(one)
    return found


def counts(rows: Iterable[Judged]) -> Counter:
    """Return how many rows do what."""
    return Counter(row.what for row in rows)


def _read(row: SaleRow, known: _Known) -> Judged:
    try:
        return Judged(row, SAME, "", understood(row), known.product_of(row))
    except UnfitRow as problem:
        return Judged(row, REFUSED, problem.message)


def _repeated(one: Judged, same: list[Judged]) -> Judged | None:
    """Refuse rows that give one product of one order twice; of rows that are alike one counts."""
    if any(other.said != one.said for other in same):
        numbers = ", ".join(str(other.row.number) for other in same)
        return _as(one, REFUSED, f"Dòng {numbers} cùng đơn, cùng món mà ghi khác nhau. Giữ một.")
    if same[0] is not one:
        return _as(one, REFUSED, f"Trùng y dòng {same[0].row.number}, chỉ tính một lần.")
    return None


def _as(one: Judged, what: str, words: str, sale: FloorSale | None = None) -> Judged:
    return Judged(one.row, what, words, one.said, one.product, sale)


def _settled(one: Judged, known: _Known) -> Judged:
    said, product = one.said, one.product
    number = f"{format_number(said.quantity)} {unit_label(product.sale_unit)}"
    sale = known.sales.get((said.reference, product.pk))
    if sale:
        return _known(one, sale, number, known)
    if said.is_called_off:
        return _as(one, SAME, "Đơn đã hủy, chưa trừ lần nào. Kho không đổi.")
    twin = known.twin_of(product, said)
    if twin:
        day = format_date(twin.at)
        words = f"Bạn đã ghi tay {number} ngày {day}. Coi là một đơn, không trừ nữa."
        return _as(one, NAME, words, twin)
    counted_on = known.counted_on.get(product.pk)
    if said.day and counted_on and said.day < counted_on:
        words = (
            f"Bán trước ngày bạn ghi số kho ({format_date(counted_on)}), nên không trừ {number}."
        )
        return _as(one, OLD, words)
    return _as(one, TAKE, _taking(product.pk, said.quantity, number, known))


def _taking(pk: int, quantity: int, number: str, known: _Known) -> str:
    free = known.free.get(pk, 0)
    taken = min(free, quantity)
    known.free[pk] = free - taken
    if taken == quantity:
        return f"Trừ {number}."
    left = format_number(quantity - taken)
    return f"Trừ {format_number(taken)} trong {number}. Kho không đủ, còn thiếu {left}."


def _known(one: Judged, sale: FloorSale, number: str, known: _Known) -> Judged:
    said = one.said
    before = format_number(sale.quantity)
    is_same = sale.quantity == said.quantity
    if sale.reversed_at:
        words = "Đã hủy trước đây" if said.is_called_off else "Đơn này bạn đã ghi là hủy"
        return _as(one, SAME, f"{words}. Kho không đổi.", sale)
    if not said.is_called_off:
        if is_same:
            return _as(one, SAME, "Đã ghi rồi. Kho không đổi.", sale)
        words = f"Trước ghi {before}, tệp này ghi {number}. Chưa đổi gì."
        return _as(one, CORRECT, words, sale)
    if not is_same:
        words = f"Tệp hủy {number} mà trước ghi {before}. Sửa số lượng trong tệp rồi nhập lại."
        return _as(one, REFUSED, words)
    known.free[one.product.pk] = known.free.get(one.product.pk, 0) + sale.taken
    return _as(one, BACK, f"Đơn đã hủy. Trả {format_number(sale.taken)} vào kho.", sale)
