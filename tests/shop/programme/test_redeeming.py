"""What a programme pays of an order: held once, let go once, the seller gets the whole price."""

from datetime import timedelta

import pytest

from common.dates import local_today
from common.money import format_vnd
from places.models import Commune
from shop.invariants.programmes import programmes_keep_their_limits
from shop.order import amendments, asking, moves, proposals
from shop.order.models import SellerOrder
from shop.order.placing import TotalChanged
from shop.payment import ledger, money
from shop.programme import codes
from shop.programme.models import Programme, Redemption
from shop.programme.quoting import (
    NotForYou,
    UnknownCode,
    UsedUp,
    VoucherRefused,
)
from tests.factories import make_basket, make_certificate, make_listing, make_seller
from tests.shop import prepaid
from tests.shop.programme.making import make_programme

pytestmark = pytest.mark.django_db
K = Redemption.Kind


def rows(part) -> list[tuple[str, int]]:
    return [(row.kind, int(row.amount_vnd)) for row in part.redemptions.all()]


def deliver(part) -> None:
    for step in (moves.confirm, moves.pack, moves.ship, moves.deliver):
        step(seller_order=part)


def test_pays_a_part_and_leaves_the_price_of_the_seller(redeem, basket, all_is_well):
    programme = make_programme()

    part = redeem(basket).seller_orders.get()

    balance = ledger.balance_of(part)
    programme.refresh_from_db()
    assert (part.goods_vnd, part.discount_vnd, part.funded_vnd) == (300_000, 0, 20_000)
    assert balance.due_vnd == part.to_pay_vnd == part.total_vnd - 20_000
    assert balance.programme_owes_vnd == programme.held_vnd == 20_000
    assert rows(part) == [(K.RESERVED, 20_000)]
    all_is_well()


def test_owes_the_seller_what_the_shopper_did_not_pay_in_cash(redeem, basket, all_is_well):
    make_programme()
    part = redeem(basket).seller_orders.get()

    deliver(part)
    moves.complete(seller_order=part)
    paid = money.receive_funding(seller_order=part, reference="FT1")
    again = money.receive_funding(seller_order=part, reference="FT1")

    balance = ledger.balance_of(part)
    assert (paid, again) == (20_000, 0)
    assert balance.received_vnd == part.to_pay_vnd
    assert (balance.due_vnd, balance.programme_owes_vnd) == (0, 0)
    assert balance.is_balanced
    assert rows(part) == [(K.RESERVED, 20_000), (K.USED, 20_000)]
    all_is_well()


def test_lets_the_budget_go_once_when_cancelled(redeem, basket, all_is_well):
    programme = make_programme()
    part = redeem(basket).seller_orders.get()

    moves.cancel(seller_order=part)
    money.follow_order(money.lock(part))

    programme.refresh_from_db()
    assert programme.held_vnd == 0
    assert rows(part) == [(K.RESERVED, 20_000), (K.RELEASED, 20_000)]
    assert ledger.balance_of(part).programme_owes_vnd == 0
    all_is_well()


def test_asks_the_seller_for_the_money_of_a_returned_order(redeem, basket, all_is_well):
    programme = make_programme()
    part = redeem(basket).seller_orders.get()
    deliver(part)
    moves.complete(seller_order=part)
    money.receive_funding(seller_order=part, reference="FT1")

    moves.move(seller_order=part, to="returned")

    programme.refresh_from_db()
    assert programme.held_vnd == 0
    assert ledger.balance_of(part).programme_owes_vnd == -20_000
    assert money.receive_funding(seller_order=part, reference="FT2") == -20_000
    assert ledger.balance_of(part).programme_owes_vnd == 0
    assert ledger.balance_of(part).is_balanced
    all_is_well()


