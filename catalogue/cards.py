"""The card of a product, and the pictures on it, as pages show them."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.files.storage import default_storage
from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from catalogue import ahead
from catalogue.models import Product, ProductImage
from common.dates import local_today
from common.money import NBSP, format_vnd, price_per_base
from common.numbers import format_number
from common.units import format_grams, unit_label

#: The width whose file a browser without ``srcset`` loads.
FALLBACK_WIDTH = 640


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo in its sizes; width and height are those of the widest, for the layout.

    ``thumb`` is the lightest file, for squares of some 64 px.
    """

    src: str
    srcset: str
    width: int
    height: int
    alt: str
    thumb: str = ""


@dataclass(frozen=True, slots=True)
class ProductCard:
    """What a shopper sees of a product in a list. Labels are ready to print."""

    id: int
    title: str
    url: str
    picture: Picture | None
    price_vnd: Decimal | None
    pack_label: str
    unit_price_label: str
    stars: int | None
    seller_name: str
    seller_url: str
    place_name: str
    note: str
    sold_out_label: str
    #: The mean of what buyers gave, as ``4,7``; empty while no review is shown.
    score: str = ""
    #: From which day goods on pre-order are sent; empty for goods at hand.
    ahead_label: str = ""


def cards(products: QuerySet[Product]) -> list[ProductCard]:
    """Return the cards of a queryset of products in its order. 3 queries."""
    return cards_of(list(for_cards(products)))


def for_cards(products: QuerySet[Product]) -> QuerySet[Product]:
    """Load with the products the rows that a card needs one of."""
    return products.with_stars().select_related("partner__commune")


def with_card_relations(products: QuerySet[Product]) -> QuerySet[Product]:
    """Load with the products all that ``card_of`` shows."""
    return for_cards(products).prefetch_related("stockrecords", shown_images())


def cards_of(products: list[Product]) -> list[ProductCard]:
    """Return the cards of products loaded by ``for_cards``. 2 queries for any number."""
    prefetch_related_objects(products, "stockrecords", shown_images())
    return [card_of(product) for product in products]


def shown_images() -> Prefetch:
    """Prefetch the photos that are ready as ``shown_images``, the first one first."""
    ready = ProductImage.objects.filter(rendered_at__isnull=False, refused="")
    return Prefetch("images", ready.order_by("display_order", "pk"), to_attr="shown_images")


def card_of(product: Product) -> ProductCard:
    """Return the card of one product with its photos and stock loaded."""
    partner, record = product.partner, stock_record(product)
    commune = partner.commune if partner else None
    price = record.price if record else None
    sold_out = sold_out_label(product, free_stock(product))
    return ProductCard(
        id=product.pk,
        title=product.title,
        url=product.get_absolute_url(),
        picture=_first_picture(product),
        price_vnd=price,
        pack_label=pack_label(product),
        unit_price_label=unit_price_label(product, price),
        stars=product.stars,
        seller_name=partner.name if partner else "",
        seller_url=partner.get_absolute_url() if partner else "",
        place_name=commune.name.replace(" ", NBSP) if commune else "",
        note=_note(product),
        score=format_number(product.rating, 1) if product.rating else "",
        sold_out_label=sold_out,
        ahead_label="" if sold_out else ahead.label_of(record),
    )


def picture_of(renditions: dict[str, str], *, width: int, height: int, alt: str) -> Picture | None:
    """Return a picture from ``{width: path}``; None when nothing is rendered yet.

    ``width`` and ``height`` give the shape only.
    """
    sizes = sorted((int(size), path) for size, path in renditions.items())
    if not sizes:
        return None
    widest = sizes[-1][0]
    fallback = next((p for size, p in sizes if size >= FALLBACK_WIDTH), sizes[-1][1])
    return Picture(
        src=_url(fallback),
        srcset=", ".join(f"{_url(path)} {size}w" for size, path in sizes),
        width=widest,
        height=round(widest * height / width) if width else widest,
        alt=alt,
        thumb=_url(sizes[0][1]),
    )


def picture_of_image(image: ProductImage, *, alt: str) -> Picture | None:
    """Return the picture of a photo of a listing."""
    return picture_of(image.renditions, width=image.width, height=image.height, alt=alt)


def stock_record(product: Product):
    """Return the one stock record, or None; reads what was prefetched."""
    return next(iter(product.stockrecords.all()), None)


def free_stock(product: Product) -> int:
    """Return how many units can be bought now."""
    record = stock_record(product)
    return record.num_free if record else 0


def pack_label(product: Product) -> str:
    """Return what the price is for: ``gói 500 g``, ``kg``."""
    unit = unit_label(product.sale_unit)
    if product.sale_unit in ("kg", "lit") or not product.net_weight_g:
        return unit
    return f"{unit} {format_grams(product.net_weight_g)}"


def unit_price_label(product: Product, price_vnd: Decimal | None) -> str:
    """Return ``390.000 ₫/kg``; empty when the price itself is per kilogram."""
    weight_g = product.net_weight_g
    if price_vnd is None or not weight_g or product.sale_unit in ("kg", "lit"):
        return ""
    return f"{format_vnd(price_per_base(price_vnd, weight_g))}/kg"


def sold_out_label(product: Product, left: int) -> str:
    """Return words when nothing is left, with the month of the next crop if known.

    Of a tour only its page knows which dates have places.
    """
    if product.is_parent or left >= max(1, product.min_quantity):
        return ""
    record = stock_record(product)
    if record and record.is_on_preorder:
        return ahead.FULL
    month = local_today().month
    if not product.harvest_mask or product.is_in_season(month):
        return "Tạm hết hàng"
    coming = ((month + step - 1) % 12 + 1 for step in range(1, 12))
    return f"Hết hàng, vụ tới tháng{NBSP}{next(m for m in coming if product.is_in_season(m))}"


def _first_picture(product: Product) -> Picture | None:
    if not product.shown_images:
        return None
    first = product.shown_images[0]
    return picture_of_image(first, alt=first.caption or product.title)


def _note(product: Product) -> str:
    if product.is_parent:
        return "chọn ngày đi"
    if product.min_quantity > 1:
        unit = unit_label(product.sale_unit)
        return f"mua từ {product.min_quantity}{NBSP}{unit}"
    return ""


def _url(path: str) -> str:
    return default_storage.url(path)
