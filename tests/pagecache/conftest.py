"""Visitors of kept pages."""

import pytest
from django.test import Client

from pagecache.store import store
from tests.factories import make_listing, make_seller


class Visitor(Client):
    """Opens pages, and says whether the last one was made for it or kept from before."""

    def look(self, path: str, **headers) -> str:
        """Return the page as text."""
        for name in [name for name, one in self.cookies.items() if one["max-age"] == 0]:
            # A browser forgets it; Django's client sends it, empty.
            del self.cookies[name]
        self.answer = self.get(path, headers=headers)
        assert self.answer.status_code == 200, (path, self.answer.status_code)
        return self.answer.content.decode()

    @property
    def was_kept(self) -> bool:
        """Tell whether no view ran; templates leave their names behind when one did."""
        return "layouts/base.html" not in {template.name for template in self.answer.templates}


@pytest.fixture
def visitor():
    assert store.max_bytes
    return Visitor()


@pytest.fixture
def seller(db):
    return make_seller("HTX chè Đồi Xanh", quote="Nhà tôi làm chè ba đời.")


@pytest.fixture
def tea(seller):
    return make_listing(seller, "Chè móc câu", price_vnd=195_000, stock=12)
