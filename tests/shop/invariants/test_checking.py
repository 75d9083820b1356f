"""Every invariant notices when it is broken, and only the one that is broken does.

What a constraint of the database makes impossible is shown to be refused instead.
"""

import os
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from audit import append_only
from audit.models import AuditEvent
from audit.recording import record
from catalogue.models import ProductImage
from jobs.heartbeat import beat
from jobs.models import Outbox
from shop.basket.models import Basket
from shop.invariants.checking import check_invariants
from shop.order.models import (
    Line,
    LinePrice,
    Order,
    OrderDiscount,
    SellerOrder,
    SellerOrderEvent,
    Surcharge,
)
from shop.order.moves import cancel
from shop.partner import stock
from shop.partner.models import StockMovement, StockRecord
from shop.payment.models import LedgerEntry, PaymentCase, PaymentInbox, Source, Transaction
from shop.voucher.models import Voucher
from tests.factories import make_listing, make_seller, make_user
from tests.shop.invariants.conftest import receive
from tests.shop.programme.making import make_programme

pytestmark = pytest.mark.django_db
DAMAGES = []


def breaks(*ids):
    """Register a damage with the invariants that must notice it."""

    def register(damage):
        DAMAGES.append(pytest.param(damage, set(ids), id=f"{'-'.join(ids)}-{damage.__name__}"))
        return damage

    return register


def of(part):
    return {"seller_order": part}


def an_hour_ago():
    return timezone.now() - timedelta(hours=1)


@breaks("I1")
def record_holds_more_than_its_lines(market):
    StockRecord.objects.update(num_allocated=F("num_allocated") + 1)


@breaks("I1")
def waiting_line_holds_nothing(market):
    line = Line.objects.filter(order=market.waiting).first()
    StockRecord.objects.filter(pk=line.stockrecord_id).update(
        num_allocated=F("num_allocated") - line.num_allocated
    )
    Line.objects.filter(pk=line.pk).update(num_allocated=0)


@breaks("I1")
def shipped_line_still_holds(market):
    line = market.done.lines.get()
    StockRecord.objects.filter(pk=line.stockrecord_id).update(num_allocated=F("num_allocated") + 1)
    Line.objects.filter(pk=line.pk).update(num_allocated=1)


@breaks("I2")
def stock_appears_from_nowhere(market):
    StockRecord.objects.filter(num_allocated__gt=0).update(num_in_stock=F("num_in_stock") + 1)


@breaks("I2")
def movement_is_lost(market):
    StockMovement.objects.filter(kind="shipped").delete()


@breaks("I2")
def goods_come_back_twice(market):
    record = market.done.lines.get().stockrecord
    for _ in range(2):
        stock.add(record=record, quantity=1, kind="returned", reference=market.done.number)


@breaks("I3")
def payment_record_is_lost(market):
    Source.objects.filter(**of(market.first)).delete()


@breaks("I3")
def payment_record_is_of_no_seller_order(market):
    Source.objects.filter(**of(market.first)).update(seller_order=None)


@breaks("I3")
def payment_record_is_over_another_amount(market):
    Source.objects.filter(**of(market.first)).update(amount_allocated=F("amount_allocated") + 1)


@breaks("I3")
def payment_record_is_of_another_order(market):
    order = market.done.order
    Source.objects.filter(**of(market.first)).update(order=order)


@breaks("I4")
def transaction_has_another_amount(market):
    Transaction.objects.filter(source__seller_order=market.done).update(amount=F("amount") - 1)


@breaks("I4")
def payment_record_counts_twice(market):
    Source.objects.filter(**of(market.done)).update(amount_debited=F("amount_debited") * 2)


@breaks("I4")
def refund_has_no_transaction(market):
    Source.objects.filter(**of(market.done)).update(amount_refunded=1)


@breaks("I4")
def receipt_is_not_in_the_book(market):
    LedgerEntry.objects.filter(kind="receipt", **of(market.done)).delete()


@breaks("I4")
def order_has_no_book(market):
    LedgerEntry.objects.filter(**of(market.first)).delete()


@breaks("I4")
def book_knows_another_price(market):
    LedgerEntry.objects.filter(credit="goods", **of(market.first)).update(
        amount_vnd=F("amount_vnd") + 1
    )


@breaks("I4")
def money_leaves_without_a_refund(market):
    entry = LedgerEntry.objects.get(kind="receipt", **of(market.done))
    LedgerEntry.objects.filter(pk=entry.pk).update(debit="fee")


@breaks("I4")
def paid_order_is_called_unpaid(market):
    SellerOrder.objects.filter(pk=market.prepaid.pk).update(payment_state="unpaid")


@breaks("I4")
def unpaid_order_is_called_paid(market):
    SellerOrder.objects.filter(pk=market.first.pk).update(payment_state="paid")


def notice(**fields):
    return PaymentInbox.objects.create(
        provider="vietqr",
        raw="{}",
        received_at=timezone.now(),
        **{"reference": "FT9", "amount_vnd": 1_000} | fields,
    )