def test_pays_less_when_fewer_goods_come(redeem, basket, all_is_well):
    programme = make_programme()
    part = redeem(basket).seller_orders.get()
    line = part.lines.get()

    amendments.reduce(part, {line.pk: 1})

    programme.refresh_from_db()
    assert part.funded_vnd == programme.held_vnd == 10_000
    assert ledger.balance_of(part).due_vnd == 150_000 + part.shipping_vnd - 10_000
    assert rows(part) == [(K.RESERVED, 20_000), (K.RELEASED, 10_000)]
    all_is_well()


def test_asks_for_less_with_what_the_shopper_will_pay(redeem, basket):
    make_programme()
    part = redeem(basket).seller_orders.get()

    asked = proposals.ask_less(part=part, quantities={part.lines.get().pk: 1})

    fee = part.shipping_vnd
    new, old = format_vnd(150_000 - 10_000 + fee), format_vnd(300_000 - 20_000 + fee)
    part = SellerOrder.objects.prefetch_related("proposals__lines__line", "lines").get()
    mine, sellers = asking.question(part, to_shopper=True).words, asking.question(part).words
    assert f"Bạn trả {new} thay vì {old}." in mine
    assert f"giảm từ {format_vnd(20_000)} xuống {format_vnd(10_000)}." in mine
    assert f"còn {format_vnd(150_000 + fee)} thay vì {format_vnd(300_000 + fee)}" in sellers
    proposals.accept(asked)
    part.refresh_from_db()
    assert format_vnd(part.to_pay_vnd) == new


def test_lets_an_order_go_on_that_a_programme_pays_whole(redeem, tea, settings, all_is_well):
    """Nothing is left for the shopper, so no money comes first."""
    settings.VOUCHER_MOST_PERCENT = 100
    settings.PAYMENT_GATEWAYS = [prepaid.__name__]
    make_programme(percent=100)
    part = redeem(make_basket((tea, 2)), off=300_000, pay_with=prepaid.CODE).seller_orders.get()
    SellerOrder.objects.filter(pk=part.pk).update(shipping_vnd=0)

    moves.confirm(seller_order=part)

    assert part.state == "confirmed"


def test_shares_it_among_sellers_by_their_goods(redeem, tea, all_is_well):
    programme = make_programme(amount_vnd=10_001)
    noodles = make_listing(make_seller("HTX miến"), "Miến dong", price_vnd=50_000, stock=5)

    order = redeem(make_basket((tea, 1), (noodles, 1)), off=10_001)

    assert sorted(order.seller_orders.values_list("funded_vnd", flat=True)) == [2_500, 7_501]
    moves.cancel(seller_order=order.seller_orders.order_by("funded_vnd").first())
    programme.refresh_from_db()
    assert programme.held_vnd == 7_501
    all_is_well()


def test_gives_percents_up_to_a_limit_and_never_more_than_half(redeem, tea):
    make_programme(percent=30, most_vnd=80_000)
    assert redeem(make_basket((tea, 2)), off=80_000).seller_orders.get().funded_vnd == 80_000
    make_programme("Nhiều", "NHIEU", amount_vnd=200_000)

    order = redeem(make_basket((tea, 1)), "NHIEU", off=75_000)

    assert order.seller_orders.get().funded_vnd == 75_000


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"state": Programme.State.CLOSED}, "đã kết thúc"),
        ({"state": Programme.State.PAUSED}, "tạm dừng"),
        ({"budget_vnd": 19_999}, "hết kinh phí"),
        ({"least_goods_vnd": 300_001}, "cần mua từ"),
        ({"goods": Programme.Goods.OCOP}, "có sao OCOP"),
        ({"goods": Programme.Goods.SETS, "goods_codes": ["khong"]}, "nhóm sản phẩm"),
        ({"goods": Programme.Goods.COMMUNES, "goods_codes": ["00000"]}, "ở các xã, phường"),
        ({"who": Programme.Who.PHONES}, "không có trong danh sách"),
        ({"who": Programme.Who.COMMUNES, "who_codes": ["00000"]}, "xã, phường nhận hàng này"),
    ],
)
def test_says_why_not_and_keeps_the_basket_open(redeem, basket, facts, says):
    make_programme(**facts)

    with pytest.raises(VoucherRefused, match=says):
        redeem(basket)

    basket.refresh_from_db()
    assert basket.status == basket.OPEN
    assert not Redemption.objects.exists()


