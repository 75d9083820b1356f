"""The figures that officials and the API read; all from cells."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db.models import Count, Min, Q
from django.utils import timezone

from catalogue.models import ProductSet
from common.dates import local_today
from common.text import sort_key
from markets.models import Market
from places.models import Commune, Province
from shop.order.states import PaymentMethod
from shop.partner.models import Partner
from stats import selling
from stats.figures import (
    EVERYTHING,
    SALES_FIELDS,
    Asked,
    Breakdown,
    CommunePage,
    CommuneRow,
    Freshness,
    MonthRow,
    PartRow,
    Sales,
    SoFar,
    Summary,
)
from stats.models import (
    NO_SET,
    PROVINCE,
    BuyerMonth,
    Cut,
    DirtyKey,
    HouseholdCell,
    InventoryCell,
    ProofRun,
)
from stats.period import EARLIEST, Period
from stats.reading import Which, sales_by, sales_of
from stats.scopes import WHOLE, Scope

NO_SET_NAME = "Chưa xếp nhóm"
STAR_NAMES = {0: "Chưa có sao OCOP", 3: "OCOP 3 sao", 4: "OCOP 4 sao", 5: "OCOP 5 sao"}
_INVENTORY = (
    "sellers", "self_listing_sellers", "listings", "ocop_listings", "expiring_listings",
    "low_listings", "in_stock", "in_stock_g", "stock_vnd",
)  # fmt: skip
_HOUSEHOLDS = ("registered", "claimed", "active")


def summary(*, scope: Scope = WHOLE, period: Period, asked: Asked = EVERYTHING) -> Summary:
    """Return the figures of a scope for a period. At most 21 queries, whatever the data.

    The rows of ``communes`` and of every breakdown add up to ``total``.
    """
    names = set_names()
    communes = commune_rows(scope=scope, period=period, asked=asked)
    cuts = {} if not asked.is_everything else _cuts(scope, period, asked)
    return Summary(
        period=period,
        asked=asked,
        set_name=names.get(asked.set_code, ""),
        total=total_of(row.sales for row in communes),
        before=total_of(row.before for row in communes),
        so_far=_sum_so_far(communes),
        selling=selling.count_sellers(scope=scope, period=period, asked=asked),
        communes=communes,
        sets=by_set(scope=scope, period=period, asked=asked, names=names),
        stars=by_stars(scope=scope, period=period, asked=asked),
        months=months_of(scope=scope, year=period.year, asked=asked),
        freshness=freshness(),
        set_choices=list(names.items()),
        **cuts,
    )


def commune_page(
    *, commune_code: str, period: Period, asked: Asked = EVERYTHING
) -> CommunePage | None:
    """Return one commune among all, None for a code that is none of ours. ≤ 19 queries."""
    names = set_names()
    communes = commune_rows(scope=WHOLE, period=period, asked=asked, with_people=False)
    row = next((row for row in communes if row.code == commune_code), None)
    if row is None:
        return None
    here = Scope(frozenset({commune_code}))
    return CommunePage(
        period=period,
        asked=asked,
        set_name=names.get(asked.set_code, ""),
        row=row,
        total=total_of(one.sales for one in communes),
        so_far=_sum_so_far(communes),
        communes=communes,
        sets=by_set(scope=here, period=period, asked=asked, names=names),
        stars=by_stars(scope=here, period=period, asked=asked),
        months=months_of(scope=here, year=period.year, asked=asked),
        months_of_all=months_of(scope=WHOLE, year=period.year, asked=asked),
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


def by_set(*, scope: Scope, period: Period, asked: Asked, names: dict[str, str]) -> Breakdown:
    """Return the sales by product set, whatever set is asked for. ≤ 4 queries."""
    every_set = replace(asked, set_code="")
    return _breakdown(
        scope, period, every_set, "set", names={**names, NO_SET: NO_SET_NAME}, last=NO_SET
    )


def by_stars(*, scope: Scope, period: Period, asked: Asked) -> Breakdown:
    """Return the sales by stars of the goods on the day of the order. ≤ 4 queries."""
    every_star = replace(asked, stars=-1)
    return _breakdown(scope, period, every_star, "stars", names=STAR_NAMES, last=0)


def _cuts(scope: Scope, period: Period, asked: Asked) -> dict[str, Breakdown]:
    """Return the cuts by kind of seller, way to pay and where the goods went. ≤ 7 queries."""
    provinces = dict(Province.objects.values_list("code", "name"))
    return {
        "kinds": _breakdown(
            scope, period, asked, "value", cut=Cut.KIND, names=dict(Partner.Kind.choices)
        ),
        "payments": _breakdown(
            scope, period, asked, "value", cut=Cut.PAYMENT, names=dict(PaymentMethod.choices)
        ),
        "places": _breakdown(
            scope, period, asked, "value", cut=Cut.PLACE, names={**provinces, "": "Không ghi nơi"}
        ),
    }


def _breakdown(
    scope: Scope,
    period: Period,
    asked: Asked,
    by: str,
    *,
    names: dict,
    cut: str = Cut.NONE,
    last: object = None,
) -> Breakdown:
    """Return the parts by value, ``last`` at the end; no row without sales."""
    parts = sales_by(Which(scope, asked, cut, (by,)), period)
    total = sales_of(Which(scope, asked), period)
    rows = [
        PartRow(str(code), names.get(code, str(code)), sales, _share(sales.completed_vnd, total))
        for (code,), sales in parts.items()
        if sales != Sales()
    ]
    rows.sort(key=lambda row: (row.code == str(last), -row.sales.completed_vnd, row.code))
    return Breakdown(rows, total, total_of(row.sales for row in rows) - total)


def months_of(*, scope: Scope, year: Period, asked: Asked = EVERYTHING) -> list[MonthRow]:
    """Return the months from January on beside the year before. ≤ 4 queries."""
    which = Which(scope, asked, by=("month",))
    now, before = sales_by(which, year), sales_by(which, year.year_before)
    buyers = _buyers(scope, year)
    return [
        MonthRow(
            month,
            now.get((month,), Sales()),
            before.get((month.replace(year=month.year - 1),), Sales()),
            buyers.get(month, 0),
        )
        for month in year.months()
    ]


def _buyers(scope: Scope, year: Period) -> dict[date, int]:
    """Return ``{month: distinct buyers}``; several communes together have none of their own."""
    codes = scope.commune_codes
    if codes is not None and len(codes) != 1:
        return {}
    code = PROVINCE if codes is None else next(iter(codes))
    rows = BuyerMonth.objects.filter(commune_code=code, day__range=(year.first, year.last))
    return dict(rows.values_list("day", "buyers"))


def commune_rows(
    *,
    scope: Scope,
    period: Period,
    asked: Asked = EVERYTHING,
    with_people: bool = True,
) -> list[CommuneRow]:
    """Return every commune of the scope by name, and any older code that has cells.

    ≤ 9 queries; two less without households and markets.
    """
    by_commune = Which(scope, asked, by=("commune",))
    sales = _by_code(sales_by(by_commune, period))
    before = _by_code(sales_by(by_commune, period.year_before))
    ever = _by_code(sales_by(by_commune, Period(EARLIEST, max(local_today(), period.last))))
    sellers = selling.sellers_by_commune(scope=scope, period=period, asked=asked)
    so_far = _goods_by_commune(scope, asked)
    if with_people:
        _add_people(so_far, scope)
    known = {commune.code: commune for commune in communes_of(scope)}
    older = sorted((ever.keys() | so_far.keys()) - known.keys())
    names = {row.code: row for row in Commune.objects.filter(code__in=older)} if older else {}
    rows = []
    for code in [*known, *older]:
        commune = known.get(code) or names.get(code)
        rows.append(
            CommuneRow(
                code=code,
                name=commune.name if commune else f"Mã {code}",
                title=commune.title if commune else f"Mã xã {code}",
                tile_col=commune.tile_col if code in known else None,
                tile_row=commune.tile_row if code in known else None,
                sales=sales.get(code, Sales()),
                before=before.get(code, Sales()),
                so_far=replace(so_far.get(code, SoFar()), placed=ever.get(code, Sales()).placed),
                selling=sellers.get(code, 0),
            )
        )
    return rows


def communes_of(scope: Scope) -> list[Commune]:
    """Return the present communes of the province that lie in the scope, by name. 1 query."""
    communes = Commune.objects.current().on_tile_map().select_related("province")
    if scope.commune_codes is not None:
        communes = communes.filter(code__in=scope.commune_codes)
    return sorted(communes, key=lambda row: sort_key(row.name))


def _by_code(found: dict[tuple, Sales]) -> dict[str, Sales]:
    return {code: sales for (code,), sales in found.items()}


def _goods_by_commune(scope: Scope, asked: Asked) -> dict[str, SoFar]:
    goods = InventoryCell.objects.filter(set_code=asked.set_code, stars=asked.stars)
    return {
        code: SoFar(**dict(zip(_INVENTORY, figures, strict=True)))
        for code, *figures in _in_scope(goods, scope).values_list("commune_code", *_INVENTORY)
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


def total_of(sales: Iterable[Sales]) -> Sales:
    """Return the sum."""
    sums = [0] * len(SALES_FIELDS)
    for one in sales:
        for index, name in enumerate(SALES_FIELDS):
            sums[index] += getattr(one, name)
    return Sales(*sums)


def _share(part: Decimal, whole: Sales) -> Decimal:
    vnd = whole.completed_vnd
    return Decimal(part) * 100 / vnd if vnd else Decimal(0)
