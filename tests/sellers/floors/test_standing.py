"""Sent, live, changed since: of each listing and floor what is known, and nothing else."""

import csv
import io
import re

import pytest
from django.urls import reverse

from catalogue.models import Product
from sellers.floors import selling, sending
from sellers.floors.standing import listings_on_floors
from sellers.models import FloorCategory, FloorSent
from shop.partner.models import StockRecord
from tests.factories import make_listing, make_seller, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller(client, db):
    seller = make_seller("Hộ chè Khe Cốc")
    client.force_login(owner_of(seller))
    return seller


@pytest.fixture
def tea(seller):
    return make_listing(seller, "Chè nõn tôm", stock=10, price_vnd=120_000)


def standing(product, floor="Postmart") -> tuple[str, list[str]] | None:
    rows = listings_on_floors(product.partner, None).object_list
    found = next(row for row in rows if row.id == product.pk)
    return next(((one.label, one.changes) for one in found.floors if one.floor == floor), None)


def send(product, floor="postmart") -> None:
    sending.make_file(partner=product.partner, floor=floor)


def test_a_listing_of_which_nothing_is_known_has_no_state(tea):
    assert standing(tea) is None


def test_a_file_makes_a_listing_sent_on_that_floor_only(tea):
    send(tea)

    label, changes = standing(tea)
    assert re.fullmatch(r"Đã gửi tệp ngày \d\d/\d\d/\d{4}", label)
    assert changes == []
    assert standing(tea, "Vỏ Sò") is None


def test_what_changed_since_is_said(tea):
    send(tea)
    StockRecord.objects.update(price=130_000, num_in_stock=7)

    label, changes = standing(tea)

    assert label.startswith("Đã đổi sau khi gửi tệp")
    assert [change[:12] for change in changes] == ["Giá: trong t", "Số còn: tron"]
    assert "130.000" in changes[0]
    send(tea)
    assert standing(tea)[1] == []


@pytest.mark.parametrize(
    "change",
    [{"title": "Chè nõn"}, {"description": "Hái tay."}, {"net_weight_g": 250}, {"min_quantity": 2}],
    ids=["name", "description", "weight", "least"],
)
def test_other_words_are_a_change_too(tea, change):
    send(tea)
    Product.objects.filter(pk=tea.pk).update(**change)

    assert standing(tea)[0].startswith("Đã đổi sau khi gửi tệp")


def test_live_is_what_the_seller_says_and_a_later_file_is_said_beside(tea):
    send(tea)
    selling.tell(product=tea, floor="postmart")
    assert standing(tea) == ("Đang bán, khớp", [])

    StockRecord.objects.update(price=130_000)
    assert standing(tea)[0] == "Cần sửa ở đó"
    send(tea)
    assert standing(tea)[0].startswith("Đang bán, đã gửi tệp ngày")
    selling.leave(product=tea, floor="postmart")
    assert standing(tea)[0].startswith("Đã gửi tệp ngày")


def test_what_the_last_file_does_not_hold_is_not_sent_any_more(tea, seller):
    other = make_listing(seller, "Chè đinh")
    send(tea)
    Product.objects.filter(pk=other.pk).update(is_public=False)

    send(tea)

    assert [row.product_id for row in FloorSent.objects.all()] == [tea.pk]


def test_the_button_sends_the_whole_shop_as_the_floor_sorts_it(client, tea, seller):
    make_listing(seller, "Chè đinh")
    make_listing(make_seller("Hộ khác"), "Chè khác")
    FloorCategory.objects.create(
        floor="voso", product_set=tea.product_set, category="Chè và đồ uống"
    )

    answer = client.post(reverse("sellers:floor-send", args=["voso"]))

    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["Tên hàng"] for row in rows] == ["Chè nõn tôm", "Chè đinh"]
    assert rows[0]["Ngành hàng ở Vỏ Sò"] == "Chè và đồ uống"
    assert answer["Content-Disposition"].endswith('-voso.csv"')
    assert FloorSent.objects.filter(floor="voso").count() == 2
    held = FloorSent.objects.get(product=tea)
    assert (str(held.price_vnd), str(held.stock)) == (
        rows[0]["Giá (đồng)"],
        rows[0]["Còn bán được"],
    )


def test_looking_sends_nothing_and_other_floors_have_no_table(client, tea):
    assert client.get(reverse("sellers:floor-send", args=["voso"])).status_code == 405
    client.get(f"{tea.partner.get_absolute_url()}cho-voso.csv")
    for floor in ("khac", "amazon"):
        assert client.post(reverse("sellers:floor-send", args=[floor])).status_code == 404

    assert not FloorSent.objects.exists()


def test_the_page_shows_what_is_known(client, tea):
    body = client.get(reverse("sellers:floors")).content.decode()
    assert "Chưa gửi sàn nào" in body
    assert "Tải bảng cho Vỏ Sò" in body

    client.post(reverse("sellers:floor-send", args=["voso"]))
    body = client.get(reverse("sellers:floors")).content.decode()
    assert "Đã gửi tệp ngày" in body
    assert "Chưa gửi sàn nào" not in body


@pytest.mark.parametrize("number", [1, 19])
def test_the_page_asks_the_same_for_one_listing_and_for_many(
    client, seller, number, django_assert_max_num_queries
):
    for n in range(number):
        selling.tell(product=make_listing(seller, f"Chè {n}"), floor="voso")
    sending.make_file(partner=seller.partner, floor="postmart")

    with django_assert_max_num_queries(18):
        client.get(reverse("sellers:floors"))
