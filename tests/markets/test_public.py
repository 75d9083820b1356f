"""The system shows markets and whom a stall is paid to."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from common.dates import local_today
from markets import pace
from markets.models import Market, Stall
from pagecache.store import store
from shop.partner import bank
from shop.payment.vietqr import payload
from tests.factories import make_listing, make_market, make_seller, make_stall

pytestmark = pytest.mark.django_db


@pytest.fixture
def market():
    return make_market(is_40_since="2023-01-01")


@pytest.fixture
def said(monkeypatch):
    """The texts of the codes that pages draw."""
    texts = []

    def draw(text, *, title):
        texts.append(text)
        return title

    monkeypatch.setattr("markets.queries.qr_svg", draw)
    return texts


def text_of(answer) -> str:
    return answer.content.decode().replace("\xa0", " ")


def test_markets_stand_by_commune_with_those_of_40_first(client, market):
    make_market("Chợ Đu", "05611")
    make_market("Chợ Cũ", "05443")

    page = client.get("/cho/").context["page"]

    names = [m.name for commune in page.communes for m in commune.markets]
    assert names == ["Chợ Thái", "Chợ Cũ", "Chợ Đu"]
    assert (page.total, page.of_40) == (3, 1)


def test_only_markets_held_today_are_asked_for_by_the_moon(client, market):
    make_market("Chợ Đu", "05611", opens="lunar", open_days="3,8")

    with time_machine.travel("2026-11-27T03:00:00Z"):  # the 19th of the moon
        closed = text_of(client.get("/cho/?loc=hom-nay"))
    with time_machine.travel("2026-12-11T03:00:00Z"):  # the 3rd
        open_ = text_of(client.get("/cho/?loc=hom-nay"))

    assert "Chợ Thái" in closed
    assert "Chợ Đu" not in closed
    assert "Chợ Đu" in open_


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_needs_few_queries(client, count, django_assert_max_num_queries):
    for number in range(count):
        make_stall(make_market(f"Chợ {number}"))

    with django_assert_max_num_queries(4):
        assert client.get("/cho/").status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_a_market_needs_few_queries(client, market, count, django_assert_max_num_queries):
    for number in range(count):
        seller = make_seller(f"HTX {number}")
        make_listing(seller, f"Chè {number}")
        make_stall(market, f"Ô {number}", partner=seller.partner)

    with django_assert_max_num_queries(13):
        page = client.get("/cho/cho-thai/").context["page"]

    assert len(page.stalls) == count
    assert page.cards


def test_the_page_of_a_market_is_kept_until_a_stall_changes(market):
    stall = make_stall(market, goods="Rau sạch")
    store.clear()
    before = text_of(Client().get("/cho/cho-thai/"))
    assert text_of(Client().get("/cho/cho-thai/")) == before

    Stall.objects.filter(pk=stall.pk).update(goods="Cá sông")

    assert "Rau sạch" in before
    assert "Cá sông" in text_of(Client().get("/cho/cho-thai/"))


def test_a_stall_that_is_over_leaves_the_list_and_takes_no_money(client, market, said):
    stall = make_stall(market, active_to=local_today() - timedelta(days=1))

    assert client.get("/cho/cho-thai/").context["page"].stalls == []
    words = text_of(client.get(f"/quay/{stall.code}/?tien=50k"))
    assert "Đừng chuyển tiền" in words
    assert "3205000000001" not in words
    assert said == []
    assert f"bán đến hết ngày {local_today() - timedelta(days=1):%d/%m/%Y}" in words


def test_goods_of_a_shop_leave_the_market_with_its_stall(client, market):
    seller = make_seller()
    make_listing(seller)
    stall = make_stall(market, partner=seller.partner)
    assert len(client.get("/cho/cho-thai/").context["page"].cards) == 1

    Stall.objects.filter(pk=stall.pk).update(active_to=local_today() - timedelta(days=1))

    assert client.get("/cho/cho-thai/").context["page"].cards == []


def test_a_typed_amount_becomes_a_vietqr_to_the_trader(client, market, said):
    stall = make_stall(market)

    words = text_of(client.get(f"/quay/{stall.code}/?tien=85.000"))

    qr = payload.parse(said[0])
    assert (qr.bin, qr.account, qr.amount_vnd) == ("970405", "3205000000001", 85_000)
    assert re.fullmatch(r"TNCQ\d{10}", qr.memo)
    assert qr.memo in words
    assert "85.000 ₫" in words
    assert "Tám mươi lăm nghìn đồng" in words
    assert "LE THI HOA" in words


def test_a_trader_with_a_shop_is_paid_into_the_account_of_the_shop(client, market, said):
    seller = make_seller()
    make_listing(seller, "Chè đinh")
    bank.set_account(
        partner=seller.partner, bank_bin="970449", number="0099887766", holder="Trần Thị Ngọc"
    )
    stall = make_stall(market, partner=seller.partner)

    words = text_of(client.get(f"/quay/{stall.code}/?tien=1tr2"))

    assert payload.parse(said[0]).account == "0099887766"
    assert payload.parse(said[0]).amount_vnd == 1_200_000
    assert "Chè đinh" in words


def test_a_new_account_of_a_shop_takes_no_money_before_its_hour(client, market, said):
    """The own account of the trader is not used instead."""
    seller = make_seller()
    stall = make_stall(market, partner=seller.partner)
    stall.trader.bank_bin, stall.trader.bank_account = "970405", "111122223333"
    stall.trader.save()

    words = text_of(client.get(f"/quay/{stall.code}/?tien=50k"))

    assert "chưa nhận chuyển khoản" in words
    assert said == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "Nhập số tiền"), ("mười", "Ví dụ"), ("500", "trở lên"), ("600tr", "không quá")],
)
def test_an_amount_that_cannot_be_read_is_kept_and_explained(client, market, said, typed, words):
    stall = make_stall(market)

    answer = client.get(f"/quay/{stall.code}/", {"tien": typed})

    assert answer.status_code == 200
    assert words in text_of(answer)
    assert f'value="{typed}"' in text_of(answer)
    assert said == []


def test_a_code_typed_from_paper_finds_its_stall(client, market):
    stall = make_stall(market)

    answer = client.get(f"/quay/{stall.code[:4].lower()}-{stall.code[4:]}/")

    assert answer["Location"] == f"/quay/{stall.code}/"
    assert client.get("/quay/KHONGCO9/").status_code == 404


def test_a_machine_that_asks_for_many_stalls_has_to_wait(client, market, monkeypatch):
    monkeypatch.setattr(pace, "MOST_A_MINUTE", 3)
    stall = make_stall(market)

    codes = [client.get(f"/quay/{stall.code}/").status_code for _ in range(5)]

    assert codes == [200, 200, 200, 429, 429]


def test_the_page_of_a_stall_is_light_and_has_no_script(client, market):
    stall = make_stall(market)

    answer = client.get(f"/quay/{stall.code}/?tien=50k")

    assert len(answer.content) < 20_000
    assert b"<script" not in answer.content
    assert "no-store" in answer["Cache-Control"]


def test_the_sitemap_names_every_market(client, market):
    words = text_of(client.get("/sitemap/trang-0.xml"))

    assert "/cho/cho-thai/</loc>" in words
    assert "/cho/</loc>" in words


def test_days_are_named_exactly_where_they_are_needed(market):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        Market.objects.filter(pk=market.pk).update(opens="lunar", open_days="")
