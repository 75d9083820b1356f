"""The figures that officials and the API read; all from cells."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, Min, Q, Sum, When
from django.utils import timezone

from catalogue.models import ProductSet
from common.dates import local_today
from common.text import sort_key
from markets.models import Market
from places.models import Commune
from stats.figures import (
    SALES_FIELDS,
    CommunePage,
    CommuneRow,
    Freshness,
    MonthRow,
    Sales,
    SetRow,
    SoFar,
    Summary,
)
from stats.models import ALL_SETS, DirtyKey, HouseholdCell, InventoryCell, ProofRun, SalesCell
from stats.period import Period
from stats.scopes import WHOLE, Scope

NO_SET = "khac"
NO_SET_NAME = "Chưa xếp nhóm"
_INVENTORY = (
    "sellers",
    "self_listing_sellers",
    "listings",
    "ocop_listings",
    "in_stock",
    "stock_vnd",
)
_HOUSEHOLDS = ("registered", "claimed", "active")


def summary(*, scope: Scope = WHOLE, period: Period, set_code: str = ALL_SETS) -> Summary:
    """Return the figures of a scope for a period. 9 queries.

    The rows of ``communes`` and of ``sets`` add up to ``total``.
    """
    names = set_names()
    communes = commune_rows(scope=scope, period=period, set_code=set_code)
    return Summary(
        period=period,
        set_code=set_code,
        set_name=names.get(set_code, ""),
        total=total_of(row.sales for row in communes),
        before=total_of(row.before for row in communes),
        so_far=_sum_so_far(communes),
        communes=communes,
        sets=sales_by_set(scope=scope, period=period, names=names),
        months=months_beside(scope=scope, year=period.year, set_code=set_code)[0],
        freshness=freshness(),
        set_choices=list(names.items()),
    )


def commune_page(
    *, commune_code: str, period: Period, set_code: str = ALL_SETS
) -> CommunePage | None:
    """Return one commune among all, None for a code that is none of ours. 7 queries."""
    names = set_names()
    communes = commune_rows(scope=WHOLE, period=period, set_code=set_code, with_people=False)
    row = next((row for row in communes if row.code == commune_code), None)
    if row is None:
        return None
    whole, here = months_beside(
        scope=WHOLE, year=period.year, set_code=set_code, commune_code=commune_code
    )
    return CommunePage(
        period=period,
        set_code=set_code,
        set_name=names.get(set_code, ""),
        row=row,
        total=total_of(one.sales for one in communes),
        so_far=_sum_so_far(communes),
        communes=communes,
        sets=sales_by_set(scope=Scope(frozenset({commune_code})), period=period, names=names),
        months=here,
        months_of_all=whole,
        freshness=freshness(),
        set_choices=list(names.items()),
    )


def freshness() -> Freshness:
    """Return up to when the cells are right, and how many keys wait. 1 query."""
    waiting = DirtyKey.objects.aggregate(pending=Count("pk"), oldest=Min("at"))
    return Freshness(waiting["oldest"] or timezone.now(), waiting["pending"])


def last_proof() -> ProofRun | None:
    """Return the newest comparison of cells and orders. 1 query."""
    return ProofRun.objects.first()


def set_names() -> dict[str, str]:
    """Return the names of the product sets in force: ``{code: name}``. 1 query."""
    in_force = Q(valid_to__isnull=True) | Q(valid_to__gte=local_today())
    return dict(ProductSet.objects.filter(in_force).values_list("code", "short_name"))


def sales_by_set(*, scope: Scope, period: Period, names: dict[str, str]) -> list[SetRow]:
    """Return the sets by value, with a last row for goods of no set. 1 query.

    The rows add up to the total of all sets, even when one set is chosen.
    """
    rows = _in_scope(SalesCell.objects.all(), scope).filter(_days(period), completed__gt=0)
    sums: dict[str, tuple] = {
        code: (count, vnd, grams)
        for code, count, vnd, grams in rows.values_list("set_code").annotate(
            count=Sum("completed"), vnd=Sum("completed_vnd"), grams=Sum("completed_g")
        )
    }
    _orders, whole_vnd, whole_g = sums.pop(ALL_SETS, (0, Decimal(0), 0))
    found = [
        SetRow(code, names.get(code, code), count, vnd, grams, _share(vnd, whole_vnd))
        for code, (count, vnd, grams) in sums.items()
    ]
    found.sort(key=lambda row: (-row.completed_vnd, row.code))
    rest_vnd = whole_vnd - sum((row.completed_vnd for row in found), Decimal(0))
    rest_g = whole_g - sum(row.completed_g for row in found)
    if rest_vnd or rest_g:
        found.append(SetRow(NO_SET, NO_SET_NAME, 0, rest_vnd, rest_g, _share(rest_vnd, whole_vnd)))
    return found


def months_beside(
    *, scope: Scope, year: Period, set_code: str = ALL_SETS, commune_code: str = ""
) -> tuple[list[MonthRow], list[MonthRow]]:
    """Return the months of the scope, and those of one commune in it. 1 query.

    January to the last month of the year, each beside the same days a year earlier.
    """
    before = year.year_before
    is_here = Case(When(commune_code=commune_code, then=1), default=0)
    rows = (
        _in_scope(SalesCell.objects.filter(set_code=set_code), scope)
        .filter(_days(year) | _days(before))
        .annotate(is_here=is_here)
        .values_list("is_here", "day__year", "day__month")
        .annotate(**{f"sum_{name}": Sum(name) for name in SALES_FIELDS})
        .order_by()
    )
    whole: dict[tuple[int, int], Sales] = {}
    here: dict[tuple[int, int], Sales] = {}
    for inside, in_year, month, *figures in rows:
        key, sales = (in_year, month), Sales(*figures)
        whole[key] = whole.get(key, Sales()) + sales
        if inside:
            here[key] = sales
    return _months(whole, year), _months(here, year)


def _months(sums: dict[tuple[int, int], Sales], year: Period) -> list[MonthRow]:
    this, before = year.last.year, year.year_before.last.year
    return [
        MonthRow(
            date(this, month, 1),
            sums.get((this, month), Sales()),
            sums.get((before, month), Sales()),
        )
        for month in range(1, year.last.month + 1)
    ]


def commune_rows(
    *,
    scope: Scope,
    period: Period,
    set_code: str = ALL_SETS,
    with_people: bool = True,
) -> list[CommuneRow]:
    """Return every commune of the scope by name, and any older code that has cells.

    5 queries; 3 without households and markets.
    """
    sales = _sales_by_commune(scope, period, set_code)
    so_far = _goods_by_commune(scope, set_code)
    if with_people:
        _add_people(so_far, scope)
    rows = [
        CommuneRow(
            code=commune.code,
            name=commune.name,
            title=commune.title,
            tile_col=commune.tile_col,
            tile_row=commune.tile_row,
            sales=sales.get(commune.code, _NONE)[0],
            before=sales.get(commune.code, _NONE)[1],
            so_far=_with_placed(so_far, sales, commune.code),
        )
        for commune in sorted(communes_of(scope), key=lambda row: sort_key(row.name))
    ]
    known = {row.code for row in rows}
    for code in sorted((sales.keys() | so_far.keys()) - known):
        now, before, _placed = sales.get(code, _NONE)
        row = CommuneRow(code, f"Mã {code}", f"Mã xã {code}", None, None, now, before, SoFar())
        rows.append(replace(row, so_far=_with_placed(so_far, sales, code)))
    return rows


_NONE = (Sales(), Sales(), 0)


def communes_of(scope: Scope) -> list[Commune]:
    """Return the present communes of the province that lie in the scope. 1 query."""
    communes = Commune.objects.current().on_tile_map().select_related("province")
    if scope.commune_codes is not None:
        communes = communes.filter(code__in=scope.commune_codes)
    return list(communes)


def _sales_by_commune(
    scope: Scope, period: Period, set_code: str
) -> dict[str, tuple[Sales, Sales, int]]:
    """Return ``{code: (period, a year earlier, orders placed ever)}``."""
    now, before = _days(period), _days(period.year_before)
    rows = (
        _in_scope(SalesCell.objects.filter(set_code=set_code), scope)
        .values_list("commune_code")
        .annotate(
            **{f"now_{name}": Sum(name, filter=now, default=0) for name in SALES_FIELDS},
            **{f"old_{name}": Sum(name, filter=before, default=0) for name in SALES_FIELDS},
            ever=Sum("placed"),
        )
        .order_by()
    )
    count = len(SALES_FIELDS)
    return {
        code: (Sales(*figures[:count]), Sales(*figures[count : 2 * count]), figures[-1])
        for code, *figures in rows
    }


def _goods_by_commune(scope: Scope, set_code: str) -> dict[str, SoFar]:
    goods = _in_scope(InventoryCell.objects.filter(set_code=set_code), scope)
    return {
        code: SoFar(**dict(zip(_INVENTORY, figures, strict=True)))
        for code, *figures in goods.values_list("commune_code", *_INVENTORY)
    }


def _add_people(so_far: dict[str, SoFar], scope: Scope) -> None:
    """Add households and markets, which have no product set. 2 queries."""
    households = _in_scope(HouseholdCell.objects.all(), scope)
    for code, *figures in households.values_list("commune_code", *_HOUSEHOLDS):
        known = so_far.get(code, SoFar())
        so_far[code] = replace(known, **dict(zip(_HOUSEHOLDS, figures, strict=True)))
    is_40 = Q(is_40_since__lte=local_today())
    markets = Market.objects.order_by().values_list("commune__code")
    if scope.commune_codes is not None:
        markets = markets.filter(commune__code__in=scope.commune_codes)
    for code, total, of_40 in markets.annotate(n=Count("pk"), n40=Count("pk", filter=is_40)):
        so_far[code] = replace(so_far.get(code, SoFar()), markets=total, markets_40=of_40)


def _with_placed(so_far: dict[str, SoFar], sales: dict, code: str) -> SoFar:
    return replace(so_far.get(code, SoFar()), placed=sales.get(code, _NONE)[2])


def _sum_so_far(communes: Iterable[CommuneRow]) -> SoFar:
    total: dict[str, int] = {}
    for row in communes:
        for name in SoFar.__dataclass_fields__:
            total[name] = total.get(name, 0) + getattr(row.so_far, name)
    return SoFar(**total)


def _in_scope(rows, scope: Scope):
    if scope.commune_codes is None:
        return rows
    return rows.filter(commune_code__in=scope.commune_codes)


def _days(period: Period) -> Q:
    return Q(day__gte=period.first, day__lte=period.last)


def total_of(sales: Iterable[Sales]) -> Sales:
    """Return the sum."""
    return sum(sales, Sales())


def _share(part: Decimal, whole: Decimal) -> Decimal:
    return Decimal(part) * 100 / whole if whole else Decimal(0)
