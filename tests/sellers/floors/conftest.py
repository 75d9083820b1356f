"""A shop whose goods are sold on other floors too."""

from datetime import datetime

import pytest

from common.dates import VIETNAM
from tests.factories import make_seller
from tests.sellers.floors.lists import listed


@pytest.fixture
def seller(db):
    return make_seller("Hộ chè Khe Cốc")


@pytest.fixture
def counted_long_ago(monkeypatch):
    """The stock of every shop here was counted before the sales of the files."""
    monkeypatch.setattr(
        "django.utils.timezone.now", lambda: datetime(2026, 11, 22, 9, tzinfo=VIETNAM)
    )


@pytest.fixture
def tea(seller):
    return listed(seller, "Chè nõn tôm")


@pytest.fixture
def noodles(seller):
    return listed(seller, "Miến dong đỏ")
