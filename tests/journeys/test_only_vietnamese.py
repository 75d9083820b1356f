"""Every word that shoppers see is Vietnamese: a crawler reads all pages, and their errors."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from catalogue.models import Product
from discovery import feed_files
from shop.order.models import Order
from tests import factories
from tests.architecture.crawling import order_of

pytestmark = pytest.mark.django_db

#: Attributes whose text people see or hear.
_SHOWN = {"alt", "title", "placeholder", "aria-label", "aria-description", "content", "label"}
_UNSEEN = {"script", "style", "template"}
#: A syllable of Vietnamese without its marks, as it is typed on an old phone.
_SYLLABLE = re.compile(
    r"^(?:b|ch?|d|gh?|gi|h|kh?|l|m|n|ngh?|nh|ph?|qu?|r|s|th?|tr|v|x)?"
    r"(?:[aeiouy]{1,3})(?:ch?|m|ng?|nh|p|t)?$"
)
#: English words that might be Vietnamese syllables too.
_ALSO_ENGLISH = {"the", "you", "your", "not", "none", "name", "home", "page", "date", "code",
                 "true", "more", "have", "here", "there", "please"}  # fmt: skip
_NAMES = {"ocop", "zalo", "vnpay", "vietqr", "vneid", "vat", "htx", "qr", "sms", "csv", "pdf",
          "km", "kg", "website", "vi", "vn", "ubnd", "qd", "sct",
          "json", "dcat", "csvw", "sha", "api", "postmart", "wgs", "turtle", "etag", "google",
          "merchant", "atk", "ramsar"}  # fmt: skip
_LEFTOVERS = re.compile(r"%\(\w+\)|\{\{|\{%|\b\d{4}-\d\d-\d\d\b|&amp;\w+;|msgid|gettext")
_META = {"description", "og:title", "og:description", "og:image:alt"}
_ENOUGH = 4


class Seen(HTMLParser):
    """The words of a page, and the links on it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.links: set[str] = set()
        self._unseen = 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in _UNSEEN:
            self._unseen += 1
        if tag == "a" and given.get("href", "").startswith("/"):
            self.links.add(given["href"].partition("#")[0])
        if tag == "meta" and given.get("name", given.get("property")) not in _META:
            return
        self.texts += [value for name, value in attrs if name in _SHOWN and value]
        if tag in ("input", "button") and given.get("type") in ("submit", "button"):
            self.texts += [given["value"]] if tag == "input" and given.get("value") else []

    def handle_endtag(self, tag):
        self._unseen -= tag in _UNSEEN

    def handle_data(self, text):
        if not self._unseen:
            self.texts.append(text)


def strange(text: str) -> list[str]:
    """Return what is not Vietnamese: words, and what is left of a translation or a template."""
    bare = re.sub(r"https?://\S+|[\w.]+@[\w.]+", " ", text)
    words = re.findall(r"(?<![\w-])[a-zA-Z]{2,}(?![\w-])", bare)
    return _LEFTOVERS.findall(text) + [word for word in words if _is_foreign(word.lower())]


def _is_foreign(word: str) -> bool:
    if word in _NAMES:
        return False
    return word in _ALSO_ENGLISH or (len(word) > 2 and not _SYLLABLE.match(word))


def strange_on(html: str) -> list[str]:
    return [f"{text.strip()[:80]!r}: {found}" for text in Seen(html).texts
            if (found := strange(text))]  # fmt: skip


def crawl(browser: Client, *starts: str) -> dict[str, str]:
    """Return ``{address: html}`` of all pages behind the links, a few of each kind."""
    waiting, pages, times = list(starts), {}, {}
    while waiting:
        address = waiting.pop(0)
        try:
            kind = resolve(address.partition("?")[0]).view_name
        except Resolver404:
            raise AssertionError(f"a link leads nowhere: {address}") from None
        if address in pages or times.get(kind, 0) >= _ENOUGH:
            continue
        response = browser.get(address, follow=True)
        assert response.status_code == 200, address
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        times[kind] = times.get(kind, 0) + 1
        pages[address] = response.content.decode()
        waiting += sorted(Seen(pages[address]).links - set(pages))
    return pages


