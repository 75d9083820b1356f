"""What is in season: a month with its goods, what comes next, and the whole year by kind."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse

from catalogue.cards import ProductCard, cards
from catalogue.models import Product
from common.dates import local_today
from common.lunar import lunar_day

GOODS = 10
COMING = 5
_YEAR = range(1, 13)


@dataclass(frozen=True, slots=True)
class MonthLink:
    """One of the twelve months, with how much is harvested then."""

    number: int
    goods: int
    url: str
    is_shown: bool
    is_now: bool


@dataclass(frozen=True, slots=True)
class KindRow:
    """A product set and the months in which any of its goods is harvested."""

    name: str
    url: str
    months: list[bool]
    label: str


@dataclass(frozen=True, slots=True)
class SeasonPage:
    """The calendar of seasons, opened at one month."""

    month: int
    is_now: bool
    today: str
    lunar_months: str
    links: list[MonthLink]
    goods: int
    cards: list[ProductCard]
    goods_url: str
    next_month: int
    coming: list[ProductCard]
    ahead: list[ProductCard]
    kinds: list[KindRow]


def season_page(month: int | None = None) -> SeasonPage:
    """Return the calendar opened at a month; the present one when none is given. ≤ 11 queries."""
    today = local_today()
    shown = month or today.month
    rows = _masks()
    counts = [sum(n for _, _, mask, n in rows if mask & 1 << (m - 1)) for m in _YEAR]
    following = shown % 12 + 1
    coming = in_season_now(following).exclude(pk__in=in_season_now(shown).values("pk"))
    return SeasonPage(
        month=shown,
        is_now=shown == today.month,
        today=today_words(today),
        lunar_months=lunar_months(shown, today),
        links=[
            MonthLink(m, counts[m - 1], _url(m, today), m == shown, m == today.month) for m in _YEAR
        ],
        goods=counts[shown - 1],
        cards=cards(in_season_now(shown)[:GOODS]),
        goods_url=f"{reverse('catalogue:index')}?mua={shown}",
        next_month=following,
        coming=cards(coming[:COMING]),
        ahead=cards(Product.objects.on_sale().on_preorder()[:GOODS]),
        kinds=_kinds(rows),
    )


def in_season_now(month: int):
    """Return what is on sale and harvested in a month, newest first."""
    return Product.objects.on_sale().in_season(month).order_by("-approved_at", "-pk")


def today_words(day: dt.date) -> str:
    """Return ``26/11, tức 18 tháng Mười âm lịch``."""
    lunar = lunar_day(day)
    return f"{day:%d/%m}, tức {lunar.day} {lunar.month_label} âm lịch"


def lunar_months(month: int, today: dt.date) -> str:
    """Return the lunar months that a month touches: ``tháng Chín và tháng Mười``.

    The next such month counts, the present one included.
    """
    year = today.year + (month < today.month)
    first = dt.date(year, month, 1)
    last = dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
    names = dict.fromkeys(
        lunar_day(first + dt.timedelta(days=step)).month_label
        for step in range((last - first).days + 1)
    )
    return " và ".join(names) if len(names) < 3 else ", ".join(names)


def _masks() -> list[tuple[str, str, int, int]]:
    """Return (code, name, harvest mask, goods) of all that is on sale. 1 query."""
    goods = Product.objects.on_sale().filter(harvest_mask__gt=0, product_set__isnull=False)
    fields = ("product_set__code", "product_set__short_name", "harvest_mask")
    return list(goods.order_by("product_set__id").values_list(*fields).annotate(n=Count("pk")))


def _kinds(rows: list[tuple[str, str, int, int]]) -> list[KindRow]:
    masks: dict[tuple[str, str], int] = {}
    for code, name, mask, _ in rows:
        masks[code, name] = masks.get((code, name), 0) | mask
    return [
        KindRow(
            name=name,
            url=f"{reverse('catalogue:index')}?nhom={code}",
            months=[bool(mask & 1 << (m - 1)) for m in _YEAR],
            label=months_words(mask),
        )
        for (code, name), mask in masks.items()
    ]


def months_words(mask: int) -> str:
    """Return ``tháng 2 đến 4, 10``; ``quanh năm`` for all twelve."""
    months = [m for m in _YEAR if mask & 1 << (m - 1)]
    if len(months) == 12:
        return "quanh năm"
    runs: list[list[int]] = []
    for m in months:
        if runs and runs[-1][-1] == m - 1:
            runs[-1].append(m)
        else:
            runs.append([m])
    # A season over New Year is one season.
    if len(runs) > 1 and runs[0][0] == 1 and runs[-1][-1] == 12:
        runs = [runs[-1] + runs[0], *runs[1:-1]]
    parts = [f"{run[0]} đến {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    return f"tháng {', '.join(parts)}" if parts else ""


def _url(month: int, today: dt.date) -> str:
    address = reverse("catalogue:seasons")
    return address if month == today.month else f"{address}?mua={month}"
