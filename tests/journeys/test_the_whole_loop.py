"""From a farmer's phone to the official's table, through pages only."""

import re

import pytest

from catalogue.models import Product
from common.dates import local_today
from jobs import outbox
from shop.order.models import Order, SellerOrder
from stats.models import SalesDay
from tests import messages
from tests.personas import Person
from tests.sellers import wizard

pytestmark = pytest.mark.django_db(transaction=True)

LA_BANG, TAN_CUONG = "05818", "05503"


@pytest.fixture
def people(settings):
    settings.CODE_LIMITS = {"ip": [(100, 3600)]}
    return {
        "farmer": Person("0990 100 001", "Trần Thị Ngọc"),
        "coop": Person("0990 100 002", "Nguyễn Văn Hải"),
        "operator": Person("0990 100 003", "Lê Minh"),
        "official": Person("0990 100 004", "Phạm Thu"),
        "shopper": Person("0990 100 005", "Trần Thu Hà"),
    }


def open_shop(person: Person, name: str, kind: str, commune: str) -> None:
    person.sign_in()
    person.post(
        "/ban-hang/dang-ky/", {"name": name, "kind": kind, "commune": commune, "hamlet": "xóm 1"}
    )


def list_product(person: Person, title: str, product_set: str, price: str) -> Product:
    wizard.walk(person, title=title, product_set=product_set, price=price, stock="20")
    outbox.drain()
    return Product.objects.get(title=title)


def add_to_basket(shopper: Person, product: Product, quantity: int) -> None:
    page = shopper.get(product.get_absolute_url()).content.decode()
    action = re.search(r'action="(/gio-hang/[^"]+)"', page)[1]
    shopper.post(action, {"quantity": quantity, "next": "/gio-hang/"})


def order(shopper: Person) -> Order:
    page = shopper.get("/dat-hang/").content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    answers = hidden | {
        "phone": shopper.phone,
        "name": shopper.name,
        "province": "01",
        "line1": "Số 12, ngõ 5",
        "payment": "cod",
        "note": "",
    }
    chosen = shopper.post("/dat-hang/", answers | {"viec": "chon-tinh"}).content.decode()
    answers |= dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', chosen))
    answers["commune"] = re.search(r'<option value="(0\d{4})"', chosen)[1]
    shopper.post("/dat-hang/", answers)
    return Order.objects.get()


def walk(seller: Person, number: str, *verbs: str) -> None:
    for verb in verbs:
        seller.post(f"/ban-hang/don-hang/{number}/buoc/", {"verb": verb})


def test_tea_from_a_phone_becomes_a_figure_in_the_right_commune(people):
    farmer, coop, shopper = people["farmer"], people["coop"], people["shopper"]
    open_shop(farmer, "Hộ bà Trần Thị Ngọc", "household", LA_BANG)
    open_shop(coop, "HTX miến Nà Dài", "cooperative", TAN_CUONG)
    tea = list_product(farmer, "Chè búp khô La Bằng", "I.5.a", "185k")
    noodles = list_product(coop, "Miến dong sợi dai", "I.3.b", "48.000")
    operator = people["operator"]
    operator.sign_in()
    operator.hold("operator")
    coop.post("/ban-hang/xac-thuc/ma-so-thue/", {"number": "4600 100 155"})
    for person, paper in ((farmer, "makes"), (coop, "cooperative_licence")):
        person.post("/ban-hang/xac-thuc/", {})
        seen = {"seen": ["met", "id_card", paper], "viec": "xac-nhan"}
        operator.post(f"/duyet/xac-thuc/{person.user.memberships.get().seller_id}/", seen)
    for product in (tea, noodles):
        operator.post(f"/duyet/{product.pk}/", {"decision": "approve"})

    for path in ("/", "/danh-muc/che/", "/tim-kiem/?q=che+bup", "/tim-kiem/?q=chè búp"):
        assert "Chè búp khô La Bằng" in shopper.get(path).content.decode(), path
    assert "Chè búp khô La Bằng" in shopper.get(tea.partner.get_absolute_url()).content.decode()
    assert {"320", "640"} <= set(tea.images.get().renditions)

    add_to_basket(shopper, tea, 2)
    add_to_basket(shopper, noodles, 1)
    placed = order(shopper)
    parts = {part.partner_id: part for part in placed.seller_orders.all()}
    assert len(parts) == 2
    assert sum(p.goods_vnd + p.shipping_vnd for p in parts.values()) == placed.total_incl_tax
    outbox.drain()
    assert "đặt mua" in messages.last_to("+84990100001")

    mine, other = parts[tea.partner_id], parts[noodles.partner_id]
    page = farmer.get(f"/ban-hang/don-hang/{mine.number}/").content.decode()
    assert "Chè búp khô La Bằng" in page
    assert "Miến dong" not in page
    assert farmer.browser.get(f"/ban-hang/don-hang/{other.number}/").status_code == 404

    walk(farmer, mine.number, "confirm", "pack", "ship", "deliver", "complete")
    mine.refresh_from_db()
    record = tea.stockrecords.get()
    assert (mine.state, mine.payment_state) == ("completed", "paid")
    assert (record.num_in_stock, record.num_allocated) == (18, 0)
    assert SellerOrder.objects.get(pk=other.pk).state == "placed"

    official = people["official"]
    official.sign_in()
    official.hold("province_official", province_code="19")
    table = official.get("/thong-ke/").content.decode()
    commune = official.get(f"/thong-ke/xa/{LA_BANG}/").content.decode()
    cell = SalesDay.objects.get(
        commune_code=LA_BANG, set_code="", stars=-1, cut="", day=local_today()
    )
    assert (cell.placed, cell.completed, cell.completed_vnd) == (1, 1, 370_000)
    assert "370" in commune
    assert "La Bằng" in table
    for secret in (shopper.name, "0990 100 005", "+84990100005", "ngõ 5"):
        assert secret not in table + commune
