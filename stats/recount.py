"""The figures counted straight from orders, goods and households, with the ORM and in Python.

Nothing here is shared with ``stats.cells``, so that a mistake there shows. A cell is named by
its key and its place below it: ``{(key, place): {measure: value}}``.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import F, Max, Q, Sum

from catalogue.models import OcopCertificate, Product
from common.dates import local_today
from sellers.models import HouseholdRecord
from shop.order.models import Line, SellerOrder
from stats.keys import Family, Key
from stats.models import (
    ALL_CHANNELS,
    ALL_SETS,
    ALL_STARS,
    NO_SET,
    PROVINCE,
    SalesDay,
    SalesMonth,
)

Cells = dict[tuple[Key, tuple], dict[str, object]]

_EVENTS = ("placed", "completed", "cancelled", "returned")
MEASURES = (
    "placed", "placed_vnd", "completed", "completed_vnd", "completed_g",
    "cancelled", "cancelled_vnd", "returned", "returned_vnd",
)  # fmt: skip
SALES_PLACE = ("set_code", "stars", "channel", "cut", "value")
SELLER_PLACE = ("set_code", "stars", "channel")
GOODS = (
    "sellers", "self_listing_sellers", "listings", "ocop_listings", "expiring_listings",
    "low_listings", "in_stock", "in_stock_g", "allocated", "stock_vnd",
)  # fmt: skip
_EXPIRING_DAYS, _LOW, _ACTIVE_DAYS = 90, 3, 90


def is_whole(place: tuple) -> bool:
    """Tell whether a place of a sales cell counts all goods, uncut."""
    return place[:2] == (ALL_SETS, ALL_STARS) and place[3] == ""


def communes() -> list[str]:
    """Return every commune code that has orders or cells. 2 queries."""
    of_orders = set(
        SellerOrder.objects.order_by().values_list("commune_code", flat=True).distinct()
    )
    of_cells = set(SalesDay.objects.values_list("commune_code", flat=True).distinct())
    return sorted((of_orders | of_cells) - {PROVINCE})


def sales(commune_code: str, since: date | None = None) -> Cells:
    """Count days, months, sellers' months and years, and buyers of one commune. 2 queries."""
    sums: dict[tuple, dict] = defaultdict(lambda: dict.fromkeys(MEASURES, 0))
    years: Cells = defaultdict(lambda: {"months": 0})
    buyers: dict[date, set[str]] = defaultdict(set)
    lines = _lines_by_order(commune_code, since)
    for order in _orders(commune_code, since):
        if order["completed_on"] and not order["returned_on"] and order["order__customer_phone"]:
            buyers[order["completed_on"].replace(day=1)].add(order["order__customer_phone"])
        for what in _EVENTS:
            on = order[f"{what}_on"]
            if on is None or (what == "completed" and order["returned_on"]):
                continue
            _add_order(sums, order, lines.get(order["pk"], []), what, on)
            if what == "completed" and (since is None or on >= since):
                _add_year(years, order, lines.get(order["pk"], []), on, since)
    cells = {
        place: measures
        for place, measures in sums.items()
        if since is None or place[0].day >= since
    }
    cells |= years
    for month, phones in buyers.items():
        if since is None or month >= since:
            key = Key(Family.MONTH.value, commune_code, month)
            cells[key, ("buyers",)] = {"buyers": len(phones)}
    return cells


def province(since: date | None = None) -> Cells:
    """Add up days and months of all communes as stored, and count the buyers. 3 queries."""
    sums: Cells = {}
    for family, model in ((Family.DAY, SalesDay), (Family.PROVINCE, SalesMonth)):
        rows = since_month(model.objects.exclude(commune_code=PROVINCE), since).order_by()
        added = rows.values_list("day", *SALES_PLACE).annotate(
            **{f"sum_{name}": Sum(name) for name in MEASURES}
        )
        for day, *row in added.iterator():
            place, figures = tuple(row[: len(SALES_PLACE)]), row[len(SALES_PLACE) :]
            key = Key(family.value, PROVINCE, day)
            sums[key, place] = dict(zip(MEASURES, figures, strict=True))
    buyers: dict[date, set[str]] = defaultdict(set)
    sold = SellerOrder.objects.filter(completed_on__isnull=False, returned_on__isnull=True)
    if since is not None:
        sold = sold.filter(completed_on__gte=since)
    pairs = sold.order_by().values_list("completed_on", "order__customer_phone").distinct()
    for day, phone in pairs.iterator():
        if phone:
            buyers[day.replace(day=1)].add(phone)
    for month, phones in buyers.items():
        key = Key(Family.BUYERS.value, PROVINCE, month)
        sums[key, ("buyers",)] = {"buyers": len(phones)}
    return sums


