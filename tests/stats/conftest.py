"""Every test of the figures starts with nothing left to recompute."""

import pytest

from stats import draining
from tests.factories import make_official, make_seller

#: What an officials' page may ask of the database, whatever the data.
MOST_QUERIES = 45


@pytest.fixture
def tea_seller(db):
    """A tea household in Tân Cương with all keys worked off."""
    seller = make_seller("Hộ ông Dương Văn Trà", "05503")
    settle()
    return seller


@pytest.fixture
def official(client):
    """An official of the province who is signed in."""
    user = make_official("province_official", province="19")
    client.force_login(user)
    return user


def settle() -> None:
    """Work off every dirty key."""
    while draining.drain(budget_s=60).left:
        pass
