"""What a shopper sees and does on the page of an order: pay, answer, give back, look up."""

import pytest
from django.test import Client

from common.money import format_vnd
from shop.order import moves, proposals
from shop.order.models import SellerOrder
from shop.order.tracking import order_page
from shop.partner import bank
from shop.payment import money
from shop.payment.models import PaymentAttempt
from shop.payment.vietqr.payload import parse
from tests.factories import make_basket, make_listing, make_seller, make_user

pytestmark = pytest.mark.django_db
ENDINGS = ("tra-loi", "da-chuyen", "tra-hang")


@pytest.fixture
def seller():
    seller = make_seller()
    bank.set_account(
        partner=seller.partner, bank_bin="970405", number="8500205123456", holder="Ngọc Anh"
    )
    return seller


@pytest.fixture
def part(place, seller):
    """Five packs, paid at the door."""
    tea = make_listing(seller, "Chè nõn tôm", price_vnd=185_000, sale_unit="goi")
    return place(make_basket((tea, 5))).seller_orders.get()


@pytest.fixture
def by_transfer(place, seller, settings):
    """Five packs, paid by transfer."""
    settings.PAYMENT_GATEWAYS = ["shop.payment.cod", "shop.payment.vietqr.gateway"]
    tea = make_listing(seller, "Chè nõn tôm", price_vnd=185_000, sale_unit="goi")
    return place(make_basket((tea, 5)), pay_with="vietqr").seller_orders.get()


def url(part, ending):
    return f"/don-hang/{part.order.number}/{ending}/{part.number}/"


def see(client, part) -> str:
    return client.get(part.order.get_guest_url()).content.decode()


def offer_less(part):
    return proposals.offer_less(
        part=part, quantities={part.lines.get().pk: 3}, reason="Mưa lớn", actor=make_user()
    )


def deliver(part):
    for step in (moves.confirm, moves.pack, moves.ship, moves.deliver):
        step(seller_order=part)


def receive(part, amount):
    money.receive(
        seller_order=part, amount_vnd=amount, holder="at_seller", provider="x", reference="1"
    )


@pytest.mark.parametrize("ending", ENDINGS)
def test_does_nothing_for_who_has_no_key(part, ending):
    answer = Client().post(url(part, ending), {"y": "dong-y", "reason": "Chè bị ẩm", "k": "x"})

    assert answer.status_code == 404


@pytest.mark.parametrize("ending", ENDINGS)
def test_does_nothing_without_a_csrf_token(part, ending):
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(url(part, ending), {"k": part.order.token}).status_code == 403


@pytest.mark.parametrize("ending", ["tra-loi", "da-chuyen"])
def test_changes_nothing_on_get(client, part, ending):
    assert client.get(url(part, ending) + f"?k={part.order.token}").status_code == 405


def test_shows_the_offer_with_old_and_new_figures_and_two_buttons(client, part):
    offer_less(part)

    html = see(client, part)

    assert "3 gói Chè nõn tôm thay vì 5" in html
    assert format_vnd(555_000 + part.shipping_vnd) in html
    assert "Mưa lớn" in html
    assert ">Đồng ý</button>" in html
    assert "Không đồng ý, hủy kiện này" in html


@pytest.mark.parametrize(
    ("tap", "state", "goods"),
    [("dong-y", "confirmed", 555_000), ("huy", "cancelled", 925_000), ("giu", "placed", 925_000)],
)
def test_answers_by_one_tap_with_the_secret(client, part, tap, state, goods):
    offer = offer_less(part)

    answer = client.post(
        url(part, "tra-loi"), {"k": part.order.token, "de-nghi": offer.pk, "y": tap}
    )

    part.refresh_from_db()
    assert answer.url == part.order.get_guest_url()
    assert (part.state, part.goods_vnd) == (state, goods)


def test_tells_who_taps_a_second_time(client, part):
    offer = offer_less(part)
    tap = {"k": part.order.token, "de-nghi": offer.pk, "y": "dong-y"}
    client.post(url(part, "tra-loi"), tap)

    html = client.post(url(part, "tra-loi"), tap | {"y": "huy"}, follow=True).content.decode()

    assert "đã có câu trả lời" in html
    assert SellerOrder.objects.get(pk=part.pk).state == "confirmed"


@pytest.mark.parametrize("number", ["", "0", "x", "99999999"])
def test_answers_no_other_offer(client, part, number):
    offer_less(part)

    answer = client.post(
        url(part, "tra-loi"), {"k": part.order.token, "de-nghi": number, "y": "dong-y"}
    )

    assert answer.status_code == 404


