"""The book of every seller order: each amount moves from one account to another.

The book is never edited. A change of an order is brought about by entries for the difference
between what the book says and what is true now, so that doing it twice adds nothing.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from shop.order.states import SellerOrderState
from shop.payment.models import LedgerEntry

A, K = LedgerEntry.Account, LedgerEntry.Kind
HOLDERS = (A.AT_SELLER, A.AT_CARRIER, A.AT_GATEWAY)
#: States in which a seller order is worth nothing any more.
VOID = frozenset({SellerOrderState.CANCELLED, SellerOrderState.RETURNED})
#: Accounts that take off what the shopper owes.
_TAKEN_OFF = (A.DISCOUNT, A.PROGRAMME)
_SALE = (A.GOODS, A.SHIPPING, A.DISCOUNT, A.PROGRAMME)
_NOTHING = dict.fromkeys(_SALE, Decimal(0))


@dataclass(frozen=True, slots=True)
class Balance:
    """Where one seller order stands, in đồng."""

    charged_vnd: Decimal
    received_vnd: Decimal
    refunded_vnd: Decimal
    at_seller_vnd: Decimal
    at_carrier_vnd: Decimal
    at_gateway_vnd: Decimal
    #: What a programme pays of the sale, and what of it the seller has.
    funded_vnd: Decimal = Decimal(0)
    funding_paid_vnd: Decimal = Decimal(0)

    @property
    def net_vnd(self) -> Decimal:
        """Return what came and was not given back."""
        return self.received_vnd - self.refunded_vnd

    @property
    def due_vnd(self) -> Decimal:
        """Return what the shopper still owes; negative when money must go back."""
        return self.charged_vnd - self.net_vnd

    @property
    def is_balanced(self) -> bool:
        """Say whether all that came is held by somebody or was given back."""
        held = self.at_seller_vnd + self.at_carrier_vnd + self.at_gateway_vnd
        return held + self.refunded_vnd == self.received_vnd + self.funding_paid_vnd

    @property
    def programme_owes_vnd(self) -> Decimal:
        """Return what a programme owes the seller; negative when the seller owes it back."""
        return self.funded_vnd - self.funding_paid_vnd


def _worth(part) -> dict[str, Decimal]:
    """Return what the sale accounts of a living seller order stand at, in đồng."""
    return {
        A.GOODS: Decimal(part.goods_vnd),
        A.SHIPPING: Decimal(part.shipping_vnd),
        A.DISCOUNT: Decimal(part.discount_vnd),
        A.PROGRAMME: Decimal(part.funded_vnd),
    }


def sale(part, at: datetime) -> list[LedgerEntry]:
    """Return the unsaved entries of a seller order as it was placed."""
    return _sale_entries(part, K.SALE, at, _worth(part), defaultdict(Decimal), 0)


def undoing(part, at: datetime) -> list[LedgerEntry]:
    """Return the unsaved entries that make a seller order worth nothing after its sale."""
    return _sale_entries(part, K.CHANGE, at, _NOTHING, _worth(part), 0)


def change(part, at: datetime) -> list[LedgerEntry]:
    """Return the unsaved entries that bring the sale accounts to what is true now. 1 query."""
    entries = LedgerEntry.objects.filter(seller_order=part)
    rows = list(entries.values_list("kind", "debit", "credit", "amount_vnd"))
    # What a programme has paid moves its account as well, and is no part of the sale.
    stands = _standing(row[1:] for row in rows if row[0] in (K.SALE, K.CHANGE))
    # Goods and freight are credited by a sale, what is taken off is debited.
    now = {key: stands[key] if key in _TAKEN_OFF else -stands[key] for key in _SALE}
    wanted = _NOTHING if part.state in VOID else _worth(part)
    return _sale_entries(part, K.CHANGE, at, wanted, now, len(rows))


def receipt(part, *, amount_vnd: Decimal, holder: str, key: str, at: datetime) -> LedgerEntry:
    """Return the unsaved entry of money that came from the shopper."""
    return _entry(part, K.RECEIPT, holder, A.SHOPPER, amount_vnd, f"receipt:{key}", at)


def refund(part, *, amount_vnd: Decimal, holder: str, key: str, at: datetime) -> LedgerEntry:
    """Return the unsaved entry of money that went back to the shopper."""
    return _entry(part, K.REFUND, A.SHOPPER, holder, amount_vnd, f"refund:{key}", at)


def payout(part, *, amount_vnd: Decimal, holder: str, key: str, at: datetime) -> LedgerEntry:
    """Return the unsaved entry of money that a carrier or gateway handed to the seller."""
    return _entry(part, K.PAYOUT, A.AT_SELLER, holder, amount_vnd, f"payout:{key}", at)


def fee(part, *, amount_vnd: Decimal, at: datetime) -> LedgerEntry:
    """Return the unsaved entry of the market's fee on a completed seller order."""
    return _entry(part, K.FEE, A.FEE, A.PLATFORM, amount_vnd, "fee", at)


