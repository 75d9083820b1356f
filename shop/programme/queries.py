"""What pages ask about programmes: who pays, on which conditions, what is owed."""

from collections.abc import Iterable

from django.db.models import QuerySet

from common.dates import format_date, local_today
from common.money import format_vnd
from shop.programme.models import Programme, Redemption

P = Programme


def running() -> QuerySet[Programme]:
    """Return the programmes whose codes are taken today."""
    today = local_today()
    return Programme.objects.filter(state=P.State.OPEN, starts_on__lte=today, ends_on__gte=today)


def payers_of(parts: Iterable) -> dict[int, str]:
    """Return the name of the programme by seller order; no query when none pays."""
    ids = [part.pk for part in parts if part.funded_vnd]
    if not ids:
        return {}
    rows = Redemption.objects.filter(seller_order__in=ids, kind=Redemption.Kind.RESERVED)
    return dict(rows.values_list("seller_order_id", "programme__name"))


def amount_words(programme: Programme) -> str:
    """Return what one order gets: ``20.000 ₫`` or ``30 %, nhiều nhất 80.000 ₫``."""
    if programme.amount_vnd:
        return format_vnd(programme.amount_vnd)
    most = f", nhiều nhất {format_vnd(programme.most_vnd)}" if programme.most_vnd else ""
    return f"{programme.percent}\xa0% tiền hàng{most}"


def conditions(programme: Programme) -> str:
    """Return on which conditions a code can be used, as shoppers read them before ordering."""
    words = []
    if programme.least_goods_vnd:
        words.append(f"tiền hàng từ {format_vnd(programme.least_goods_vnd)}")
    if programme.goods != P.Goods.ALL:
        words.append(_small(P.Goods(programme.goods).label))
    if programme.who != P.Who.EVERYONE:
        words.append(_small(P.Who(programme.who).label))
    words.append(f"mỗi người {programme.per_person} đơn")
    words.append(f"đến hết {format_date(programme.ends_on)}")
    return f"{', '.join(words)}."


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