def test_says_when_it_begins_and_that_it_is_over(redeem, basket):
    today = local_today()
    programme = make_programme(starts_on=today + timedelta(days=1))
    with pytest.raises(VoucherRefused, match="bắt đầu từ ngày"):
        redeem(basket)
    days = {"starts_on": today - timedelta(days=5), "ends_on": today - timedelta(days=1)}
    Programme.objects.filter(pk=programme.pk).update(**days)

    with pytest.raises(VoucherRefused, match="đã kết thúc"):
        redeem(basket)


def test_helps_whom_and_what_it_is_for(redeem, tea, customer):
    make_certificate(tea)
    programme = make_programme(
        goods=Programme.Goods.OCOP, who=Programme.Who.PHONES, code="", per_person=3
    )
    codes.add_common(programme=programme, typed="ocop-2026")
    assert codes.list_phones(programme=programme, typed="0990 123 456\n0990123456\n") == 1

    assert redeem(make_basket((tea, 2)), "Ocop 2026").seller_orders.get().funded_vnd == 20_000
    with pytest.raises(NotForYou):
        redeem(make_basket((tea, 2)), "OCOP2026", phone="+84990123457")
    own = Commune.objects.get(code=customer.commune.code)
    make_programme("Xã", "XANHA", who=Programme.Who.COMMUNES, who_codes=[own.code])
    assert redeem(make_basket((tea, 2)), "XANHA").seller_orders.get().funded_vnd == 20_000


def test_counts_living_orders_of_a_person(redeem, tea, all_is_well):
    make_programme(per_person=1)
    first = redeem(make_basket((tea, 2)))
    with pytest.raises(UsedUp, match="đã dùng đủ 1 lần"):
        redeem(make_basket((tea, 2)))

    moves.cancel(seller_order=first.seller_orders.get())

    assert redeem(make_basket((tea, 2))).seller_orders.get().funded_vnd == 20_000
    all_is_well()


def test_takes_a_personal_code_once(redeem, tea):
    programme = make_programme(code="", per_person=9)
    first, second = codes.make_personal(programme=programme, count=2)
    redeem(make_basket((tea, 2)), first)

    with pytest.raises(UsedUp, match="đã dùng rồi"):
        redeem(make_basket((tea, 2)), first, phone="+84990123457")

    assert redeem(make_basket((tea, 2)), second.lower().replace("-", " ")).pk
    assert not programme.codes.exclude(shown="").exists()


def test_shows_the_new_sum_before_it_takes_the_order(place, total_of, basket):
    make_programme()

    with pytest.raises(TotalChanged) as problem:
        place(basket, shown=total_of(basket), voucher="TETOCOP")

    assert problem.value.now == total_of(basket) - 20_000


@pytest.mark.parametrize("typed", ["KHONGCO", "", "%", "x" * 300, "MÃ LẠ"])
def test_knows_no_other_codes(redeem, basket, typed):
    make_programme()
    if not typed:
        assert codes.code_of(typed) is None
        return
    with pytest.raises(UnknownCode):
        redeem(basket, typed)


def test_tells_of_a_budget_that_was_written_past(redeem, basket):
    """Negative control of the invariant."""
    programme = make_programme()
    part = redeem(basket).seller_orders.get()
    assert not programmes_keep_their_limits().broken
    Programme.objects.filter(pk=programme.pk).update(held_vnd=0)
    SellerOrder.objects.filter(pk=part.pk).update(funded_vnd=19_999)

    assert programmes_keep_their_limits().broken == 2
