"""A household lists while the network comes and goes, in a real browser."""

import os
import random
import time

import pytest
from django.conf import settings
from django.test import Client

from common.money import InvalidMoney, parse_vnd
from sellers.models import ListingDraft
from tests import factories
from tests.journeys.listing_walk import START, Walk
from tests.lines import Line
from tests.sellers.conftest import jpeg

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: `CUTS=50` is the promise; fewer keep the slow suite short.
CUTS = int(os.environ.get("CUTS", "10"))
SEED = 20261126


@pytest.fixture
def browser_context_args(browser_context_args):
    return browser_context_args | {"viewport": {"width": 360, "height": 740}, "locale": "vi-VN"}


@pytest.fixture
def line(live_server):
    with Line(live_server.thread.port) as line:
        yield line


@pytest.fixture
def seller():
    return factories.make_seller("Hộ bà Trần Thị Ngọc", "05818")


@pytest.fixture
def phone(page, line, seller):
    """A browser that is signed in and has opened the wizard once, with network."""
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_default_timeout(30_000)
    client = Client()
    client.force_login(factories.owner_of(seller))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": line.url}]
    )
    page.goto(line.url + START)
    wait_until(page, lambda: page.evaluate("!!navigator.serviceWorker?.controller"))
    yield page
    assert not errors


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "che.jpg"
    path.write_bytes(jpeg((1200, 900)))
    return path


def wait_until(page, condition, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, page.url
        page.wait_for_timeout(200)


def test_what_is_written_without_network_is_sent_when_it_is_back(phone, line, picture, seller):
    line.cut()
    walk = Walk(phone, line.url, picture)

    walk.run()

    assert walk.screens_without_network == 6
    assert "Máy đã giữ món này" in phone.inner_text("h1:visible")
    assert not ListingDraft.objects.exists()
    line.mend()
    wait_until(phone, lambda: "/xong/" in phone.url)
    product = seller.partner.products.get()
    assert (product.title, product.sale_unit, product.net_weight_g) == ("Chè búp khô", "goi", 500)
    assert product.stockrecords.get().price == 185_000
    assert product.images.count() == 1


def test_answers_given_without_network_stand_on_the_screens_that_lead_back(phone, line, picture):
    line.cut()
    walk = Walk(phone, line.url, picture)
    walk.open(line.url + START)
    for step in ("anh", "mon"):
        phone.wait_for_selector("form.wizard:visible")
        walk.answer(step)

    phone.click(".seller-bar__back")
    phone.wait_for_selector("form.wizard:visible")

    assert phone.input_value("input[name=title]") == "Chè búp khô"
    assert phone.input_value("select[name=product_set]") == "I.5.a"


def test_a_photo_travels_small_and_upright_and_without_its_place(phone, line, tmp_path):
    from tests.catalogue import hostile

    heavy = tmp_path / "nang.jpg"
    picture = hostile.drawing((4000, 3000)).transpose(hostile.Image.Transpose.ROTATE_90)
    heavy.write_bytes(hostile.saved(picture, "JPEG", quality=99, exif=hostile.exif(6)))
    sent = []
    phone.context.on("request", lambda r: sent.append(r) if r.method == "POST" else None)
    before = line.sent_up

    walk = Walk(phone, line.url, heavy)
    walk.answer("anh")

    assert line.sent_up - before < 250_000
    photo = ListingDraft.objects.get().photos.get()
    assert (photo.width, photo.height) == (1600, 1200)


@pytest.mark.parametrize(
    "typed",
    ["185000", "185.000", "185k", "185 nghìn", "1tr2", "1,2tr", "1 triệu rưỡi", "1.200.000đ",
     "12.5", "abc", "", "1.2.3"],
)  # fmt: skip
def test_price_means_the_same_on_the_phone_and_on_the_server(phone, typed):
    try:
        expected = int(parse_vnd(typed))
    except InvalidMoney:
        expected = None

    read = phone.evaluate(
        "typed => import('/static/js/price-words.js').then((m) => m.amountOf(typed))", typed
    )

    assert read == expected


@pytest.mark.slow
def test_the_network_cut_anywhere_makes_one_listing_each(phone, line, picture, seller):
    dice = random.Random(SEED)
    before = line.passed
    Walk(phone, line.url, picture).run()
    usual = line.passed - before
    kept = 0
    for run in range(1, CUTS + 1):
        line.cut_after(dice.randrange(1, int(0.95 * usual)))

        walk = Walk(phone, line.url, picture)
        walk.run()
        assert line.is_cut, f"cut {run} came too late"
        line.mend()
        wait_until(phone, lambda: "/xong/" in phone.url)

        kept += walk.screens_without_network
        assert line.cuts == run
        assert seller.partner.products.count() == run + 1, f"after cut {run}"
        assert not ListingDraft.objects.filter(listing=None).exists(), f"after cut {run}"
    products = seller.partner.products.all()
    for product in products:
        assert (product.title, product.net_weight_g) == ("Chè búp khô", 500)
        assert product.images.count() == 1
        assert product.stockrecords.get().price == 185_000
        assert product.stockrecords.get().num_in_stock == 40
    print(
        f"\n{line.cuts} cuts in {usual / 1000:.0f} kB each, {products.count() - 1} listings, "
        f"{kept} of {6 * CUTS} screens answered without network"
    )
