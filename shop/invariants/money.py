"""I3, I4 and I4b: what is owed, what came, who has it, and what a person must see.

Amounts are whole đồng.
"""

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from shop.invariants.findings import Fault, Finding, look_for
from shop.invariants.sums import MONEY, money_of
from shop.order.models import Order, SellerOrder
from shop.order.states import PaymentState
from shop.payment.ledger import HOLDERS, VOID
from shop.payment.matching import BY_HAND
from shop.payment.models import LedgerEntry, PaymentCase, PaymentInbox, Source, Transaction

A, K, O = LedgerEntry.Account, LedgerEntry.Kind, PaymentInbox.Outcome  # noqa: E741
_SALE = (A.GOODS, A.SHIPPING, A.DISCOUNT)
_SALE_KINDS = (K.SALE, K.CHANGE)
#: Outcomes of notices whose money stands in transactions.
_NOTED = (O.MATCHED, O.UNDER, O.OVER, O.LATE, O.DUPLICATE)
_NUMBER = "seller_order__number"


def orders_have_records() -> Finding:
    """Look for seller orders without a payment record, and for records of another amount."""
    real = SellerOrder.objects.filter(is_demo=False)
    sources = Source.objects.order_by()
    worth = F("seller_order__goods_vnd") - F("seller_order__discount_vnd")
    worth += F("seller_order__shipping_vnd")
    owed = money_of(sources, "order", "amount_allocated")
    return look_for(
        Fault("seller order without a payment record", real.filter(source__isnull=True), "number"),
        Fault(
            "payment record of no seller order, or of another order",
            sources.filter(Q(seller_order__isnull=True) | ~Q(order=F("seller_order__order"))),
        ),
        Fault(
            "payment record over another amount",
            sources.exclude(amount_allocated=worth),
            _NUMBER,
        ),
        Fault(
            "payment records are not the total of the order",
            Order.objects.filter(sources__isnull=False)
            .annotate(owed=owed)
            .exclude(total_incl_tax=F("owed"))
            .distinct(),
            "number",
        ),
    )


def money_adds_up() -> Finding:
    """Compare payment records, transactions, book and payment states."""
    moved = Transaction.objects.all()
    sources = Source.objects.order_by().annotate(
        came=money_of(moved.filter(txn_type=Transaction.RECEIVED), "source", "amount"),
        went=money_of(moved.filter(txn_type=Transaction.REFUNDED), "source", "amount"),
    )
    entries = LedgerEntry.objects.filter(seller_order=OuterRef("seller_order"))
    worthy = Q(seller_order__goods_vnd__gt=0) | Q(seller_order__shipping_vnd__gt=0)
    return look_for(
        Fault(
            "payment record is not its transactions",
            sources.exclude(amount_debited=F("came"), amount_refunded=F("went")),
            _NUMBER,
        ),
        Fault(
            "more went back than came",
            sources.filter(amount_refunded__gt=F("amount_debited")),
            _NUMBER,
        ),
        Fault(
            "payment record without a book",
            Source.objects.filter(worthy | Q(amount_debited__gt=0)).filter(~Exists(entries)),
            _NUMBER,
        ),
        *_faults_of_the_book(),
        *_faults_of_notices(),
    )


def excess_is_in_the_queue() -> Finding:
    """Look for money that must go back and that nobody was asked to look at."""
    cases = PaymentCase.objects.filter(seller_order=OuterRef("seller_order"), is_open=True)
    owing = books().filter(charged__lt=F("received") - F("refunded"))
    return look_for(Fault("too much paid, without a case", owing.filter(~Exists(cases)), _NUMBER))


