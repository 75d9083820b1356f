"""A shopper reads on while the network is gone, in a real browser."""

import time

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Error

from stats import visits
from tests import factories
from tests.lines import Line

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/156.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture
def browser_context_args(browser_context_args):
    return browser_context_args | {
        "viewport": {"width": 360, "height": 740},
        "locale": "vi-VN",
        # Views of robots, and "HeadlessChrome" is one, are not counted.
        "user_agent": PHONE,
    }


@pytest.fixture
def line(live_server):
    with Line(live_server.thread.port) as line:
        yield line


@pytest.fixture
def tea():
    return factories.make_listing(factories.make_seller(), "Chè nõn tôm", price_vnd=390_000)


@pytest.fixture
def phone(page, line):
    """A browser that has been in the shop once, so that its worker runs."""
    page.set_default_timeout(30_000)
    page.goto(line.url + "/")
    wait_until(page, lambda: page.evaluate("!!navigator.serviceWorker?.controller"))
    return page


def wait_until(page, condition, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, page.url
        page.wait_for_timeout(200)


def kept(page) -> list[str]:
    """Return the paths of the pages that the phone keeps."""
    return page.evaluate(
        """async () => {
            const names = (await caches.keys()).filter((name) => name.endsWith("-trang"));
            const keys = async (name) => (await caches.open(name)).keys();
            const pages = await Promise.all(names.map(keys));
            return pages.flat().map((request) => new URL(request.url).pathname);
        }"""
    )


def see(page, line, path: str) -> None:
    page.goto(line.url + path)
    wait_until(page, lambda: path in kept(page))


def sign_in(page, line, user) -> None:
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": line.url}]
    )


def test_seen_goods_and_the_basket_are_read_without_network(phone, line, tea):
    see(phone, line, tea.get_absolute_url())
    phone.locator("button:visible", has_text="Thêm vào giỏ").first.click()
    phone.wait_for_selector(".messages")
    see(phone, line, "/gio-hang/")

    line.cut()
    phone.goto(line.url + "/gio-hang/")

    assert "Chè nõn tôm" in phone.inner_text("main")
    note = phone.inner_text("[role=status] .notice--info")
    assert "Chưa có mạng. Trang này máy giữ từ" in note
    assert "Giá và hàng có thể đã đổi" in note
    phone.goto(line.url + tea.get_absolute_url())
    assert phone.inner_text("h1") == "Chè nõn tôm"
    assert phone.evaluate("getComputedStyle(document.querySelector('.notice')).display") != "inline"


def test_a_page_that_was_not_seen_lists_those_that_were(phone, line, tea):
    see(phone, line, tea.get_absolute_url())

    line.cut()
    phone.goto(line.url + "/san-pham/")

    assert phone.inner_text("h1") == "Chưa có mạng"
    phone.locator("main a", has_text="Chè nõn tôm").click()
    assert phone.inner_text("h1") == "Chè nõn tôm"
    line.mend()
    phone.reload()
    assert phone.locator("text=Chưa có mạng").count() == 0


def test_nothing_of_a_signed_in_person_is_kept_and_the_guest_before_is_forgotten(phone, line, tea):
    see(phone, line, "/gio-hang/")
    buyer = factories.make_user()
    sign_in(phone, line, buyer)

    phone.goto(line.url + tea.get_absolute_url())
    wait_until(phone, lambda: kept(phone) == [])
    phone.goto(line.url + "/tai-khoan/")
    phone.goto(line.url + "/gio-hang/")
    phone.wait_for_timeout(500)

    assert kept(phone) == []
    line.cut()
    phone.goto(line.url + "/gio-hang/")
    assert phone.inner_text("h1") == "Chưa có mạng"


def test_a_new_version_takes_over_and_drops_what_the_old_one_kept(phone, line, tea, monkeypatch):
    from marketplace import installable

    see(phone, line, tea.get_absolute_url())
    before = set(phone.evaluate("caches.keys()"))
    assert before

    monkeypatch.setattr(installable, "_shell_digest", lambda: "after a deployment")
    phone.reload()

    wait_until(phone, lambda: not before & set(phone.evaluate("caches.keys()")))
    see(phone, line, tea.get_absolute_url())
    after = set(phone.evaluate("caches.keys()"))
    assert after
    assert not before & after


def test_switching_it_off_clears_every_phone(phone, line, tea, settings):
    see(phone, line, tea.get_absolute_url())
    assert phone.evaluate("caches.keys()")

    settings.OFFLINE_PAGES = False
    phone.reload()

    wait_until(phone, lambda: phone.evaluate("caches.keys()") == [])
    gone = "navigator.serviceWorker.getRegistrations().then((all) => all.length === 0)"
    wait_until(phone, lambda: phone.evaluate(gone))
    assert phone.evaluate("caches.keys()") == []
    line.cut()
    with pytest.raises(Error):
        phone.goto(line.url + tea.get_absolute_url())


def test_the_wizard_keeps_a_worker_of_its_own(phone, line, tea):
    sign_in(phone, line, factories.owner_of(tea.partner.seller))

    phone.goto(line.url + "/ban-hang/dang-ban/")
    steers = "navigator.serviceWorker.controller?.scriptURL ?? ''"
    wait_until(phone, lambda: phone.evaluate(steers).endswith("/dang-ban/tho-viec.js"))
    line.cut()
    phone.goto(line.url + "/ban-hang/dang-ban/")

    phone.wait_for_selector("form.wizard:visible")
    assert not [path for path in kept(phone) if path.startswith("/ban-hang/")]


def test_a_page_through_the_worker_is_counted_as_one_view(phone, line, tea):
    visits.buffer.take()

    see(phone, line, tea.get_absolute_url())

    counted = {page: numbers for (_day, page), numbers in visits.buffer.take().items()}
    assert list(counted) == ["product"], counted
    assert counted["product"][0] == 1
