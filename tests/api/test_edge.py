"""What a program meets at the edge: problems, versions, methods, other sites."""

import json
import logging

import pytest
from django.test import Client

from api import goods
from api.problems import KINDS

pytestmark = pytest.mark.django_db


def call(path, method="get", **options):
    return getattr(Client(raise_request_exception=False), method)(f"/api/v1/{path}", **options)


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("products/999999999", "get", 404),
        ("nothing", "get", 404),
        ("products/", "get", 404),
        ("products/abc", "get", 404),
        ("products?limit=x", "get", 422),
        ("products", "post", 405),
        ("products", "delete", 405),
        ("openapi.json", "post", 405),
        ("products?q=%00", "get", 400),
        ("lots/%00", "get", 400),
    ],
)
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_tells_every_refusal_as_a_problem(path, method, status, accept):
    answer = call(path, method, HTTP_ACCEPT=accept)

    body = json.loads(answer.content)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert (body["status"], body["title"]) == (status, KINDS[status].title)
    assert body["type"].endswith(f"/api/v1/docs/#loi-{status}")
    assert body["detail"].endswith((".", "*."))
    assert body["instance"].startswith("/api/v1/")
    assert answer["Cache-Control"] == "no-store"


def test_names_the_methods_that_an_address_takes():
    assert call("products", "post")["Allow"] == "GET"


def test_says_that_addresses_end_without_a_slash():
    assert "không có dấu /" in json.loads(call("products/").content)["detail"]


def test_stays_calm_about_a_fault_of_its_own_and_logs_it(monkeypatch, caplog):
    def fall(pks):
        raise RuntimeError("secret words of the database")

    monkeypatch.setattr(goods, "goods", fall)
    with caplog.at_level(logging.ERROR, "django.request"):
        answer = call("products")

    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert "secret" not in answer.content.decode()
    assert "Internal Server Error: /api/v1/products" in caplog.text


@pytest.mark.parametrize("path", ["products", "products/{tea}", "communes", "openapi.json"])
def test_sends_nothing_again_that_has_not_changed(path, tea):
    path = path.format(tea=tea.pk)
    first = call(path)

    again = call(path, HTTP_IF_NONE_MATCH=first["ETag"])
    other = call(path, HTTP_IF_NONE_MATCH='"other"')

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert other.status_code == 200
    assert "no-cache" in first["Cache-Control"]


def test_sends_goods_again_once_their_price_changed(tea):
    etag = call(f"products/{tea.pk}")["ETag"]

    tea.stockrecords.update(price=1_000)

    assert call(f"products/{tea.pk}", HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_answers_head_like_get_without_a_body(tea):
    answer = call("products", "head")

    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer["Content-Length"]) > 100
    assert answer["ETag"] == call("products")["ETag"]


def test_lets_pages_of_other_sites_read_and_sends_no_cookie(tea):
    answer = call("products", HTTP_ORIGIN="https://khac.example")
    asked = call("products", "options", HTTP_ACCESS_CONTROL_REQUEST_METHOD="GET")

    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert not answer.cookies
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD")


def test_leaves_the_addresses_of_providers_as_they_are():
    answer = call("voice-answers", "post")

    assert answer.status_code == 404
    assert "problem" not in answer["Content-Type"]


def test_has_a_row_in_the_matrix_for_every_operation():
    from marketplace.permissions import matrix

    names = [name for name, route, _ in matrix.urls() if route.startswith("api/v1/")]

    assert len(names) > 8
    assert all(matrix.row_of(name) for name in names)