def test_lets_no_shopper_agree_to_their_own_return(client, part):
    deliver(part)
    wish = proposals.ask_return(part=part, reason="Chè bị ẩm")

    answer = client.post(
        url(part, "tra-loi"), {"k": part.order.token, "de-nghi": wish.pk, "y": "dong-y"}
    )

    assert answer.status_code == 404
    assert "Đồng ý</button>" not in see(client, part)
    assert SellerOrder.objects.get(pk=part.pk).state == "delivered"


def test_asks_to_give_goods_back_on_a_page_of_its_own(client, part):
    deliver(part)
    page = url(part, "tra-hang") + f"?k={part.order.token}"
    assert "Trả hàng" in see(client, part)
    assert client.get(page).status_code == 200

    bad = client.post(page, {"k": part.order.token, "reason": "xấu"}).content.decode()
    assert "<title>Lỗi:" in bad
    assert ">\nxấu</textarea>" in bad
    client.post(page, {"k": part.order.token, "reason": "Chè bị ẩm"})

    wish = part.proposals.get()
    assert (wish.kind, wish.reason) == ("return", "Chè bị ẩm")
    assert "Bạn đã xin trả hàng" in see(client, part)


def test_offers_no_return_before_delivery(client, part):
    assert "Trả hàng" not in see(client, part)
    answer = client.get(url(part, "tra-hang") + f"?k={part.order.token}")
    assert answer.url == part.order.get_guest_url()


def test_shows_the_transfer_with_every_value_to_copy(client, by_transfer):
    part, attempt = by_transfer, PaymentAttempt.objects.get()

    html = see(client, part)

    assert "Chờ bạn trả tiền" in html
    assert "qr-code" in html
    for value in (str(int(part.total_vnd)), "8500205123456"):
        assert f'data-copy="{value}"' in html
    assert all(shown in html for shown in ("8500 2051 2345 6", "NGOC ANH", "Agribank"))
    assert f'data-save-qr="ma-qr-{part.number}"' in html
    assert f'data-copy="TNDH{attempt.reference}"' in html
    assert "Trả trước" in html
    assert "Trả tiền khi nhận hàng" not in html


def test_notes_that_the_transfer_is_sent(client, by_transfer):
    client.post(url(by_transfer, "da-chuyen"), {"k": by_transfer.order.token})

    assert PaymentAttempt.objects.get().state == "claimed"
    html = see(client, by_transfer)
    assert "Bạn đã báo chuyển tiền" in html
    assert "<h1>Chờ người bán xem tiền</h1>" in html
    assert "Tôi đã chuyển tiền" not in html


def test_asks_for_what_is_missing(client, by_transfer):
    receive(by_transfer, 100_000)

    html = see(client, by_transfer)

    due = by_transfer.total_vnd - 100_000
    assert f"còn thiếu {format_vnd(due)}" in html
    assert f'data-copy="{int(due)}"' in html


def test_the_code_asks_for_what_is_missing(by_transfer):
    receive(by_transfer, 100_000)
    page = order_page(by_transfer.order, is_masked=True)
    transfer = page.parcels[0].payment.transfer

    assert transfer.amount_vnd == by_transfer.total_vnd - 100_000
    assert parse(PaymentAttempt.objects.get().payload).memo == transfer.memo


@pytest.mark.parametrize(("more", "words"), [(0, "Bạn đã trả đủ"), (50_000, "sẽ trả lại bạn")])
def test_says_when_all_or_too_much_has_come(client, by_transfer, more, words):
    receive(by_transfer, by_transfer.total_vnd + more)

    html = see(client, by_transfer)

    assert words in html
    assert "qr-code" not in html


def test_promises_the_money_back_when_a_paid_parcel_is_called_off(client, by_transfer):
    receive(by_transfer, by_transfer.total_vnd)
    moves.cancel(seller_order=by_transfer, note="Hết hàng")

    html = see(client, by_transfer)

    assert "sẽ trả lại bạn" in html
    assert "không phải trả tiền" not in html


def test_asks_for_the_new_amount_after_less_was_agreed_before_paying(client, by_transfer):
    proposals.accept(offer_less(by_transfer))

    by_transfer.refresh_from_db()
    assert by_transfer.state == "placed"
    states = PaymentAttempt.objects.order_by("pk").values_list("state", "amount_vnd")
    assert [state for state, _ in states] == ["cancelled", "awaiting"]
    assert states[1][1] == by_transfer.total_vnd
    assert f'data-copy="{int(by_transfer.total_vnd)}"' in see(client, by_transfer)


