"""Helpers and the consents of households, made by the services."""

import re
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jobs import outbox
from sellers.helping import grants
from tests import factories, messages
from tests.sellers.conftest import jpeg

COMMUNE = "05818"
TEAM = "Tổ công nghệ số xóm Đồng Đình"


def make_helper(commune: str = COMMUNE, name: str = "Nguyễn Thị Lan", team: str = TEAM):
    """Return a person appointed for a commune."""
    user = factories.make_user(name=name)
    user.role_grants.create(role="helper", commune_code=commune, team=team)
    return user


def let_help(seller, helper, team: str = TEAM):
    """Return the consent of a household."""
    return grants.give(helper=helper, seller=seller, team=team)


def working(helper, grant) -> Client:
    """Return a browser of a helper who has chosen the household."""
    browser = browser_of(helper)
    assert browser.post(f"/ho-tro/{grant.pk}/lam/").status_code == 302
    return browser


def browser_of(user) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def newest_code(phone: str) -> str:
    """Return the code that arrived on a phone."""
    outbox.drain()
    return re.search(r"\b\d{6}\b", messages.last_to(phone)).group()


def appoint_again(helper, commune: str = COMMUNE) -> None:
    """Give the role back to somebody who had lost it."""
    helper.role_grants.create(role="helper", commune_code=commune, team=TEAM)


def list_goods(browser) -> None:
    """Offer a listing through the pages."""
    answers = {
        "title": "Chè nõn tôm",
        "product_set": "I.5.a",
        "price": "185k",
        "sale_unit": "goi",
        "net_weight": "500 g",
        "stock": "5",
        "description": "",
        "photo_token": "",
        "client_id": str(uuid.uuid4()),
        "photo": SimpleUploadedFile("che.jpg", jpeg(), content_type="image/jpeg"),
    }
    browser.post("/ban-hang/dang-ban/", answers)
