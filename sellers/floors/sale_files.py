"""A floor's list of orders, looked at before it is entered; each row goes through ``selling``."""

import hashlib
import shutil
import tempfile
from collections import Counter
from pathlib import Path

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from common.errors import BusinessRuleError
from sellers.floor_models import FloorSale, FloorSaleFile
from sellers.floors import selling
from sellers.floors.sale_judging import (
    BACK,
    CORRECT,
    NAME,
    OLD,
    REFUSED,
    SAME,
    TAKE,
    Judged,
    judge,
)
from sellers.floors.sale_rows import SaleRow, read_sales
from shop.partner.models import Partner

#: Entered lists that a shop can look back at.
_KEPT = 20


class AlreadyEntered(BusinessRuleError):
    """Somebody has entered this list before."""

    message = "Tệp này đã nhập rồi. Kho không đổi."


def upload(*, partner: Partner, floor: str, content: File, by=None) -> FloorSaleFile:
    """Keep the rows of a list for a look at them; lists of the shop not entered before go.

    Only the cells that are needed are kept, never the file. Raises ``UnreadableFile``.
    """
    checksum = hashlib.sha256()
    with tempfile.NamedTemporaryFile() as held:
        content.seek(0)
        shutil.copyfileobj(content, held)
        held.flush()
        path = Path(held.name)
        checksum.update(path.read_bytes())
        rows = read_sales(path)
    with transaction.atomic():
        of_shop = FloorSaleFile.objects.filter(partner=partner)
        of_shop.filter(applied_at=None).delete()
        oldest = list(of_shop.order_by("-pk").values_list("pk", flat=True)[_KEPT - 1 :])
        FloorSaleFile.objects.filter(pk__in=oldest).delete()
        return FloorSaleFile.objects.create(
            partner=partner,
            floor=floor,
            file_name=Path(content.name or "").name[-200:],
            checksum=checksum.hexdigest(),
            rows=[row.as_json() for row in rows],
            entered_by=by,
        )


def preview(run: FloorSaleFile) -> list[Judged]:
    """Return what entering a list would do now. 4 queries, nothing is written."""
    rows = [SaleRow(**row) for row in run.rows]
    return judge(rows, partner=run.partner, floor=run.floor)


def seen_before(run: FloorSaleFile) -> FloorSaleFile | None:
    """Return the newest entering of the very same file."""
    same = FloorSaleFile.objects.filter(partner=run.partner_id, checksum=run.checksum)
    return same.exclude(pk=run.pk).exclude(applied_at=None).first()


def apply(*, run: FloorSaleFile, ticked: frozenset[int] = frozenset(), by=None) -> Counter:
    """Enter a list; return how many rows did what. ``ticked`` are rows that ask first.

    Nothing of the look ahead is trusted: the rows are judged again. Each row is a transaction of
    its own, so no order here waits for a list; a list that broke off goes on where it stood,
    for what is known changes nothing. Raises ``AlreadyEntered``.
    """
    if run.applied_at:
        raise AlreadyEntered
    done: Counter = Counter()
    refused = []
    for one in preview(run):
        what, words = _enter(one, run.floor, one.row.number in ticked, by)
        done[what] += 1
        if what == REFUSED:
            refused.append({"number": one.row.number, "words": words})
    mine = FloorSaleFile.objects.filter(pk=run.pk, applied_at=None)
    if not mine.update(applied_at=timezone.now(), rows=[], refused=refused, counts=dict(done)):
        raise AlreadyEntered
    return done


def _enter(one: Judged, floor: str, is_ticked: bool, by) -> tuple[str, str]:
    """Do what a row says; return what it did, and why not."""
    said = one.said
    try:
        if one.what == TAKE or (one.what in (NAME, OLD) and is_ticked):
            selling.record_sale(
                product=one.product,
                floor=floor,
                reference=said.reference,
                quantity=said.quantity,
                sold_on=said.day,
                actor=by,
            )
            return TAKE, ""
        if one.what == NAME:
            named = selling.name_sale(sale=one.sale, reference=said.reference, sold_on=said.day)
            return (NAME if named else SAME), ""
        if one.what == BACK:
            back = selling.reverse_sale(sale=one.sale, actor=by)
            return (SAME if back is None else BACK), ""
        if one.what == CORRECT and is_ticked:
            selling.correct_sale(sale=one.sale, quantity=said.quantity, actor=by)
            return CORRECT, ""
    except BusinessRuleError as problem:
        return REFUSED, problem.message
    if one.what in (OLD, CORRECT):
        return SAME, ""
    return one.what, one.words


def open_cases(partner: Partner) -> list[FloorSale]:
    """Return what other floors sold and the stock did not hold, oldest first. 1 query."""
    waiting = FloorSale.objects.filter(
        product__partner=partner, settled_at=None, reversed_at=None
    ).order_by("pk")
    return [sale for sale in waiting.select_related("product") if sale.is_case]
