"""What makes the shop an app: the manifest, the worker's script, which pages a phone may keep."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.urls import resolve
from PIL import Image

from marketplace import installable
from tests import factories
from tests.architecture.access import TABLE
from tests.architecture.crawling import browser_of, things  # noqa: F401

pytestmark = pytest.mark.django_db


def test_manifest_names_icons_of_the_size_that_it_says(client):
    told = client.get("/ung-dung.webmanifest").json()

    assert (told["start_url"], told["scope"], told["display"]) == ("/", "/", "standalone")
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        with Image.open(finders.find(icon["src"].removeprefix("/static/"))) as picture:
            assert icon["sizes"] == f"{picture.width}x{picture.height}"
    for shortcut in told["shortcuts"]:
        assert client.get(shortcut["url"]).status_code == 200


def test_pages_lead_to_the_manifest_and_to_the_worker(client):
    html = client.get("/").content.decode()

    assert '<link rel="manifest" href="/ung-dung.webmanifest">' in html
    assert 'data-shop-worker="/tho-viec.js"' in html


def test_guests_may_keep_the_shop_window_and_their_basket(client):
    tea = factories.make_listing(factories.make_seller())
    client.post(f"/gio-hang/them/{tea.pk}/", {"quantity": 1})

    for path in ("/", "/san-pham/", tea.get_absolute_url(), "/gio-hang/", "/tim-kiem/?q=che"):
        assert client.get(path)["X-Keep-Offline"] == "page", path


def test_no_page_of_anybody_who_is_signed_in_is_kept(things):  # noqa: F811
    people, ids = things

    for role, person in people.items():
        if person is None:
            continue
        browser = browser_of(person)
        for address in ("/", "/gio-hang/", "{product}", "{storefront}", "/tai-khoan/"):
            said = browser.get(address.format(**ids)).headers.get("X-Keep-Offline")
            assert said != "page", (role, address)
        assert browser.get("/")["X-Keep-Offline"] == "nothing"


def test_no_page_of_orders_accounts_sellers_or_officials_is_kept(things):  # noqa: F811
    _people, ids = things
    browser = browser_of(None)
    kept = set()

    for _route, (address, get, _post) in TABLE.items():
        if get["visitor"] == 200:
            answer = browser.get(address.format(**ids))
            if answer.headers.get("X-Keep-Offline"):
                kept.add(resolve(answer.wsgi_request.path_info).view_name)

    assert kept <= installable.KEPT_VIEWS
    assert kept >= {"home", "catalogue:detail", "basket:summary"}


def test_worker_lets_pass_what_robots_may_not_read_but_the_basket(client):
    from discovery.robots import CLOSED

    script = client.get("/tho-viec.js").content.decode()
    others = re.compile(re.search(r"const OTHERS = /(.*)/;", script)[1].replace("\\/", "/"))

    untouched = [path for path in CLOSED if others.match(path)]
    assert set(CLOSED) - set(untouched) == {"/gio-hang/"}
    assert not others.match("/san-pham/")
    assert not others.match("/tim-kiem/")


def test_worker_is_another_one_when_a_kept_file_changes(client, monkeypatch):
    before = client.get("/tho-viec.js")

    monkeypatch.setattr(installable, "_shell_digest", lambda: "other")

    assert client.get("/tho-viec.js").content != before.content
    assert "no-cache" in before["Cache-Control"]


def test_worker_is_the_same_script_for_everybody(client):
    before = client.get("/tho-viec.js").content

    client.force_login(factories.make_user())

    assert client.get("/tho-viec.js").content == before


def test_switched_off_the_worker_clears_up_and_no_page_asks_for_it(client, settings):
    settings.OFFLINE_PAGES = False

    assert b"unregister()" in client.get("/tho-viec.js").content
    assert b"data-shop-worker" not in client.get("/").content
