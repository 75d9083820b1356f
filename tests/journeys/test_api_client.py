"""A second program, written from the OpenAPI document alone: browse, sign in, buy, follow, read.

It knows names of operations and of fields, and nothing of addresses, methods or headers.
"""

import json
import re
import uuid
from urllib.parse import parse_qsl, urlencode, urlsplit

import jsonschema
import pytest
from django.test import Client

from accounts.granting.codes import challenge_of
from api import views
from api.document import document
from jobs.models import Outbox
from tests.accounts.apps import BACK, REGISTERED, VERIFIER, browser_of
from tests.api.conftest import make_key
from tests.factories import make_listing, make_seller, make_user

pytestmark = pytest.mark.django_db
PHONE = "+84912345678"


class Api:
    """Calls operations by their id; whatever comes must fit the schema that is declared."""

    def __init__(self, openapi: str) -> None:
        self.document = Client().get(openapi).json()
        self.operations = {
            operation["operationId"]: (method, path, operation)
            for path, item in self.document["paths"].items()
            for method, operation in item.items()
        }
        #: Secrets by the name of their security scheme.
        self.secrets: dict[str, str] = {}

    def call(self, name: str, body: dict | None = None, **named) -> dict:
        method, path, operation = self.operations[name]
        query, headers = {}, self._credentials(operation)
        for parameter in operation["parameters"]:
            word = parameter["name"]
            if word in named and parameter["in"] == "path":
                path = path.replace(f"{{{word}}}", str(named[word]))
            elif word in named:
                query[word] = named[word]
            elif word == "Idempotency-Key":
                headers[word] = str(uuid.uuid4())
            else:
                assert not parameter["required"], word
        options = {"headers": headers}
        if "requestBody" in operation:
            (kind,) = operation["requestBody"]["content"]
            self._fits(body, operation["requestBody"]["content"][kind]["schema"])
            options |= {"data": json.dumps(body), "content_type": kind}
        elif method == "get":
            options["data"] = query
        answer = getattr(Client(raise_request_exception=False), method)(path, **options)
        return self._read(name, operation, answer)

    def _read(self, name, operation, answer):
        declared = operation["responses"].get(str(answer.status_code))
        assert declared is not None, (name, answer.status_code)
        if not answer.content:
            return None
        found, kind = answer.json(), answer["Content-Type"].partition(";")[0]
        self._fits(found, declared["content"][kind]["schema"])
        assert answer.status_code < 400, (name, found)
        return found

    def _fits(self, value, schema) -> None:
        jsonschema.validate(value, {**schema, "components": self.document["components"]})

    def _credentials(self, operation) -> dict[str, str]:
        for choice in operation.get("security", []):
            ((name, scopes),) = choice.items()
            assert set(scopes) <= {"basket", "orders"}
            scheme = self.document["components"]["securitySchemes"][name]
            if secret := self.secrets.get(name):
                if scheme["type"] in {"http", "oauth2"}:
                    return {"Authorization": f"{scheme.get('scheme', 'bearer').title()} {secret}"}
                return {scheme["name"]: secret}
        return {}


@pytest.fixture
def api(db) -> Api:
    shop = make_seller("HTX chè Tân Cương", story="Làm chè ba đời.")
    make_listing(shop, "Chè Tân Cương nõn tôm", price_vnd=195_000, net_weight_g=500)
    return Api("/api/v1/openapi.json")


def code_on_the_phone() -> str:
    texts = Outbox.objects.filter(payload__to_phone=PHONE).order_by("pk")
    return re.search(r"\d{6}", texts.last().payload["text"]).group()


def wish_for(shown: dict) -> dict:
    return {
        "phone": PHONE,
        "name": "Trần Thu Hà",
        "commune": "05503",
        "line1": "Số 12, xóm Nam Hưng",
        "payment": next(way["code"] for way in shown["payments"] if not way["why_not"]),
        "total_vnd": shown["total_vnd"],
        "quote": shown["quote"],
    }


