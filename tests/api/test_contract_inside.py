"""The same stranger with tokens that count: what it asks for is there, and is done."""

import re
from dataclasses import dataclass, field

import pytest
from django.core.cache import cache
from django.db import transaction
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import negative_data_rejection

from accounts import programs
from api.document import document
from jobs.models import Outbox
from sellers import touring
from tests.accounts import apps
from tests.api import stranger
from tests.api.calls import guest_basket, order_wish, send
from tests.factories import make_listing, make_user, owner_of
from tests.shop.programme.making import make_programme
from tests.tours import facts, open_date

pytestmark = pytest.mark.django_db
CODE, NEW_PHONE, CODE_PHONE = "TETOCOP", "0912 345 678", "0912 345 679"
#: Headers that a caller of ours has, or has not.
TOKENS = {"Authorization", "Basket-Token", "Order-Secret"}
SIGN_IN = ["askSignInCode", "signIn", "refreshTokens"]


@dataclass
class Caller:
    """Who calls: the headers, and what stands behind the names of the document."""

    headers: dict[str, str]
    path: dict[str, object] = field(default_factory=dict)
    body: dict[str, object] = field(default_factory=dict)
    #: Order with the code of a programme, where this caller has one.
    with_code: dict[str, object] = field(default_factory=dict)


def callers_of(operation: dict) -> list[str]:
    """Return who may call an operation."""
    schemes = [name for one in operation.get("security", []) for name in one]
    found = {"CitizenToken": ["citizen"], "OrderSecret": ["holder"], "GuestBasket": GUESTS}
    return [who for scheme in schemes for who in found.get(scheme, [])]


GUESTS = ["guest", "tour guest"]
CASES = [
    (op["operationId"], who)
    for item in document()["paths"].values()
    for op in item.values()
    for who in callers_of(op)
] + [(name, "anybody") for name in [*SIGN_IN, "createBasket"]]


def names_in(operation: dict) -> set[str]:
    """Return the names that the body of an operation may have."""
    if "requestBody" not in operation:
        return set()
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    if "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return set(schema["properties"])


NAMES = {
    op["operationId"]: names_in(op) for item in document()["paths"].values() for op in item.values()
}


@pytest.fixture(scope="module")
def operations():
    return stranger.read_operations()


@pytest.fixture
def callers(tea, settings):
    """Everybody who may call, each with goods, an order and a code of a programme."""
    settings.API_PER_MINUTE = 0
    settings.APP_CLIENTS = apps.REGISTERED
    make_programme(code=CODE)
    seller = tea.partner.seller
    tour = make_listing(seller, "Một ngày hái chè", set_code="VI.1", price_vnd=200_000)
    offer = touring.set_offer(listing=tour, facts=facts(seller), actor=owner_of(seller))
    day = open_date(offer).product
    found = {
        "citizen": citizen(tea),
        "guest": shopper({"Basket_Token": guest_basket(tea, quantity=2)}, tea),
        "tour guest": shopper({"Basket_Token": guest_basket(day, quantity=2)}, day),
        "holder": holder(tea),
        "anybody": Caller({}, body={"phone": NEW_PHONE}),
    }
    found["citizen"].body["basket_token"] = guest_basket(day)
    found["anybody"].body |= signing_in()
    # Last: Django's own client, which did all this, connects what it disconnected.
    for _ in stranger.keep_connection():
        yield found


def citizen(tea) -> Caller:
    """Return a person who let a registered app in, with an order and a basket."""
    tokens = apps.fetch(code=apps.allowed(make_user(name="Lan"))).json()
    mine = {"Authorization": f"Bearer {tokens['access_token']}"}
    number = ordered(mine, tea)["number"]
    send("post", "basket/lines", {"product_id": tea.pk, "quantity": 2}, 201, **mine)
    found = shopper(mine, tea)
    found.path["number"] = number
    return found


def holder(tea) -> Caller:
    """Return who holds the secret of a guest's order."""
    placed = ordered({"Basket_Token": guest_basket(tea)}, None)
    secret = {"Order-Secret": placed["secret"]}
    return Caller(secret, {"number": placed["number"]}, {"parcel": ""})


def ordered(mine: dict[str, str], tea) -> dict:
    if tea is not None:
        send("post", "basket/lines", {"product_id": tea.pk}, 201, **mine)
    shown = send("get", "basket?xa=05503", status=200, **mine)
    return send("post", "orders", order_wish(shown), 201, **mine)


