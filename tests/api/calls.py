"""Calls that write, as a program makes them."""

import json
import uuid

from django.test import Client

from accounts import programs


def token_of(user, *rights: str) -> str:
    """Return an access token of a program that acts for a person."""
    return programs.begin(user=user, client="C-ThaiNguyen", rights=rights).access


def send(method: str, path: str, body=None, status: int | None = None, *, key="", **headers):
    """Send JSON with a new idempotency key; return status and JSON, or JSON when a status is named.

    Header names are written with underscores: ``Basket_Token``.
    """
    sent = {name.replace("_", "-"): value for name, value in headers.items() if value}
    if method == "post":
        sent["Idempotency-Key"] = key or str(uuid.uuid4())
    answer = getattr(Client(raise_request_exception=False), method)(
        f"/api/v1/{path}",
        data=None if method == "get" else json.dumps(body or {}),
        headers=sent,
        **({} if method == "get" else {"content_type": "application/json"}),
    )
    found = json.loads(answer.content) if answer.content else None
    if status is None:
        return answer.status_code, found
    assert answer.status_code == status, (answer.status_code, answer.content.decode())
    return found


def guest_basket(*goods, quantity: int = 1) -> str:
    """Return the token of a guest's basket with goods in it."""
    token = send("post", "basket", status=201)["basket_token"]
    for product in goods:
        wish = {"product_id": product.pk, "quantity": quantity}
        send("post", "basket/lines", wish, 201, Basket_Token=token)
    return token


def order_wish(shown: dict, **changes) -> dict:
    """Return an order at the prices of a basket that was looked at."""
    wish = {
        "phone": "0912 345 678",
        "name": "Trần Thu Hà",
        "commune": "05503",
        "line1": "Số 12",
        "payment": "cod",
        "total_vnd": shown["total_vnd"],
        "quote": shown["quote"],
    }
    return wish | changes