@breaks("I4")
def notice_is_not_acted_on(market):
    notice(outcome=PaymentInbox.Outcome.NEW)


@breaks("I4")
def money_of_nobody_is_shown_to_nobody(market):
    notice(outcome=PaymentInbox.Outcome.UNMATCHED)


@breaks("I4")
def notice_of_money_is_not_in_the_books(market):
    attempt = market.prepaid.payment_attempts.create(
        order=market.prepaid.order,
        gateway="vietqr",
        reference="1",
        amount_vnd=1_000,
        created_at=timezone.now(),
        expires_at=timezone.now(),
    )
    notice(outcome=PaymentInbox.Outcome.MATCHED, attempt=attempt)


@breaks("I4b")
def excess_is_taken_out_of_the_queue(market):
    receive(market.prepaid, 5_000, "FT2")
    PaymentCase.objects.update(is_open=False)


@breaks("I4b")
def money_of_a_cancelled_order_is_forgotten(market):
    cancel(seller_order=market.prepaid)
    PaymentCase.objects.all().delete()


@breaks("I5")
def ordered_basket_is_open_again(market):
    Basket.objects.filter(order=market.waiting).update(status="Open")


@breaks("I5")
def basket_is_submitted_without_an_order(market):
    Basket.objects.create(status="Submitted")


@breaks("I5")
def basket_is_frozen_for_an_hour(market):
    basket = Basket.objects.create(status="Frozen")
    Basket.objects.filter(pk=basket.pk).update(date_created=an_hour_ago())


@breaks("I6")
def surcharge_is_not_in_the_total(market):
    Surcharge.objects.create(order=market.waiting, name="Gói quà", code="goi", incl_tax=5_000)


@breaks("I6")
def line_was_confirmed_at_another_price(market):
    LinePrice.objects.filter(order=market.waiting).update(price_incl_tax=Decimal(1))


@breaks("I6")
def line_has_another_unit_price(market):
    line = market.done.lines.get()
    Line.objects.filter(pk=line.pk).update(unit_price_incl_tax=1)
    LinePrice.objects.filter(line=line).update(price_incl_tax=1)


@breaks("I6")
def discount_is_not_in_the_lines(market):
    OrderDiscount.objects.create(order=market.waiting, amount=1_000)


@breaks("I3", "I6", "I7")
def total_of_the_order_is_changed(market):
    Order.objects.filter(pk=market.waiting.pk).update(total_incl_tax=F("total_incl_tax") + 1)


@breaks("I6", "I7")
def freight_of_the_order_is_changed(market):
    Order.objects.filter(pk=market.waiting.pk).update(shipping_incl_tax=1)


@breaks("I7")
def line_moves_to_another_seller(market):
    first, second = market.waiting.seller_orders.order_by("number")
    first.lines.update(seller_order=second)


@breaks("I7")
def line_is_of_another_partner(market):
    other = make_seller("HTX khác").partner
    market.done.lines.update(partner=other)


@breaks("I7")
def line_of_another_order(market):
    line = market.done.lines.get()
    Line.objects.filter(pk=line.pk).update(seller_order=market.first, num_allocated=line.quantity)
    StockRecord.objects.filter(pk=line.stockrecord_id).update(
        num_allocated=F("num_allocated") + line.quantity
    )


@breaks("I9")
def order_never_told_its_shopper(market):
    key = f"message:order-placed:{market.waiting.number}"
    assert Outbox.objects.filter(dedupe_key=key).delete()[0]


@breaks("I9")
def message_about_an_order_is_given_up(market):
    Outbox.objects.filter(dedupe_key__startswith="message:order-placed").update(tries=12)


@breaks("I9")
def living_worker_does_not_deliver(market):
    Outbox.objects.update(not_before=an_hour_ago())
    beat(name="worker")


@breaks("I10")
def voucher_is_used_without_being_counted(market):
    voucher = Voucher.objects.create(
        name="Tết",
        code="TET",
        usage=Voucher.SINGLE_USE,
        start_datetime=an_hour_ago(),
        end_datetime=timezone.now(),
    )
    voucher.applications.create(order=market.waiting)


def photo_file(settings, name, *, age_s=0):
    path = settings.MEDIA_ROOT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"photo")
    os.utime(path, (time.time() - age_s,) * 2)


@breaks("I11")
def photo_has_no_file(market):
    product = make_listing(make_seller("HTX ảnh"))
    ProductImage.objects.create(product=product, original="photos/2026/11/lost.jpg")


@breaks("I12")
def history_has_no_beginning(market):
    market.done.events.first().delete()


@breaks("I12")
def history_jumps(market):
    market.done.events.filter(to_state="packed").delete()


@breaks("I12")
def history_takes_a_forbidden_step(market):
    for old, new in (("placed", "delivered"), ("delivered", "placed")):
        SellerOrderEvent.objects.create(
            seller_order=market.first, from_state=old, to_state=new, at=timezone.now()
        )


@breaks("I12")
def history_goes_back_in_time(market):
    market.done.events.filter(to_state="packed").update(at=an_hour_ago())


