"""Have the codes of a whole market drawn by a job, hand the PDF out for a day, drop it.

A market of 400 stalls takes seconds, in which a web process would serve nobody.
"""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from common.errors import BusinessRuleError
from jobs import outbox
from markets import prints
from markets.models import Market, MarketPrint
from markets.queries import active

KIND = "market-print"
KEPT = timedelta(days=1)
#: Pressed again so soon, the same file is meant.
SAME_FOR = timedelta(minutes=5)


class NothingToPrint(BusinessRuleError):
    """Nobody trades at the market as far as the list says."""

    message = "Chợ này chưa có quầy nào để in. Thêm quầy trước."


class UnknownKind(BusinessRuleError):
    """The form was changed."""

    message = "Chưa chọn cỡ. Bấm vào một cỡ để in."


@transaction.atomic
def ask(*, market: Market, kind: str, actor) -> MarketPrint:
    """Queue a PDF of ``kind`` and return its row; one that is being drawn serves again.

    Raises ``NothingToPrint`` or ``UnknownKind``.
    """
    if kind not in prints.KINDS:
        raise UnknownKind
    Market.objects.select_for_update().get(pk=market.pk)
    if not active(market.stalls.all()).exists():
        raise NothingToPrint
    waiting = market.prints.filter(kind=kind, ready_at=None)
    found = waiting.filter(asked_at__gt=timezone.now() - SAME_FOR).first()
    if found:
        return found
    row = market.prints.create(kind=kind, asked_by=actor, asked_at=timezone.now())
    outbox.enqueue(kind=KIND, dedupe_key=f"{KIND}:{row.pk}", payload={"print_id": row.pk})
    return row


def make(print_id: int) -> None:
    """Draw the PDF and keep it; run again, it changes nothing.

    Stalls may have ended since it was asked for: what is left is drawn, even no page at all.
    """
    row = MarketPrint.objects.select_related("market").filter(pk=print_id, ready_at=None).first()
    if row is None:
        return
    codes = prints.codes_of(row.market)
    facts = {"ready_at": timezone.now(), "stalls": len(codes)}
    if codes:
        pdf = prints.draw(row.market, codes, kind=row.kind)
        name = row.file.storage.save(f"prints/{row.market.slug}.pdf", ContentFile(pdf))
        facts |= {"file": name, "size_bytes": len(pdf)}
    if not MarketPrint.objects.filter(pk=row.pk, ready_at=None).update(**facts) and codes:
        row.file.storage.delete(name)


def newest(market: Market) -> list[MarketPrint]:
    """Return the files of the last day, newest first, at most ten. 1 query."""
    return list(market.prints.filter(asked_at__gt=timezone.now() - KEPT)[:10])


def drop_old() -> int:
    """Delete rows and files older than a day; return how many."""
    over = list(MarketPrint.objects.filter(asked_at__lte=timezone.now() - KEPT)[:500])
    MarketPrint.objects.filter(pk__in=[row.pk for row in over]).delete()
    for row in over:
        if row.file:
            row.file.storage.delete(row.file.name)
    return len(over)
