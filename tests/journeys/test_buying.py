"""From a search to the order on its way: on a phone and a desk, with scripts and without."""

import pytest

from shop.order.models import SellerOrder
from tests import factories
from tests.journeys.walking import SIDEWAYS, Shopper

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
#: A phone of 640 px at 200 %, and the width that WCAG 1.4.10 asks for.
ZOOMED = {"width": 320, "height": 256}
HANOI, CAU_GIAY = "01", "Cầu Giấy"


@pytest.fixture
def tea():
    seller = factories.make_seller("HTX chè Đồi Xanh", "05503", quote="Chè nhà làm từng mẻ nhỏ.")
    tea = factories.make_listing(seller, "Chè nõn tôm Tân Cương", price_vnd=390_000, stock=9)
    factories.make_certificate(tea, 4)
    return tea


@pytest.fixture
def shopper_with(browser, live_server, settings):
    """Return a shopper whose browser has these options."""
    settings.SITE_URL = live_server.url
    opened = []

    def make(**options) -> Shopper:
        context = browser.new_context(locale="vi-VN", **options)
        opened.append(context)
        return Shopper(context.new_page(), live_server.url)

    yield make
    for context in opened:
        context.close()


def choose_place(page, *, scripts: bool) -> None:
    if scripts:
        pick(page, "province", "ha noi")
        page.wait_for_selector("select[name=commune] option:nth-child(3)", state="attached")
        pick(page, "commune", "cau giay")
        return
    page.select_option("select[name=province]", HANOI)
    with page.expect_navigation():
        page.click("[data-choose-province]")
    page.locator("select[name=commune]").select_option(
        label=page.locator("select[name=commune] option", has_text=CAU_GIAY).first.inner_text()
    )


def pick(page, name: str, words: str) -> None:
    page.locator(f"select[name={name}] + .combobox input").fill(words)
    page.locator(".combobox__option:visible").first.click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["360", "1280"])
def test_from_search_to_the_order_on_its_way(shopper_with, tea, size, scripts):
    shopper = shopper_with(viewport=size, java_script_enabled=scripts)
    page = shopper.page

    shopper.open("/")
    page.locator("input[name=q]:visible").first.fill("che non tom")
    shopper.press("button", has_text="Tìm")
    shopper.press("a.product-card__link", has_text="Chè nõn tôm")
    shopper.press("button", has_text="Thêm vào giỏ")
    shopper.open("/gio-hang/")
    shopper.press("button", has_text="Đi tới đặt hàng")
    page.fill("input[name=phone]", "0990 200 002")
    page.fill("input[name=name]", "Trần Thu Hà")
    choose_place(page, scripts=scripts)
    page.fill("input[name=line1]", "Số 12, ngõ 5")
    page.fill("input[name=phone]", "0990 200 002")
    shopper.press("#tong-cong button[data-confirm-once]")

    part = SellerOrder.objects.get()
    assert (part.partner_id, part.destination_province_code) == (tea.partner_id, HANOI)
    other_phone = shopper_with(viewport=size, java_script_enabled=scripts)
    other_phone.open(shopper.link_of_the_order())
    assert "Chè nõn tôm Tân Cương" in other_phone.page.inner_text("main")
    assert "HTX chè Đồi Xanh" in other_phone.page.inner_text("main")


class Keys:
    """Only a keyboard: Tab until the wanted thing has the focus, and the ring is seen."""

    def __init__(self, shopper: Shopper) -> None:
        self.shopper, self.page = shopper, shopper.page
        self.pressed = 0

    def reach(self, selector: str) -> None:
        for _ in range(120):
            self.page.keyboard.press("Tab")
            self.pressed += 1
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                break
        else:
            raise AssertionError(f"{selector} is not reached on {self.page.url}")
        assert self.page.evaluate(
            """() => {
                const own = document.activeElement, box = own.getBoundingClientRect();
                const seen = box.bottom > 0 && box.top < innerHeight && box.width > 0;
                const ringed = (one, part) => getComputedStyle(one, part).outlineStyle !== "none";
                // The ring of a card or of a box of buttons is drawn around all of it.
                let around = own;
                for (let step = 0; step < 4 && around; step += 1, around = around.parentElement) {
                    if (ringed(around) || ringed(around, "::after")) return seen;
                }
                return false;
            }"""
        ), f"the focus on {selector} is not seen on {self.page.url}"

    def open(self, selector: str) -> None:
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.shopper.look()

    def type(self, selector: str, text: str) -> None:
        self.reach(selector)
        self.page.keyboard.type(text)

    def pick(self, name: str, words: str) -> None:
        self.type(f"select[name={name}] + .combobox input", words)
        self.page.locator(".combobox__option:visible").first.wait_for()
        self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Enter")


