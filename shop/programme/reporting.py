"""The report of a programme: every order, what it held, used, let go, and what is paid.

Amounts are whole đồng. The book of each order is read beside the redemptions: the report says
itself whether the two agree.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO

from django.db.models import QuerySet, Sum
from xlsxwriter import Workbook

from common.csv_text import csv_bytes, safe_cell
from common.dates import format_date
from common.snapshot import snapshot
from shop.order.models import SellerOrder
from shop.order.states import SellerOrderState
from shop.payment import ledger
from shop.payment.models import LedgerEntry
from shop.programme.models import Programme, Redemption

K, A = Redemption.Kind, LedgerEntry.Account
_SALE_KINDS = (LedgerEntry.Kind.SALE, LedgerEntry.Kind.CHANGE)
HEAD = (
    "Mã đơn", "Người bán", "Mã xã người bán", "Ngày đặt", "Trạng thái", "Tiền hàng (đồng)",
    "Giữ khi đặt (đồng)", "Trả về kinh phí (đồng)", "Chương trình trả (đồng)",
    "Đã chuyển người bán (đồng)", "Còn phải chuyển (đồng)",
)  # fmt: skip
_MONEY_FROM = 5
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One seller order."""

    number: str
    partner_id: int
    seller: str
    commune_code: str
    placed_on: date
    state: str
    goods_vnd: Decimal
    reserved_vnd: Decimal
    released_vnd: Decimal
    paid_vnd: Decimal
    #: What the book says that the programme pays.
    booked_vnd: Decimal

    @property
    def funded_vnd(self) -> Decimal:
        """Return what the programme pays by its redemptions."""
        return self.reserved_vnd - self.released_vnd

    @property
    def owed_vnd(self) -> Decimal:
        """Return what the seller has yet to get; negative: to give back."""
        return self.funded_vnd - self.paid_vnd

    @property
    def is_payable(self) -> bool:
        """Say whether the order is closed and not settled."""
        is_closed = self.state in ledger.VOID | {SellerOrderState.COMPLETED}
        return is_closed and self.owed_vnd != 0

    def cells(self) -> tuple:
        """Return the row as a table shows it."""
        return (
            self.number, self.seller, self.commune_code, format_date(self.placed_on),
            SellerOrderState(self.state).label, int(self.goods_vnd), int(self.reserved_vnd),
            int(self.released_vnd), int(self.funded_vnd), int(self.paid_vnd), int(self.owed_vnd),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SellerSum:
    """What one seller got of a programme, and what is to be paid now."""

    partner_id: int
    name: str
    orders: int
    funded_vnd: Decimal
    paid_vnd: Decimal
    payable_vnd: Decimal
    #: Stands for the orders and amounts that ``payable_vnd`` consists of.
    key: str


@dataclass(frozen=True, slots=True)
class Report:
    """All orders of a programme as of now."""

    programme: Programme
    rows: tuple[ReportRow, ...]

    @property
    def funded_vnd(self) -> Decimal:
        """Return what the programme pays in all."""
        return sum((row.funded_vnd for row in self.rows), Decimal(0))

    @property
    def paid_vnd(self) -> Decimal:
        """Return what sellers have got."""
        return sum((row.paid_vnd for row in self.rows), Decimal(0))

    @property
    def agrees(self) -> bool:
        """Say whether redemptions, ledger and budget say the same, order by order."""
        is_same = all(row.funded_vnd == row.booked_vnd for row in self.rows)
        return is_same and self.funded_vnd == self.programme.held_vnd

    @property
    def open_orders(self) -> int:
        """Return how many orders are still under way."""
        ended = ledger.VOID | {SellerOrderState.COMPLETED}
        return sum(row.state not in ended for row in self.rows)

    def sellers(self) -> list[SellerSum]:
        """Return a row for each seller, who is owed most coming first."""
        found: dict[int, list[ReportRow]] = defaultdict(list)
        for row in self.rows:
            found[row.partner_id].append(row)
        sums = [_seller(rows) for rows in found.values()]
        return sorted(sums, key=lambda one: (-one.payable_vnd, one.name))


def report(programme: Programme) -> Report:
    """Return the report as of one moment. 4 queries for any number of orders."""
    with snapshot():
        return _report(programme)


def _report(programme: Programme) -> Report:
    programme.refresh_from_db(fields=["held_vnd", "budget_vnd", "state"])
    parts = _parts(programme)
    held: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    mine = programme.redemptions.order_by().values_list("seller_order_id", "kind")
    for part_id, kind, total in mine.annotate(total=Sum("amount_vnd")):
        held[part_id][kind] = total
    booked, paid = _books(parts)
    return Report(
        programme,
        tuple(
            ReportRow(
                number=part.number,
                partner_id=part.partner_id,
                seller=part.seller_name,
                commune_code=part.commune_code,
                placed_on=part.placed_on,
                state=part.state,
                goods_vnd=part.goods_vnd - part.discount_vnd,
                reserved_vnd=held[part.pk][K.RESERVED],
                released_vnd=held[part.pk][K.RELEASED],
                paid_vnd=paid[part.pk],
                booked_vnd=booked[part.pk],
            )
            for part in parts.order_by("placed_at", "pk")
        ),
    )


def to_settle(programme: Programme, partner_id: int) -> list[SellerOrder]:
    """Return the closed orders of a seller, in the order in which they are locked. 1 query."""
    closed = ledger.VOID | {SellerOrderState.COMPLETED}
    parts = _parts(programme).filter(partner=partner_id, state__in=sorted(closed))
    return list(parts.order_by("order_id", "pk"))


def as_csv(found: Report) -> bytes:
    """Return the report as CSV with its sums."""
    return csv_bytes([HEAD, *(row.cells() for row in found.rows), _sums(found)])


def as_xlsx(found: Report) -> bytes:
    """Return the report as a workbook: numbers are numbers, and nothing is a formula."""
    held = BytesIO()
    with Workbook(held, _OPTIONS) as book:
        sheet = book.add_worksheet("Từng đơn")
        bold = book.add_format({"bold": True, "text_wrap": True})
        vnd = book.add_format({"num_format": "#,##0"})
        sheet.set_column(0, _MONEY_FROM - 1, 18)
        sheet.set_column(_MONEY_FROM, len(HEAD) - 1, 16, vnd)
        sheet.write_row(0, 0, HEAD, bold)
        sheet.freeze_panes(1, 1)
        rows = [*(row.cells() for row in found.rows), _sums(found)]
        for place, cells in enumerate(rows, 1):
            sheet.write_row(place, 0, [safe_cell(cell) for cell in cells])
    return held.getvalue()


def _parts(programme: Programme) -> QuerySet[SellerOrder]:
    mine = programme.redemptions.filter(kind=K.RESERVED).values("seller_order")
    return SellerOrder.objects.filter(pk__in=mine)


def _books(parts: QuerySet) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    """Return what the book of each order says that the programme pays, and has paid."""
    booked: dict[int, Decimal] = defaultdict(Decimal)
    paid: dict[int, Decimal] = defaultdict(Decimal)
    rows = LedgerEntry.objects.order_by().filter(seller_order__in=parts.values("pk"))
    rows = rows.values_list("seller_order_id", "kind", "debit", "credit")
    for part_id, kind, debit, credit, total in rows.annotate(total=Sum("amount_vnd")):
        signed = total * ((debit == A.PROGRAMME) - (credit == A.PROGRAMME))
        if kind in _SALE_KINDS:
            booked[part_id] += signed
        elif kind == LedgerEntry.Kind.FUNDING:
            paid[part_id] -= signed
    return booked, paid


def key_of(owed: Iterable[tuple[str, Decimal]]) -> str:
    """Return a short key of order numbers and amounts; any change changes it."""
    shown = sorted((number, int(amount)) for number, amount in owed)
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:20]


def _seller(rows: list[ReportRow]) -> SellerSum:
    payable = [(row.number, row.owed_vnd) for row in rows if row.is_payable]
    return SellerSum(
        partner_id=rows[0].partner_id,
        name=rows[0].seller,
        orders=len(rows),
        funded_vnd=sum((row.funded_vnd for row in rows), Decimal(0)),
        paid_vnd=sum((row.paid_vnd for row in rows), Decimal(0)),
        payable_vnd=sum((amount for _, amount in payable), Decimal(0)),
        key=key_of(payable),
    )


def _sums(found: Report) -> tuple:
    columns = zip(*(row.cells()[_MONEY_FROM:] for row in found.rows), strict=True)
    sums = tuple(sum(column) for column in columns) or (0,) * (len(HEAD) - _MONEY_FROM)
    return ("Cộng", "", "", "", "", *sums)
