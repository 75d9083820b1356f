from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from catalogue.cards import picture_of_image
from catalogue.home import home_page
from catalogue.models import ProductImage, ProductSet
from catalogue.sets import ListingState
from common.dates import format_date
from tests.factories import (
    make_certificate,
    make_listing,
    make_lot,
    make_official,
    make_seller,
    make_user,
    owner_of,
)
from tests.operators import sign_in


def page(client, product):
    response = client.get(product.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_product_page_tells_price_unit_stock_maker_and_freight(client, seller):
    seller.quote = "Tôi hái một tôm hai lá."
    seller.save()
    product = make_listing(
        seller, "Chè móc câu", price_vnd=195_000, stock=12, description="Dòng một.\n\nDòng hai."
    )

    html = page(client, product)

    for words in (
        "Chè móc câu",
        "195.000\xa0₫",
        "/ gói 500\xa0g",
        "390.000\xa0₫/kg",
        "Còn 12\xa0gói",
        "HTX chè Đồi Xanh",
        "Tôi hái một tôm hai lá.",
        'Phí giao từ <strong class="nowrap">20.000\xa0₫</strong> mỗi kiện',
        "<p>Dòng một.</p>",
    ):
        assert words in html


def test_product_page_carries_the_form_of_the_basket(client, seller):
    product = make_listing(seller, min_quantity=2, quantity_step=2)

    html = page(client, product)

    assert f'action="{reverse("basket:add", kwargs={"pk": product.pk})}"' in html
    assert 'name="quantity"' in html
    assert 'min="2"' in html
    assert f'name="next" value="{product.get_absolute_url()}"' in html


def test_description_is_text_and_never_markup(client, seller):
    product = make_listing(seller, description="<script>alert(1)</script>")

    assert "<script>alert" not in page(client, product)


def test_certificate_shows_decision_and_validity(client, seller):
    product = make_listing(seller)
    certificate = make_certificate(product, 4)

    html = page(client, product)

    assert "OCOP 4 sao" in html
    assert certificate.decision_no in html
    assert f"Có giá trị đến {format_date(certificate.expires_on)}" in html


def test_expired_certificate_hides_the_star_and_says_since_when(client, seller):
    product = make_listing(seller)
    certificate = make_certificate(product, 4, days_left=-3)

    html = page(client, product)

    assert "badge--ocop" not in html
    ended = format_date(certificate.expires_on)
    assert f"Giấy chứng nhận OCOP đã hết hạn ngày {ended}" in html


def test_sold_out_product_keeps_its_price_and_cannot_be_added(client, seller):
    html = page(client, make_listing(seller, stock=0, price_vnd=450_000))

    assert "450.000\xa0₫" in html
    assert "Tạm hết hàng" in html
    assert "Thêm vào giỏ" not in html


def test_old_slug_leads_to_the_present_address(client, seller):
    product = make_listing(seller, "Chè móc câu")

    response = client.get(f"/san-pham/ten-cu-{product.pk}/")

    assert response.status_code == 301
    assert response.url == f"/san-pham/che-moc-cau-{product.pk}/"


@pytest.mark.parametrize("state", [s for s in ListingState if s != ListingState.APPROVED])
def test_hidden_goods_are_not_there_for_shoppers_and_strangers(client, seller, state):
    product = make_listing(seller, state=state)
    address = product.get_absolute_url()

    assert client.get(address).status_code == 404
    client.force_login(owner_of(make_seller("Hộ khác")))
    assert client.get(address).status_code == 404


def test_owner_and_operator_look_at_hidden_goods_with_a_notice(client, seller):
    product = make_listing(seller, state=ListingState.SUBMITTED)

    for person in (owner_of(seller), make_official("operator"), make_user(is_superuser=True)):
        sign_in(client, person)
        html = page(client, product)
        assert "Khách chưa thấy món này. Trạng thái: Chờ duyệt." in html
        assert "Thêm vào giỏ" not in html


def test_looking_at_a_product_writes_nothing(client, seller, django_assert_max_num_queries):
    product = make_listing(seller)

    with django_assert_max_num_queries(15) as queries:
        page(client, product)

    assert all(query["sql"].lstrip().startswith("SELECT") for query in queries.captured_queries)


def test_home_shows_season_stars_newest_and_a_household(client, seller):
    seller.quote = "Tôi hái một tôm hai lá."
    seller.save()
    product = make_listing(seller, "Chè bốn sao", harvest_mask=0b111111111111)
    make_certificate(product, 4)

    html = client.get("/").content.decode()

    for words in ("Đang vào mùa", "OCOP bốn và năm sao", "Mới đăng bán", "Tôi hái một tôm hai lá."):
        assert words in html
    assert html.count("Chè bốn sao") >= 3


def test_tile_of_a_shelf_shows_goods_named_like_the_shelf(seller):
    dried = ProductSet.objects.get(short_name="Măng, nấm, rau quả khô")
    pictures = {}
    for title in ("Nấm hương khô", "Chuối sấy dẻo"):
        product = make_listing(seller, title, set_code=dried.code)
        pictures[title] = ProductImage.objects.create(
            product=product,
            original=f"{product.slug}.jpg",
            width=4,
            height=3,
            rendered_at=timezone.now(),
        )

    tiles = {shelf.name: shelf.picture for shelf in home_page().shelves}

    assert tiles["Nấm, măng"] == picture_of_image(pictures["Nấm hương khô"], alt="")


def test_empty_home_is_calm(client, db):
    html = client.get("/").content.decode()

    assert "Bà con đang chuẩn bị hàng" in html
    assert "Nhận hàng rồi mới trả tiền" in html


def test_days_of_the_newest_lot_are_told(client, seller):
    product = make_listing(seller, shelf_life_days=365)
    lot = make_lot(product)
    lot.harvested_on, lot.best_before = date(2026, 10, 18), date(2027, 10, 18)
    lot.save()

    html = page(client, product)

    for words in ("Ngày thu hoạch", "18/10/2026", "Dùng tốt nhất đến", "18/10/2027", lot.code):
        assert words in html
    assert "12\xa0tháng" not in html
