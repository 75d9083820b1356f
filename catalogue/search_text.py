"""What a listing is found by: folded words of its title, set, shelf, seller and place."""

from collections.abc import Iterable

from django.db.models import QuerySet, prefetch_related_objects

from catalogue.models import Product
from common.text import fold

BATCH = 500
_RELATED = ("product_set__category", "partner__commune", "origin_commune")


def search_text_of(product: Product) -> str:
    """Return the folded words with a space at both ends, so that ``" che"`` finds a word."""
    parts = [product.title, *_set_words(product), *_place_words(product)]
    words = dict.fromkeys(word for part in parts for word in _phrases(part))
    return f" {' '.join(words)} "


def refresh(products: QuerySet[Product] | Iterable[Product]) -> int:
    """Write the words of these listings again; return how many changed."""
    batch, changed = [], 0
    stream = products.iterator(BATCH) if isinstance(products, QuerySet) else iter(products)
    for product in stream:
        batch.append(product)
        if len(batch) == BATCH:
            changed += _refresh_batch(batch)
            batch = []
    return changed + _refresh_batch(batch)


def _refresh_batch(batch: list[Product]) -> int:
    prefetch_related_objects(batch, *_RELATED)
    stale = []
    for product in batch:
        text = search_text_of(product)
        if text != product.search_text:
            product.search_text = text
            stale.append(product)
    Product.objects.bulk_update(stale, ["search_text"])
    return len(stale)


def _phrases(part: str) -> list[str]:
    folded = fold(part)
    return [folded] if folded else []


def _set_words(product: Product) -> list[str]:
    found = product.product_set
    return [found.short_name, found.category.name] if found else []


def _place_words(product: Product) -> list[str]:
    partner = product.partner
    communes = [product.origin_commune, partner.commune if partner else None]
    names = [partner.name] if partner else []
    return names + [commune.full_name for commune in communes if commune]
