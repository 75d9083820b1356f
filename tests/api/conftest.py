"""A small market and a program that calls it."""

import json

import pytest
from django.test import Client

from tests.factories import make_certificate, make_listing, make_seller


class Program:
    """A caller that reads JSON and keeps no cookie."""

    base = "/api/v1/"

    def __init__(self) -> None:
        self.answer = None

    def get(self, path: str, status: int = 200, **options):
        """Return the JSON of an address, or of one relative to the API."""
        address = path if path.startswith("/") else self.base + path
        self.answer = Client(raise_request_exception=False).get(address, **options)
        assert self.answer.status_code == status, (self.answer.status_code, self.answer.content)
        return json.loads(self.answer.content) if self.answer.content else None

    def every_page(self, path: str) -> list[dict]:
        """Return the items of all parts of a list."""
        items, cursor = [], ""
        while cursor is not None:
            joint = "&" if "?" in path else "?"
            part = self.get(f"{path}{joint}cursor={cursor}" if cursor else path)
            items += part["items"]
            cursor = part["next_cursor"]
        return items


@pytest.fixture
def program(db) -> Program:
    return Program()


@pytest.fixture
def seller(db):
    return make_seller("HTX chè Tân Cương", story="Làm chè ba đời.", quote="“Chè ngọt hậu.”")


@pytest.fixture
def tea(seller):
    tea = make_listing(seller, "Chè Tân Cương", price_vnd=195_000, net_weight_g=500)
    make_certificate(tea)
    return tea


def make_key(*rights: str, **options) -> str:
    """Return a whole key; all rights when none is named."""
    from api import keys
    from api.models import ApiKey

    rights = rights or tuple(ApiKey.Right.values)
    return keys.make(name="Sở Công Thương", rights=rights, **options)[1]


def bearer(key: str) -> dict[str, str]:
    """Return the header that shows a key."""
    return {"HTTP_AUTHORIZATION": f"Bearer {key}"}
