"""The seller's page of an order: one next step, the ways aside, and nobody else's orders."""

import pytest

from common.money import format_vnd
from shop.order import proposals
from shop.order.models import Proposal
from shop.partner import bank
from shop.partner.models import StockRecord
from shop.payment import claims, money
from tests import factories
from tests.sellers.placed import make_part, walk

pytestmark = pytest.mark.django_db

STEPS = (
    "it-hon",
    "giao-sau",
    "mot-phan",
    "khong-giao-duoc",
    "hang-ve",
    "tra-hang",
    "da-nhan-tien",
    "rut-de-nghi",
)


@pytest.fixture
def part(tea_seller):
    return make_part(tea_seller)


@pytest.fixture
def paid_by_transfer(tea_seller, settings):
    settings.PAYMENT_GATEWAYS = ["shop.payment.cod", "shop.payment.vietqr.gateway"]
    bank.set_account(
        partner=tea_seller.partner, bank_bin="970405", number="8500205123456", holder="Ngọc"
    )
    return make_part(tea_seller, pay_with="vietqr")


def url(part, step=""):
    return f"/ban-hang/don-hang/{part.number}/{step + '/' if step else ''}"


def page(client, part) -> str:
    return client.get(url(part)).content.decode()


@pytest.mark.parametrize(
    ("states", "button", "sides"),
    [
        ((), "Nhận đơn", {"it-hon", "giao-sau", "huy"}),
        (("confirmed",), "Đã gói xong", {"it-hon", "giao-sau", "huy"}),
        (("confirmed", "packed"), "Đã gửi đi", {"giao-sau", "huy"}),
        (
            ("confirmed", "packed", "shipped"),
            "Bưu tá đã giao xong, đã thu tiền",
            {"mot-phan", "khong-giao-duoc"},
        ),
        (("confirmed", "packed", "shipped", "delivered"), "Hoàn tất đơn", set()),
        (("confirmed", "packed", "shipped", "delivery_failed"), "Giao lại", {"hang-ve"}),
        (("cancelled",), None, set()),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else None,
)
def test_offers_one_next_step_and_the_ways_aside(seller_client, part, states, button, sides):
    html = page(seller_client, walk(part, *states))

    assert html.count("button--primary") == (button is not None)
    assert button is None or button in html
    assert {step for step in (*STEPS, "huy") if url(part, step) in html} == sides


@pytest.mark.parametrize("step", STEPS)
def test_hides_every_step_of_another_seller(client, part, step):
    client.force_login(factories.owner_of(factories.make_seller("HTX miến Nà Dài", "05692")))

    if step != "rut-de-nghi":
        assert client.get(url(part, step)).status_code == 404
    assert client.post(url(part, step), {}).status_code == 404


@pytest.mark.parametrize("step", ["mot-phan", "khong-giao-duoc", "hang-ve", "tra-hang"])
def test_leads_back_when_the_order_is_elsewhere(seller_client, part, step):
    assert seller_client.get(url(part, step)).url == url(part)


def test_says_until_when_to_confirm(seller_client, part):
    assert "Cần nhận đơn trước" in page(seller_client, part)


def test_offers_less_and_takes_the_offer_back(seller_client, part):
    line = part.lines.get()

    answer = seller_client.post(url(part, "it-hon"), {f"mon-{line.pk}": "3", "reason": "Mưa"})

    assert answer.url == url(part)
    offer = part.proposals.get()
    assert (offer.kind, offer.reason, offer.made_by is not None) == ("less", "Mưa", True)
    html = page(seller_client, part)
    assert "Đang chờ khách trả lời" in html
    assert "button--primary" not in html

    seller_client.post(url(part, "rut-de-nghi"))

    offer.refresh_from_db()
    assert offer.state == Proposal.State.WITHDRAWN


@pytest.mark.parametrize(
    ("typed", "words"),
    [("6", "nhập số từ 0 đến 5"), ("-1", "nhập số từ 0 đến 5"), ("", "nhập số từ 0 đến 5"),
     ("0", "bà con hủy đơn"), ("5", "Chưa có món nào giảm")],
)  # fmt: skip
def test_says_what_to_type_and_keeps_the_reason(seller_client, part, typed, words):
    line = part.lines.get()

    html = seller_client.post(
        url(part, "it-hon"), {f"mon-{line.pk}": typed, "reason": "Mưa lớn"}
    ).content.decode()

    assert "<title>Lỗi:" in html
    assert words in html
    assert 'value="Mưa lớn"' in html
    assert not part.proposals.exists()


def test_offers_a_later_day(seller_client, part):
    form = seller_client.get(url(part, "giao-sau")).context["form"]
    day = form.fields["day"].choices[1][0]

    seller_client.post(url(part, "giao-sau"), {"day": day, "reason": ""})

    assert part.proposals.get().ready_on.isoformat() == day


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Chọn một ngày"),
        ({"day": "khac"}, "Chọn ngày gửi được hàng"),
        ({"day": "khac", "other_day": "mai"}, "25/11/2026"),
        ({"day": "khac", "other_day": "2020-01-01"}, "Chọn ngày từ ngày mai"),
    ],
)
def test_asks_for_a_day_that_can_be(seller_client, part, typed, words):
    html = seller_client.post(url(part, "giao-sau"), typed).content.decode()

    assert words in html
    assert not part.proposals.exists()