def test_an_order_is_placed_with_the_keyboard_alone(shopper_with, tea):
    shopper = shopper_with(viewport=DESK)
    shopper.open("/")
    keys = Keys(shopper)

    keys.type("input[name=q]", "che non tom")
    with shopper.page.expect_navigation():
        shopper.page.keyboard.press("Enter")
    keys.open("a.product-card__link")
    keys.open("button[type=submit]:not(.search-box__button):not(.stepper *)")
    keys.open("a[href='/gio-hang/']")
    keys.open("button[value=dat-hang]")
    keys.type("input[name=phone]", "0990 200 002")
    keys.type("input[name=name]", "Trần Thu Hà")
    keys.pick("province", "ha noi")
    shopper.page.wait_for_selector("select[name=commune] option:nth-child(3)", state="attached")
    keys.pick("commune", "cau giay")
    keys.type("input[name=line1]", "Số 12, ngõ 5")
    keys.open("#tong-cong button[data-confirm-once]")

    assert SellerOrder.objects.get().partner_id == tea.partner_id
    print(f"\n{keys.pressed} presses of Tab from the front page to the order")


def test_the_order_button_keeps_the_focus_when_the_fees_come(shopper_with, tea):
    shopper = shopper_with(viewport=DESK)
    page = shopper.page
    shopper.open(tea.get_absolute_url())
    shopper.press("button", has_text="Thêm vào giỏ")
    shopper.open("/dat-hang/")
    pick(page, "province", "ha noi")
    page.wait_for_selector("select[name=commune] option:nth-child(3)", state="attached")
    held = []
    page.route("**/dat-hang/", lambda route: held.append(route))
    pick(page, "commune", "cau giay")
    page.wait_for_function("() => document.querySelector('select[name=commune]').value")
    button = "#tong-cong button[data-confirm-once]"
    page.focus(button)
    page.evaluate("s => { document.querySelector(s).dataset.before = 'yes' }", button)
    while not held:
        page.wait_for_timeout(20)

    held[0].continue_()
    page.wait_for_selector(f"{button}:not([data-before])")

    assert page.evaluate("s => document.activeElement.matches(s)", button)


def test_pages_fit_when_everything_is_twice_as_large(shopper_with, tea):
    shopper = shopper_with(viewport=ZOOMED)
    shopper.open(tea.get_absolute_url())
    shopper.press("button", has_text="Thêm vào giỏ")

    for path in ("/", "/san-pham/", "/san-pham/?sao=4&xa=05503", tea.get_absolute_url(),
                 tea.partner.get_absolute_url(), "/gio-hang/", "/dat-hang/", "/don-hang/",
                 "/xa/", "/ngoai-mang/", "/giao-hang/"):  # fmt: skip
        shopper.open(path)
        covered = shopper.page.evaluate(
            """() => [...document.querySelectorAll("body *")].filter((one) => {
                const style = getComputedStyle(one);
                return style.position === "fixed" && style.visibility !== "hidden"
                    && one.getBoundingClientRect().height > innerHeight / 2;
            }).map((one) => one.className)"""
        )
        assert covered == [], f"{path}: {covered} covers half the screen"


def test_nothing_moves_for_people_who_ask_for_it(shopper_with, tea):
    still = shopper_with(viewport=PHONE, reduced_motion="reduce")
    longest = """() => Math.max(...[...document.querySelectorAll("*")].flatMap((one) => {
        const style = getComputedStyle(one);
        return [style.transitionDuration, style.animationDuration]
            .flatMap((times) => times.split(",")).map((time) => parseFloat(time) || 0);
    }))"""

    for path in ("/", "/san-pham/", tea.get_absolute_url()):
        still.open(path)
        assert still.page.evaluate(longest) <= 0.001, path
        scrolls = "getComputedStyle(document.documentElement).scrollBehavior"
        assert still.page.evaluate(scrolls) == "auto"


def test_a_watcher_of_pages_notices_what_it_watches_for(shopper_with, tea):
    """Negative control: a foreign picture, a forbidden script and a wide page are complained of."""
    shopper = shopper_with(viewport=PHONE)
    shopper.open("/")

    shopper.page.evaluate(
        """() => {
            document.body.insertAdjacentHTML("beforeend", '<img src="http://127.0.0.2:9/x.png">');
            const script = document.createElement("script");
            script.textContent = "window.wasRun = true";
            document.body.append(script);
            document.querySelector("main").style.width = "500px";
        }"""
    )
    shopper.page.wait_for_timeout(500)

    assert any(said.startswith("foreign") for said in shopper.complaints)
    assert any("Content Security Policy" in said for said in shopper.complaints)
    assert shopper.page.evaluate("window.wasRun") is None
    assert shopper.page.evaluate(SIDEWAYS) > 0