def shopper(mine: dict[str, str], product) -> Caller:
    """Return who has a basket, with all that an order for it needs."""
    shown = send("get", "basket?xa=05503", status=200, **mine)
    (line,) = shown["parcels"][0]["lines"]
    wish = order_wish(shown, payment=shown["payments"][0]["code"])
    wish |= {"deliveries": [], "product_id": product.pk, "quantity": 1, "parcel": ""}
    told = {"voucher": CODE, "phone": NEW_PHONE, "commune": "05503"}
    priced = send("post", "basket/voucher", told, 200, **mine)
    headers = {name.replace("_", "-"): value for name, value in mine.items()}
    return Caller(
        headers,
        {"line_id": line["id"]},
        wish | {"voucher": ""},
        wish | told | {"quote": priced["quote"], "total_vnd": priced["total_vnd"]},
    )


def signing_in() -> dict[str, str]:
    """Return a code that was asked for, and the refresh token of an app that is not registered."""
    wish = {"phone": CODE_PHONE, "client": "C-ThaiNguyen", "scopes": ["basket"]}
    asked = send("post", "sign-in/codes", wish, 202)
    text = Outbox.objects.filter(payload__to_phone="+84912345679").latest("pk").payload["text"]
    code = re.search(r"\d{6}", text).group()
    return {
        "sign_in": asked["sign_in"],
        "code": code,
        "full_name": "Trần Thu Hà",
        "refresh_token": programs.begin(user=make_user(), client="Khác", rights=["basket"]).refresh,
    }


def fill(case, operation: str, caller: Caller, wish: str) -> None:
    """Put what is there in the place of what was guessed, where the document has it."""
    if wish == "guessed":
        return
    with_code = wish == "with code" or operation == "priceBasketWithVoucher"
    real = caller.with_code if with_code and caller.with_code else caller.body
    names = case.operation.path_parameters
    case.path_parameters |= {p.name: caller.path[p.name] for p in names if p.name in caller.path}
    for word in NAMES[operation] & real.keys():
        case.body[word] = real[word]


def spoils_token(case) -> bool:
    """Tell whether what the document forbids stands in the headers, where our token goes."""
    headers = case.meta.components.get(ParameterLocation.HEADER)
    return headers is not None and headers.mode != stranger.ALLOWED


def explore(operation, name: str, caller: Caller, mode, examples: int = stranger.EXAMPLES):
    """Call as this caller; whatever one call did, the next finds as it was."""
    # What the document forbids stays as it was made.
    allowed = mode == stranger.ALLOWED
    wishes = ("there", "with code", "guessed") if allowed else ("guessed",)

    def call(case, wish):
        cache.clear()
        spoilt = spoils_token(case)
        # No ``atomic``: signing in wants to be the outermost.
        before = transaction.savepoint()
        fill(case, name, caller, wish)
        for token in TOKENS & set(case.headers):
            del case.headers[token]
        try:
            # A spoilt token is mended by ours, and then nothing must be refused.
            checks = [c for c in stranger.CHECKS if not spoilt or c is not negative_data_rejection]
            answer = case.call_and_validate(headers=caller.headers, checks=checks)
        finally:
            transaction.savepoint_rollback(before)
        refused = answer.status_code in {401, 403, 429}
        # Guessing a refresh token is refused as a token is.
        guessed = wish == "guessed" and (spoilt or name == "refreshTokens")
        assert not refused or guessed, answer.text
        return answer

    return stranger.explore(operation, mode, call, examples, wishes)


@pytest.mark.slow
@pytest.mark.parametrize("mode", stranger.MODES, ids=lambda mode: mode.value)
@pytest.mark.parametrize(("name", "who"), CASES)
def test_does_what_it_says_for_who_may_call(callers, operations, name, who, mode):
    operation = operations[name]
    if mode != stranger.ALLOWED and not (operation.query or operation.body):
        pytest.skip("any text is a number; what is none of ours is 404 in the other mode")

    answered = explore(operation, name, callers[who], mode)

    print(f"{name} {who} {mode.value}: {dict(answered)}")
    done = sum(count for status, count in answered.items() if 200 <= status < 300)
    if mode == stranger.ALLOWED:
        assert done >= answered.total() / 4, answered


def test_who_has_no_token_is_not_let_in(callers, operations):
    """Negative control: the same calls without the header do nothing, and that is noticed."""
    citizen = callers["citizen"]
    nobody = Caller({}, citizen.path, citizen.body, citizen.with_code)

    with pytest.raises(AssertionError, match="Chưa có khóa"):
        explore(operations["placeOrder"], "placeOrder", nobody, stranger.ALLOWED, 6)


def test_an_answer_of_a_signed_in_call_that_is_not_declared_is_found(
    callers, operations, monkeypatch
):
    """Negative control."""
    monkeypatch.setattr(
        "api.middleware.etags.name_version",
        lambda request, answer: setattr(answer, "status_code", 418),
    )

    with pytest.raises((FailureGroup, Failure)):
        explore(operations["getMe"], "getMe", callers["citizen"], stranger.ALLOWED, 3)
