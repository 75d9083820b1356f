"""Helpers and the consents of households, made by the services."""

import re

from django.test import Client

from jobs import outbox
from sellers.helping import grants
from tests import factories, messages
from tests.operators import sign_in
from tests.sellers import wizard

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
    sign_in(browser, user)
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
    wizard.walk(browser, title="Chè nõn tôm", stock="5")