def inventory() -> Cells:
    """Count the goods on offer now. 3 queries."""
    today = local_today()
    ends: dict[int, date] = {}
    stars: dict[int, int] = {}
    valid = OcopCertificate.objects.filter(
        confirmed_at__isnull=False, issued_on__lte=today, expires_on__gte=today
    )
    rows = valid.order_by().values_list("product").annotate(Max("stars"), Max("expires_on"))
    for product, most, last in rows:
        stars[product], ends[product] = most, last
    cells: dict[tuple, dict] = defaultdict(lambda: dict.fromkeys(GOODS, 0))
    who: dict[tuple, set] = defaultdict(set)
    public = Product.objects.filter(is_public=True, partner__commune__isnull=False).order_by()
    for row in public.values(
        "pk", "partner_id", "is_self_listed", "net_weight_g", "structure",
        "partner__commune__code", "product_set__code",
        "stockrecords__num_in_stock", "stockrecords__num_allocated", "stockrecords__price",
        "stockrecords__num_promised",
    ):  # fmt: skip
        own_stars = stars.get(row["pk"], 0)
        is_soon = row["pk"] in ends and ends[row["pk"]] <= today + timedelta(days=_EXPIRING_DAYS)
        promised = row["stockrecords__num_promised"] or 0
        held = row["stockrecords__num_allocated"] or 0
        left = (row["stockrecords__num_in_stock"] or 0) - held
        in_stock, allocated = left + held - promised, max(held - promised, 0)
        key = Key(Family.INVENTORY.value, row["partner__commune__code"])
        for place in _corners(row["product_set__code"] or NO_SET, own_stars):
            who[key, place].add((row["partner_id"], row["is_self_listed"]))
            _add(
                cells[key, place],
                {
                    "listings": 1,
                    "ocop_listings": own_stars > 0,
                    "expiring_listings": is_soon,
                    "low_listings": left <= _LOW and row["structure"] != Product.PARENT,
                    "in_stock": in_stock,
                    "in_stock_g": in_stock * row["net_weight_g"],
                    "allocated": allocated,
                    "stock_vnd": in_stock * (row["stockrecords__price"] or 0),
                },
            )
    for name, partners in who.items():
        cells[name]["sellers"] = len({partner for partner, _self in partners})
        cells[name]["self_listing_sellers"] = len({p for p, by_self in partners if by_self})
    return dict(cells)


def households() -> Cells:
    """Count the households. 1 query."""
    since = local_today() - timedelta(days=_ACTIVE_DAYS)
    cells: dict[tuple, dict] = defaultdict(
        lambda: dict.fromkeys(("registered", "claimed", "active"), 0)
    )
    rows = HouseholdRecord.objects.values_list("commune_code", "claimed_at", "last_active_on")
    for code, claimed_at, last_active_on in rows.iterator():
        cell = cells[Key(Family.HOUSEHOLDS.value, code), ()]
        cell["registered"] += 1
        cell["claimed"] += claimed_at is not None
        cell["active"] += last_active_on is not None and last_active_on >= since
    return dict(cells)


def _orders(commune_code: str, since: date | None) -> Iterable[dict]:
    orders = SellerOrder.objects.filter(commune_code=commune_code).order_by()
    if since is not None:
        orders = orders.filter(_happened_since(since))
    return orders.annotate(vnd=F("goods_vnd") - F("discount_vnd")).values(
        "pk", "partner_id", "commune_code", "seller_kind", "payment_method",
        "destination_province_code", "channel", "vnd",
        "placed_on", "completed_on", "cancelled_on", "returned_on",
        "order__customer_phone",
    ).iterator()  # fmt: skip


def _lines_by_order(commune_code: str, since: date | None) -> dict[int, list[tuple]]:
    lines = Line.objects.filter(seller_order__commune_code=commune_code).order_by()
    if since is not None:
        lines = lines.filter(_happened_since(since, "seller_order__"))
    found: dict[int, list[tuple]] = defaultdict(list)
    for pk, set_code, stars, vnd, quantity, weight_g in lines.values_list(
        "seller_order_id", "product_set_code", "ocop_stars", "line_price_incl_tax",
        "quantity", "net_weight_g",
    ).iterator():  # fmt: skip
        found[pk].append((set_code or NO_SET, stars or 0, vnd, quantity * weight_g))
    return found


