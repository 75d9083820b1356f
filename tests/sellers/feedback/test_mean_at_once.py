"""Two reviews of one product at one moment: the mean counts both."""

import threading

import pytest
from django.db import connection, transaction

from catalogue.models import Product
from catalogue.reviews.models import ProductReview, Status
from tests import factories
from tests.threads import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time anyway"
    ),
]


@pytest.fixture
def tea():
    return factories.make_listing(factories.make_seller())


def both_write(tea, recompute) -> float:
    """Write 5 and 1 stars in two open transactions, then let each recompute."""
    written = threading.Barrier(2)

    def write(score):
        with transaction.atomic():
            review = ProductReview(product=tea, score=score, status=Status.SHOWN)
            ProductReview.objects.bulk_create([review])
            written.wait(timeout=30)
            recompute(Product.objects.get(pk=tea.pk))

    results = at_once([lambda: write(5), lambda: write(1)])
    assert results == [None, None]
    return Product.objects.get(pk=tea.pk).rating


def test_the_mean_counts_both(tea):
    assert both_write(tea, Product.update_rating) == 3


def test_without_the_lock_one_is_lost(tea):
    read = threading.Barrier(2)

    def unguarded(product):
        mean = product.calculate_rating()
        read.wait(timeout=30)
        Product.objects.filter(pk=product.pk).update(rating=mean)

    assert both_write(tea, unguarded) in (1, 5)
