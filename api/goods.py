"""Goods as the API tells them: the rows of the shop, in plain values."""

from django.db.models import Prefetch, prefetch_related_objects

from catalogue import cards
from catalogue.models import OcopCertificate, Product, ProductImage
from catalogue.product_page import COUNTED_STOCK
from catalogue.tours import TourPage, tour_page
from common.dates import local_today
from common.money import NBSP
from common.units import unit_label
from discovery.addresses import absolute

Row = dict[str, object]
CHOOSE_DATE = "Chọn ngày đi"


def goods(pks: list[int]) -> list[Row]:
    """Return the goods on sale with these ids, in their order. 3 queries for any number."""
    found = cards.for_cards(Product.objects.on_sale().filter(pk__in=pks))
    rows = found.select_related("product_set").in_bulk()
    products = [rows[pk] for pk in pks if pk in rows]
    prefetch_related_objects(products, "stockrecords", cards.shown_images())
    return [item(product) for product in products]


def detail(pk: int) -> tuple[Row, Product] | None:
    """Return one listing on sale as its page tells it, and its row. 4 queries, 7 for a tour."""
    confirmed = OcopCertificate.objects.confirmed().order_by("-expires_on", "-pk")
    product = (
        cards.with_card_relations(Product.objects.on_sale().filter(parent=None))
        .with_open_lot()
        .select_related("product_set", "origin_commune")
        .prefetch_related(Prefetch("certificates", confirmed, to_attr="shown_certificates"))
        .filter(pk=pk)
        .first()
    )
    return (item(product) | _more(product), product) if product else None


def item(product: Product) -> Row:
    """Return a product loaded for cards, with its set."""
    record, partner, kind = cards.stock_record(product), product.partner, product.product_set
    sold_out = cards.sold_out_label(product, cards.free_stock(product))
    images = product.shown_images
    return {
        "id": product.pk,
        "title": product.title,
        "url": absolute(product.get_absolute_url()),
        "price_vnd": int(record.price) if record else None,
        "unit": unit_label(product.sale_unit),
        "pack": _plain(cards.pack_label(product)),
        "net_weight_g": product.net_weight_g,
        "min_quantity": max(1, product.min_quantity),
        "quantity_step": max(1, product.quantity_step),
        "can_buy": not sold_out and record is not None and not product.is_parent,
        "availability": CHOOSE_DATE if product.is_parent else _plain(sold_out),
        "is_tour": product.is_parent,
        "preorder": _preorder(record),
        "stars": product.stars,
        "rating": product.rating,
        "harvest_months": [month for month in range(1, 13) if product.is_in_season(month)],
        "product_set": {"code": kind.code, "name": kind.short_name} if kind else None,
        "commune": place(partner.commune) if partner else None,
        "seller": seller_name(partner) if partner else None,
        "picture": picture(images[0], product.title) if images else None,
    }


def place(commune) -> Row | None:
    """Return a commune by code and full name."""
    return {"code": commune.code, "name": commune.full_name} if commune else None


def seller_name(partner) -> Row:
    """Return who sells."""
    return {"slug": partner.code, "name": partner.name, "kind": partner.kind}


def certificates(rows: list[OcopCertificate]) -> list[Row]:
    """Return confirmed certificates as of today."""
    today = local_today()
    return [
        {
            "stars": row.stars,
            "decision_no": row.decision_no,
            "issuer": row.issuer,
            "issued_on": row.issued_on,
            "expires_on": row.expires_on,
            "is_valid": row.is_valid_on(today),
        }
        for row in rows
    ]


def picture(image: ProductImage, title: str) -> Row | None:
    """Return a photo of a listing; None while no size of it is made."""
    sizes = picture_sizes(image.renditions)
    if not sizes:
        return None
    width = sizes[-1]["width"]
    return {
        "alt": image.caption or title,
        "width": width,
        "height": round(width * image.height / image.width) if image.width else width,
        "sizes": sizes,
    }


def picture_sizes(renditions: dict[str, str]) -> list[Row]:
    """Return the files of a picture with whole addresses, the smallest first."""
    sizes = sorted((int(width), path) for width, path in renditions.items())
    return [
        {"width": width, "url": absolute(cards.default_storage.url(path))} for width, path in sizes
    ]


def _more(product: Product) -> Row:
    left = cards.free_stock(product)
    pictures = (picture(image, product.title) for image in product.shown_images)
    return {
        "description": product.description,
        "ship_weight_g": product.ship_weight_g or product.net_weight_g,
        "left": None if product.is_parent or left > COUNTED_STOCK else left,
        "tour": _tour(tour_page(product)) if product.is_parent else None,
        "shelf_life_days": product.shelf_life_days,
        "origin": place(product.origin_commune),
        "certificates": certificates(product.shown_certificates),
        "lot_code": product.lot_code,
        "pictures": [shown for shown in pictures if shown],
    }


def _tour(page: TourPage | None) -> Row | None:
    if page is None:
        return None
    dates = [
        {"product_id": one.product_id, "day": one.day, "left": one.left, "can_buy": one.left > 0}
        for one in page.dates
    ]
    words = ("duration_words", "included", "not_included", "language", "notice_words",
             "cancel_words")  # fmt: skip
    return {
        "meeting_place": page.meeting_words,
        **{name.removesuffix("_words"): getattr(page, name) for name in words},
        "dates": dates,
    }


def _preorder(record) -> Row | None:
    if record is None or not record.is_on_preorder:
        return None
    return {"ready_on": record.ready_on, "orders_until": record.orders_until}


def _plain(words: str) -> str:
    return words.replace(NBSP, " ")
