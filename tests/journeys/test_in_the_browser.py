"""The loop on a phone of 360 px, in a real browser with scripts on."""

import re

import pytest

from catalogue.models import Product
from jobs import outbox
from sellers.reviewing import approve
from shop.order.models import SellerOrder
from tests import factories, messages
from tests.sellers.conftest import jpeg

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def browser_context_args(browser_context_args):
    return browser_context_args | {"viewport": PHONE, "locale": "vi-VN"}


@pytest.fixture
def walk(page, live_server, settings):
    """Open a path and fail on script errors or sideways scrolling."""
    settings.SELLER_NEEDS = []  # who sells is checked in the journey through pages
    page.set_default_timeout(30_000)
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    def go(path: str):
        page.goto(live_server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        assert not errors
        return page

    return go


def choose(page, name: str, words: str) -> None:
    """Pick from a list that can be searched, typing without tone marks."""
    box = page.locator(f"select[name={name}] + .combobox input")
    box.fill(words)
    page.locator(".combobox__option:visible").first.click()


def go_on(page, step: str) -> None:
    page.click(".foot-bar button[type=submit]")
    page.wait_for_url(f"**/{step}/")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], step


def sign_in(page, walk, phone: str, name: str) -> None:
    walk("/tai-khoan/dang-nhap/")
    page.fill("input[name=phone]", phone)
    page.click("main button[type=submit]")
    outbox.drain()
    code = re.search(r"\b(\d{6})\b", messages.sent()[-1]["text"])[1]
    page.fill("input[name=code]", code)
    page.click("main form:has(input[name=code]) button[type=submit]")
    page.fill("input[name=full_name]", name)
    page.click("main button[type=submit]")


# A script that comes through a service worker cannot be held back here.
@pytest.mark.browser_context_args(service_workers="block")
def test_a_photo_chosen_before_the_script_is_here_goes_on_too(page, walk):
    sign_in(page, walk, "0990 200 003", "Lý Thị Mai")
    walk("/ban-hang/dang-ky/")
    page.fill("input[name=name]", "Hộ bà Lý Thị Mai")
    page.locator("label", has_text="Hộ sản xuất").click()
    choose(page, "commune", "la bang")
    page.click(".foot-bar button[type=submit]")
    late = []
    page.route("**/photo-preview*.js", lambda route: late.append(route))
    with page.expect_request("**/photo-preview*.js"):
        page.goto(page.url.split("/ban-hang/")[0] + "/ban-hang/dang-ban/", wait_until="commit")
    page.set_input_files(
        "input[name=photo]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    )
    assert "/anh/" not in page.url
    assert not page.locator("#anh-vua-chon canvas").is_visible()
    late[0].continue_()
    page.wait_for_url("**/mon/")
    assert page.locator("input[name=title]").is_visible()


def test_household_lists_tea_and_a_guest_orders_it(page, walk):
    sign_in(page, walk, "0990 200 001", "Trần Thị Ngọc")
    walk("/ban-hang/dang-ky/")
    page.fill("input[name=name]", "Hộ bà Trần Thị Ngọc")
    page.locator("label", has_text="Hộ sản xuất").click()
    choose(page, "commune", "la bang")
    page.click(".foot-bar button[type=submit]")
    walk("/ban-hang/dang-ban/")
    page.set_input_files(
        "input[name=photo]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    )
    page.wait_for_url("**/mon/")
    page.fill("input[name=title]", "Chè búp khô La Bằng")
    page.click(".picture-choice button[value='I.5.a']")
    page.wait_for_url("**/cach-ban/")
    page.locator("label", has_text="Gói 500").click()
    go_on(page, "gia")
    page.locator("input[name=price]").press_sequentially("185k")
    assert "Một trăm tám mươi lăm nghìn đồng" in page.inner_text(".price-words")
    go_on(page, "so-luong")
    page.fill("input[name=stock]", "20")
    go_on(page, "xem-lai")
    page.click(".foot-bar button[type=submit]")
    page.wait_for_url("**/xong/")
    outbox.drain()
    tea = Product.objects.get()
    reviewer = factories.make_official("operator")
    approve(product=tea, reviewer=reviewer)
    page.context.clear_cookies()

    walk("/tim-kiem/?q=che bup")
    page.locator("a", has_text="Chè búp khô La Bằng").first.click()
    page.locator("button:visible", has_text="Thêm vào giỏ").first.click()
    walk("/dat-hang/")
    page.fill("input[name=phone]", "0990 200 002")
    page.fill("input[name=name]", "Trần Thu Hà")
    choose(page, "province", "ha noi")
    page.wait_for_selector("select[name=commune] option:nth-child(3)", state="attached")
    choose(page, "commune", "cau giay")
    page.fill("input[name=line1]", "Số 12, ngõ 5")
    page.locator("button[type=submit]", has_text="Đặt hàng").last.click()
    page.wait_for_url("**/don-hang/**")

    part = SellerOrder.objects.get()
    assert page.locator("h1").inner_text()
    assert (part.partner_id, part.state) == (tea.partner_id, "placed")
    assert part.destination_province_code == "01"