def funding(part, *, amount_vnd: Decimal, key: str, at: datetime) -> LedgerEntry:
    """Return the unsaved entry of a programme's money for the seller; negative: given back."""
    debit, credit = A.AT_SELLER, A.PROGRAMME
    if amount_vnd < 0:
        debit, credit = credit, debit
    return _entry(part, K.FUNDING, debit, credit, abs(amount_vnd), f"funding:{key}", at)


def balances(part_ids: Iterable[int]) -> dict[int, Balance]:
    """Return the balance of each seller order by its id. 1 query."""
    entries = LedgerEntry.objects.filter(seller_order__in=list(part_ids))
    rows = (
        entries.order_by()
        .values_list("seller_order_id", "kind", "debit", "credit")
        .annotate(total=Sum("amount_vnd"))
    )
    found: dict[int, list] = defaultdict(list)
    for part_id, kind, debit, credit, total in rows:
        found[part_id].append((kind, debit, credit, total))
    return {part_id: _balance(of_part) for part_id, of_part in found.items()}


def balance_of(part) -> Balance:
    """Return the balance of one seller order. 1 query."""
    return balances([part.pk]).get(part.pk) or _balance([])


def _balance(rows) -> Balance:
    stands = _standing((debit, credit, total) for _kind, debit, credit, total in rows)
    by_kind: dict[str, Decimal] = defaultdict(Decimal)
    for kind, _debit, _credit, total in rows:
        by_kind[kind] += total
    paid = _standing(row[1:] for row in rows if row[0] == K.FUNDING)[A.AT_SELLER]
    # Payments of the programme have lowered its account since the sale.
    funded = stands[A.PROGRAMME] + paid
    charged = -stands[A.GOODS] - stands[A.SHIPPING] - stands[A.DISCOUNT] - funded
    return Balance(
        charged_vnd=charged,
        received_vnd=by_kind[K.RECEIPT],
        refunded_vnd=by_kind[K.REFUND],
        at_seller_vnd=stands[A.AT_SELLER],
        at_carrier_vnd=stands[A.AT_CARRIER],
        at_gateway_vnd=stands[A.AT_GATEWAY],
        funded_vnd=funded,
        funding_paid_vnd=paid,
    )


def _standing(rows) -> dict[str, Decimal]:
    """Return debits less credits of every account."""
    stands: dict[str, Decimal] = defaultdict(Decimal)
    for debit, credit, amount in rows:
        stands[debit] += amount
        stands[credit] -= amount
    return stands


def _sale_entries(part, kind, at, wanted, now, serial) -> list[LedgerEntry]:
    entries = []
    for account, amount in wanted.items():
        more = amount - now[account]
        if not more:
            continue
        # The shopper owes goods and freight less what is taken off.
        raises_debt = (more > 0) != (account in _TAKEN_OFF)
        debit, credit = (A.SHOPPER, account) if raises_debt else (account, A.SHOPPER)
        key = f"{kind}:{account}:{serial}"
        entries.append(_entry(part, kind, debit, credit, abs(more), key, at))
    return entries


def _entry(part, kind, debit, credit, amount_vnd, key, at) -> LedgerEntry:
    return LedgerEntry(
        seller_order=part,
        kind=kind,
        debit=debit,
        credit=credit,
        amount_vnd=amount_vnd,
        key=f"{part.number}:{key}"[:100],
        at=at,
    )