@breaks("I12")
def state_changes_without_an_event(market):
    parts = SellerOrder.objects.filter(pk=market.prepaid.pk)
    parts.update(state="confirmed", confirmed_at=timezone.now())
    Order.objects.filter(pk=market.prepaid.order_id).update(status="confirmed")


@breaks("I12")
def state_has_no_instant(market):
    SellerOrder.objects.filter(pk=market.done.pk).update(delivered_at=None)


@breaks("I12")
def open_order_has_the_day_of_its_end(market):
    SellerOrder.objects.filter(pk=market.first.pk).update(cancelled_on=timezone.localdate())


@breaks("I12")
def day_is_not_that_of_the_instant(market):
    SellerOrder.objects.update(placed_on=timezone.localdate() - timedelta(days=2))


@breaks("I12")
def status_of_the_order_is_old(market):
    Order.objects.filter(pk=market.waiting.pk).update(status="completed")


@breaks("I13")
def trail_was_edited(market):
    record("role.granted", label="một")
    append_only.remove(connection)
    AuditEvent.objects.update(actor_label="Người khác")


@breaks("I14")
def budget_is_held_by_nobody(market):
    make_programme(held_vnd=5_000)


@breaks("I4", "I14")
def order_says_that_a_programme_pays(market):
    SellerOrder.objects.filter(pk=market.first.pk).update(funded_vnd=1_000)


def test_finds_nothing_wrong_with_a_good_market(market, broken):
    assert broken() == set()


@pytest.mark.parametrize(("damage", "ids"), DAMAGES)
def test_names_what_is_broken(market, broken, damage, ids):
    damage(market)

    assert broken() == ids


def test_knows_a_damage_for_every_invariant():
    damaged = set().union(*(param.values[1] for param in DAMAGES))

    assert damaged == {outcome.id for outcome in check_invariants().outcomes}


def test_counts_all_and_names_five(market):
    for _ in range(7):
        Basket.objects.create(status="Submitted")

    found = {outcome.id: outcome.as_json() for outcome in check_invariants().outcomes}["I5"]

    assert (found["ok"], found["broken"], len(found["examples"])) == (False, 7, 5)


def test_lets_messages_wait_while_no_worker_lives(market, broken):
    Outbox.objects.update(not_before=an_hour_ago())

    assert broken() == set()


def test_finds_an_old_file_without_a_photo_but_not_a_new_one(settings, broken):
    photo_file(settings, "photos/2026/11/new.sent")
    assert broken() == set()

    photo_file(settings, "photos/2026/11/old.sent", age_s=25 * 3600)
    assert broken() == {"I11"}


def test_accepts_a_photo_whose_files_are_there(settings, broken):
    names = {"": "photos/2026/11/a.jpg", "320": "photos/2026/11/a-320.webp"}
    for name in names.values():
        photo_file(settings, name, age_s=25 * 3600)
    product = make_listing(make_seller())
    sizes = {"320": names["320"]}
    ProductImage.objects.create(product=product, original=names[""], renditions=sizes)

    assert broken() == set()


REFUSED = {
    "more held than there is": lambda m: StockRecord.objects.update(num_allocated=10_000),
    "less than nothing held": lambda m: StockRecord.objects.update(
        num_allocated=F("num_allocated") - 1_000
    ),
    "two payment records of one part": lambda m: Source.objects.create(
        order=m.waiting, seller_order=m.first, source_type=m.first.source.source_type
    ),
    "more given back than came": lambda m: Source.objects.update(
        amount_refunded=F("amount_debited") + 1
    ),
    "money counted twice": lambda m: m.prepaid.source.transactions.create(
        provider="vietqr", reference="FT1", txn_type="Debit", amount=1, status=""
    ),
    "notice kept twice": lambda m: (notice(), notice()),
    "book written twice": lambda m: LedgerEntry.objects.bulk_create(
        LedgerEntry(
            seller_order=m.first, kind="fee", debit="fee", credit="platform",
            amount_vnd=1, key="x", at=timezone.now(),
        )
        for _ in range(2)
    ),
    "two open cases of one part": lambda m: PaymentCase.objects.bulk_create(
        PaymentCase(seller_order=m.first, kind="over", amount_vnd=1, opened_at=timezone.now())
        for _ in range(2)
    ),
    "two open baskets of one account": lambda m: Basket.objects.bulk_create(
        Basket(owner=owner) for owner in [make_user()] * 2
    ),
    "two orders of one basket": lambda m: Order.objects.filter(pk=m.done.order_id).update(
        basket=m.waiting.basket
    ),
    "two parts of one seller": lambda m: SellerOrder.objects.filter(order=m.waiting).update(
        partner=m.first.partner
    ),
    "one message queued twice": lambda m: Outbox.objects.create(
        kind="message", dedupe_key=f"message:order-placed:{m.waiting.number}"
    ),
    "completed without a day": lambda m: SellerOrder.objects.filter(pk=m.done.pk).update(
        completed_on=None
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_has_a_database_that_refuses(market, broken, what):
    with pytest.raises(IntegrityError), transaction.atomic():
        REFUSED[what](market)

    assert broken() == set()
