"""The traditional markets of the demo: 139, of which 82 became chợ 4.0 one after the other."""

import datetime as dt
from random import Random

from common.text import slug
from demo.clock import dice
from markets.models import Market, MarketStatus
from places.models import Commune, CommuneLink

PROVINCE_COUNT = 139
#: Name and commune; the first seven are chợ 4.0 at every scale.
KNOWN = (
    ("Thái", "05443"), ("Đồng Quang", "05443"), ("Đán", "05455"), ("Quan Triều", "05482"),
    ("La Bằng", "05818"), ("Đu", "05611"), ("Ba Hàng", "05860"), ("Đại Từ", "05488"),
    ("Chu", "05569"), ("Tân Khánh", "05917"), ("Quang Vinh", "05482"), ("Phúc Thuận", "05857"),
)  # fmt: skip
KNOWN_40 = 7
#: How many were chợ 4.0 by the end of a month.
_WAVES = (
    (dt.date(2022, 4, 28), 1),
    (dt.date(2022, 10, 10), 11),
    (dt.date(2022, 12, 15), 60),
    (dt.date(2023, 3, 20), 82),
)
_CLASS_1, _CLASS_2 = 3, 12
_PLAN = "156/KH-UBND"
#: Small markets of the hills are held on lunar days that end alike.
_MOON_DAYS = tuple(",".join(str(day) for day in range(first, 31, 5)) for first in (1, 2, 3, 4, 5))
_OF_THE_MOON = 0.45
#: So that the smallest demo has some as well.
_MOON_AT_ALL_SCALES = {
    "Chợ Chu": _MOON_DAYS[1],
    "Chợ La Bằng": _MOON_DAYS[3],
    "Chợ Đu": _MOON_DAYS[2],
}
_HOURS = {1: (5, 18), 2: (5, 17), 3: (5, 11)}


def write_markets(count: int) -> int:
    """Write the markets that are missing; return how many that were."""
    planned = plan_markets(count)
    known = set(Market.objects.values_list("slug", flat=True))
    new = [market for market in planned if market.slug not in known]
    made = Market.objects.bulk_create(new)
    MarketStatus.objects.bulk_create(
        MarketStatus(market=one, is_40=True, since=one.is_40_since, decision=_PLAN)
        for one in made
        if one.is_40_since
    )
    return len(new)


def plan_markets(count: int) -> list[Market]:
    """Return the first ``count`` markets. 2 queries."""
    communes = {c.code: c for c in Commune.objects.in_province("19")}
    places = [*KNOWN, *_other_places(communes)][:count]
    turns = {place: turn for turn, place in enumerate(_order_of_waves(len(places)))}
    return [
        _market(place, f"Chợ {name}", communes[code], _since(turns.get(place)))
        for place, (name, code) in enumerate(places)
    ]


def _order_of_waves(count: int) -> list[int]:
    """Return which markets became chợ 4.0, the earliest first."""
    others = list(range(len(KNOWN), count))
    dice("markets:waves").shuffle(others)
    return [*range(KNOWN_40), *others][: _WAVES[-1][1]]


def _since(turn: int | None) -> dt.date | None:
    if turn is None:
        return None
    return next(day for day, total in _WAVES if turn < total)


def _other_places(communes: dict[str, Commune]) -> list[tuple[str, str]]:
    """Return former units that had a market, most of them; names are used once."""
    taken = {slug(name) for name, _ in KNOWN}
    places = []
    links = CommuneLink.objects.filter(new__former_area="TN").select_related("new")
    for link in links.order_by("new__code", "old_name"):
        if slug(link.old_name) not in taken:
            taken.add(slug(link.old_name))
            places.append((link.old_name, link.new.code))
    dice("markets:places").shuffle(places)
    return places


def _market(place: int, name: str, commune: Commune, since: dt.date | None) -> Market:
    rng = dice(f"market:{name}")
    rank = 1 if place < _CLASS_1 else 2 if place < _CLASS_1 + _CLASS_2 else 3
    traders = rng.randint(*{1: (250, 400), 2: (90, 240), 3: (20, 90)}[rank])
    share = rng.uniform(0.7, 0.95) if since else rng.uniform(0.05, 0.4)
    opens_at, closes_at = (dt.time(hour) for hour in _HOURS[rank])
    return Market(
        **_days_of(name, rng, commune, rank),
        opens_at=opens_at,
        closes_at=closes_at,
        board_name=f"Ban quản lý {name[:1].lower()}{name[1:]} (minh họa)",
        name=name,
        slug=slug(name),
        commune=commune,
        market_class=rank,
        traders=traders,
        qr_traders=round(traders * share),
        is_40_since=since,
        is_demo=True,
    )


def _days_of(name: str, rng: Random, commune: Commune, rank: int) -> dict[str, str]:
    """Return when a market is held: every day, or on days of the moon."""
    if days := _MOON_AT_ALL_SCALES.get(name):
        return {"opens": Market.Opens.LUNAR, "open_days": days}
    is_hill = rank == 3 and commune.kind == Commune.Kind.COMMUNE
    if not is_hill or rng.random() > _OF_THE_MOON:
        return {"opens": Market.Opens.DAILY, "open_days": ""}
    return {"opens": Market.Opens.LUNAR, "open_days": rng.choice(_MOON_DAYS)}