def books() -> QuerySet:
    """Return one row per seller order with what its entries say; ``should_be`` is its state."""
    net = F("received") - F("refunded")
    return (
        LedgerEntry.objects.order_by()
        .values(_NUMBER)
        .annotate(
            received=_kind(K.RECEIPT),
            refunded=_kind(K.REFUND),
            held=_stands(HOLDERS),
            goods=_stands((A.GOODS,)),
            shipping=_stands((A.SHIPPING,)),
            discount=_stands((A.DISCOUNT,)),
            funded=_stands((A.PROGRAMME,), Q(kind__in=_SALE_KINDS)),
            funding=_stands((A.AT_SELLER,), Q(kind=K.FUNDING)),
            charged=-_stands(_SALE) - _stands((A.PROGRAMME,), Q(kind__in=_SALE_KINDS)),
        )
        .annotate(
            should_be=Case(
                When(
                    received__lte=F("refunded"), received__gt=0, then=_word(PaymentState.REFUNDED)
                ),
                When(received__lte=F("refunded"), then=_word(PaymentState.UNPAID)),
                When(
                    Q(seller_order__state__in=sorted(VOID)) | Q(charged__lte=net),
                    then=_word(PaymentState.PAID),
                ),
                default=_word(PaymentState.PARTLY),
                output_field=CharField(),
            )
        )
    )


def _faults_of_the_book() -> list[Fault]:
    is_void = Q(seller_order__state__in=sorted(VOID))
    stands_at_sale = Q(
        goods=-F("seller_order__goods_vnd"),
        shipping=-F("seller_order__shipping_vnd"),
        discount=F("seller_order__discount_vnd"),
        funded=F("seller_order__funded_vnd"),
    )
    nothing = Q(goods=0, shipping=0, discount=0, funded=0)
    source = "seller_order__source__"
    return [
        Fault(
            "book and payment record differ",
            books()
            .filter(seller_order__source__isnull=False)
            .exclude(received=F(f"{source}amount_debited"), refunded=F(f"{source}amount_refunded")),
            _NUMBER,
        ),
        Fault(
            "money that came is nowhere",
            books().exclude(received=F("held") + F("refunded") - F("funding")),
            _NUMBER,
        ),
        Fault(
            "book says another worth",
            books().exclude(is_void & nothing | ~is_void & stands_at_sale),
            _NUMBER,
        ),
        Fault(
            "payment state is not that of the book",
            books().exclude(seller_order__payment_state=F("should_be")),
            _NUMBER,
        ),
    ]


def _faults_of_notices() -> list[Fault]:
    notices = PaymentInbox.objects.order_by()
    mine = Transaction.objects.filter(
        source__order=OuterRef("attempt__order"), txn_type=Transaction.RECEIVED
    )
    told = mine.filter(provider=OuterRef("provider"), reference=OuterRef("reference"))
    total = told.order_by().values("provider").annotate(n=Sum("amount")).values("n")
    noted = notices.filter(attempt__isnull=False).annotate(
        noted=Coalesce(Subquery(total, output_field=MONEY), 0, output_field=MONEY)
    )
    by_hand = mine.filter(provider=BY_HAND, amount=OuterRef("amount_vnd"))
    kept = Exists(PaymentCase.objects.filter(notice=OuterRef("pk")))
    return [
        Fault("notice that nobody acted on", notices.filter(outcome=O.NEW), "reference"),
        Fault(
            "notice of money without a case",
            notices.filter(~kept, outcome__in=(O.UNMATCHED, O.HELD)),
            "reference",
        ),
        Fault(
            "notice and transactions differ",
            noted.filter(outcome__in=_NOTED).exclude(
                Q(noted=F("amount_vnd")) | Q(outcome=O.MATCHED, noted=0) & Exists(by_hand)
            ),
            "reference",
        ),
    ]


def _kind(kind: str):
    return Sum("amount_vnd", filter=Q(kind=kind), default=0, output_field=MONEY)


def _stands(accounts, among: Q = Q()):  # noqa: B008
    """Return debits less credits of some accounts, of all entries or those ``among`` them."""
    debited, credited = among & Q(debit__in=accounts), among & Q(credit__in=accounts)
    debits = Sum("amount_vnd", filter=debited, default=0, output_field=MONEY)
    credits = Sum("amount_vnd", filter=credited, default=0, output_field=MONEY)
    return debits - credits


def _word(state: str) -> Value:
    return Value(str(state))