def _happened_since(since: date, prefix: str = "") -> Q:
    found = Q()
    for what in _EVENTS:
        found |= Q(**{f"{prefix}{what}_on__gte": since})
    return found


def _add_order(sums: dict, order: dict, lines: list[tuple], what: str, on: date) -> None:
    """Add one seller order to every cell it counts in."""
    commune_code = order["commune_code"]
    whole = (order["vnd"], sum(grams for *_rest, grams in lines))
    by_corner: dict[tuple, list] = {(ALL_SETS, ALL_STARS): list(whole)}
    for set_code, stars, vnd, grams in lines:
        for corner in _corners(set_code, stars):
            if corner == (ALL_SETS, ALL_STARS):
                continue
            part = by_corner.setdefault(corner, [0, 0])
            part[0] += vnd
            part[1] += grams
    month = on.replace(day=1)
    channel = order["channel"]
    for corner, (vnd, grams) in by_corner.items():
        measures = _one(what, vnd, grams)
        seller = Key(Family.SELLERS.value, commune_code, month, order["partner_id"])
        _add(_seller_cell(sums, seller, (*corner, channel), what, on), measures)
        _add_day_and_month(sums, commune_code, on, (*corner, channel, "", ""), measures)
    for cut, value in (
        ("kind", order["seller_kind"]),
        ("payment", order["payment_method"]),
        ("place", order["destination_province_code"]),
    ):
        place = (ALL_SETS, ALL_STARS, channel, cut, value)
        _add_day_and_month(sums, commune_code, on, place, _one(what, *whole))


def _add_day_and_month(sums: dict, commune_code: str, on: date, place: tuple, measures) -> None:
    _add(sums[Key(Family.SALES.value, commune_code, on), place], measures)
    _add(sums[Key(Family.MONTH.value, commune_code, on.replace(day=1)), place], measures)


def _seller_cell(sums: dict, key: Key, place: tuple, what: str, on: date) -> dict:
    cell = sums[key, place]
    cell.setdefault("first_on", None)
    cell.setdefault("last_on", None)
    if what == "completed":
        cell["first_on"] = min(filter(None, (cell["first_on"], on)))
        cell["last_on"] = max(filter(None, (cell["last_on"], on)))
    return cell


def _add_year(years: Cells, order: dict, lines: list[tuple], on: date, since: date | None) -> None:
    """Note the month and the day of a completed order for its seller.

    Of a year that is not recounted from January on only the months are known.
    """
    january = on.replace(month=1, day=1)
    key = Key(Family.YEAR.value, order["commune_code"], january, order["partner_id"])
    corners = {(ALL_SETS, ALL_STARS)}
    corners |= {corner for line in lines for corner in _corners(*line[:2])}
    for corner in corners:
        for channel in (ALL_CHANNELS, order["channel"]):
            cell = years[key, (*corner, channel)]
            cell["months"] |= 1 << (on.month - 1)
            if is_whole_year(january, since):
                cell["first_on"] = min(cell.get("first_on", on), on)
                cell["last_on"] = max(cell.get("last_on", on), on)


def is_whole_year(january: date, since: date | None) -> bool:
    """Tell whether a recount since then has seen the whole year."""
    return since is None or since <= january


def months_since(january: date, since: date | None) -> int:
    """Return the bits of a year's months that a recount since then has seen."""
    if is_whole_year(january, since):
        return 0xFFF
    return 0xFFF & ~((1 << (since.month - 1)) - 1) if since.year == january.year else 0


def _one(what: str, vnd: object, grams: int) -> dict:
    measures = {what: 1, f"{what}_vnd": vnd}
    if what == "completed":
        measures["completed_g"] = grams
    return measures


def _corners(set_code: str, stars: int) -> tuple[tuple[str, int], ...]:
    """Return the places in which goods of a set and stars are counted."""
    return (
        (ALL_SETS, ALL_STARS),
        (set_code, ALL_STARS),
        (ALL_SETS, stars),
        (set_code, stars),
    )


def _add(cell: dict, measures: dict) -> None:
    for name, value in measures.items():
        if name in cell:
            cell[name] += value


def since_month(rows, since: date | None):
    """Return the cells of a month and later, all without one."""
    return rows if since is None else rows.filter(day__gte=since)
