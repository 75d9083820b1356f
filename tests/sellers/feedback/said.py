"""Orders that arrived and what their buyers say."""

from catalogue.reviews.models import ProductReview
from sellers.feedback import product_reviews
from tests.sellers import placed

ROAD = ("confirmed", "packed", "shipped", "delivered")


def arrived(*goods, phone: str = "+84990123456", user=None):
    """Return the first seller order of one that was delivered."""
    part = placed.place(*goods, phone=phone, user=user).seller_orders.first()
    return placed.walk(part, *ROAD)


def line_of(product, **who):
    return arrived((product, 1), **who).lines.get()


def review_of(product, score: int = 5, body: str = "Chè thơm", **who) -> ProductReview:
    return product_reviews.write(line=line_of(product, **who), score=score, body=body)