def test_delivers_a_part_at_the_door(seller_client, part):
    walk(part, "confirmed", "packed", "shipped")
    line = part.lines.get()

    seller_client.post(url(part, "mot-phan"), {f"mon-{line.pk}": "3", "restock": "co"})

    part.refresh_from_db()
    assert (part.state, part.goods_vnd) == ("delivered", 555_000)
    assert StockRecord.objects.get().num_in_stock == 997


def test_tries_again_or_takes_back_what_could_not_be_delivered(seller_client, part):
    walk(part, "confirmed", "packed", "shipped")

    seller_client.post(url(part, "khong-giao-duoc"), {"why": "Khách không nghe máy"})
    part.refresh_from_db()
    assert (part.state, part.reason) == ("delivery_failed", "Khách không nghe máy")

    seller_client.post(url(part, "buoc"), {"verb": "reship"})
    part.refresh_from_db()
    assert part.state == "shipped"

    seller_client.post(url(part, "khong-giao-duoc"), {"why": "Khách không nhận hàng"})
    seller_client.post(url(part, "hang-ve"), {"restock": "khong"})
    part.refresh_from_db()
    assert part.state == "returned"
    assert StockRecord.objects.get().num_in_stock == 995


@pytest.mark.parametrize(
    ("decision", "state", "in_stock"),
    [("ban-duoc", "returned", 1000), ("khong-ban-duoc", "returned", 995),
     ("khong-nhan", "delivered", 995)],
)  # fmt: skip
def test_answers_a_shopper_who_wants_to_return(seller_client, part, decision, state, in_stock):
    walk(part, "confirmed", "packed", "shipped", "delivered")
    proposals.ask_return(part=part, reason="Chè bị ẩm")
    assert "Chè bị ẩm" in page(seller_client, part)

    seller_client.post(url(part, "tra-hang"), {"decision": decision})

    part.refresh_from_db()
    assert part.state == state
    assert StockRecord.objects.get().num_in_stock == in_stock


def test_takes_the_money_first_and_then_the_order(seller_client, paid_by_transfer):
    part = paid_by_transfer
    assert "Đã nhận tiền" in page(seller_client, part)
    claims.claim_paid(seller_order=part)
    assert "Khách báo đã chuyển" in page(seller_client, part)
    due = format_vnd(part.total_vnd)
    assert due in seller_client.get(url(part, "da-nhan-tien")).content.decode()

    seller_client.post(url(part, "da-nhan-tien"))

    part.refresh_from_db()
    assert part.payment_state == "paid"
    html = page(seller_client, part)
    assert "Nhận đơn" in html
    assert f"Khách trả {due}" in html


def test_says_both_sums_when_less_is_owed_than_was_sent(seller_client, paid_by_transfer):
    part = paid_by_transfer
    claims.claim_paid(seller_order=part)
    line = part.lines.get()
    offer = proposals.offer_less(part=part, quantities={line.pk: line.quantity - 1})
    sent = part.total_vnd

    proposals.accept(offer, actor=None)

    part.refresh_from_db()
    html = page(seller_client, part)
    assert f"Khách báo đã chuyển {format_vnd(sent)}" in html
    assert f"Đơn nay còn {format_vnd(part.total_vnd)}" in html


def test_says_that_money_has_to_go_back(seller_client, paid_by_transfer):
    part = paid_by_transfer
    money.receive(
        seller_order=part, amount_vnd=2_000_000, holder="at_seller", provider="x", reference="1"
    )

    assert page(seller_client, part).count("Bà con phải trả lại khách") == 1


def test_shows_who_did_what(seller_client, tea_seller, part):
    seller_client.post(url(part, "buoc"), {"verb": "confirm"})

    html = page(seller_client, part)

    assert "Đã xác nhận" in html
    assert "Bà con" in html
    assert part.events.last().actor == factories.owner_of(tea_seller)


def test_shows_an_order_in_a_bounded_number_of_queries(
    seller_client, tea_seller, django_assert_max_num_queries
):
    part = make_part(tea_seller)
    proposals.offer_less(part=part, quantities={part.lines.get().pk: 3})

    with django_assert_max_num_queries(22):
        page(seller_client, part)


def test_shows_a_form_again_whose_number_is_endless(client, tea_seller, part):
    client.force_login(factories.owner_of(tea_seller))

    answer = client.post(url(part, "it-hon"), {f"mon-{part.lines.get().pk}": "9" * 5_000})

    assert answer.status_code == 200
    assert not Proposal.objects.exists()
