"""I14: programmes pay what was redeemed, within their budgets, and no person more often than so.

Amounts are whole đồng.
"""

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Sum, When

from shop.invariants.findings import Fault, Finding, in_words, look_for
from shop.invariants.sums import MONEY, money_of
from shop.order.models import SellerOrder
from shop.payment.ledger import VOID
from shop.programme.models import FundedLine, Programme, Redemption

K = Redemption.Kind
_HOLDING = (K.RESERVED, K.RELEASED)
_SIGNED = Case(
    When(kind=K.RESERVED, then=F("amount_vnd")),
    When(kind=K.RELEASED, then=-F("amount_vnd")),
    default=0,
    output_field=MONEY,
)


def programmes_keep_their_limits() -> Finding:
    """Compare budgets with redemptions, redemptions with orders, and uses with their limits."""
    rows = Redemption.objects.filter(kind__in=_HOLDING)
    programmes = Programme.objects.order_by().annotate(
        redeemed=money_of(rows, "programme", _SIGNED)
    )
    faults = look_for(
        Fault("more redeemed than the budget", programmes.filter(redeemed__gt=F("budget_vnd"))),
        Fault("what is held is not what was redeemed", programmes.exclude(held_vnd=F("redeemed"))),
        *_faults_of_orders(rows),
    )
    uses = in_words([*_used_too_often(), *_codes_used_twice()])
    return Finding(faults.broken + uses.broken, (*faults.examples, *uses.examples))


def _faults_of_orders(rows: QuerySet) -> list[Fault]:
    held = SellerOrder.objects.order_by().filter(Q(redemptions__isnull=False) | Q(funded_vnd__gt=0))
    held = held.distinct().annotate(holds=money_of(rows, "seller_order", _SIGNED))
    is_void = Q(state__in=sorted(VOID))
    used = Redemption.objects.filter(kind=K.USED)
    lines = FundedLine.objects.filter(line__seller_order=OuterRef("pk"))
    return [
        Fault(
            "order holds another amount than its programme pays",
            held.exclude(is_void & Q(holds=0) | ~is_void & Q(holds=F("funded_vnd"))),
            "number",
        ),
        Fault(
            "programme pays more than the goods",
            SellerOrder.objects.filter(funded_vnd__gt=F("goods_vnd") - F("discount_vnd")),
            "number",
        ),
        Fault("paid order without its lines", held.filter(~Exists(lines)), "number"),
        Fault(
            "used by an order that is not completed",
            used.exclude(seller_order__state__in=("completed", "returned")),
            "seller_order__number",
        ),
        Fault(
            "completed, and not written down as used",
            SellerOrder.objects.filter(state="completed", funded_vnd__gt=0).exclude(
                pk__in=used.values("seller_order")
            ),
            "number",
        ),
    ]


def _used_too_often() -> list[str]:
    """Return whoever has more orders of a programme than it allows one person."""
    phone = "seller_order__order__customer_phone"
    rows = _living("programme", "programme__per_person", phone)
    uses: dict[tuple, int] = {}
    for programme, most, who, *_order in rows:
        uses[programme, most, who] = uses.get((programme, most, who), 0) + 1
    return [
        f"programme {programme}: used {n} times of {most} by one phone"
        for (programme, most, _who), n in uses.items()
        if n > most
    ]


def _codes_used_twice() -> list[str]:
    rows = _living("code").filter(code__is_personal=True)
    orders: dict[int, int] = {}
    for code, *_order in rows:
        orders[code] = orders.get(code, 0) + 1
    return [f"personal code {code}: used by {n} orders" for code, n in orders.items() if n > 1]


def _living(*columns: str) -> QuerySet:
    """Return one row for each order that holds money, with these columns and the order."""
    rows = Redemption.objects.filter(kind__in=_HOLDING).order_by()
    rows = rows.values_list(*columns, "seller_order__order")
    return rows.annotate(_holds=Sum(_SIGNED, output_field=MONEY)).filter(_holds__gt=0)
