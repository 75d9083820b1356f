"""Apps open addresses of the shop, and show its pages inside their own frame."""

import subprocess
import sys

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.test import Client
from django.urls import resolve

from marketplace import app_links
from pagecache.store import store
from tests.factories import (
    make_listing,
    make_lot,
    make_official,
    make_seller,
    make_user,
    owner_of,
)
from tests.pagecache.conftest import Visitor

pytestmark = pytest.mark.django_db
ANDROID, APPLE = "/.well-known/assetlinks.json", "/.well-known/apple-app-site-association"
OFFICIAL = "province_official"
CERT = ":".join(["AB"] * 32)


@pytest.fixture
def seller(db):
    return make_seller("HTX chè Đồi Xanh")


@pytest.fixture
def tea(seller):
    return make_listing(seller, "Chè móc câu")


def in_app(visitor=None):
    visitor = visitor or Visitor()
    visitor.cookies["gon"] = "1"
    return visitor


def is_compact(html: str) -> bool:
    assert ('class="site-footer"' in html) == ('class="brand"' in html)
    return 'class="site-footer"' not in html


def test_names_the_apps_of_the_settings_and_the_addresses_they_open(client, settings):
    settings.APP_ANDROID_PACKAGE, settings.APP_ANDROID_CERTS = "vn.thainguyen.app", [CERT]
    settings.APP_IOS_IDS = ["A1B2C3D4E5.vn.thainguyen.app"]

    android, apple = client.get(ANDROID), client.get(APPLE)

    assert android["Content-Type"] == apple["Content-Type"] == "application/json"
    assert android.json()[0]["target"] == {
        "namespace": "android_app",
        "package_name": "vn.thainguyen.app",
        "sha256_cert_fingerprints": [CERT],
    }
    details = apple.json()["applinks"]["details"][0]
    assert details["appIDs"] == settings.APP_IOS_IDS
    paths = [one["/"] for one in details["components"] if "exclude" not in one]
    assert {"/san-pham/?*", "/gian-hang/?*", "/cho/*", "/don-hang/?*"} <= set(paths)


def test_without_an_app_there_are_no_files(client):
    assert (client.get(ANDROID).status_code, client.get(APPLE).status_code) == (404, 404)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("APP_ANDROID_CERTS", "AB:CD"),
        ("APP_IOS_IDS", "app"),
        ("APP_ANDROID_PACKAGE", "x y"),
        ("APP_CLIENTS", '[{"id": "app", "name": "A", "redirect_uris": ["http://app.example/"]}]'),
        ("APP_CLIENTS", '[{"id": "app", "name": "A", "redirect_uris": ["javascript:/x"]}]'),
        ("APP_CLIENTS", '[{"id": "app", "name": "A", "redirect_uris": []}]'),
    ],
)
def test_settings_say_what_is_nonsense(name, value):
    code = f"import os; os.environ[{name!r}] = {value!r}; import marketplace.settings.app"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert done.returncode != 0
    assert f"{name}: " in done.stderr.splitlines()[-1]


def test_each_opened_address_is_one_of_ours():
    for path in app_links.OPENED:
        example = path.replace("?*", "x-1").replace("/cho/*", "/cho/cho-thai").replace("*", "TN-1")
        assert resolve(f"{example.rstrip('/')}/").view_name


def test_address_of_a_product_holds_whatever_name_it_bears(client, tea):
    answer = client.get(f"/san-pham/ten-cu-{tea.pk}/")

    assert answer.status_code in (301, 302)
    assert answer.url == tea.get_absolute_url()


@pytest.mark.parametrize("first", ["app", "browser"])
def test_app_and_browser_get_their_own_page_whoever_comes_first(seller, tea, first):
    paths = ["/", "/san-pham/", tea.get_absolute_url(), seller.partner.get_absolute_url(), "/cho/"]
    app, browser = in_app(), Visitor()
    order = [app, browser] if first == "app" else [browser, app]

    for path in paths:
        seen = {one: one.look(path) for one in order}
        again = {one: one.look(path) for one in order}

        assert (is_compact(seen[app]), is_compact(seen[browser])) == (True, False), path
        assert again == seen, path
        assert app.was_kept
        assert browser.was_kept
        assert seen[app].count("<h1") == seen[browser].count("<h1")


