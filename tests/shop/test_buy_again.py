import pytest
from django.urls import reverse

from catalogue import publication
from shop.basket.models import Basket
from tests.factories import make_listing, make_seller, make_user
from tests.sellers.placed import place


@pytest.fixture
def seller(db):
    return make_seller()


@pytest.fixture
def shopper(db):
    return make_user()


def press(client, order, **data):
    return client.post(reverse("orders:again", args=[order.number]), data, follow=True)


def inside(user) -> dict[str, int]:
    basket = Basket.objects.filter(owner=user, status=Basket.OPEN).first()
    return {x.product.title: x.quantity for x in basket.lines.all()} if basket else {}


def test_same_goods_come_into_the_basket_at_todays_price(client, seller, shopper):
    tea = make_listing(seller, "Chè đinh", price_vnd=100_000)
    rice = make_listing(make_seller("Hộ gạo", commune="05488"), "Gạo nếp")
    order = place((tea, 2), (rice, 1), user=shopper)
    tea.stockrecords.update(price=120_000)
    client.force_login(shopper)

    response = press(client, order)

    assert inside(shopper) == {"Chè đinh": 2, "Gạo nếp": 1}
    html = response.content.decode()
    assert "Đã cho 2 món vào giỏ. Giá tính theo hôm nay." in html
    assert "240.000\xa0₫" in html


def test_second_press_adds_nothing(client, seller, shopper):
    order = place((make_listing(seller, "Chè đinh"), 2), user=shopper)
    client.force_login(shopper)

    press(client, order)
    html = press(client, order).content.decode()

    assert inside(shopper) == {"Chè đinh": 2}
    assert "đã có trong giỏ" in html


def test_what_is_short_or_gone_is_told(client, seller, shopper):
    short = make_listing(seller, "Chè đinh", stock=10)
    gone = make_listing(seller, "Chè hết", stock=3)
    hidden = make_listing(seller, "Chè nghỉ")
    order = place((short, 6), (gone, 3), (hidden, 1), user=shopper)
    publication.move(product=hidden, to="hidden")
    client.force_login(shopper)

    html = press(client, order).content.decode()

    assert inside(shopper) == {"Chè đinh": 4}
    for words in (
        "“Chè đinh” chỉ còn 4 gói, đã cho vào giỏ 4.",
        "“Chè hết” đã hết hàng.",
        "“Chè nghỉ” hiện không bán.",
    ):
        assert words in html


def test_pack_steps_are_kept(client, seller, shopper):
    eggs = make_listing(seller, "Trứng", stock=15, min_quantity=4, quantity_step=3)
    order = place((eggs, 10), user=shopper)
    client.force_login(shopper)

    press(client, order)

    assert inside(shopper) == {"Trứng": 4}


def test_secret_link_is_enough_and_without_it_there_is_no_order(client, seller, shopper):
    order = place((make_listing(seller, "Chè đinh"), 1), user=shopper)

    assert press(client, order).status_code == 404
    assert press(client, order, k="x" * 32).status_code == 404
    assert "Chè đinh" in press(client, order, k=order.token).content.decode()


def test_list_of_orders_offers_it(client, seller, shopper):
    order = place((make_listing(seller), 1), user=shopper)
    client.force_login(shopper)

    html = client.get("/tai-khoan/don-hang/").content.decode()

    assert reverse("orders:again", args=[order.number]) in html


def test_receipt_says_who_sold_what_for_how_much(client, seller, shopper):
    order = place((make_listing(seller, "Chè đinh", price_vnd=100_000), 2), user=shopper)
    client.force_login(shopper)

    html = client.get(reverse("orders:receipt", args=[order.number])).content.decode()

    for words in (
        "Phiếu mua hàng",
        "Số 12, ",
        "HTX chè Đồi Xanh",
        "200.000\xa0₫",
        "230.000\xa0₫",
        "Bằng chữ: Hai trăm ba mươi nghìn đồng.",
        "không thay hóa đơn",
    ):
        assert words in html


def test_receipt_of_the_secret_link_is_masked_and_kept_by_nobody(client, seller, shopper):
    order = place((make_listing(seller), 1), user=shopper)
    address = reverse("orders:receipt", args=[order.number])

    assert client.get(address).status_code == 404
    response = client.get(address, {"k": order.token})

    assert "Số 12" not in response.content.decode()
    assert "Trần Thu Hà" not in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"
