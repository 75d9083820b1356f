"""The basket page and adding goods."""

import pytest
from django.urls import reverse

from shop.basket.models import Line
from shop.partner.models import StockRecord
from tests.factories import make_listing, make_seller

pytestmark = pytest.mark.django_db


def add(client, product, quantity="1"):
    return client.post(reverse("basket:add", args=[product.pk]), {"quantity": quantity})


def quantities():
    return dict(Line.objects.values_list("product__title", "quantity"))


def test_adds_goods_and_says_so(client):
    product = make_listing(make_seller(), "Chè búp")

    page = client.post(reverse("basket:add", args=[product.pk]), {"quantity": "2"}, follow=True)

    assert quantities() == {"Chè búp": 2}
    assert "Đã thêm “Chè búp” vào giỏ." in page.content.decode()


def test_changes_nothing_on_get(client):
    product = make_listing(make_seller())

    answer = client.get(reverse("basket:add", args=[product.pk]))

    assert answer.status_code == 405
    assert quantities() == {}


@pytest.mark.parametrize(
    "quantity",
    ["abc", "", "0", "-1", "1.5", "1e9", "1000000000", "NaN", "１", "11", "9" * 400, "2; DROP"],
)
def test_refuses_a_quantity_that_makes_no_sense(client, quantity):
    product = make_listing(make_seller(), stock=10)
    before = quantities()

    answer = add(client, product, quantity)

    expected = {"Chè búp khô": 1} if quantity == "１" else before
    assert answer.status_code == 302
    assert quantities() == expected


def test_refuses_hidden_goods(client):
    product = make_listing(make_seller(), state="hidden")

    page = client.post(reverse("basket:add", args=[product.pk]), {"quantity": "1"}, follow=True)

    assert quantities() == {}
    assert "hiện không bán" in page.content.decode()


def test_counts_what_is_in_the_basket_already(client):
    product = make_listing(make_seller(), stock=3)
    add(client, product, "2")

    add(client, product, "2")

    assert quantities() == {"Chè búp khô": 2}


@pytest.mark.parametrize(("quantity", "is_taken"), [("3", False), ("5", True), ("6", False)])
def test_keeps_to_the_smallest_quantity_and_the_step(client, quantity, is_taken):
    product = make_listing(make_seller(), stock=50, min_quantity=5, quantity_step=5)

    add(client, product, quantity)

    assert bool(quantities()) == is_taken


def test_leads_back_only_to_pages_of_its_own(client):
    product = make_listing(make_seller())

    answers = [
        client.post(reverse("basket:add", args=[product.pk]), {"quantity": "1", "next": url}).url
        for url in ("/san-pham/", "https://evil.example/", "//evil.example/")
    ]

    assert answers == ["/san-pham/", "/gio-hang/", "/gio-hang/"]


def test_groups_the_page_by_seller(client):
    for name in ("HTX Một", "HTX Hai"):
        add(client, make_listing(make_seller(name)))

    page = client.get("/gio-hang/").content.decode()

    assert page.count('class="parcel-card"') == 2
    assert "HTX Một" in page
    assert "HTX Hai" in page


def test_changes_and_removes(client):
    tea, noodles = make_listing(make_seller(), "Chè"), make_listing(make_seller("B"), "Miến")
    add(client, tea)
    add(client, noodles)
    tea_line, noodle_line = (Line.objects.get(product=p) for p in (tea, noodles))

    client.post("/gio-hang/", {f"so-luong-{tea_line.pk}": "4"})
    client.post("/gio-hang/", {"bo": str(noodle_line.pk)})

    assert quantities() == {"Chè": 4}


@pytest.mark.parametrize("quantity", ["abc", "-1", "999", "1e9"])
def test_shows_a_wrong_quantity_again_and_stores_nothing(client, quantity):
    add(client, make_listing(make_seller(), "Chè", stock=10), "2")
    line = Line.objects.get()

    answer = client.post("/gio-hang/", {f"so-luong-{line.pk}": quantity})

    assert answer.status_code == 200
    assert f'value="{quantity}"' in answer.content.decode()
    assert quantities() == {"Chè": 2}


def test_never_touches_the_basket_of_somebody_else(client, client_two):
    add(client, make_listing(make_seller(), "Chè"), "2")
    line = Line.objects.get()

    client_two.post("/gio-hang/", {"bo": str(line.pk), f"so-luong-{line.pk}": "9"})

    assert quantities() == {"Chè": 2}


@pytest.fixture
def client_two():
    from django.test import Client

    return Client()


def test_fits_the_basket_to_what_is_left(client):
    tea, honey = make_listing(make_seller(), "Chè"), make_listing(make_seller("B"), "Mật ong")
    add(client, tea, "5")
    add(client, honey, "1")
    StockRecord.objects.filter(product=tea).update(num_in_stock=3)
    StockRecord.objects.filter(product=honey).update(num_in_stock=0)

    warned = client.get("/gio-hang/").content.decode()
    client.post("/gio-hang/", {"viec": "vua-kho"})

    assert "chỉ còn 3 gói, bạn đang lấy 5 gói" in warned
    assert "“Mật ong” đã hết hàng." in warned
    assert quantities() == {"Chè": 3}


@pytest.mark.parametrize("lines", [5, 30])
def test_shows_any_number_of_lines_in_fifteen_queries(client, lines, django_assert_max_num_queries):
    for n in range(lines):
        add(client, make_listing(make_seller(f"HTX {n % 3}"), f"Món {n}"))
    client.get("/gio-hang/")

    with django_assert_max_num_queries(15):
        client.get("/gio-hang/")
