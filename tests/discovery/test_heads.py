"""What robots and messengers read in the head of a page."""

import json
import re
from html.parser import HTMLParser

import pytest

from catalogue.sets import ListingState
from sellers.models import Seller
from tests import factories

pytestmark = pytest.mark.django_db

SITE = "https://nongsan.example"


@pytest.fixture(autouse=True)
def public_address(settings):
    settings.SITE_URL = SITE


class Head(HTMLParser):
    """Reads a page as a robot does: no regular expression, no knowledge of our templates."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.meta, self.links, self.data, self.titles = {}, {}, [], []
        self._in = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "meta":
            self.meta[given.get("property") or given.get("name")] = given.get("content")
        if tag == "link":
            self.links[given["rel"]] = given["href"]
        self._in = "ld" if given.get("type") == "application/ld+json" else tag

    def handle_endtag(self, tag):
        self._in = ""

    def handle_data(self, text):
        if self._in == "ld":
            self.data.append(json.loads(text))
        if self._in == "title":
            self.titles.append(text)

    def of_type(self, name: str) -> dict:
        return next(block for block in self.data if block.get("@type") == name)


def head_of(client, path: str) -> Head:
    response = client.get(path)
    assert response.status_code == 200
    return Head(response.content.decode())


@pytest.fixture
def tea():
    seller = factories.make_seller("HTX chè Đồi Xanh", "05503")
    return factories.make_listing(
        seller, "Chè nõn tôm", price_vnd=390_000, stock=4, harvest_mask=0b1100
    )


def test_product_tells_its_price_stock_seller_and_way_up(client, tea):
    head = head_of(client, tea.get_absolute_url())

    goods = head.of_type("Product")
    assert goods["name"] == "Chè nõn tôm"
    assert goods["brand"]["name"] == "HTX chè Đồi Xanh"
    assert goods["offers"] == {
        "@type": "Offer",
        "url": SITE + tea.get_absolute_url(),
        "price": 390_000,
        "priceCurrency": "VND",
        "availability": "https://schema.org/InStock",
        "itemCondition": "https://schema.org/NewCondition",
        "seller": {
            "@type": "Organization",
            "name": "HTX chè Đồi Xanh",
            "url": SITE + tea.partner.get_absolute_url(),
        },
    }
    facts = {p["name"]: p["value"] for p in goods["additionalProperty"]}
    assert facts["Mùa thu hoạch"] == "tháng 3, 4"
    assert facts["Khối lượng tịnh"] == "500 g"
    crumbs = head.of_type("BreadcrumbList")["itemListElement"]
    assert [c["position"] for c in crumbs] == [1, 2, 3]
    assert crumbs[0]["item"] == f"{SITE}/"
    assert "item" not in crumbs[-1]


def test_product_has_one_address_and_a_card_for_messengers(client, tea):
    head = head_of(client, f"{tea.get_absolute_url()}?tu=zalo")

    assert head.links["canonical"] == SITE + tea.get_absolute_url()
    assert head.titles == ["Chè nõn tôm | Nông sản Thái Nguyên"]
    assert head.meta["og:title"] == "Chè nõn tôm"
    assert head.meta["og:url"] == head.links["canonical"]
    assert head.meta["og:image"].startswith(f"{SITE}/static/img/share")
    assert head.meta["product:price:amount"] == "390000"
    assert "390.000" in head.meta["description"]


def test_what_is_held_by_orders_counts_as_sold_out(client, tea):
    tea.stockrecords.update(num_allocated=4)

    offer = head_of(client, tea.get_absolute_url()).of_type("Product")["offers"]

    assert offer["availability"] == "https://schema.org/OutOfStock"


def test_only_a_valid_certificate_is_told(client, tea):
    factories.make_certificate(tea, 5, days_left=-1)
    factories.make_certificate(tea, 4)
    factories.declare_certificate(tea, stars=5, decision_no="chưa duyệt")

    told = head_of(client, tea.get_absolute_url()).of_type("Product")["hasCertification"]

    assert [c["name"] for c in told] == ["OCOP 4 sao"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", told[0]["expires"])


@pytest.mark.parametrize(
    "words",
    ["</script><script>alert(1)</script>", "<!--<script>", "a & b \u2028 'x' \"y\" \\", "{{ 1 }}"],
)
def test_words_of_a_seller_cannot_leave_the_data_block(client, tea, words):
    tea.title, tea.description = words, words
    tea.save()

    response = client.get(tea.get_absolute_url())

    html = response.content.decode()
    assert Head(html).of_type("Product")["name"] == words
    assert html.count("<script") == html.count("</script>") == 3  # two data blocks, one module
    assert "<script>alert" not in html


def test_goods_that_are_not_public_have_no_data_even_for_their_owner(client, tea):
    tea.is_public, tea.state = False, ListingState.HIDDEN
    tea.save()
    client.force_login(factories.owner_of(Seller.objects.get()))

    head = head_of(client, tea.get_absolute_url())

    assert head.meta["robots"] == "noindex"
    assert head.data == []
    assert "canonical" not in head.links


def test_storefront_tells_who_and_where_and_no_phone(client, tea):
    head = head_of(client, tea.partner.get_absolute_url())

    seller = head.of_type("Organization")
    assert seller["name"] == "HTX chè Đồi Xanh"
    assert seller["address"]["addressLocality"] == "Xã Tân Cương"
    assert "telephone" not in seller
    assert tea.partner.phone not in json.dumps(head.data)


def test_home_tells_who_runs_the_shop(client):
    head = head_of(client, "/")

    types = {part["@type"] for part in head.data[0]["@graph"]}
    assert types == {"Organization", "WebSite"}
    assert head.links["canonical"] == f"{SITE}/"


@pytest.mark.parametrize(
    "query", ["?xa=05503", "?sao=4&mua=3", "?sap-xep=gia-tang", "?gia-tu=1000&gia-den=9000"]
)
def test_filtered_lists_are_not_indexed_and_their_links_are_followed(client, tea, query):
    head = head_of(client, f"/san-pham/{query}")

    assert head.meta["robots"] == "noindex,follow"
    assert "canonical" not in head.links


def test_pages_of_a_list_have_an_address_and_a_title_each(client, tea):
    for number in range(30):
        factories.make_listing(Seller.objects.get(), f"Chè số {number}")

    first, second = head_of(client, "/san-pham/"), head_of(client, "/san-pham/?trang=2")

    assert first.links["canonical"] == f"{SITE}/san-pham/"
    assert second.links["canonical"] == f"{SITE}/san-pham/?trang=2"
    assert second.titles == ["Tất cả hàng, trang 2 | Nông sản Thái Nguyên"]
    # Words that mean nothing, and a page beyond the last one, make no new address.
    assert head_of(client, "/san-pham/?xa=lung-tung").links == first.links
    assert head_of(client, "/san-pham/?trang=99").links == second.links


@pytest.mark.parametrize(
    "path", ["/gio-hang/", "/don-hang/", "/tai-khoan/dang-nhap/", "/tim-kiem/?q=che", "/truy-xuat/"]
)
def test_pages_of_one_person_are_not_indexed(client, path):
    assert head_of(client, path).meta["robots"].startswith("noindex")


def test_shared_picture_has_the_shape_that_messengers_show():
    from django.contrib.staticfiles import finders
    from PIL import Image

    from discovery.addresses import SHARE_PICTURE

    with Image.open(finders.find(SHARE_PICTURE)) as picture:
        assert picture.size == (1200, 630)


def test_what_buyers_gave_is_told_once_there_is_a_review(client, tea):
    from catalogue.reviews.queries import Spread
    from discovery import structured

    before = head_of(client, tea.get_absolute_url()).of_type("Product")

    assert "aggregateRating" not in before
    told = structured.rating(Spread(3, "4,7", ((5, 2), (4, 1))))
    assert (told["ratingValue"], told["reviewCount"]) == ("4.7", 3)
