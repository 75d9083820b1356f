import pytest
from django.test import Client

from catalogue.communes import commune_index
from pagecache.store import store
from places.home import HOME_PROVINCE
from places.models import Commune
from tests.factories import make_certificate, make_listing, make_market, make_seller

TAN_CUONG = "/xa/tan-cuong-05503/"


def read(client, address=TAN_CUONG):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_commune_page_tells_goods_makers_season_and_former_units(client, seller):
    seller.quote = "Tôi hái một tôm hai lá."
    seller.save()
    make_certificate(make_listing(seller, "Chè đinh", harvest_mask=0b110), 5)
    make_listing(seller, "Chè móc câu")

    html = read(client)

    for words in (
        "2 món của 1 nhà, 1 món có sao OCOP",
        "Chè đinh",
        "Chè móc câu",
        "Tôi hái một tôm hai lá.",
        "xã\xa0Thịnh\xa0Đức",
        '<span class="month-strip__name">T2</span>',
        'href="/san-pham/?xa=05503"',
    ):
        assert words in html


def test_a_commune_leads_to_its_markets_and_hears_of_a_new_one(seller):
    make_market("Chợ Tân Cương", "05503")
    make_market("Chợ Đu", "05611")
    store.clear()
    before = read(Client())

    make_market("Chợ Quê", "05503")

    assert 'href="/cho/cho-tan-cuong/"' in before
    assert "Chợ Đu" not in before
    assert 'href="/cho/cho-que/"' in read(Client())


def test_goods_with_a_star_come_first_and_sold_out_ones_last(client, seller):
    make_certificate(make_listing(seller, "Chè hết", stock=0), 5)
    make_certificate(make_listing(seller, "Chè ba sao"), 3)
    make_certificate(make_listing(seller, "Chè năm sao"), 5)
    make_listing(seller, "Chè mới")

    html = client.get(seller.partner.commune.get_absolute_url()).content.decode()

    order = ["Chè năm sao", "Chè ba sao", "Chè mới", "Chè hết"]
    assert sorted(order, key=lambda title: html.index(f">{title}</a>")) == order


def test_neighbours_lead_from_commune_to_commune(client, seller):
    make_listing(make_seller("Hộ Đại Phúc", commune="05488"))
    here = Commune.objects.get(code="05503")
    north = Commune.objects.get(tile_col=here.tile_col, tile_row=here.tile_row - 1)

    html = read(client)

    assert f'href="{north.get_absolute_url()}"' in html
    assert "bạn ở đây" in html
    assert 'href="/xa/"' in html


def test_commune_without_goods_says_so_and_leads_on(client, db):
    html = read(client)

    assert "Chưa nhà nào ở xã\xa0Tân\xa0Cương bán hàng" in html
    assert "Sang xã bên" in html
    assert "product-card" not in html


def test_closed_shops_and_hidden_goods_do_not_count(client, seller):
    make_listing(seller, "Chè đinh")
    make_listing(seller, "Chè nháp", state="draft")
    make_listing(make_seller("Hộ đóng", may_sell=False), "Chè của hộ đóng")

    html = read(client)

    assert "1 món của 1 nhà" in html
    assert "Chè nháp" not in html
    assert "Hộ đóng" not in html


@pytest.mark.parametrize("address", ["/xa/05503/", "/xa/ten-cu-05503/", "/xa/-05503/"])
def test_other_spellings_lead_to_the_one_address(client, db, address):
    response = client.get(address)

    assert (response.status_code, response.url) == (301, TAN_CUONG)


@pytest.mark.parametrize("address", ["/xa/99999/", "/xa/x-00004/", "/xa/5503/"])
def test_places_outside_the_province_have_no_page(client, db, address):
    assert client.get(address).status_code == 404


def test_all_makers_of_a_commune_are_reached_by_pages(client, db):
    for number in range(11):
        make_listing(make_seller(f"Hộ số {number:02}"), f"Chè {number}")

    first, second = read(client), read(client, TAN_CUONG + "?trang=2")

    assert (first.count("maker-card__name"), second.count("maker-card__name")) == (9, 2)


def test_map_and_lists_name_every_commune_once(client, seller):
    make_listing(seller)

    page = commune_index(HOME_PROVINCE)

    assert page.total == Commune.objects.in_province(HOME_PROVINCE).current().count() == 92
    assert [(e.title, e.goods, e.sellers) for e in page.selling] == [("Xã Tân Cương", 1, 1)]
    assert page.drawing.count('class="chart__link"') == 92
    assert "1\xa0món" in page.drawing
    assert TAN_CUONG in read(client, "/xa/")


def test_front_page_leads_to_the_communes_with_most_goods(client, seller):
    make_listing(seller)

    html = read(client, "/")

    assert f'href="{TAN_CUONG}"' in html
    assert 'href="/xa/"' in html
