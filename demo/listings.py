"""What the sellers of the demo list: how many of what, in which state, with which stars."""

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass, replace
from itertools import accumulate

from catalogue.sets import ListingState
from demo.clock import NOW, REFERENCE_DAY, days_before, dice, moment
from demo.core import CORE_LISTINGS, CoreListing
from demo.goods import FAMILIES, Pack, Recipe, recipes, recipes_of
from demo.makers import Maker
from places.models import Commune

_S = ListingState
#: State → share of all listings of a seller.
SHARES = {_S.APPROVED: 88, _S.SUBMITTED: 5, _S.REJECTED: 4, _S.HIDDEN: 3}
PICTURE_VARIANTS = 4
#: Fresh food that is mostly gone when its months are over.
_FRESH = "rau-qua"
_NOTES = (
    "Ảnh hơi mờ. Bà con chụp lại ngoài trời sáng giúp.",
    "Tên hàng chưa rõ. Bà con ghi thêm giống hoặc cách làm, ví dụ: Chè búp sao tay.",
    "Giá đang ghi cho 1 kg mà ảnh là gói 200 g. Bà con sửa lại giá theo gói.",
    "Chưa ghi hạn dùng. Bà con thêm giúp để được bao nhiêu ngày.",
)


@dataclass(frozen=True, slots=True)
class Listing:
    """A planned listing; ``maker`` is the serial of its seller, ``free`` what can be bought."""

    upc: str
    maker: int
    recipe: Recipe
    pack: Pack
    title: str
    price_vnd: int
    state: str
    free: int
    at: dt.datetime
    pictures: tuple[tuple[str, int], ...]
    note: str = ""
    is_self_listed: bool = True
    stars: int | None = None
    issued_on: dt.date | None = None

    @property
    def is_live(self) -> bool:
        """Say whether shoppers see it."""
        return self.state == _S.APPROVED

    @property
    def expires_on(self) -> dt.date | None:
        """Return the last day of the certificate: 36 months after the decision."""
        day = self.issued_on
        return day and day.replace(year=day.year + 3, day=min(day.day, 28))

    def has_star_on(self, day: dt.date) -> bool:
        """Say whether the star may be shown on a day."""
        return bool(self.issued_on and self.issued_on <= day <= self.expires_on)


def plan_core_listings(makers: list[Maker]) -> list[Listing]:
    """Return the forty listings that every scale has."""
    rng, names = dice("listings:core"), _place_names()
    return [
        _core_listing(rng, row, serial, makers[row.seller], names)
        for serial, row in enumerate(CORE_LISTINGS)
    ]


def plan_listings(makers: list[Maker], live: int) -> list[Listing]:
    """Return listings of all sellers, the core first; exactly ``live`` of them are public.

    Every seller has a public one that it made itself.
    """
    made = plan_core_listings(makers)
    rng, names = dice("listings"), _place_names()
    slots = _slots(rng, made, live)
    taken = {(item.maker, item.title) for item in made}
    owners = _Owners(rng, makers)
    for maker in makers[len({item.maker for item in made}) :]:
        slots.remove((maker.families[0], _S.APPROVED))
        made.append(_listing(rng, len(made), maker, maker.families[0], _S.APPROVED, names, taken))
    for family, state in slots:
        maker = owners.draw(family)
        item = _listing(rng, len(made), maker, family, state, names, taken)
        made.append(replace(item, is_self_listed=rng.random() > 0.03))
    return made


class _Owners:
    """Who gets the next listing of a family: few sellers have many, many have few."""

    def __init__(self, rng: random.Random, makers: list[Maker]) -> None:
        self._rng = rng
        self._by_family: dict[str, tuple[list[Maker], list[float]]] = {}
        for family in FAMILIES:
            having = [maker for maker in makers if family in maker.families]
            weights = [
                (place + 3) ** -0.45 * (1 if maker.families[0] == family else 0.35)
                for place, maker in enumerate(having)
            ]
            self._by_family[family] = having, list(accumulate(weights))

    def draw(self, family: str) -> Maker:
        having, sums = self._by_family[family]
        return self._rng.choices(having, cum_weights=sums)[0]


