"""The officials' board of certificates: days left, what the seller has heard, what has lapsed."""

import pytest

from catalogue import expiry
from common.dates import format_date, local_today
from stats import certificates, endings
from stats.scopes import WHOLE, Scope
from tests import factories

pytestmark = pytest.mark.django_db
BOARD = "/thong-ke/ocop/"


@pytest.fixture
def seller():
    return factories.make_seller()


def certified(seller, title: str, days_left: int):
    product = factories.make_listing(seller, title)
    factories.make_certificate(product, days_left=days_left)
    return product


def test_the_board_says_how_long_and_what_the_seller_has_heard(client, seller):
    certified(seller, "Chè báo rồi", 80)
    expiry.warn()
    certified(seller, "Chè chưa báo", 40)
    new = certified(seller, "Chè có giấy mới", 20)
    factories.declare_certificate(new, decision_no="9/QĐ-UBND")
    client.force_login(factories.make_official("province_official", province="19"))

    html = client.get(BOARD).content.decode().replace("\xa0", " ")

    for words in ("80 ngày", f"Đã nhắn {format_date(local_today())}", "Chưa nhắn",
                  "Đã gửi giấy mới, chờ xem", "/duyet/chung-nhan/"):  # fmt: skip
        assert words in html


def test_what_lapsed_lately_without_a_new_paper_stays_on_the_board(client, seller):
    certified(seller, "Chè mất sao", -3)
    certified(seller, "Chè lâu rồi", -120)
    renewed = certified(seller, "Chè cấp lại", -3)
    factories.make_certificate(renewed, days_left=900)
    certified(factories.make_seller("HTX Khác", "05692"), "Miến mất sao", -1)

    whole = [row.title for row in endings.lapsed(scope=WHOLE)]
    own = [row.title for row in endings.lapsed(scope=Scope(frozenset({"05503"})))]
    client.force_login(factories.make_official("commune_official", commune="05503"))
    html = client.get(BOARD).content.decode()

    assert whole == ["Miến mất sao", "Chè mất sao"]
    assert own == ["Chè mất sao"]
    assert "đã mất sao, chưa có giấy mới" in html
    assert "Miến mất sao" not in html


@pytest.mark.parametrize("rows", [1, 30])
def test_the_board_asks_the_same_for_any_number(
    client, seller, rows, django_assert_max_num_queries
):
    for n in range(rows):
        certified(seller, f"Chè {n}", 50)
        certified(seller, f"Trà {n}", -5)
    client.force_login(factories.make_official("commune_official", commune="05503"))
    client.get(BOARD)

    with django_assert_max_num_queries(20):
        client.get(BOARD)


def test_what_ends_is_read_a_page_at_a_time_and_all_of_it_at_a_word(client, seller, monkeypatch):
    monkeypatch.setattr(certificates, "PER_PAGE", 2)
    for n in range(5):
        certified(seller, f"Chè {n}", 50 + n)
    client.force_login(factories.make_official("province_official", province="19"))

    first, last = client.get(BOARD), client.get(BOARD, {"trang": 3, "ky": "thang"})
    every = client.get(BOARD, {"tat-ca": 1})

    def titles(answer) -> list[str]:
        return [row[0].replace("\xa0", " ") for row in answer.context["ending"].rows]

    assert (titles(first), titles(last)) == (["Chè 0", "Chè 1"], ["Chè 4"])
    assert len(titles(every)) == 5
    html = last.content.decode().replace("\xa0", " ")
    assert "Trang 3/3" in html
    assert "?ky=thang&amp;trang=2" in html
    assert "Xem cả 5 sản phẩm" in html
    assert [tile.number for tile in last.context["tiles"]] == ["5", "5", "5", "1"]
