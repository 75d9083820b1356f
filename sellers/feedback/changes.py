"""The one place that hears of it when what a page of goods shows of feedback has changed."""

from catalogue.models import Product


def note_change(product: Product) -> None:
    """Recompute the mean of the product; pages that are kept for visitors are old now."""
    product.update_rating()
