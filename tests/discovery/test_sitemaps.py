"""Which addresses robots are told, and which are closed to them."""

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest

from catalogue.models import Product
from catalogue.sets import ListingState
from common.dates import local_today
from discovery import sitemaps
from heritage.sites import BY_SLUG
from shop.partner.models import Partner
from tests import factories
from tests.architecture.access import TABLE
from tests.architecture.crawling import browser_of, things  # noqa: F401

pytestmark = pytest.mark.django_db

SITE = "https://nongsan.example"
NAME = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(autouse=True)
def public_address(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def tea():
    return factories.make_listing(factories.make_seller(), "Chè nõn tôm")


def addresses(client, path: str) -> dict[str, str | None]:
    """Return ``{address: lastmod}`` of a sitemap, whole addresses made into paths."""
    response = client.get(path)
    assert response.status_code == 200, path
    found = {}
    for item in ElementTree.fromstring(response.content):
        url = item.find(f"{NAME}loc").text
        assert url.startswith(SITE)
        changed = item.find(f"{NAME}lastmod")
        found[url.removeprefix(SITE)] = None if changed is None else changed.text
    return found


def every_address(client) -> dict[str, str | None]:
    parts = addresses(client, "/sitemap.xml")
    return {url: at for part in parts for url, at in addresses(client, part).items()}


def test_every_address_of_the_sitemap_opens_and_may_be_indexed(client, tea):
    listed = every_address(client)

    assert {"/", "/san-pham/", tea.get_absolute_url(), tea.partner.get_absolute_url()} <= set(
        listed
    )
    assert tea.product_set.category.get_absolute_url() in listed
    assert {"/di-san/", *(f"/di-san/{slug}/" for slug in BY_SLUG)} <= set(listed)
    for url in listed:
        response = client.get(url)
        assert response.status_code == 200, url
        assert b"noindex" not in response.content, url
        assert f'<link rel="canonical" href="{SITE}{url}">'.encode() in response.content, url


def test_goods_and_their_part_say_when_they_changed(client, tea):
    listed = every_address(client)
    parts = addresses(client, "/sitemap.xml")

    assert listed[tea.get_absolute_url()].startswith(str(local_today().year))
    part = f"/sitemap/hang-{tea.pk // sitemaps.PART_SIZE}.xml"
    assert parts[part] == listed[tea.get_absolute_url()]


@pytest.mark.parametrize("what", ["hidden", "taken_down", "shop_closed"])
def test_goods_that_go_are_gone_at_once(client, tea, what):
    if what == "shop_closed":
        Partner.objects.update(may_sell=False)
        Product.objects.update(is_public=False)
    else:
        Product.objects.update(is_public=False, state=ListingState(what))

    listed = every_address(client)

    assert tea.get_absolute_url() not in listed
    assert tea.partner.get_absolute_url() not in listed


def test_large_shops_are_told_in_parts_that_do_not_shift(client, tea, monkeypatch):
    monkeypatch.setattr(sitemaps, "PART_SIZE", 2)
    goods = [tea, *(factories.make_listing(tea.partner.seller, f"Chè {n}") for n in range(6))]
    before = {p: addresses(client, p) for p in addresses(client, "/sitemap.xml")}

    Product.objects.filter(pk=goods[1].pk).update(is_public=False, state=ListingState.HIDDEN)

    after = {p: addresses(client, p) for p in addresses(client, "/sitemap.xml")}
    changed = {p for p in before if before[p] != after.get(p)}
    assert changed == {f"/sitemap/hang-{goods[1].pk // 2}.xml"}
    assert max(len(part) for name, part in after.items() if "hang" in name) <= 2


@pytest.mark.parametrize(
    "path",
    ["/sitemap/hang-999999999.xml", "/sitemap/la-0.xml", "/sitemap/trang-1.xml",
     "/sitemap/hang-9999999999999999999999.xml"],
)  # fmt: skip
def test_parts_that_hold_nothing_do_not_exist(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("goods", [1, 30])
def test_a_part_asks_the_database_the_same_for_any_number(
    client, tea, goods, django_assert_max_num_queries
):
    for number in range(goods - 1):
        factories.make_listing(tea.partner.seller, f"Chè {number}")

    with django_assert_max_num_queries(4):
        client.get("/sitemap.xml")
    with django_assert_max_num_queries(2):
        client.get(f"/sitemap/hang-{tea.pk // sitemaps.PART_SIZE}.xml")


def robots(client) -> RobotFileParser:
    parser = RobotFileParser()
    parser.parse(client.get("/robots.txt").content.decode().splitlines())
    return parser


def test_robots_stay_out_of_every_page_that_asks_who_you_are(client, things):  # noqa: F811
    _people, ids = things
    rules = robots(client)
    own = [
        address.format(**ids)
        for _route, (address, get, _post) in TABLE.items()
        if get["visitor"] in (302, 401, 403, 405)
    ]

    assert len(own) > 100
    assert [url for url in own if rules.can_fetch("Googlebot", SITE + url)] == []


def test_robots_may_read_the_shop_window(client, tea):
    rules = robots(client)
    files = ["/static/css/shop.css", "/media/photos/x-640.webp", "/sitemap.xml"]

    shut = [
        u for u in [*every_address(client), *files] if not rules.can_fetch("Googlebot", SITE + u)
    ]

    assert shut == []
    assert rules.site_maps() == [f"{SITE}/sitemap.xml"]
