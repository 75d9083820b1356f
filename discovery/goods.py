"""The public goods as rows that may be carried to other floors, read a little at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from catalogue import cards
from catalogue.models import OcopCertificate, Product
from common.dates import local_today
from common.money import NBSP
from common.units import unit_label
from discovery.addresses import absolute, widest

#: Goods whose rows are in memory at once.
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Goods:
    """One listing. Price in đồng for one sale unit, weights in grams, ``free`` in sale units."""

    id: int
    title: str
    description: str
    url: str
    pictures: list[str]
    price_vnd: int
    unit: str
    pack: str
    net_weight_g: int
    ship_weight_g: int
    min_quantity: int
    free: int
    set_name: str
    set_id: int | None
    shelf: str
    stars: int | None
    decision_no: str
    certified_until: date | None
    seller: str
    commune: str
    months: str
    shelf_life_days: int | None
    #: From which day goods on pre-order are sent; None for goods at hand.
    ready_on: date | None

    @property
    def can_buy(self) -> bool:
        """Say whether the basket would take it now."""
        return self.free >= self.min_quantity


def all_goods(partner=None) -> Iterator[Goods]:
    """Yield the public goods, all or of one partner, by id; no tours. 4 queries for each 500."""
    last = 0
    while chunk := list(_public(partner).filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield from (_goods(product) for product in chunk if cards.stock_record(product))
        last = chunk[-1].pk


def _public(partner) -> QuerySet[Product]:
    valid = OcopCertificate.objects.valid_on(local_today()).order_by("-stars", "-expires_on")
    goods = cards.with_card_relations(Product.objects.on_sale().goods())
    goods = goods.select_related("partner__commune", "product_set__category")
    goods = goods.prefetch_related(Prefetch("certificates", valid, to_attr="valid_certificates"))
    return goods.filter(partner=partner) if partner else goods


def _goods(product: Product) -> Goods:
    best = next(iter(product.valid_certificates), None)
    kind, seller = product.product_set, product.partner
    return Goods(
        id=product.pk,
        title=product.title,
        description=product.description or product.title,
        url=absolute(product.get_absolute_url()),
        pictures=_pictures(product),
        price_vnd=int(cards.stock_record(product).price),
        unit=unit_label(product.sale_unit),
        pack=cards.pack_label(product).replace(NBSP, " "),
        net_weight_g=product.net_weight_g,
        ship_weight_g=product.ship_weight_g,
        min_quantity=max(1, product.min_quantity),
        free=cards.free_stock(product),
        set_name=kind.short_name if kind else "",
        set_id=kind.pk if kind else None,
        shelf=kind.category.name if kind else "",
        stars=best.stars if best else None,
        decision_no=best.decision_no if best else "",
        certified_until=best.expires_on if best else None,
        seller=seller.name if seller else "",
        commune=seller.commune.full_name if seller and seller.commune else "",
        months=", ".join(str(m) for m in range(1, 13) if product.is_in_season(m)),
        shelf_life_days=product.shelf_life_days,
        ready_on=cards.stock_record(product).ready_on,
    )


def _pictures(product: Product) -> list[str]:
    pictures = (cards.picture_of_image(image, alt="") for image in product.shown_images)
    return [widest(picture) for picture in pictures if picture]
