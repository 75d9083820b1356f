"""Offers and wishes: who asks, who answers, what follows, and that it happens once."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from common.dates import local_today
from jobs.models import Outbox
from shop.order import amendments, moves, proposals
from shop.order.models import Proposal, SellerOrder
from shop.partner.models import StockRecord
from tests.factories import make_basket, make_listing, make_seller, make_user
from tests.threads import at_once

P = Proposal.State
TOMORROW = dt.timedelta(days=1)


def texts(template: str) -> list[str]:
    """Return the words of the messages of a kind that wait to be sent."""
    rows = Outbox.objects.filter(payload__template=template)
    return [row.payload["text"] for row in rows]


def make_part(place, **options) -> SellerOrder:
    product = make_listing(make_seller(), "Chè nõn tôm", price_vnd=185_000, sale_unit="goi")
    return place(make_basket((product, 5)), **options).seller_orders.get()


@pytest.fixture
def part(place):
    """Five packs at 185.000 that wait for the seller."""
    return make_part(place)


@pytest.fixture
def less(part):
    """The offer of three packs instead of five."""
    return proposals.offer_less(
        part=part, quantities={part.lines.get().pk: 3}, reason="Mưa lớn", actor=make_user()
    )


def walk(part, *states):
    for state in states:
        moves.move(seller_order=part, to=state)
    part.refresh_from_db()
    return part


def delivered(part):
    return walk(part, "confirmed", "packed", "shipped", "delivered")


@pytest.mark.django_db
class TestLess:
    def test_asks_the_shopper_with_old_and_new_figures_and_the_secret_link(self, part, less):
        (text,) = texts("order-ask-less")

        freight = part.shipping_vnd
        assert "3 gói Chè nõn tôm thay vì 5" in text
        assert f"{555_000 + freight:,.0f}".replace(",", ".") in text
        assert f"{925_000 + freight:,.0f}".replace(",", ".") in text
        assert part.order.token in text
        assert part.lines.get().quantity == 5

    def test_lowers_and_confirms_when_the_shopper_agrees(self, part, less):
        after = proposals.accept(less)

        assert (after.state, after.goods_vnd) == ("confirmed", 555_000)
        less.refresh_from_db()
        assert (less.state, less.answered_at is not None) == (P.ACCEPTED, True)
        assert "3 gói Chè nõn tôm thay vì 5" in texts("order-answer")[0]
        notes = [event.note for event in part.events.all()]
        assert notes[1:3] == [
            "Đề nghị: 3 gói Chè nõn tôm thay vì 5",
            "Giảm Chè nõn tôm từ 5 xuống 3 gói. Khách đã đồng ý.",
        ]

    def test_leaves_the_order_alone_when_the_shopper_wants_all(self, part, less):
        proposals.decline(less)

        part.refresh_from_db()
        assert (part.state, part.goods_vnd) == ("placed", 925_000)
        assert "giao đủ" in texts("order-answer")[0]

    def test_calls_off_when_the_shopper_says_so(self, part, less):
        proposals.decline(less, cancel=True)

        part.refresh_from_db()
        assert part.state == "cancelled"
        assert StockRecord.objects.get().num_allocated == 0

    def test_answers_once(self, part, less):
        proposals.accept(less)

        with pytest.raises(proposals.AlreadyAnswered):
            proposals.decline(less, cancel=True)

        part.refresh_from_db()
        assert part.state == "confirmed"

    def test_holds_one_open_offer(self, part, less):
        with pytest.raises(proposals.AlreadyAsked):
            proposals.offer_later(part=part, ready_on=local_today() + TOMORROW)

    def test_makes_room_after_it_was_withdrawn(self, part, less):
        proposals.withdraw(less)

        assert proposals.offer_later(part=part, ready_on=local_today() + TOMORROW).pk

    @pytest.mark.parametrize("states", [("confirmed", "packed"), ("cancelled",)])
    def test_is_not_offered_once_packed_or_gone(self, part, states):
        walk(part, *states)

        with pytest.raises(proposals.CannotPropose):
            proposals.offer_less(part=part, quantities={part.lines.get().pk: 3})

    def test_needs_something_less(self, part):
        with pytest.raises(amendments.QuantityTooHigh):
            proposals.offer_less(part=part, quantities={part.lines.get().pk: 5})

    def test_cannot_be_answered_after_the_order_was_called_off(self, part, less):
        moves.cancel_by_shopper(seller_order=part)

        with pytest.raises(proposals.AlreadyAnswered):
            proposals.accept(less)

    def test_cannot_be_answered_too_late(self, part, less):
        with time_machine.travel(timezone.now() + dt.timedelta(hours=25), tick=False):
            with pytest.raises(proposals.AlreadyAnswered):
                proposals.accept(less)

            assert proposals.expire(less) is True
            assert proposals.expire(less) is False

        part.refresh_from_db()
        assert (part.state, part.goods_vnd) == ("placed", 925_000)
        assert len(texts("order-expired")) == 1


@pytest.mark.django_db
class TestLater:
    def test_moves_the_day_of_sending_and_confirms(self, part):
        day = local_today() + dt.timedelta(days=5)
        offer = proposals.offer_later(part=part, ready_on=day)

        after = proposals.accept(offer)

        assert after.state == "confirmed"
        assert timezone.localtime(after.ship_by).strftime("%Y-%m-%d %H:%M") == f"{day} 23:59"

    def test_calls_off_a_packed_parcel_when_the_shopper_cannot_wait(self, part):
        walk(part, "confirmed", "packed")
        offer = proposals.offer_later(part=part, ready_on=local_today() + TOMORROW)

        assert proposals.decline(offer, cancel=True).state == "cancelled"

    @pytest.mark.parametrize("days", [0, -1, 31])
    def test_offers_only_days_soon_to_come(self, part, days):
        with pytest.raises(proposals.BadDay):
            proposals.offer_later(part=part, ready_on=local_today() + dt.timedelta(days=days))


@pytest.mark.django_db
class TestReturn:
    def test_takes_goods_back_when_the_seller_agrees(self, part):
        delivered(part)
        wish = proposals.ask_return(part=part, reason="Chè bị ẩm")
        assert "Chè bị ẩm" in texts("order-ask-return")[0]

        after = proposals.accept(wish, actor=make_user(), restock=True)

        assert (after.state, after.reason) == ("returned", "Chè bị ẩm")
        assert StockRecord.objects.get().num_in_stock == 10

    def test_tells_shopper_and_operator_where_to_go_when_the_seller_refuses(self, part, settings):
        delivered(part)
        wish = proposals.ask_return(part=part, reason="Chè bị ẩm")

        proposals.decline(wish, actor=make_user())

        part.refresh_from_db()
        assert part.state == "delivered"
        assert "/khieu-nai/" in texts("order-return-declined")[0]
        told = Outbox.objects.get(payload__template="return-declined-operator")
        assert told.payload["to_phone"] == settings.OPERATOR["phone"]

    def test_is_asked_for_within_three_days_only(self, part):
        delivered(part)

        with time_machine.travel(part.delivered_at + dt.timedelta(hours=73), tick=False):
            assert not proposals.may_ask_return(part)
            with pytest.raises(proposals.TooLateToReturn):
                proposals.ask_return(part=part, reason="Chè bị ẩm")

    def test_is_not_asked_for_before_delivery(self, part):
        with pytest.raises(proposals.CannotPropose):
            proposals.ask_return(part=part, reason="Chè bị ẩm")


def agreed_notes(part) -> int:
    return part.events.filter(note__startswith="Khách đồng ý nhận hàng").count()


@pytest.mark.django_db(transaction=True)
def test_counts_one_of_ten_answers_at_once(place):
    part = make_part(place)
    offer = proposals.offer_later(part=part, ready_on=local_today() + TOMORROW)

    results = at_once([lambda: proposals.accept(Proposal.objects.get(pk=offer.pk))] * 10)

    assert sum(isinstance(result, SellerOrder) for result in results) == 1, results
    assert sum(isinstance(result, proposals.AlreadyAnswered) for result in results) == 9
    assert agreed_notes(part) == 1


@pytest.mark.django_db(transaction=True)
def test_counts_them_all_without_the_guard(place, monkeypatch):
    """The negative control: what the test above looks for happens when nobody guards."""
    part = make_part(place)
    offer = proposals.offer_later(part=part, ready_on=local_today() + TOMORROW)
    monkeypatch.setattr(proposals, "_claim", lambda proposal, state, actor: True)

    at_once([lambda: proposals.accept(Proposal.objects.get(pk=offer.pk))] * 10)

    assert agreed_notes(part) > 1


@pytest.mark.django_db(transaction=True)
def test_lowers_once_when_ten_agree_and_ten_cancel_at_once(place):
    part = make_part(place)
    offer = proposals.offer_less(part=part, quantities={part.lines.get().pk: 3})

    def answer():
        proposals.accept(Proposal.objects.get(pk=offer.pk))

    def cancel():
        moves.cancel_by_shopper(seller_order=SellerOrder.objects.get(pk=part.pk))

    at_once([answer, cancel] * 10)

    part.refresh_from_db()
    record = StockRecord.objects.get()
    assert part.state == "cancelled"
    assert (record.num_in_stock, record.num_allocated) == (10, 0)
    assert part.events.filter(to_state="cancelled").count() == 1
    assert part.events.filter(note__startswith="Giảm").count() <= 1


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["²", "٣", "9" * 5_000, "9" * 19, "-1", ""])
def test_knows_no_proposal_by_a_word_that_is_no_number(client, less, asked):
    part, order = less.seller_order, less.seller_order.order
    path = f"/don-hang/{order.number}/tra-loi/{part.number}/"

    answer = client.post(path, {"k": order.token, "de-nghi": asked, "y": "dong-y"})

    assert answer.status_code == 404
    assert Proposal.objects.get().state == P.OPEN


@pytest.mark.django_db
def test_answers_no_proposal_of_another_order_with_the_secret_of_ones_own(client, place, less):
    own = make_part(place)
    path = f"/don-hang/{own.order.number}/tra-loi/{own.number}/"

    answer = client.post(path, {"k": own.order.token, "de-nghi": str(less.pk), "y": "dong-y"})

    assert answer.status_code == 404
    assert Proposal.objects.get().state == P.OPEN


@pytest.mark.django_db
def test_lets_no_shopper_answer_the_own_wish_to_return(client, part):
    delivered(part)
    wish = proposals.ask_return(part=part, reason="Chè bị ẩm")
    path = f"/don-hang/{part.order.number}/tra-loi/{part.number}/"

    answer = client.post(path, {"k": part.order.token, "de-nghi": str(wish.pk), "y": "dong-y"})

    part.refresh_from_db()
    assert (answer.status_code, part.state) == (404, "delivered")