def test_a_citizen_browses_signs_in_orders_and_follows_the_order(api):
    goods = api.call("listProducts", q="che tan cuong")["items"][0]
    detail = api.call("getProduct", product_id=goods["id"])
    api.call("getSeller", slug=detail["seller"]["slug"])
    asked = api.call(
        "askSignInCode", {"phone": PHONE, "client": "C-ThaiNguyen", "scopes": ["basket", "orders"]}
    )
    answer = {"sign_in": asked["sign_in"], "code": code_on_the_phone(), "full_name": "Lò Thị Mai"}
    tokens = api.call("signIn", answer)
    tokens = api.call("refreshTokens", {"refresh_token": tokens["refresh_token"]})
    api.secrets["CitizenToken"] = tokens["access_token"]

    api.call("addBasketLine", {"product_id": goods["id"], "quantity": 2})
    line = api.call("getBasket", xa="05503")["parcels"][0]["lines"][0]
    api.call("changeBasketLine", {"quantity": 3}, line_id=line["id"])
    placed = api.call("placeOrder", wish_for(api.call("getBasket", xa="05503")))

    assert api.call("getMe")["phone"] == PHONE
    assert [row["number"] for row in api.call("listOrders")["items"]] == [placed["number"]]
    followed = api.call("getOrder", number=placed["number"])
    assert followed["goods_vnd"] == 3 * 195_000
    assert followed["parcels"][0]["state"] == "placed"
    assert api.call("getBasket")["parcels"] == []
    gone = api.call("cancelOrder", {}, number=placed["number"])
    assert gone["parcels"][0]["state"] == "cancelled"
    api.call("signOut")


def test_a_guest_orders_and_follows_by_the_secret(api):
    goods = api.call("listProducts")["items"][0]
    api.secrets["GuestBasket"] = api.call("createBasket", {})["basket_token"]
    api.call("addBasketLine", {"product_id": goods["id"]})
    placed = api.call("placeOrder", wish_for(api.call("getBasket", xa="05503")))
    api.secrets["OrderSecret"] = placed["secret"]

    followed = api.call("getOrder", number=placed["number"])

    assert followed["number"] == placed["number"]
    assert PHONE not in str(followed)


@pytest.fixture
def by_page(settings, api) -> Api:
    """The document of a market at which an app is registered."""
    settings.APP_CLIENTS = REGISTERED
    for kept in (document, views._text):
        kept.cache_clear()
    yield Api("/api/v1/openapi.json")
    for kept in (document, views._text):
        kept.cache_clear()


def test_a_registered_app_is_let_in_on_a_page_and_orders(by_page):
    api, citizen = by_page, browser_of(make_user(PHONE, "Lò Thị Mai"))
    goods = api.call("listProducts")["items"][0]
    flow = api.document["components"]["securitySchemes"]["CitizenGrant"]["flows"]
    flow = flow["authorizationCode"]
    asked = {
        "response_type": "code", "client_id": REGISTERED[0]["id"], "redirect_uri": BACK,
        "scope": " ".join(flow["scopes"]), "state": "s-1",
        "code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256",
    }  # fmt: skip

    back = citizen.post(f"{flow['authorizationUrl']}?{urlencode(asked)}", {"allow": "1"}).url
    form = {
        "grant_type": "authorization_code", "client_id": asked["client_id"],
        "redirect_uri": BACK, "code": dict(parse_qsl(urlsplit(back).query))["code"],
        "code_verifier": VERIFIER,
    }  # fmt: skip
    tokens = Client().post(flow["tokenUrl"], form).json()
    form = {"grant_type": "refresh_token", "client_id": asked["client_id"]}
    form["refresh_token"] = tokens["refresh_token"]
    tokens = Client().post(flow["refreshUrl"], form).json()
    api.secrets["CitizenGrant"] = tokens["access_token"]

    api.call("addBasketLine", {"product_id": goods["id"], "quantity": 2})
    placed = api.call("placeOrder", wish_for(api.call("getBasket", xa="05503")))
    assert api.call("getMe")["phone"] == PHONE
    assert api.call("getOrder", number=placed["number"])["parcels"][0]["state"] == "placed"
    api.call("signOut")


def test_without_a_registered_app_the_document_names_no_page(api):
    assert "CitizenGrant" not in json.dumps(api.document)


def test_what_a_guest_chose_is_there_after_signing_in(api):
    goods = api.call("listProducts")["items"][0]
    chosen = api.call("createBasket", {})
    api.secrets["GuestBasket"] = chosen["basket_token"]
    api.call("addBasketLine", {"product_id": goods["id"], "quantity": 2})
    asked = api.call(
        "askSignInCode", {"phone": PHONE, "client": "C-ThaiNguyen", "scopes": ["basket", "orders"]}
    )
    answer = {"sign_in": asked["sign_in"], "code": code_on_the_phone(), "full_name": "Lò Thị Mai"}
    api.secrets = {"CitizenToken": api.call("signIn", answer)["access_token"]}

    api.call("mergeGuestBasket", {"basket_token": chosen["basket_token"]})

    placed = api.call("placeOrder", wish_for(api.call("getBasket", xa="05503")))
    assert api.call("getOrder", number=placed["number"])["goods_vnd"] == 2 * 195_000


def test_a_department_reads_statistics(api):
    api.secrets["ApiKeyBearer"] = make_key(reach="province")

    found = api.call("getStatsSummary" if "getStatsSummary" in api.operations else "statsSummary")

    assert found["reach"]["label"] == "Toàn tỉnh"
