"""The trace page: who, where, when, who vouches for what, and the certificate as of now."""

import datetime as dt
import gzip
import re

import pytest
import time_machine
from django.test import Client

from common.dates import VIETNAM
from sellers import lot_scans, lots
from stats import visits
from tests import factories

pytestmark = pytest.mark.django_db
PHONE = {"HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 13) Chrome/120 Mobile Safari/537.36"}


@pytest.fixture
def tea():
    seller = factories.make_seller("HTX chè Đồi Xanh", hamlet="xóm Hồng Thái")
    return factories.make_listing(seller, "Chè móc câu", sale_unit="goi")


@pytest.fixture
def lot(tea):
    return factories.make_lot(tea, care="Phân hữu cơ")


def read(code, status=200, **more) -> str:
    answer = Client().get(f"/truy-xuat/{code}/", **more)
    assert answer.status_code == status
    return answer.content.decode().replace("\xa0", " ")


def test_it_says_who_where_when_and_marks_every_fact(lot):
    official = factories.make_official("commune_official", commune="05503")
    lots.check_fact(lot=lot, topic="place", by=official, seen="Đồi chè số 3")

    html = read(lot.code)

    for words in ("HTX chè Đồi Xanh", "xã Tân Cương", "Đồi chè số 3", "16 gói", "Phân hữu cơ"):
        assert words in html
    assert html.count("Cán bộ đã kiểm") == 1
    assert html.count("Người làm khai") == 3  # the day, the quantity, the care
    assert html.count("Chưa có thông tin") == 4
    assert "Cán bộ xã Tân Cương, " in html


def test_it_has_no_script_and_is_never_kept(lot):
    answer = Client().get(f"/truy-xuat/{lot.code}/")

    assert b"<script" not in answer.content
    assert b"style=" not in answer.content
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_the_certificate_is_that_of_this_minute(lot):
    last = dt.datetime(2027, 3, 1, 23, 59, tzinfo=VIETNAM)
    with time_machine.travel(last, tick=False) as clock:
        factories.make_certificate(lot.product, 4, days_left=0)
        valid = read(lot.code)
        clock.shift(60)
        over = read(lot.code)
        factories.make_certificate(lot.product, 5, days_left=900)
        renewed = read(lot.code)

    assert "Chứng nhận OCOP 4 sao còn hạn" in valid
    assert "Kiểm lúc 23:59, 01/03/2027" in valid
    assert "Giấy chứng nhận OCOP đã hết hạn ngày 01/03/2027" in over
    assert "còn hạn" not in over
    assert "Chứng nhận OCOP 5 sao còn hạn" in renewed


def test_a_withdrawn_lot_says_why_and_sells_nothing(lot):
    before = read(lot.code)
    lots.withdraw_lot(lot=lot, note="In nhầm hạn dùng, xin đổi gói mới")

    html = read(lot.code)

    assert "Mua món này" in before
    assert "Lô này đã được người làm thu hồi" in html
    assert "In nhầm hạn dùng, xin đổi gói mới" in html
    assert "Mua món này" not in html


@pytest.mark.parametrize(
    ("code", "words"),
    [("2222222222", "Trên sàn không có lô"), ("2222222223", "gõ sai hoặc thiếu"),
     ("K7M4", "gõ sai hoặc thiếu"), ("<b>x", "gõ sai hoặc thiếu"), ("ộ" * 90, "gõ sai hoặc thiếu")],
)  # fmt: skip
def test_an_unknown_code_gets_a_calm_sentence_and_the_box(code, words):
    html = read(code, status=404)

    assert words in html
    assert "Mã trên tem" in html
    assert "<b>x" not in html


def test_a_code_is_found_however_it_is_typed(lot):
    code = lot.code.lower()
    typed = Client().get("/truy-xuat/", {"ma": f"{code[:5]} - {code[5:]}"})
    by_hand = Client().get(f"/truy-xuat/{code}/")

    assert typed.url == by_hand.url == f"/truy-xuat/{lot.code}/"
    assert "Mã trên tem" in Client().get("/truy-xuat/").content.decode()


def test_the_product_leads_to_its_newest_open_lot(lot):
    page = lot.product.get_absolute_url()
    newer = factories.make_lot(lot.product)
    with_two = Client().get(page).content.decode()
    for one in (lot, newer):
        lots.close_lot(lot=one)

    assert f"/truy-xuat/{newer.code}/" in with_two
    assert f"Xem nguồn gốc lô {newer.code}" in with_two
    assert "Xem nguồn gốc lô" not in Client().get(page).content.decode()


def test_only_scans_by_people_are_counted_and_only_per_day(lot):
    visits.buffer.take()
    browser = Client(**PHONE)
    for query in ("?tem", "?tem", ""):
        browser.get(f"/truy-xuat/{lot.code}/{query}")
    Client().get(f"/truy-xuat/{lot.code}/?tem", HTTP_USER_AGENT="Googlebot/2.1")
    visits.flush()
    visits.collect()

    assert lot_scans.total(lot) == 2
    assert "Tem đã quét 2 lần" in read(lot.code)


def test_it_asks_little(lot, django_assert_max_num_queries):
    factories.make_certificate(lot.product)

    with django_assert_max_num_queries(7):
        read(lot.code)


def test_the_first_visit_stays_far_below_50_kb(lot, settings):
    """Photos come on top: the smallest size of one of the goods and of a face, 5 to 15 KB each."""
    page = read(lot.code)
    static = settings.BASE_DIR / "static"
    others = [
        (static / name).read_bytes()
        for name in ("css/trace.css", "img/icons.svg", "img/logo.svg", "favicon.svg")
    ]

    sent = len(page.encode()) + sum(map(len, others))
    compressed = sum(len(gzip.compress(part)) for part in (page.encode(), *others))

    assert sent <= 40_000
    assert compressed <= 12_000
    assert set(re.findall(r'/static/([\w/.-]+?)(?:\.[0-9a-f]{12})?\.(?:css|svg|js)', page)) == {
        "css/trace", "img/icons", "img/logo", "favicon"
    }  # fmt: skip
