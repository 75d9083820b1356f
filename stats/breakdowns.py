"""The sales cut by each of their properties, so that the parts add up to the whole."""

from decimal import Decimal

from shop.order.states import PaymentMethod
from shop.partner.models import Partner
from stats.figures import Asked, Breakdown, PartRow, Sales, total_of
from stats.models import ALL_SETS, ALL_STARS, NO_SET, Cut
from stats.names import province_names
from stats.period import Period
from stats.reading import by_part
from stats.scopes import Scope

_NONE = Sales()
NO_SET_NAME = "Chưa xếp nhóm"
STAR_NAMES = {0: "Chưa có sao OCOP", 3: "OCOP 3 sao", 4: "OCOP 4 sao", 5: "OCOP 5 sao"}


def breakdowns(
    *, scope: Scope, period: Period, asked: Asked, names: dict[str, str]
) -> dict[str, Breakdown | None]:
    """Return the sales by set and stars and, for all goods, by kind, payment and place.

    ``sets`` are cut whatever set is asked for, ``stars`` whatever stars. ≤ 3 queries.
    """
    parts = by_part(scope, asked, period)
    whole = parts.get((Cut.NONE, "", asked.set_code, asked.stars), Sales())
    any_set = parts.get((Cut.NONE, "", ALL_SETS, asked.stars), Sales())
    any_stars = parts.get((Cut.NONE, "", asked.set_code, ALL_STARS), Sales())
    sets, stars = {}, {}
    cuts: dict[str, dict] = {cut: {} for cut in (Cut.KIND, Cut.PAYMENT, Cut.PLACE)}
    for (cut, value, set_code, star), sales in parts.items():
        if cut:
            cuts[cut][value] = sales
            continue
        if set_code != ALL_SETS and star == asked.stars:
            sets[set_code] = sales
        if star != ALL_STARS and set_code == asked.set_code:
            stars[star] = sales
    found = {
        "sets": _breakdown(sets, any_set, {**names, NO_SET: NO_SET_NAME}, last=NO_SET),
        "stars": _breakdown(stars, any_stars, STAR_NAMES, last=0),
    }
    if asked.is_everything:
        provinces = province_names() | {"": "Không ghi nơi"}
        kinds, payments = dict(Partner.Kind.choices), dict(PaymentMethod.choices)
        found["kinds"] = _breakdown(cuts[Cut.KIND], whole, kinds)
        found["payments"] = _breakdown(cuts[Cut.PAYMENT], whole, payments)
        found["places"] = _breakdown(cuts[Cut.PLACE], whole, provinces, last="")
    return found


def _breakdown(parts: dict, total: Sales, names: dict, *, last: object = None) -> Breakdown:
    """Return the parts by value, ``last`` at the end; no row without sales."""
    rows = [
        PartRow(str(code), names.get(code, str(code)), sales, _share(sales.completed_vnd, total))
        for code, sales in parts.items()
        if sales != _NONE
    ]
    rows.sort(key=lambda row: (row.code == str(last), -row.sales.completed_vnd, row.code))
    return Breakdown(rows, total, total_of(row.sales for row in rows) - total)


def _share(part: Decimal, whole: Sales) -> Decimal:
    vnd = whole.completed_vnd
    return Decimal(part) * 100 / vnd if vnd else Decimal(0)