def test_leaves_a_transfer_alone_that_is_said_to_be_under_way(client, by_transfer):
    offer = offer_less(by_transfer)
    client.post(url(by_transfer, "da-chuyen"), {"k": by_transfer.order.token})

    proposals.accept(offer)

    assert PaymentAttempt.objects.get().state == "claimed"


def test_tells_the_history_with_times_and_who(client, part):
    moves.confirm(seller_order=part, actor=make_user())
    moves.cancel_by_shopper(seller_order=part)

    parcel = order_page(part.order, is_masked=True).parcels[0]

    assert [one.label for one in parcel.history] == ["Bạn đặt hàng", "Đã xác nhận", "Đã hủy"]
    assert [one.by for one in parcel.history] == ["", "người bán", ""]
    assert "Lịch sử" in see(client, part)


def test_says_where_to_fetch_the_goods(client, part):
    SellerOrder.objects.filter(pk=part.pk).update(
        delivery_method="pickup", delivery_place="Xóm Hồng Thái, buổi chiều", state="shipped"
    )

    html = see(client, part)

    assert "Đến nhà người bán lấy: Xóm Hồng Thái, buổi chiều" in html
    assert "Hàng sẵn, mời bạn đến lấy" in html
    assert "khi đến lấy" in html


@pytest.mark.parametrize("parts", [1, 6])
def test_shows_any_number_of_parcels_with_the_same_queries(
    place, settings, parts, django_assert_max_num_queries
):
    settings.PAYMENT_GATEWAYS = ["shop.payment.cod", "shop.payment.vietqr.gateway"]
    goods = []
    for n in range(parts):
        seller = make_seller(f"HTX {n}")
        bank.set_account(
            partner=seller.partner, bank_bin="970405", number=f"85002051234{n}", holder="Ngọc"
        )
        goods.append((make_listing(seller, f"Món {n}"), 2))
    order = place(make_basket(*goods), pay_with="vietqr")
    for part in order.seller_orders.all():
        proposals.offer_less(part=part, quantities={part.lines.get().pk: 1})

    with django_assert_max_num_queries(11):
        page = order_page(order, is_masked=False)

    assert len(page.parcels) == parts
    assert all(parcel.question and parcel.payment.transfer for parcel in page.parcels)


def test_names_the_step_of_the_shopper_before_all_others(client, part):
    offer_less(part)

    assert "<h1>Chờ bạn trả lời</h1>" in see(client, part)


def test_names_the_parcel_that_waits_for_its_transfer(client, place, seller, settings):
    settings.PAYMENT_GATEWAYS = ["shop.payment.cod", "shop.payment.vietqr.gateway"]
    other = make_seller("HTX miến Nà Dài")
    bank.set_account(
        partner=other.partner, bank_bin="970405", number="8500205123457", holder="Nà Dài"
    )
    goods = (make_listing(seller, "Chè nõn tôm"), 1), (make_listing(other, "Miến dong"), 1)
    first, _other = place(make_basket(*goods), pay_with="vietqr").seller_orders.order_by("pk")
    assert "bạn chuyển khoản 2 lần" in see(client, first)

    client.post(url(first, "da-chuyen"), {"k": first.order.token})

    html = see(client, first)
    assert "<h1>Chờ bạn trả tiền kiện 2</h1>" in html
    assert "bạn chuyển khoản 2 lần" not in html


def test_says_that_the_gateway_gives_back_what_it_holds(client, by_transfer):
    money.receive(
        seller_order=by_transfer,
        amount_vnd=by_transfer.total_vnd + 50_000,
        holder="at_gateway",
        provider="vnpay",
        reference="1",
    )

    html = see(client, by_transfer)

    assert "Bạn sẽ được trả lại 50.000" in html
    assert "Người bán sẽ trả lại" not in html


def test_asks_for_nothing_while_the_gateway_checks_what_was_paid(client, by_transfer):
    SellerOrder.objects.update(payment_method="gateway")
    PaymentAttempt.objects.update(seller_order=None, state="claimed", gateway="vnpay")

    html = see(client, by_transfer)

    assert "<h1>Đang kiểm tra tiền bạn trả</h1>" in html
    assert "Bạn đừng trả lần nữa" in html
    assert "Trả qua VNPAY" not in html
