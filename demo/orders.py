"""What was ordered in the demo: when, of whom, what, where to, and how far it came."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from stdnum import luhn

from demo.clock import NOW, dice, moment
from demo.listings import Listing
from demo.makers import Maker
from demo.people import LOGINS, person, phone
from demo.roads import Road, road
from places.models import Commune
from shop.order.states import PaymentMethod, SellerOrderState

S = SellerOrderState
#: Month → share of a year's orders; the rush before Tết of 2026 fell into February.
_MONTHS = (12, 6, 5, 6, 7, 7, 8, 9, 8, 8, 9, 15)
_SHIFTED = {(2026, 1): 10, (2026, 2): 10}
#: No carrier drives around Tết.
_TET = (
    (dt.date(2025, 1, 26), dt.date(2025, 2, 2)),
    (dt.date(2026, 2, 14), dt.date(2026, 2, 21)),
)
_HOURS = (1, 0, 0, 0, 0, 1, 2, 3, 4, 5, 5, 5, 6, 4, 4, 4, 4, 5, 6, 10, 12, 11, 7, 3)
_PAYMENTS = {
    PaymentMethod.COD: 62, PaymentMethod.VIETQR: 28, PaymentMethod.GATEWAY: 7,
    PaymentMethod.CASH_PICKUP: 3,
}  # fmt: skip
_HOME, _HANOI = "19", "01"
_CUSTOMERS, _CUSTOMER_PHONES = 6_000, 200_000
_NOTES = ("Giao giờ hành chính giúp mình.", "Gọi trước khi giao nhé.", "Gói kỹ giúp, hàng biếu.")
_MEDIAN_VND, _SPREAD = 185_000, 0.9


@dataclass(frozen=True, slots=True)
class Part:
    """What one seller has to send: listings by place in the plan, with quantities."""

    maker: int
    lines: tuple[tuple[int, int], ...]
    road: Road


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who ordered and where the parcel goes."""

    name: str
    phone: str
    line1: str
    commune: Commune
    note: str
    is_login: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A planned order."""

    number: str
    at: dt.datetime
    buyer: Buyer
    payment: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Season:
    """How many seller orders from which day on, named for its dice and numbers."""

    name: str
    count: int
    since: dt.date
    first_serial: int


CORE_SEASON = Season("core", 120, dt.date(2025, 11, 24), 0)
#: Open states of the newest core orders, oldest first, so that every state can be seen.
_CORE_TAIL = (
    S.DELIVERY_FAILED, S.DELIVERED, S.RETURNED, S.DELIVERED, S.SHIPPED, S.CANCELLED, S.SHIPPED,
    S.PACKED, S.CONFIRMED, S.PACKED, S.CONFIRMED, S.PLACED, S.PLACED, S.PLACED, S.PLACED,
)  # fmt: skip


class Planner:
    """Makes the same orders whenever it is asked, one after the other."""

    def __init__(self, season: Season, makers: list[Maker], listings: list[Listing]) -> None:
        self._season = season
        self._shops: dict[int, list[int]] = {maker.serial: [] for maker in makers}
        for place, item in enumerate(listings):
            if item.is_live:
                self._shops[item.maker].append(place)
        self._listings = listings
        self._towns = _towns()
        self._people = _customers()
        ranked = list(self._shops)
        if season.name != "core":
            # The login's shop stays the busiest, so that there is something to see.
            rest = ranked[2:]
            dice("orders:ranks").shuffle(rest)
            ranked[2:] = rest
        weights = ((n + 1) ** -0.9 for n in range(len(ranked)))
        self._makers, self._sums = ranked, list(accumulate(weights))

    def __iter__(self) -> Iterator[Placed]:
        """Yield the orders by time."""
        season = self._season
        rng = dice(f"orders:{season.name}")
        times = _times(rng, season)
        serial, place = season.first_serial, 0
        while place < season.count:
            number = 2 if rng.random() < 0.1 and place + 1 < season.count else 1
            yield self._order(rng, serial, times[place], place, number)
            serial, place = serial + 1, place + number

    def _order(
        self, rng: random.Random, serial: int, at: dt.datetime, place: int, number: int
    ) -> Placed:
        payment = rng.choices(list(_PAYMENTS), list(_PAYMENTS.values()))[0]
        makers: list[int] = []
        while len(makers) < number:
            drawn = rng.choices(self._makers, cum_weights=self._sums)[0]
            if drawn not in makers:
                makers.append(drawn)
        parts = tuple(
            Part(maker, self._lines(rng, maker), self._road(rng, at, place + nth))
            for nth, maker in enumerate(sorted(makers))
        )
        return Placed(_number(serial), at, self._buyer(rng, payment, serial), payment, parts)

    def _lines(self, rng: random.Random, maker: int) -> tuple[tuple[int, int], ...]:
        """Return goods of the seller that cost about as much as people spend."""
        shop = self._shops[maker]
        wanted = _MEDIAN_VND * rng.lognormvariate(0, _SPREAD)
        number = min(rng.choices((1, 2, 3, 4), (45, 30, 17, 8))[0], len(shop))
        affordable = [p for p in shop if self._listings[p].price_vnd <= wanted * 1.2 / number]
        cheapest = min(shop, key=lambda p: self._listings[p].price_vnd)
        goods = rng.sample(affordable, min(number, len(affordable))) or [cheapest]
        share = wanted / len(goods)
        return tuple(
            (p, max(1, min(20, round(share / self._listings[p].price_vnd)))) for p in sorted(goods)
        )

    def _road(self, rng: random.Random, at: dt.datetime, place: int) -> Road:
        from_end = self._season.count - place
        if self._season.name == "core" and from_end <= len(_CORE_TAIL):
            return road(rng, at, _CORE_TAIL[-from_end])
        return road(rng, at, _state(rng, at, from_end / self._season.count))

    def _buyer(self, rng: random.Random, payment: str, serial: int) -> Buyer:
        name, number = rng.choice(self._people)
        note = rng.choice(_NOTES) if rng.random() < 0.12 else ""
        is_login = self._season.name == "core" and serial % 14 == 13
        if is_login:
            name, number = LOGINS["shopper"].name, LOGINS["shopper"].phone
        line1 = f"số {rng.randint(1, 180)}, tổ {rng.randint(1, 20)}"
        return Buyer(name, number, line1, self._town(rng, payment), note, is_login)

    def _town(self, rng: random.Random, payment: str) -> Commune:
        drawn = rng.random()
        if drawn < 0.38 or payment == PaymentMethod.CASH_PICKUP:
            return rng.choice(self._towns[_HOME])
        return rng.choice(self._towns[_HANOI if drawn < 0.68 else "elsewhere"])


def _towns() -> dict[str, list[Commune]]:
    """Return wards (at home: communes too) by where they are. 1 query."""
    towns: dict[str, list[Commune]] = {_HOME: [], _HANOI: [], "elsewhere": []}
    for commune in Commune.objects.current().select_related("province").order_by("code"):
        code = commune.province.code
        if code == _HOME or commune.kind == Commune.Kind.WARD:
            towns[code if code in towns else "elsewhere"].append(commune)
    return towns


def _customers() -> list[tuple[str, str]]:
    rng = dice("customers")
    return [(person(rng).name, phone(_CUSTOMER_PHONES + n)) for n in range(_CUSTOMERS)]


def _number(serial: int) -> str:
    body = f"99{serial:07d}"
    return body + luhn.calc_check_digit(body)


def _times(rng: random.Random, season: Season) -> list[dt.datetime]:
    """Return when the orders were placed, in order; the core ends with a lively week."""
    days = [season.since + dt.timedelta(n) for n in range((NOW.date() - season.since).days + 1)]
    weights = [_weight(day) for day in days]
    tail = len(_CORE_TAIL) if season.name == "core" else 0
    drawn = rng.choices(days, weights, k=season.count - tail)
    drawn += rng.choices(days[-9:], k=tail)
    hours = rng.choices(range(24), _HOURS, k=season.count)
    times = []
    for nth, (day, hour) in enumerate(zip(drawn, hours, strict=True)):
        latest = NOW - dt.timedelta(minutes=30 + nth % 90)
        times.append(min(moment(day, hour, rng.randrange(60), rng.randrange(60)), latest))
    return sorted(times)


def _weight(day: dt.date) -> float:
    if any(first <= day <= last for first, last in _TET):
        return 0.02
    share = _SHIFTED.get((day.year, day.month), _MONTHS[day.month - 1])
    growth = 1 + 0.02 * ((day.year - 2025) * 12 + day.month)
    return share * growth


def _state(rng: random.Random, at: dt.datetime, from_end: float) -> str:
    """Return where an order stands: the newest twentieth is mostly under way."""
    if from_end > 0.05 or rng.random() < 0.2:
        return rng.choices((S.COMPLETED, S.CANCELLED, S.RETURNED), (893, 84, 23))[0]
    age = (NOW - at).total_seconds() / 86_400
    if age < 1:
        return rng.choice((S.PLACED, S.PLACED, S.CONFIRMED))
    if age < 3:
        return rng.choice((S.CONFIRMED, S.PACKED, S.SHIPPED))
    if age < 8:
        return rng.choice((S.PACKED, S.SHIPPED, S.SHIPPED, S.DELIVERED))
    return rng.choices((S.SHIPPED, S.DELIVERED, S.DELIVERY_FAILED), (20, 74, 6))[0]
