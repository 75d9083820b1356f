import pytest
from django.urls import reverse

from catalogue.models import Category
from catalogue.sets import ListingState
from tests.factories import make_certificate, make_listing, make_seller


def html(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def seller(db):
    return make_seller()


def test_address_of_a_shelf_is_its_path(db):
    shelf = Category.objects.get(code="che")

    assert reverse("catalogue:category", kwargs={"category_slug": "che"}) == "/danh-muc/che/"
    assert shelf.get_absolute_url() == "/danh-muc/che/"


def test_shelf_shows_its_own_goods_and_those_below(client, seller):
    make_listing(seller, "Chè đinh")
    make_listing(seller, "Miến dong", set_code="I.3.b")

    page = html(client, "/danh-muc/che/")

    assert "Chè đinh" in page
    assert "Miến dong" not in page


def test_shelf_below_a_shelf_has_a_path_of_two_steps(client, db):
    below = Category.objects.get(code="che").add_child(name="Chè đinh", slug="che-dinh")

    assert below.get_absolute_url() == "/danh-muc/che/che-dinh/"
    assert "Chè đinh" in html(client, below.get_absolute_url())
    assert client.get("/danh-muc/gao/che-dinh/").status_code == 404


def test_unknown_shelf_is_not_found(client, db):
    assert client.get("/danh-muc/khong-co/").status_code == 404


@pytest.mark.parametrize("path", ["/san-pham/", "/danh-muc/che/", "/tim-kiem/?q=che"])
def test_hidden_goods_are_in_no_list(client, seller, path):
    make_listing(seller, "Chè bí mật", state=ListingState.HIDDEN)

    page = html(client, path)

    assert "bí mật" not in page
    assert "0 sản phẩm" in page


def test_condition_is_a_chip_with_the_address_without_it(client, seller):
    make_certificate(make_listing(seller, "Chè đinh"), 5)

    page = html(client, "/tim-kiem/?q=che&sao=4&gia-tu=1000")

    assert 'href="/tim-kiem/?q=che&amp;gia-tu=1000"' in page
    assert 'href="/tim-kiem/?q=che&amp;sao=4"' in page
    assert '<a class="list-chips__clear" href="/tim-kiem/?q=che">Xóa tất cả</a>' in page


def test_list_is_cut_into_pages_that_keep_the_conditions(client, seller):
    for number in range(25):
        make_listing(seller, f"Chè mẻ {number}")

    first, second = (html(client, f"/san-pham/?mua=&nhom=I.5.a{page}") for page in ("", "&trang=2"))

    assert first.count('<article class="product-card">') == 24
    assert second.count('<article class="product-card">') == 1
    assert "Trang 1/2" in first
    assert 'href="?nhom=I.5.a&amp;trang=2"' in first
    assert "25 sản phẩm" in first


@pytest.mark.parametrize("number", ["abc", "0", "-1", "99999", "1e9"])
def test_nonsense_page_number_shows_a_page(client, seller, number):
    make_listing(seller, "Chè đinh")

    assert "Chè đinh" in html(client, f"/san-pham/?trang={number}")


def test_none_found_offers_the_condition_that_helps_most(client, seller):
    make_listing(seller, "Chè đinh", price_vnd=90_000)

    page = html(client, "/tim-kiem/?q=che&gia-tu=500000")

    assert "Chưa có món nào khớp “che”" in page
    assert "Bỏ “Từ 500.000\xa0₫”, xem 1 món" in page
    assert 'href="/tim-kiem/?q=che"' in page


def test_words_without_goods_lead_to_all_goods(client, db):
    page = html(client, "/tim-kiem/?q=xe+may")

    assert "Chưa có món nào khớp “xe may”" in page
    assert "Xem tất cả hàng" in page


def test_typed_words_come_back_as_text(client, db):
    page = html(client, "/tim-kiem/?q=<script>x")

    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


def test_chosen_place_without_goods_stays_chosen_and_named(client, seller):
    make_listing(seller, "Miến dong", set_code="I.3.b")

    page = html(client, "/danh-muc/che/?xa=05503&nhom=I.5.b")

    assert "Tân Cương" in page
    assert "Trà hoa vàng, trà thảo mộc" in page
    assert 'value="05503" checked' in page
    assert 'value="I.5.b" checked' in page


def test_unknown_code_of_a_place_finds_nothing_calmly(client, seller):
    make_listing(seller, "Chè đinh")

    page = html(client, "/san-pham/?xa=99999")

    assert "Bỏ “Mã 99999”, xem 1 món" in page
