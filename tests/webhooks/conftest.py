"""One receiver, one listing and one shopper."""

import pytest

from tests.factories import make_listing, make_seller, make_user
from tests.webhooks.receiving import listening


@pytest.fixture
def receiver(settings):
    settings.WEBHOOKS_PRIVATE = True
    with listening() as one:
        yield one


@pytest.fixture
def tea():
    return make_listing(make_seller(), "Chè", stock=10)


@pytest.fixture
def lan():
    return make_user(name="Bùi Thị Kín")
