"""What boards and traders see: stalls, rents, what was sold."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, Q, Sum, When
from django.db.models.functions import Coalesce
from django.utils.safestring import SafeString

from common.dates import format_datetime, local_today, month_label
from common.qr import qr_svg
from common.text import fold
from markets import paying
from markets.models import InPersonSale, Market, Stall, StallCharge
from markets.queries import active, active_in

PER_PAGE = 50
LATEST = 20


@dataclass(frozen=True, slots=True)
class Sold:
    """How often and for how much was sold; what was taken back is off both."""

    count: int
    value_vnd: Decimal


@dataclass(frozen=True, slots=True)
class StallRow:
    """A stall in the list of its board."""

    code: str
    place: str
    trader: str
    goods: str
    rent_vnd: Decimal
    can_be_paid: bool


@dataclass(frozen=True, slots=True)
class BoardPage:
    """The first page of a board."""

    market: Market
    stalls: int
    with_qr: int
    due: int
    paid: int
    month_label: str
    sold: Sold
    rows: list[StallRow]
    page_obj: Page
    search: str


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """The rent of a stall for a month; ``state`` in words."""

    pk: int
    place: str
    trader: str
    month_label: str
    amount_vnd: Decimal
    paid_vnd: Decimal
    left_vnd: Decimal
    is_paid: bool
    can_take_back: bool
    state: str


@dataclass(frozen=True, slots=True)
class ChargesPage:
    """The rents of a market for a month."""

    market: Market
    month: dt.date
    month_label: str
    rows: list[ChargeRow]
    due_vnd: Decimal
    paid_vnd: Decimal
    not_charged: int
    has_account: bool


@dataclass(frozen=True, slots=True)
class ChargePage:
    """One rent with the code that pays it; without an account of the board there is none."""

    row: ChargeRow
    account: paying.Account | None
    memo: str
    qr: SafeString | str
    board: str


@dataclass(frozen=True, slots=True)
class SaleRow:
    """A sale on the page of its trader."""

    pk: int
    at: str
    amount_vnd: Decimal
    how: str
    is_taken_back: bool
    can_undo: bool


def sold(sales) -> Sold:
    """Return the sum of sales; a row that takes one back counts as one less. 1 query."""
    one = Case(When(amount_vnd__gt=0, then=1), default=-1)
    found = sales.order_by().aggregate(
        n=Coalesce(Sum(one), 0), value=Coalesce(Sum("amount_vnd"), Decimal(0))
    )
    return Sold(found["n"], found["value"])


def board_page(market: Market, *, search: str = "", number: str | None = None) -> BoardPage:
    """Return stalls, rents of this month and sales of this month. ≤ 7 queries."""
    today = local_today()
    month = today.replace(day=1)
    stalls = list(active(market.stalls.all(), today).select_related("trader__partner"))
    accounts = paying.accounts_of([stall.trader for stall in stalls])
    wanted = fold(search)
    found = [s for s in stalls if wanted in fold(f"{s.place} {s.trader.name} {s.goods}")]
    page_obj = Paginator(found, PER_PAGE).get_page(number)
    rents = market.charges.filter(month=month).aggregate(
        due=Count("pk"), paid=Count("pk", filter=Q(paid_at__isnull=False))
    )
    return BoardPage(
        market=market,
        stalls=len(stalls),
        with_qr=sum(stall.trader_id in accounts for stall in stalls),
        due=rents["due"],
        paid=rents["paid"],
        month_label=month_label(month),
        sold=sold(market.sales.filter(sold_on__gte=month)),
        rows=[_stall_row(stall, accounts) for stall in page_obj.object_list],
        page_obj=page_obj,
        search=search,
    )


def charges_page(market: Market, month: dt.date) -> ChargesPage:
    """Return the rents of a month. ≤ 3 queries."""
    rows = [charge_row(one) for one in _charges(market.charges.filter(month=month))]
    missing = active_in(market.stalls.all(), month).filter(rent_vnd__gt=0)
    return ChargesPage(
        market=market,
        month=month,
        month_label=month_label(month),
        rows=rows,
        due_vnd=sum((row.amount_vnd for row in rows), Decimal(0)),
        paid_vnd=sum((row.paid_vnd for row in rows), Decimal(0)),
        not_charged=missing.exclude(charges__month=month).count(),
        has_account=bool(market.bank_account),
    )


def charge_page(charge: StallCharge) -> ChargePage:
    """Return a rent loaded with stall, trader and market, and its code."""
    market = charge.market
    account, words = paying.own_account(market), paying.charge_memo(charge)
    owed = int(charge.left_vnd)
    text = paying.payload_of(account, words, owed) if account and owed > 0 else ""
    return ChargePage(
        row=charge_row(charge),
        account=account,
        memo=words,
        qr=qr_svg(text, title="Mã trả tiền chỗ") if text else "",
        board=paying.board_of(market),
    )


def own_charges(stall: Stall) -> list[ChargeRow]:
    """Return what a stall owes, the oldest first. 1 query."""
    rows = _charges(stall.charges.filter(paid_at=None)).order_by("month")
    return [charge_row(one) for one in rows]


def sales_of(stall: Stall) -> list[SaleRow]:
    """Return the latest sales of a stall. 1 query."""
    today = local_today()
    rows = stall.sales.filter(reverses=None).annotate(back=F("reversed_by"))
    return [
        SaleRow(
            pk=one.pk,
            at=format_datetime(one.at),
            amount_vnd=one.amount_vnd,
            how=one.get_how_display(),
            is_taken_back=one.back is not None,
            can_undo=one.back is None and one.sold_on == today and one.how != InPersonSale.How.BANK,
        )
        for one in rows.order_by("-pk")[:LATEST]
    ]


def charge_row(charge: StallCharge) -> ChargeRow:
    """Return the row of a rent loaded with its stall and trader."""
    return ChargeRow(
        pk=charge.pk,
        place=charge.stall.place,
        trader=charge.stall.trader.name,
        month_label=month_label(charge.month),
        amount_vnd=charge.amount_vnd,
        paid_vnd=charge.paid_vnd,
        left_vnd=charge.left_vnd,
        is_paid=charge.paid_at is not None,
        can_take_back=charge.marked_vnd > 0,
        state=_state(charge),
    )


def _charges(rows):
    return rows.select_related("stall__trader", "market").order_by("stall__place_key", "pk")


def _state(charge: StallCharge) -> str:
    if charge.paid_at is None:
        return "trả còn thiếu" if charge.paid_vnd else "chưa trả"
    how = charge.get_paid_how_display().lower()
    extra = ", trả thừa" if charge.paid_vnd > charge.amount_vnd else ""
    return f"đã trả {format_datetime(charge.paid_at)}, {how}{extra}"


def _stall_row(stall: Stall, accounts: dict) -> StallRow:
    return StallRow(
        code=stall.code,
        place=stall.place,
        trader=stall.trader.name,
        goods=stall.goods,
        rent_vnd=stall.rent_vnd,
        can_be_paid=stall.trader_id in accounts,
    )
