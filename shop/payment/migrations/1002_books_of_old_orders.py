"""Give every order placed before the ledger one payment record per seller order, and its book.

An order had one record for all its seller orders, and cash was the only money that moved.
"""

from django.db import migrations
from django.db.models import F

VOID = ("cancelled", "returned")
BATCH = 500


def split_sources(apps, schema_editor):
    SellerOrder = apps.get_model("order", "SellerOrder")
    Source = apps.get_model("payment", "Source")
    apps.get_model("order", "Line").objects.filter(ordered_quantity=0).update(
        ordered_quantity=F("quantity")
    )
    old = Source.objects.filter(seller_order__isnull=True)
    order_ids = list(old.order_by("order_id").values_list("order_id", flat=True).distinct())
    for start in range(0, len(order_ids), BATCH):
        parts = SellerOrder.objects.filter(order_id__in=order_ids[start : start + BATCH])
        olds = {
            row.order_id: row for row in old.filter(order_id__in=order_ids[start : start + BATCH])
        }
        for part in parts.order_by("pk"):
            _move(apps, part, olds[part.order_id])
    # What is left has neither a seller order nor money of its own.
    old.filter(transactions__isnull=True).delete()


def _move(apps, part, old):
    Source = apps.get_model("payment", "Source")
    Transaction = apps.get_model("payment", "Transaction")
    moved = Transaction.objects.filter(source=old, reference=part.number)
    received = sum(row.amount for row in moved if row.txn_type == "Debit")
    refunded = sum(row.amount for row in moved if row.txn_type == "Refund")
    source = Source.objects.create(
        order_id=part.order_id,
        seller_order=part,
        source_type_id=old.source_type_id,
        currency=old.currency,
        amount_allocated=_total(part),
        amount_debited=received,
        amount_refunded=refunded,
        reference=part.number,
    )
    moved.update(source=source)
    _write_book(apps, part, received, refunded)


def _total(part):
    return part.goods_vnd - part.discount_vnd + part.shipping_vnd


def _write_book(apps, part, received, refunded):
    LedgerEntry = apps.get_model("payment", "LedgerEntry")
    rows = [
        ("sale", "shopper", "goods", part.goods_vnd),
        ("sale", "shopper", "shipping", part.shipping_vnd),
        ("sale", "discount", "shopper", part.discount_vnd),
        ("receipt", "at_seller", "shopper", received),
    ]
    if part.state in VOID:
        rows += [("change", credit, debit, amount) for _, debit, credit, amount in rows[:3]]
    rows.append(("refund", "shopper", "at_seller", refunded))
    at = part.cancelled_at or part.returned_at or part.delivered_at or part.placed_at
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            seller_order_id=part.pk,
            kind=kind,
            debit=debit,
            credit=credit,
            amount_vnd=amount,
            key=f"{part.number}:{kind}:{debit}:{credit}:before-the-ledger",
            at=part.placed_at if kind == "sale" else at,
        )
        for kind, debit, credit, amount in rows
        if amount
    )


class Migration(migrations.Migration):
    dependencies = [("payment", "1001_money")]
    operations = [migrations.RunPython(split_sources, migrations.RunPython.noop)]
