import pytest

from catalogue import photos, publication
from catalogue.sets import ListingState
from sellers.models import Seller
from tests.catalogue.conftest import picture_bytes
from tests.factories import make_certificate, make_listing, make_seller, owner_of


def show(client, seller):
    return client.get(seller.partner.get_absolute_url())


@pytest.fixture
def seller(db):
    return make_seller(
        representative="Bà Hải", quote="Tôi hái một tôm hai lá.", story="Mẹ tôi trồng.\n\nTôi sao."
    )


def test_household_page_tells_who_where_and_what(client, seller):
    from django.core.files.storage import default_storage

    seller.portrait_renditions = photos.portrait_renditions(
        data=picture_bytes(), storage=default_storage
    )
    seller.save()
    product = make_listing(seller, "Chè đinh", harvest_mask=0b110)
    make_certificate(product, 5)
    make_listing(seller, "Chè nháp", state=ListingState.DRAFT)

    html = show(client, seller).content.decode()

    for words in (
        "HTX chè Đồi Xanh",
        "Bà Hải",
        "Tôi hái một tôm hai lá.",
        "<p>Tôi sao.</p>",
        "OCOP 5 sao, Chè đinh",
        "Xã Tân Cương",
        "đường chim bay",
        "-640.webp",
    ):
        assert words in html
    assert "Chè nháp" not in html


def test_expired_certificate_is_not_on_the_household_page(client, seller):
    make_certificate(make_listing(seller), 5, days_left=-1)

    assert "OCOP 5 sao" not in show(client, seller).content.decode()


def test_sold_out_goods_stand_behind_the_others(client, seller):
    make_listing(seller, "Chè bốn")
    make_listing(seller, "Chè ba", stock=5, min_quantity=6)
    make_listing(seller, "Chè hai")
    make_listing(seller, "Chè một", stock=0)

    html = show(client, seller).content.decode()

    order = ["Chè hai", "Chè bốn", "Chè một", "Chè ba"]
    assert sorted(order, key=lambda title: html.index(f">{title}</a>")) == order


def test_goods_beyond_a_page_are_one_link_away(client, seller):
    for number in range(13):
        make_listing(seller, f"Chè mẻ {number}")

    first = show(client, seller).content.decode()
    second = client.get(f"{seller.partner.get_absolute_url()}?trang=2").content.decode()

    assert first.count('<article class="product-card">') == 12
    assert second.count('<article class="product-card">') == 1


def pause(seller, state) -> None:
    seller.state = state
    seller.save()
    seller.partner.may_sell = False
    seller.partner.save()
    publication.refresh_partner(partner=seller.partner)


def test_paused_household_says_so(client, seller):
    make_listing(seller, "Chè đinh")
    pause(seller, Seller.State.PAUSED)

    html = show(client, seller).content.decode()

    assert "Gian hàng đang tạm nghỉ" in html
    assert "Chè đinh" not in html


def test_closed_household_is_there_for_its_owner_only(client, seller):
    pause(seller, Seller.State.CLOSED)

    assert show(client, seller).status_code == 404
    client.force_login(owner_of(seller))
    assert show(client, seller).status_code == 200


def test_unknown_household_is_not_found(client, db):
    assert client.get("/gian-hang/khong-co/").status_code == 404
