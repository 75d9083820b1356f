"""What the machine says of itself."""

import pytest
from django.db import connection

from stats import triggers

pytestmark = pytest.mark.django_db


def test_is_ready_when_the_triggers_stand(client):
    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"ok": True})


def test_is_not_ready_without_the_triggers(client, monkeypatch):
    monkeypatch.setattr(triggers, "missing", lambda connection: ["stat_order_insert"])

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["reason"] == "triggers"


def test_triggers_are_really_looked_for():
    assert triggers.missing(connection) == []


@pytest.mark.parametrize(
    "path", ["/giao-hang/", "/doi-tra/", "/quy-che/", "/bao-ve-du-lieu/", "/khieu-nai/"]
)
def test_links_of_the_footer_lead_somewhere(client, path):
    assert client.get(path).status_code == 200


def test_debug_pages_do_not_exist_in_production(client):
    assert [client.get(p).status_code for p in ("/_ui/", "/_tin-nhan/")] == [404, 404]
