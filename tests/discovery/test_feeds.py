"""The goods as files that other floors take."""

import csv
import io
import os
import threading
import time
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from catalogue.models import Product, ProductImage
from catalogue.sets import ListingState
from discovery import feed_files, goods, periodic
from discovery.feeds import FLOOR_TABLES, FORMS
from sellers.models import FloorCategory
from shop.partner.models import Partner
from tests import factories

pytestmark = pytest.mark.django_db

SITE = "https://nongsan.example"
G = "{http://base.google.com/ns/1.0}"


@pytest.fixture(autouse=True)
def public_address(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def tea():
    seller = factories.make_seller("HTX chè Đồi Xanh", "05503")
    tea = factories.make_listing(seller, "Chè nõn tôm", price_vnd=390_000, stock=4)
    return with_photo(tea)


def with_photo(product: Product) -> Product:
    ProductImage.objects.create(
        product=product,
        renditions={"320": "photos/a-320.webp", "1200": "photos/a-1200.webp"},
        width=1200,
        height=900,
        rendered_at=product.date_created,
    )
    return product


def google(client, path="/du-lieu-mo/hang/google.xml") -> list[dict[str, str]]:
    response = client.get(path)
    assert response.status_code == 200
    root = ElementTree.fromstring(response.getvalue())
    return [{tag.tag.removeprefix(G): tag.text for tag in item} for item in root.iter("item")]


def table(client, path="/du-lieu-mo/hang/hang.csv") -> list[dict[str, str]]:
    body = client.get(path).getvalue()
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_google_is_told_what_the_page_says(client, tea):
    factories.make_certificate(tea, 4)

    feed_files.write_feeds()

    assert google(client) == [
        {
            "id": str(tea.pk),
            "title": "Chè nõn tôm",
            "description": "Chè nõn tôm",
            "link": SITE + tea.get_absolute_url(),
            "image_link": f"{SITE}/media/photos/a-1200.webp",
            "price": "390000 VND",
            "availability": "in_stock",
            "condition": "new",
            "identifier_exists": "no",
            "brand": "HTX chè Đồi Xanh",
            "product_type": f"{tea.product_set.category.name} > {tea.product_set.short_name}",
            "unit_pricing_measure": "500 g",
            "unit_pricing_base_measure": "1 kg",
            "shipping_weight": "550 g",
            "custom_label_0": "xã Tân Cương",
            "custom_label_1": "OCOP 4 sao",
        }
    ]


def test_table_holds_what_a_form_of_another_floor_asks_for(client, tea):
    factories.make_certificate(tea, 4)

    feed_files.write_feeds()

    row = table(client)[0]
    assert (row["Tên hàng"], row["Giá (đồng)"], row["Giá cho"]) == (
        "Chè nõn tôm", "390000", "gói 500 g"
    )  # fmt: skip
    assert (row["Còn bán được"], row["Số sao OCOP"], row["Xã, phường"]) == (
        "4", "4", "xã Tân Cương"
    )  # fmt: skip


@pytest.mark.parametrize(
    "words", ["=HYPERLINK(1)", "+84", "-1", "@SUM(A1)", "\t=1", "＝1", 'a",b\n"c;d'], ids=repr
)
def test_a_sheet_shows_words_of_a_seller_and_runs_none(client, tea, words):
    Product.objects.update(title=words)

    feed_files.write_feeds()

    cell = table(client)[0]["Tên hàng"]
    assert cell in (words, f"'{words}")
    assert cell[0] not in "=+-@\t＝"


def test_words_that_xml_cannot_hold_do_not_break_the_file(client, tea):
    Product.objects.update(title="Chè <b>&amp;</b> \x0b\x1f ]]> xanh")

    feed_files.write_feeds()

    assert google(client)[0]["title"] == "Chè <b>&amp;</b>  ]]> xanh"


def test_the_least_that_can_be_bought_decides_price_and_availability(client, tea):
    Product.objects.update(min_quantity=3)
    tea.stockrecords.update(num_allocated=2)

    feed_files.write_feeds()

    item = google(client)[0]
    assert (item["price"], item["availability"]) == ("1170000 VND", "out_of_stock")
    assert item["unit_pricing_measure"] == "1500 g"


def test_goods_without_photo_are_in_the_table_only(client, tea):
    ProductImage.objects.all().delete()

    feed_files.write_feeds()

    assert (len(google(client)), len(table(client))) == (0, 1)


@pytest.mark.parametrize("state", ["hidden", "taken_down", "draft"])
def test_only_public_goods_travel(client, tea, state):
    Product.objects.update(is_public=False, state=ListingState(state))

    feed_files.write_feeds()

    assert (google(client), table(client)) == ([], [])
    assert google(client, f"{tea.partner.get_absolute_url()}google.xml") == []


def test_one_shop_takes_its_own_goods_along(client, tea):
    other = factories.make_seller("HTX miến Nà Dài", "05692")
    factories.make_listing(other, "Miến dong")

    rows = table(client, f"{tea.partner.get_absolute_url()}hang.csv")

    assert [row["Tên hàng"] for row in rows] == ["Chè nõn tôm"]
    Partner.objects.update(may_sell=False)
    assert client.get(f"{tea.partner.get_absolute_url()}hang.csv").status_code == 404


def test_a_file_that_is_not_there_yet_says_when_to_come_back(client):
    response = client.get("/du-lieu-mo/hang/google.xml")

    assert (response.status_code, response["Retry-After"]) == (503, "3600")


@pytest.mark.parametrize("number", [1, 30])
def test_goods_are_read_a_few_at_a_time(tea, number, monkeypatch, django_assert_max_num_queries):
    for count in range(number - 1):
        factories.make_listing(tea.partner.seller, f"Chè {count}")

    with django_assert_max_num_queries(5):
        assert len(list(goods.all_goods())) == number
    monkeypatch.setattr(goods, "CHUNK", 7)
    assert len({one.id for one in goods.all_goods()}) == number


def test_a_writer_that_fails_leaves_the_old_file(client, tea, monkeypatch):
    feed_files.write_feeds()
    before = table(client)

    def broken():
        yield next(goods.all_goods())
        raise RuntimeError("the database went away")

    monkeypatch.setattr(feed_files, "all_goods", broken)
    with pytest.raises(RuntimeError):
        feed_files.write_feeds()

    assert table(client) == before
    names = {*FORMS, *FLOOR_TABLES}
    assert set(os.listdir(feed_files.path_of("x").parent)) == names


def test_a_reader_never_sees_half_a_file(tea, settings):
    feed_files.write_feeds()
    path, seen, stop = feed_files.path_of("google.xml"), [], threading.Event()

    def read():
        while not stop.is_set():
            seen.append(path.read_text().endswith("</rss>\n"))

    reader = threading.Thread(target=read)
    reader.start()
    for _ in range(20):
        feed_files.write_feeds()
    stop.set()
    reader.join()

    assert seen
    assert all(seen)


def test_files_are_written_where_no_clock_of_celery_runs(tea):
    periodic.write_old_feeds()
    path = feed_files.path_of("hang.csv")
    first = path.stat().st_mtime_ns

    periodic.write_old_feeds()
    assert path.stat().st_mtime_ns == first

    old = time.time() - timedelta(hours=3).total_seconds()
    os.utime(path, (old, old))
    periodic.write_old_feeds()
    assert path.stat().st_mtime > old + 3600


def test_pre_orders_are_told_with_their_day(client):
    fruit = with_photo(factories.make_preorder(factories.make_seller(), "Na dai"))
    ready_on = fruit.stockrecords.get().ready_on

    feed_files.write_feeds()

    (row,) = google(client)
    assert row["availability"] == "preorder"
    assert row["availability_date"] == f"{ready_on.isoformat()}T00:00:00+07:00"
    (row,) = table(client)
    assert row["Đặt trước, gửi từ ngày"] == ready_on.strftime("%d/%m/%Y")


def test_a_floor_reads_its_own_names_of_our_sets(client, tea):
    FloorCategory.objects.create(
        floor="voso", product_set=tea.product_set, category="Đồ uống > Trà"
    )

    url = f"{tea.partner.get_absolute_url()}cho-voso.csv"

    (row,) = table(client, url)
    assert (row["Tên hàng"], row["Ngành hàng ở Vỏ Sò"]) == ("Chè nõn tôm", "Đồ uống > Trà")
    (row,) = table(client, url.replace("voso", "postmart"))
    assert row["Ngành hàng ở Postmart"] == ""
    assert client.get(url.replace("voso", "amazon")).status_code == 404
    Partner.objects.update(may_sell=False)
    assert client.get(url).status_code == 404


def test_a_floor_reads_the_goods_of_all_shops_in_its_own_names(client, tea):
    FloorCategory.objects.create(
        floor="voso", product_set=tea.product_set, category="Chè và đồ uống"
    )
    other = with_photo(factories.make_listing(factories.make_seller("Hộ khác"), "Chè khác"))
    feed_files.write_feeds()

    rows = table(client, "/du-lieu-mo/hang/cho-voso.csv")

    assert [row["Tên hàng"] for row in rows] == [tea.title, other.title]
    assert rows[0]["Ngành hàng ở Vỏ Sò"] == "Chè và đồ uống"
    assert "Ngành hàng ở Postmart" in table(client, "/du-lieu-mo/hang/cho-postmart.csv")[0]
    assert client.get("/du-lieu-mo/hang/cho-khac.csv").status_code == 404
