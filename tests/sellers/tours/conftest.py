"""A host and its tour."""

import pytest

from tests.factories import make_seller
from tests.tours import make_offer


@pytest.fixture
def seller(db):
    return make_seller("Bản Hồng Thái")


@pytest.fixture
def offer(seller):
    return make_offer(seller)
