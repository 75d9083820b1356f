"""The figures that officials and the API read; all from cells."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Min, Q
from django.utils import timezone

from common.dates import local_today
from markets.models import Market
from places.models import Commune
from stats.breakdowns import breakdowns
from stats.figures import (
    EVERYTHING,
    Asked,
    CommunePage,
    CommuneRow,
    Freshness,
    MonthRow,
    Sales,
    SoFar,
    Summary,
    total_of,
)
from stats.models import (
    ALL_SETS,
    PROVINCE,
    BuyerMonth,
    DirtyKey,
    HouseholdCell,
    InventoryCell,
    ProofRun,
)
from stats.names import Place, communes_of, set_names
from stats.period import Period
from stats.reading import NOTHING, Beside, Which, by_commune, by_month, by_set_and_month, sales_by
from stats.scopes import WHOLE, Scope
from stats.who_sold import sellers_by_commune

#: The goods in the order of ``SoFar``.
_INVENTORY = (
    "sellers", "self_listing_sellers", "listings", "ocop_listings", "expiring_listings",
    "low_listings", "in_stock", "in_stock_g", "stock_vnd",
)  # fmt: skip
_MANY = 1_000
_HOUSEHOLDS = ("registered", "claimed", "active")


def summary(
    *,
    scope: Scope = WHOLE,
    period: Period,
    asked: Asked = EVERYTHING,
    up_to: Freshness | None = None,
) -> Summary:
    """Return the figures of a scope for a period. At most 18 queries, whatever the data.

    The rows of ``communes`` and of every breakdown add up to ``total``. ``up_to`` is the freshness
    of before, read when not given.
    """
    up_to = up_to or freshness()
    names = set_names()
    selling = sellers_by_commune(scope=scope, period=period, asked=asked)
    communes = commune_rows(scope=scope, period=period, asked=asked, selling=selling.by_commune)
    return Summary(
        period=period,
        asked=asked,
        set_name=names.get(asked.set_code, ""),
        total=total_of(row.sales for row in communes),
        before=total_of(row.before for row in communes),
        so_far=_sum_so_far(communes),
        selling=selling.total,
        communes=communes,
        months=months_of(scope=scope, year=period.year, asked=asked),
        freshness=up_to,
        set_choices=list(names.items()),
        **breakdowns(scope=scope, period=period, asked=asked, names=names),
    )


def commune_page(
    *, commune_code: str, period: Period, asked: Asked = EVERYTHING, scope: Scope = WHOLE
) -> CommunePage | None:
    """Return one commune among all, None for a code that is none of ours. ≤ 14 queries.

    Who may not see the whole province gets no figure of another commune and no mean: the mean of
    a day, less the own figures, can be one order of a neighbour.
    """
    names = set_names()
    here = Scope(frozenset({commune_code}))
    readable = WHOLE if scope.is_whole else here
    selling = sellers_by_commune(scope=readable, period=period, asked=asked)
    communes = commune_rows(
        scope=readable, period=period, asked=asked, selling=selling.by_commune, with_people=False
    )
    row = next((row for row in communes if row.code == commune_code), None)
    if row is None:
        return None
    if not scope.is_whole:
        others = (one for one in communes_of(WHOLE) if one.code != commune_code)
        communes = [
            row,
            *(_commune_row(one.code, one, None, NOTHING, SoFar(), 0) for one in others),
        ]
    parts = breakdowns(scope=here, period=period, asked=asked, names=names)
    year = period.year
    own = by_set_and_month(here, asked, year)
    of_all = by_set_and_month(WHOLE, asked, year) if scope.is_whole else None
    return CommunePage(
        period=period,
        asked=asked,
        set_name=names.get(asked.set_code, ""),
        row=row,
        total=total_of(one.sales for one in communes),
        so_far=_sum_so_far(communes),
        communes=communes,
        sets=parts["sets"],
        stars=parts["stars"],
        months=_month_rows(own, here, asked, year),
        months_of_all=None if of_all is None else _month_rows(of_all, WHOLE, asked, year),
        courses=_of_sets(own),
        courses_of_all=None if of_all is None else _of_sets(of_all),
        set_choices=list(names.items()),
    )


def freshness() -> Freshness:
    """Return up to when the cells are right, and how many keys wait. 1 query, 2 when any do.

    Keys are counted up to ``_MANY``: a rebuild marks a hundred thousand.
    """
    oldest = DirtyKey.objects.aggregate(at=Min("at"))["at"]
    if oldest is None:
        return Freshness(timezone.now(), 0)
    return Freshness(oldest, DirtyKey.objects.order_by()[:_MANY].count())


def last_proof() -> ProofRun | None:
    """Return the comparison that says how the figures stand. ≤ 2 queries.

    The newest one; but a comparison of everything that found differences stands until another
    of everything finds none, whatever the last two months look like.
    """
    newest = ProofRun.objects.first()
    if newest is None or newest.differences or newest.since is None:
        return newest
    whole = ProofRun.objects.filter(since__isnull=True).first()
    return whole if whole is not None and whole.differences else newest


def months_of(*, scope: Scope, year: Period, asked: Asked = EVERYTHING) -> list[MonthRow]:
    """Return the months from January on beside the year before. ≤ 3 queries."""
    sales = by_month(scope, asked, year)
    buyers, whole = _buyers(scope, year), year.parts().months
    return [
        MonthRow(
            month,
            sales.get(month, Sales()),
            sales.get(month.replace(year=month.year - 1), Sales()),
            buyers.get(month, 0) if month in whole else None,
        )
        for month in year.months()
    ]


def _month_rows(
    courses: dict[tuple[str, date], Sales], scope: Scope, asked: Asked, year: Period
) -> list[MonthRow]:
    """Return the months of what is asked for, without their buyers. ≤ 2 queries."""
    before = sales_by(Which(scope, asked, by=("month",)), year.year_before)
    return [
        MonthRow(
            month,
            courses.get((asked.set_code, month), Sales()),
            before.get((month.replace(year=month.year - 1),), Sales()),
            None,
        )
        for month in year.months()
    ]


def _of_sets(courses: dict[tuple[str, date], Sales]) -> dict[tuple[str, date], Sales]:
    return {key: sales for key, sales in courses.items() if key[0] != ALL_SETS}


def _buyers(scope: Scope, year: Period) -> dict[date, int]:
    """Return ``{month: distinct buyers}`` of the whole months of a year.

    Several communes together have none of their own, nor have a few days of a month.
    """
    codes = scope.commune_codes
    if codes is not None and len(codes) != 1:
        return {}
    code = PROVINCE if codes is None else next(iter(codes))
    rows = BuyerMonth.objects.filter(commune_code=code, day__in=year.parts().months)
    return dict(rows.values_list("day", "buyers"))


def commune_rows(
    *,
    scope: Scope,
    period: Period,
    asked: Asked = EVERYTHING,
    selling: dict[str, int] | None = None,
    with_people: bool = True,
) -> list[CommuneRow]:
    """Return every commune of the scope by name, and any older code that has cells.

    ``selling`` are the sellers by commune, counted when not given. ≤ 13 queries; two less
    without households and markets.
    """
    if selling is None:
        selling = sellers_by_commune(scope=scope, period=period, asked=asked).by_commune
    sales = by_commune(scope, asked, period)
    so_far = goods_by_commune(scope, asked)
    if with_people:
        so_far = _with_people(so_far, scope)
    known = {commune.code: commune for commune in communes_of(scope)}
    older = sorted((sales.keys() | so_far.keys()) - known.keys())
    names = {row.code: row for row in Commune.objects.filter(code__in=older)} if older else {}
    return [
        _commune_row(
            code,
            known.get(code),
            names.get(code),
            sales.get(code, NOTHING),
            so_far.get(code, SoFar()),
            selling.get(code, 0),
        )
        for code in [*known, *older]
    ]


def _commune_row(
    code: str,
    commune: Place | None,
    former: Commune | None,
    sales: Beside,
    so_far: SoFar,
    selling: int,
) -> CommuneRow:
    """Return the row of a commune; one that is no more has a name but no tile."""
    named = commune or former
    return CommuneRow(
        code=code,
        name=named.name if named else f"Mã {code}",
        title=named.title if named else f"Mã xã {code}",
        tile_col=commune.tile_col if commune else None,
        tile_row=commune.tile_row if commune else None,
        sales=sales.now,
        before=sales.before,
        so_far=so_far,
        selling=selling,
    )


def goods_by_commune(scope: Scope, asked: Asked) -> dict[str, SoFar]:
    """Return the goods as they are now by commune; without any there is no row. 1 query."""
    goods = InventoryCell.objects.filter(set_code=asked.set_code, stars=asked.stars)
    return {
        code: SoFar(*figures)
        for code, *figures in _in_scope(goods, scope).values_list("commune_code", *_INVENTORY)
    }


def _with_people(goods: dict[str, SoFar], scope: Scope) -> dict[str, SoFar]:
    """Return goods with households and markets, which have no product set. 2 queries."""
    cells = _in_scope(HouseholdCell.objects.all(), scope)
    households = {
        code: dict(zip(_HOUSEHOLDS, figures, strict=True))
        for code, *figures in cells.values_list("commune_code", *_HOUSEHOLDS)
    }
    is_40 = Q(is_40_since__lte=local_today())
    rows = Market.objects.order_by().values_list("commune__code")
    if scope.commune_codes is not None:
        rows = rows.filter(commune__code__in=scope.commune_codes)
    rows = rows.annotate(n=Count("pk"), n40=Count("pk", filter=is_40))
    markets = {code: {"markets": total, "markets_40": of_40} for code, total, of_40 in rows}
    return {
        code: goods.get(code, SoFar())._replace(**households.get(code, {}), **markets.get(code, {}))
        for code in {*goods, *households, *markets}
    }


def _sum_so_far(communes: Sequence[CommuneRow]) -> SoFar:
    return SoFar(*map(sum, zip(*(row.so_far for row in communes), strict=True)))


def _in_scope(rows, scope: Scope):
    if scope.commune_codes is None:
        return rows
    return rows.filter(commune_code__in=scope.commune_codes)
