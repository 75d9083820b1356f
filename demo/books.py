"""The money of planned orders: payment records, transactions and the ledger, in bulk."""

import datetime as dt
from collections.abc import Iterator

from demo.orders import Part
from demo.purses import Purse, purse
from shop.order.models import SellerOrder
from shop.order.states import PaymentMethod, SellerOrderState
from shop.payment import ledger
from shop.payment.models import LedgerEntry, Source, SourceType, Transaction
from shop.payment.money import new_source

S, A = SellerOrderState, LedgerEntry.Account
#: Who has the money first, by the way it was paid.
_HOLDER = {
    PaymentMethod.COD: A.AT_CARRIER,
    PaymentMethod.CASH_PICKUP: A.AT_SELLER,
    PaymentMethod.VIETQR: A.AT_SELLER,
    PaymentMethod.GATEWAY: A.AT_GATEWAY,
}


def write_books(rows: list[tuple[Part, SellerOrder]], ways: dict[str, SourceType]) -> None:
    """Write one source per seller order, and what moved on its ledger."""
    books = [(plan, part, purse(part.payment_method, plan.road)) for plan, part in rows]
    sources = [_source(part, way, ways) for _, part, way in books]
    Source.objects.bulk_create(sources)
    Transaction.objects.bulk_create(
        row
        for source, (_, part, way) in zip(sources, books, strict=True)
        for row in _transactions(source, part, way)
    )
    LedgerEntry.objects.bulk_create(entry for book in books for entry in _entries(*book))


def _source(part: SellerOrder, way: Purse, ways: dict[str, SourceType]) -> Source:
    source = new_source(part.order, part, ways)
    source.amount_debited = part.total_vnd if way.was_paid else 0
    source.amount_refunded = part.total_vnd if way.was_refunded else 0
    return source


def _transactions(source: Source, part: SellerOrder, way: Purse) -> Iterator[Transaction]:
    moved = [(Transaction.RECEIVED, "paid")] if way.was_paid else []
    moved += [(Transaction.REFUNDED, "refunded")] if way.was_refunded else []
    for kind, status in moved:
        yield Transaction(
            source=source,
            provider="demo",
            txn_type=kind,
            amount=part.total_vnd,
            reference=part.number,
            status=status,
        )


def _entries(plan: Part, part: SellerOrder, way: Purse) -> Iterator[LedgerEntry]:
    yield from ledger.sale(part, part.placed_at)
    holder, total = _HOLDER[part.payment_method], part.total_vnd
    if way.was_paid:
        at = _paid_at(plan, part)
        yield ledger.receipt(part, amount_vnd=total, holder=holder, key="demo", at=at)
    if part.state == S.COMPLETED and holder != A.AT_SELLER:
        at = part.completed_at
        yield ledger.payout(part, amount_vnd=total, holder=holder, key="demo", at=at)
    if part.state in ledger.VOID:
        at = part.cancelled_at or part.returned_at
        yield from ledger.undoing(part, at)
        if way.was_refunded:
            yield ledger.refund(part, amount_vnd=total, holder=holder, key="demo", at=at)


def _paid_at(plan: Part, part: SellerOrder) -> dt.datetime:
    comes_first = part.payment_method in (PaymentMethod.VIETQR, PaymentMethod.GATEWAY)
    return part.placed_at if comes_first else plan.road.at(S.DELIVERED)
