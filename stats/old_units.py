"""Draw the sales of a period by the districts and communes from before 1 July 2025.

Orders carry the present commune only, and the list of former units says which units each
commune took in. So a figure goes back to an old unit where a whole present commune came out
of it; elsewhere it stands in a row of its own and is not shared out by guess.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from common.text import sort_key
from places.models import Commune, CommuneLink
from stats import queries
from stats.figures import EVERYTHING, Asked, Freshness, Sales, total_of
from stats.names import set_names
from stats.period import Period
from stats.reading import Which, sales_by
from stats.scopes import WHOLE, Scope

_CITY = {"TP": "thành phố", "TX": "thị xã"}


@dataclass(frozen=True)
class OldDistrictRow:
    """One old district: the sales of the present communes that lie wholly in it.

    ``missing`` are present communes with some of its units, whose sales are not in here.
    """

    name: str
    area: str
    communes: tuple[str, ...]
    missing: tuple[str, ...]
    sales: Sales

    @property
    def note(self) -> str:
        """Return what the figures leave out, in words; empty when nothing."""
        return f"Chưa kể phần nằm trong {', '.join(self.missing)}" if self.missing else ""


@dataclass(frozen=True)
class OldUnitRow:
    """One present commune in terms of the units that it was made of.

    ``is_exact``: it is one whole old unit, so the figures are those of that unit. ``why`` says
    in words why the figures cannot be shared out; empty in an exact row.
    """

    code: str
    name: str
    now: str
    area: str
    districts: tuple[str, ...]
    units: tuple[str, ...]
    is_exact: bool
    why: str
    sales: Sales


@dataclass(frozen=True)
class OldView:
    """The sales by old units. ``rows`` and ``not_split`` together add up to ``total``."""

    rows: list
    not_split: list[OldUnitRow]
    total: Sales

    @property
    def not_split_sum(self) -> Sales:
        """Return the sum of what could not be given to one old unit."""
        return total_of(row.sales for row in self.not_split)

    @property
    def not_split_share(self) -> Decimal:
        """Return the part of the whole value that could not be given, in per cent."""
        whole = self.total.completed_vnd
        return self.not_split_sum.completed_vnd * 100 / whole if whole else Decimal(0)


@dataclass(frozen=True)
class OldUnitsPage:
    """Both old views of a period, and what the filter above them needs."""

    period: Period
    asked: Asked
    set_name: str
    districts: OldView
    communes: OldView
    freshness: Freshness
    set_choices: list[tuple[str, str]]


@dataclass(frozen=True)
class _Place:
    """One present commune with its former units and its sales."""

    code: str
    title: str
    area: str
    sales: Sales
    links: list[CommuneLink] = field(default_factory=list)
    districts: tuple[str, ...] = ()


def old_units_page(
    *, scope: Scope = WHOLE, period: Period, asked: Asked = EVERYTHING
) -> OldUnitsPage:
    """Return both views. ≤ 6 queries, whatever the data."""
    places = _read(scope, period, asked)
    names = set_names()
    return OldUnitsPage(
        period=period,
        asked=asked,
        set_name=names.get(asked.set_code, ""),
        districts=_district_view(places),
        communes=_commune_view(places),
        freshness=queries.freshness(),
        set_choices=list(names.items()),
    )


def by_old_district(scope: Scope, period: Period, asked: Asked = EVERYTHING) -> OldView:
    """Return the sales by old district; its rows are ``OldDistrictRow``. ≤ 4 queries."""
    return _district_view(_read(scope, period, asked))


def by_old_commune(scope: Scope, period: Period, asked: Asked = EVERYTHING) -> OldView:
    """Return the sales by old commune; its rows are ``OldUnitRow``. ≤ 4 queries.

    A commune that was made of several units is one row of ``not_split`` with all their names.
    """
    return _commune_view(_read(scope, period, asked))


def _district_view(places: list[_Place]) -> OldView:
    whole: dict[tuple[str, str], list[_Place]] = defaultdict(list)
    partly: dict[str, list[str]] = defaultdict(list)
    not_split = []
    for place in places:
        if len(place.districts) == 1:
            whole[place.area, place.districts[0]].append(place)
            continue
        not_split.append(_unit_row(place, why=_why_no_district(place)))
        for district in place.districts:
            partly[district].append(place.title)
    rows = [
        OldDistrictRow(
            name=f"{_first_upper(district)} (cũ)",
            area=area,
            communes=tuple(place.title for place in mine),
            missing=tuple(partly[district]),
            sales=total_of(place.sales for place in mine),
        )
        for (area, district), mine in whole.items()
    ]
    rows.sort(key=lambda row: (_area_last(row.area), sort_key(row.name)))
    return OldView(rows, not_split, _total(places))


def _commune_view(places: list[_Place]) -> OldView:
    exact, several = [], []
    for place in places:
        row = _unit_row(place, why=_why_no_unit(place))
        (exact if row.is_exact else several).append(row)
    return OldView(exact, several, _total(places))


def _unit_row(place: _Place, *, why: str) -> OldUnitRow:
    units = tuple(
        f"một phần {link.old_full_name}"
        if link.kind == CommuneLink.Kind.PARTIAL
        else link.old_full_name
        for link in place.links
    )
    old = f"{_first_upper(' + '.join(units))} (cũ), nay là " if units else ""
    return OldUnitRow(
        code=place.code,
        name=f"{old}{place.title}",
        now=_first_upper(place.title),
        area=place.area,
        districts=place.districts,
        units=units,
        is_exact=not why,
        why=why,
        sales=place.sales,
    )


def _why_no_district(place: _Place) -> str:
    if not place.links:
        return "Không có trong danh sách đơn vị cũ"
    return f"Gồm đơn vị cũ của {_and(place.districts)}"


def _why_no_unit(place: _Place) -> str:
    kinds = [link.kind for link in place.links]
    if kinds == [CommuneLink.Kind.WHOLE]:
        return ""
    if not kinds:
        return "Không có trong danh sách đơn vị cũ"
    if CommuneLink.Kind.PARTIAL in kinds:
        return "Có đơn vị cũ chỉ nhập một phần"
    return f"Gộp từ {len(kinds)} đơn vị cũ"


def _read(scope: Scope, period: Period, asked: Asked) -> list[_Place]:
    """Return every commune that has former units or sales. ≤ 4 queries."""
    found = sales_by(Which(scope, asked, by=("commune",)), period)
    sales = {code: one for (code,), one in found.items()}
    communes = {one.code: one for one in _communes(scope, sales)}
    links = {code: list(one.former_links.all()) for code, one in communes.items()}
    parts = _split_units(links.values())
    places = []
    for code in communes.keys() | sales.keys():
        commune = communes.get(code)
        mine = links.get(code, [])
        places.append(
            _Place(
                code=code,
                title=commune.full_name if commune else f"mã xã {code}",
                area=commune.get_former_area_display() if commune else "",
                sales=sales.get(code, Sales()),
                links=mine,
                districts=_districts(mine, parts),
            )
        )
    return sorted(places, key=_order)


def _communes(scope: Scope, sales: dict[str, Sales]) -> Iterable[Commune]:
    """Return the communes of the scope to show, with their former units. 2 queries."""
    with_units = CommuneLink.objects.order_by().values("new_id")
    communes = Commune.objects.filter(pk__in=with_units) | Commune.objects.filter(
        code__in=sales.keys()
    )
    if scope.commune_codes is not None:
        communes = communes.filter(code__in=scope.commune_codes)
    return communes.prefetch_related("former_links")


def _split_units(links: Iterable[list[CommuneLink]]) -> dict[tuple[str, str], list[set[str]]]:
    """Return the districts that each part of a split unit is said to come from."""
    parts = defaultdict(list)
    for mine in links:
        for link in mine:
            if link.kind == CommuneLink.Kind.PARTIAL:
                parts[link.old_kind, link.old_name].append(_district_names(link))
    return parts


def _districts(
    links: list[CommuneLink], parts: dict[tuple[str, str], list[set[str]]]
) -> tuple[str, ...]:
    """Return the old districts of a commune, by name.

    Parts of one split unit that are listed under different districts count to all of them:
    one of the two must be wrong, and nothing says which.
    """
    names: set[str] = set()
    for link in links:
        names |= _district_names(link)
        others = parts.get((link.old_kind, link.old_name), [])
        if link.kind == CommuneLink.Kind.PARTIAL and not set.intersection(*others):
            names |= set.union(*others)
    return tuple(sorted(names, key=sort_key))


def _district_names(link: CommuneLink) -> set[str]:
    """Return ``{"thành phố Phổ Yên", "huyện Đại Từ"}`` of ``TP Phổ Yên / Đại Từ``."""
    names = set()
    for name in filter(None, map(str.strip, link.old_district.split("/"))):
        short, _, rest = name.partition(" ")
        names.add(f"{_CITY[short]} {rest}" if short in _CITY else f"huyện {name}")
    return names


def _order(place: _Place) -> tuple:
    districts = [sort_key(name) for name in place.districts]
    return (_area_last(place.area), districts, sort_key(place.title), place.code)


def _area_last(area: str) -> tuple[bool, bool, str]:
    """Order Thái Nguyên before the other former provinces, and nowhere at the end."""
    return (not area, area != Commune.FormerArea.THAI_NGUYEN.label, area)


def _total(places: list[_Place]) -> Sales:
    return total_of(place.sales for place in places)


def _and(names: tuple[str, ...]) -> str:
    if len(names) < 2:
        return "".join(names) or "huyện không rõ"
    return f"{', '.join(names[:-1])} và {names[-1]}"


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
