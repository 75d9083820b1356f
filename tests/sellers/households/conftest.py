"""A household of the list that nobody has claimed."""

import pytest

from tests.sellers.households import made


@pytest.fixture
def household(db):
    return made.make_household()