def test_without_the_look_in_the_key_they_would_mix(seller, tea, monkeypatch):
    """Negative control."""
    monkeypatch.setattr("pagecache.looks.header_of", lambda look: "")
    app, browser = in_app(), Visitor()

    browser.look("/san-pham/")

    assert not is_compact(app.look("/san-pham/"))


def test_signed_in_person_in_an_app_gets_the_compact_page_with_the_own_basket(tea):
    app = in_app()
    app.force_login(make_user(name="Hoàng Thị Lan"))
    app.post(f"/gio-hang/them/{tea.pk}/", {"quantity": 1}, headers={"origin": "http://testserver"})
    app.look("/gio-hang/")

    app.look("/san-pham/")
    html = app.look("/san-pham/")

    assert is_compact(html)
    assert app.was_kept
    assert '<span class="tool-link__count">1<' in html
    kept = [store.get(key).text.of("").decode() for key in store.names() if key[0] == "page"]
    assert not [text for text in kept if "tool-link__count" in text or "Lan" in text]


@pytest.mark.parametrize("value", ["", "2", "11", "1 1"])
def test_only_the_one_value_changes_anything(tea, value):
    visitor = Visitor()
    visitor.cookies["gon"] = value

    assert not is_compact(visitor.look("/san-pham/"))


def test_no_address_switches_it_on(client, tea):
    assert not is_compact(client.get("/san-pham/?gon=1").content.decode())


@pytest.mark.parametrize(
    "path", ["/gio-hang/", "/don-hang/", "/tai-khoan/dang-nhap/", "/xep-hang/"]
)
def test_pages_that_are_not_kept_are_compact_too(path):
    assert is_compact(in_app(Client()).get(path).content.decode())


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/khong-co/", 404),
        ("/thong-ke/", 403),
        ("/gio-hang/them/1/", 405),
        ("/gio-hang/?a=%00", 404),
    ],
)
def test_what_is_refused_has_no_second_header_inside_an_app(path, status):
    app, browser = in_app(Client()), Client()
    for one in (app, browser):
        one.force_login(make_user())
    answers = [one.get(path, headers={"accept": "text/html"}) for one in (app, browser)]

    assert [one.status_code for one in answers] == [status, status]
    assert [b'class="brand"' in one.content for one in answers] == [False, True]
    assert all(b"<h1>" in one.content for one in answers)


@pytest.mark.parametrize(
    ("fault", "status"),
    [(RuntimeError(), 500), (OperationalError(), 503), (SuspiciousOperation(), 400)],
    ids=["fault", "database away", "nonsense"],
)
def test_what_breaks_has_no_second_header_inside_an_app(fault, status, monkeypatch):
    def fail(*_args, **_kwargs):
        raise fault

    monkeypatch.setattr("marketplace.gates.StaffAreaMiddleware.__call__", fail)
    app, browser = (make(Client(raise_request_exception=False)) for make in (in_app, lambda c: c))

    answers = [one.get("/gio-hang/") for one in (app, browser)]

    assert [one.status_code for one in answers] == [status, status]
    assert [b'class="brand"' in one.content for one in answers] == [False, True]
    assert all(b"<h1>" in one.content for one in answers)


def test_seller_and_official_pages_leave_their_brand_to_the_app(seller):
    bars = {"/ban-hang/": owner_of(seller), "/thong-ke/": make_official(OFFICIAL, province="19")}
    for path, user in bars.items():
        app, browser = in_app(Client()), Client()
        for one in (app, browser):
            one.force_login(user)

        inside, outside = (one.get(path).content.decode() for one in (app, browser))

        assert [html.count('class="brand"') for html in (inside, outside)] == [0, 1], path
        assert [html.count(f'href="{path}"') > 0 for html in (inside, outside)] == [True, True]
        assert inside.count("<h1") == outside.count("<h1") == 1


def test_help_and_the_way_back_stay_for_sellers_inside_an_app(seller, tea):
    app = in_app(Client())
    app.force_login(owner_of(seller))

    html = app.get(f"/ban-hang/san-pham/{tea.pk}/").content.decode()

    assert "seller-bar__help" in html
    assert "seller-bar__back" in html


def test_page_of_a_lot_has_no_second_header_inside_an_app(tea):
    lot = make_lot(tea)
    path = f"/truy-xuat/{lot.code}/"

    inside, outside = in_app(Client()).get(path), Client().get(path)

    assert [b"trace-bar" in one.content for one in (inside, outside)] == [False, True]
    assert "trace-foot" in inside.content.decode()