def _slots(rng: random.Random, made: list[Listing], live: int) -> list[tuple[str, str]]:
    """Return family and state of every listing still missing, mixed."""
    total = sum(FAMILIES.values())
    slots: list[tuple[str, str]] = []
    have = Counter(item.recipe.family for item in made if item.is_live)
    for family, number in FAMILIES.items():
        slots += [(family, _S.APPROVED)] * (round(number * live / total) - have[family])
    short = live - sum(have.values()) - len(slots)
    slots += [("che", _S.APPROVED)] * short
    states = Counter(item.state for item in made)
    for state in (_S.SUBMITTED, _S.REJECTED, _S.HIDDEN):
        number = round(live * SHARES[state] / SHARES[_S.APPROVED]) - states[state]
        drawn = rng.choices(list(FAMILIES), list(FAMILIES.values()), k=number)
        slots += [(family, state) for family in drawn]
    rng.shuffle(slots)
    return slots


def _place_names() -> dict[str, str]:
    return dict(Commune.objects.in_province("19").values_list("code", "name"))


def _core_listing(
    rng: random.Random, row: CoreListing, serial: int, maker: Maker, names: dict[str, str]
) -> Listing:
    recipe = recipes()[row.recipe]
    pack = recipe.packs[row.pack]
    motifs = (*recipe.motifs, recipe.motifs[0])[:2]
    return Listing(
        upc=_upc(serial),
        maker=maker.serial,
        recipe=recipe,
        pack=pack,
        title=recipe.title(names[maker.commune_code], pack),
        price_vnd=recipe.price(rng, pack),
        state=row.state,
        free=0 if row.is_sold_out else rng.randint(12, 90),
        at=_when(rng, maker, row.state),
        pictures=((motifs[0], serial % 2), (motifs[1], (serial + 1) % 2)),
        note=row.note,
        stars=row.stars,
        issued_on=row.issued_on,
    )


def _listing(
    rng: random.Random,
    serial: int,
    maker: Maker,
    family: str,
    state: str,
    names: dict[str, str],
    taken: set[tuple[int, str]],
) -> Listing:
    recipe, pack, title = _choose(rng, maker, family, names[maker.commune_code], taken)
    taken.add((maker.serial, title))
    return Listing(
        upc=_upc(serial),
        maker=maker.serial,
        recipe=recipe,
        pack=pack,
        title=title,
        price_vnd=recipe.price(rng, pack),
        state=state,
        free=_free(rng, recipe),
        at=_when(rng, maker, state),
        pictures=((rng.choice(recipe.motifs), rng.randrange(PICTURE_VARIANTS)),),
        note=rng.choice(_NOTES) if state == _S.REJECTED else "",
    )


def _choose(
    rng: random.Random, maker: Maker, family: str, place: str, taken: set[tuple[int, str]]
) -> tuple[Recipe, Pack, str]:
    """Return goods that the seller does not list yet; a further batch when it has all."""
    choice = recipes_of(family, maker.commune_code)
    for _ in range(25):
        recipe = rng.choice(choice)
        pack = rng.choice(recipe.packs)
        title = recipe.title(place, pack)
        if (maker.serial, title) not in taken:
            return recipe, pack, title
    batch = 2
    while (maker.serial, f"{title}, lứa {batch}") in taken:
        batch += 1
    return recipe, pack, f"{title}, lứa {batch}"


def _upc(serial: int) -> str:
    return f"DEMO-{serial + 1:06d}"


def _free(rng: random.Random, recipe: Recipe) -> int:
    in_season = not recipe.harvest_mask or recipe.harvest_mask >> (REFERENCE_DAY.month - 1) & 1
    sold_out = 0.04 if in_season or recipe.family != _FRESH else 0.7
    return 0 if rng.random() < sold_out else 3 + min(round(rng.lognormvariate(3.2, 0.8)), 400)


def _when(rng: random.Random, maker: Maker, state: str) -> dt.datetime:
    """Return when the seller handed the listing in."""
    if state == _S.SUBMITTED:
        return moment(days_before(rng.randint(0, 4)), rng.randint(6, 18), rng.randrange(60))
    if state == _S.REJECTED:
        return moment(days_before(rng.randint(3, 50)), rng.randint(6, 21), rng.randrange(60))
    span = (NOW - maker.registered_at).days
    return maker.registered_at + dt.timedelta(days=rng.randrange(1, max(span - 3, 2)), minutes=7)
