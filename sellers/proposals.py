"""What the wizard proposes: what the seller's commune, then its province, sells at this season.

Nothing here is invented: every proposal comes from listings in the shop window, and says whose.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from statistics import quantiles

from django.db.models import Count, F, Q

from catalogue.models import Product, ProductSet
from common.dates import local_today
from common.money import format_vnd
from common.text import fold
from common.units import format_grams, unit_label
from places.models import Commune
from shop.partner.models import Partner

TILES = 9
PACKS = 3
#: Fewer sellers than this are no custom, and their prices would be a neighbour's own.
MIN_SELLERS = 3
MAX_ROWS = 500
#: Where nothing is sold yet, the tiles stand in this order: what the province is known for.
_KNOWN_FOR = (
    "I.5.a", "I.3.b", "I.1.a", "I.2.a", "I.2.b", "I.1.b", "I.3.c", "I.3.d", "I.4.b",
)  # fmt: skip
#: Shelf → packs that goods of it come in, for sets that nobody sells yet: unit, grams.
_USUAL = {
    "che": (("goi", 500), ("goi", 200), ("kg", 1_000)),
    "rau-qua": (("kg", 1_000), ("bo", 300), ("qua", 500)),
    "thit-trung": (("kg", 1_000), ("con", 1_500), ("chuc", 600)),
    "gao": (("kg", 1_000), ("tui", 5_000), ("tui", 10_000)),
    "mat-ong": (("chai", 1_000), ("lit", 1_000), ("hu", 500)),
    "mien-bun": (("goi", 500), ("kg", 1_000), ("goi", 1_000)),
    "nam-mang": (("goi", 500), ("kg", 1_000), ("hop", 200)),
    "gia-vi": (("chai", 500), ("goi", 200), ("lo", 100)),
    "do-uong": (("chai", 500), ("lit", 1_000), ("thung", 10_000)),
}
_USUAL_ELSE = (("hop", 200), ("goi", 200), ("chiec", 500))


@dataclass(frozen=True, slots=True)
class SetTile:
    """A product set as a tile: its code, everyday name and shelf, which has the picture."""

    code: str
    name: str
    shelf: str


@dataclass(frozen=True, slots=True)
class Tiles:
    """The tiles of the second screen and whose sales put them in this order, in words."""

    tiles: list[SetTile]
    source: str


@dataclass(frozen=True, slots=True)
class PackChoice:
    """A way to sell: the value of its radio button, unit and weight in words."""

    value: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class PriceRange:
    """What most others ask for a pack of this weight, in đồng, and who they are."""

    low_vnd: Decimal
    high_vnd: Decimal
    words: str


def tiles_for(commune: Commune) -> Tiles:
    """Return the nine sets that sell most here at this season. 2 queries."""
    near, now = Q(partner__commune=commune), _in_season()
    counts = (
        _others(commune)
        .values("product_set_id")
        .annotate(
            near_now=Count("pk", filter=near & now),
            near=Count("pk", filter=near),
            far_now=Count("pk", filter=now),
            far=Count("pk"),
        )
    )
    weight = {
        row["product_set_id"]: (row["near_now"], row["near"], row["far_now"], row["far"])
        for row in counts
    }
    sets = ProductSet.objects.filter(valid_to=None).select_related("category")
    rank = {code: place for place, code in enumerate(reversed(_KNOWN_FOR), start=1)}
    ordered = sorted(
        sets, key=lambda s: (weight.get(s.pk, (0,) * 4), rank.get(s.code, 0)), reverse=True
    )
    has_near = any(row[1] for row in weight.values())
    place = commune.full_name if has_near else commune.province.full_name if weight else ""
    return Tiles(
        [SetTile(s.code, s.short_name, s.category.code) for s in ordered[:TILES]],
        f"Xếp theo hàng {place} đang bán tháng {local_today().month}." if place else "",
    )


def packs_for(product_set: ProductSet, commune: Commune) -> tuple[list[PackChoice], str]:
    """Return three packs, the commonest first, and where they come from in words. 1 query."""
    rows = (
        _others(commune)
        .filter(product_set=product_set, net_weight_g__gt=0)
        .values("sale_unit", "net_weight_g")
        .annotate(near=Count("pk", filter=Q(partner__commune=commune)), far=Count("pk"))
        .order_by("-near", "-far", "net_weight_g")[:PACKS]
    )
    found = [(row["sale_unit"], row["net_weight_g"]) for row in rows]
    usual = _USUAL.get(product_set.category.code, _USUAL_ELSE)
    packs = list(dict.fromkeys([*found, *usual]))[:PACKS]
    place = commune.full_name if any(row["near"] for row in rows) else commune.province.full_name
    words = f"Cách bán thường gặp ở {place}." if found else ""
    return [pack_choice(unit, grams) for unit, grams in packs], words


def pack_choice(unit: str, grams: int) -> PackChoice:
    """Return a pack as a choice with words."""
    by_measure = unit in ("kg", "lit") and grams == 1_000
    label = f"Theo {unit_label(unit)}" if by_measure else unit_label(unit).capitalize()
    return PackChoice(f"{unit}:{grams}", label, "" if by_measure else format_grams(grams))


def price_range(
    *, product_set: ProductSet, net_weight_g: int, commune: Commune, but: Partner
) -> PriceRange | None:
    """Return the middle half of the prices others ask, turned to this weight; None without custom.

    The commune counts when three sellers or more there sell the set, else the province; goods in
    season when there are enough of them. At most 3 queries.
    """
    goods = (
        _others(commune).filter(product_set=product_set, net_weight_g__gt=0).exclude(partner=but)
    )
    now = local_today().month
    for rows, place in (
        (goods.filter(_in_season(), partner__commune=commune), commune.full_name),
        (goods.filter(partner__commune=commune), commune.full_name),
        (goods, commune.province.full_name),
    ):
        prices = list(
            rows.exclude(stockrecords__price=None)
            .order_by("-approved_at")
            .values_list("stockrecords__price", "net_weight_g", "partner_id")[:MAX_ROWS]
        )
        sellers = len({partner for _, _, partner in prices})
        if sellers < MIN_SELLERS:
            continue
        per_gram = [Decimal(price) / grams for price, grams, _ in prices]
        low, _middle, high = quantiles(per_gram, n=4, method="inclusive")
        low_vnd, high_vnd = _round(low * net_weight_g), _round(high * net_weight_g)
        return PriceRange(low_vnd, high_vnd, _price_words(low_vnd, high_vnd, sellers, place, now))
    return None


def season_mask(product_set: ProductSet, commune: Commune) -> int:
    """Return the commonest harvest months of the set here, as bits; 0 when none is known."""
    goods = _others(commune).filter(product_set=product_set)
    for rows in (goods.filter(partner__commune=commune), goods):
        masks = rows.order_by("-approved_at").values_list("harvest_mask", flat=True)[:MAX_ROWS]
        if commonest := Counter(masks).most_common(1):
            return commonest[0][0]
    return 0


def set_of_title(title: str, commune: Commune) -> ProductSet | None:
    """Return the set in which the province lists goods of this name, or None.

    The whole name is looked for first, then ever fewer words of its beginning. At most 4 queries.
    """
    words = fold(title).split()[:3]
    while words:
        rows = (
            _others(commune)
            .filter(search_text__contains=f" {' '.join(words)} ", product_set__valid_to=None)
            .values("product_set")
            .annotate(many=Count("pk"))
            .order_by("-many")[:1]
        )
        if rows:
            return ProductSet.objects.select_related("category").get(pk=rows[0]["product_set"])
        words.pop()
    return None


def _others(commune: Commune):
    """Return what the commune's province has in the shop window."""
    goods = Product.objects.on_sale().filter(partner__commune__province=commune.province_id)
    return goods.order_by()


def _in_season() -> Q:
    """Keep what is harvested this month, or all the year."""
    this_month = 1 << (local_today().month - 1)
    return Q(harvest_mask=0) | Q(harvest_mask=F("harvest_mask").bitor(this_month))


def _round(amount: Decimal) -> Decimal:
    """Round to whole thousands of đồng, as prices are told."""
    return max(Decimal(1), (amount / 1000).quantize(Decimal(1), ROUND_HALF_UP)) * 1000


def _price_words(low, high, sellers: int, place: str, month: int) -> str:
    span = format_vnd(low) if low == high else f"{format_vnd(low)} đến {format_vnd(high)}"
    return f"Tháng {month}, {sellers} nhà bán ở {place}: phần lớn {span}."
