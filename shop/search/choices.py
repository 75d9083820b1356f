"""The filters beside a list: choices with the number of goods behind each, ready to print."""

from dataclasses import dataclass, replace
from decimal import Decimal

from common.dates import local_today
from common.money import format_vnd
from common.text import sort_key
from shop.partner.models import Partner
from shop.search.addresses import url_of
from shop.search.forms import STARS
from shop.search.queries import Look, Wanted
from shop.search.terms import COMMUNE, SET

#: This many choices of a filter stand open; the others are one tap away.
OPEN_OPTIONS = 6


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter with the number of goods behind it."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices of a filter: some open, the others behind a "show all"."""

    open: list[Option]
    more: list[Option]
    chosen: str

    @property
    def total(self) -> int:
        """Count all choices."""
        return len(self.open) + len(self.more)


@dataclass(frozen=True, slots=True)
class PriceLink:
    """A range of prices, as a page of its own."""

    label: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """All filters of a list."""

    sets: Choices
    communes: Choices
    kinds: Choices
    stars: Choices
    months: list[Option]
    prices: list[PriceLink]


def filters_of(look: Look, wanted: Wanted, path: str) -> Filters:
    """Return the filters of what was found, fullest choice first."""
    facets, names = look.facets, look.names
    kinds = dict(Partner.Kind.choices)
    return Filters(
        sets=_choices(_named(facets.sets, SET, names, wanted.set_code), wanted.set_code),
        communes=_choices(
            _named(facets.communes, COMMUNE, names, wanted.commune_code), wanted.commune_code
        ),
        kinds=_choices(
            [Option(kind, kinds[kind], n) for kind, n in _with(facets.kinds, wanted.kind).items()],
            wanted.kind,
        ),
        stars=_stars(facets.stars, wanted.stars),
        months=_months(facets.months),
        prices=_prices(facets.prices, wanted, path),
    )


def _named(counts: dict[str, int], field: str, names: dict[str, str], chosen: str) -> list[Option]:
    counts = _with(counts, chosen)
    return [Option(code, names.get(field + code, f"Mã {code}"), n) for code, n in counts.items()]


def _with(counts: dict, chosen) -> dict:
    """Keep the chosen one in the list even when nothing is behind it."""
    return counts | {chosen: 0} if chosen and chosen not in counts else counts


def _choices(options: list[Option], chosen: str) -> Choices:
    options = sorted(options, key=lambda o: (-o.count, sort_key(o.label)))
    first = options[:OPEN_OPTIONS]
    # The chosen one always stands open, wherever its count puts it.
    first += [o for o in options[OPEN_OPTIONS:] if o.code == chosen]
    return Choices(first, [o for o in options if o not in first], chosen)


def _stars(counts: dict[int, int], chosen: int | None) -> Choices:
    shown = [Option(str(n), STARS[n], counts[n]) for n in STARS if counts[n] or n == chosen]
    return Choices(shown, [], str(chosen or ""))


def _months(counts: dict[int, int]) -> list[Option]:
    """Return the twelve months from this one on."""
    now = local_today().month
    months = [(now + step - 1) % 12 + 1 for step in range(12)]
    label = {month: f"Tháng {month}" for month in months} | {now: f"Tháng này (tháng {now})"}
    return [Option(str(month), label[month], counts[month]) for month in months]


def _prices(counts: dict, wanted: Wanted, path: str) -> list[PriceLink]:
    links = []
    for (low, high), count in counts.items():
        ends = Decimal(low) if low else None, None if high is None else Decimal(high)
        is_chosen = ends == (wanted.price_from, wanted.price_to)
        if count or is_chosen:
            url = url_of(path, replace(wanted, price_from=ends[0], price_to=ends[1]))
            links.append(PriceLink(_range_label(low, high), count, url, is_chosen))
    return links


def _range_label(low: int, high: int | None) -> str:
    if high is None:
        return f"Từ {format_vnd(low)}"
    return f"{format_vnd(low)} – {format_vnd(high)}" if low else f"Đến {format_vnd(high)}"