@pytest.fixture
def market():
    seller = factories.make_seller("HTX chè Đồi Xanh", "05503", quote="Chè nhà làm từng mẻ nhỏ.",
                                   story="Nhà trồng chè ba đời.")  # fmt: skip
    goods = [factories.make_listing(seller, f"Chè búp khô mẻ {n}", harvest_mask=0b1111)
             for n in range(3)]  # fmt: skip
    factories.make_certificate(goods[0], 4)
    factories.make_lot(goods[0])
    factories.make_listing(seller, "Chè nõn đã hết", stock=0)
    factories.make_listing(factories.make_seller("Hộ ông Lý Văn Sơn", "05692"), "Miến dong",
                           set_code="I.3.b")  # fmt: skip
    feed_files.write_feeds()
    return goods


def test_every_page_behind_the_front_page_is_in_vietnamese(market):
    pages = crawl(Client(), "/", "/tim-kiem/?q=che", "/tim-kiem/?q=xe+tang", "/ngoai-mang/")

    assert len(pages) > 25
    kinds = {resolve(address.partition("?")[0]).view_name for address in pages}
    assert {"home", "catalogue:detail", "sellers:storefront", "basket:summary"} <= kinds
    pages.pop("/api/v1/docs/")  # for programmers: half of it is code
    assert {address: found for address, html in pages.items() if (found := strange_on(html))} == {}


def test_basket_checkout_and_the_order_on_its_way_are_in_vietnamese(market):
    guest = Client()
    pages = {}

    def look(name: str, response) -> None:
        assert response.status_code == 200, name
        pages[name] = response.content.decode()

    look("basket, empty", guest.get("/gio-hang/"))
    for quantity in (2, 999, "x"):
        add = f"/gio-hang/them/{market[0].pk}/"
        answers = {"quantity": quantity, "next": "/gio-hang/"}
        look(f"basket, {quantity} added", guest.post(add, answers, follow=True))
    look("basket", guest.get("/gio-hang/"))
    look("checkout", guest.get("/dat-hang/"))
    look("checkout, nothing filled in", guest.post("/dat-hang/", {}))
    wrong = {"phone": "12", "name": "", "province": "99", "commune": "x", "payment": "vang"}
    look("checkout, all wrong", guest.post("/dat-hang/", wrong))
    look("order not found", guest.post("/don-hang/", {"number": "123", "phone": "0990"}))
    look("sign-in, wrong", guest.post("/tai-khoan/dang-nhap/", {"phone": "12"}))
    buyer = factories.make_user()
    order = order_of(buyer, market[0])
    guest.force_login(buyer)
    look("account", guest.get("/tai-khoan/"))
    look("own orders", guest.get("/tai-khoan/don-hang/"))
    look("order", guest.get(f"/don-hang/{order.number}/"))
    link = Order.objects.get(pk=order.pk).get_guest_url()
    look("order by link", Client().get(link))
    pages["no such page"] = Client().get("/khong-co/").content.decode()
    pages["a button's address"] = (
        Client(headers={"accept": "text/html"})
        .get(f"/gio-hang/them/{market[0].pk}/")
        .content.decode()
    )

    assert {name: found for name, html in pages.items() if (found := strange_on(html))} == {}


@pytest.mark.parametrize(
    "text",
    ["Add to basket", "Your order", "This field is required.", "Xin chào %(name)s", "None",
     "{{ page.title }}", "2026-11-26", "Not found", "Please try again", "3 items", "Submit"],
)  # fmt: skip
def test_a_word_that_is_not_vietnamese_is_found(text):
    assert strange_on(f"<main><p>{text}</p></main>")
    assert strange_on(f'<main><img alt="{text}"></main>')


def test_an_english_word_on_a_page_is_found_by_the_crawler(market):
    """Negative control: what is planted on one of the pages comes up with its address."""
    Product.objects.filter(pk=market[1].pk).update(description="Wonderful green leaves")

    pages = crawl(Client(), "/")

    found = {address for address, html in pages.items() if "Wonderful" in str(strange_on(html))}
    assert found == {market[1].get_absolute_url()}
