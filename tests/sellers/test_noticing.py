"""A farmer who does not answer is told again and again, each way once; an answer ends it."""

import datetime as dt

import pytest
import time_machine

from accounts.models import RoleGrant
from jobs import outbox
from jobs.models import Outbox
from sellers import noticing
from sellers.models import Membership, Notice, NoticeStep
from sellers.noticing import FOLLOWER
from shop.order import moves, proposals
from shop.order.models import SellerOrder
from tests import factories
from tests.messages import sent
from tests.sellers.clock import work
from tests.sellers.placed import make_part
from tests.threads import at_once

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 11, 25, 1, 0, tzinfo=dt.UTC)  # 08:00 in Việt Nam
EVENING = dt.datetime(2026, 11, 25, 13, 30, tzinfo=dt.UTC)  # 20:30
LADDER = ["sms", "zalo", "voice", "contact", "operator"]


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=False) as machine:
        yield machine


@pytest.fixture
def seller(tea_seller):
    """A household whose owner has the shop's phone, with a helper in the commune."""
    owner = factories.owner_of(tea_seller)
    tea_seller.partner.phone = owner.phone
    tea_seller.partner.save(update_fields=["phone"])
    helper = factories.make_user("+84990777001", "Cô Hạnh")
    RoleGrant.objects.create(
        user=helper, role="helper", commune_code="05818", granted_at=MORNING - dt.timedelta(days=1)
    )
    return tea_seller


def told() -> list[tuple[str, str]]:
    """Return ``(channel, phone)`` of what was sent about orders that wait."""
    return [(m["channel"], m["to_phone"]) for m in sent() if m["dedupe_key"].startswith("order-n")]


def steps(part) -> dict[str, str]:
    """Return the state of each step by its channel."""
    return dict(
        NoticeStep.objects.filter(notice__seller_order=part).values_list("channel", "state")
    )


def test_a_farmer_who_never_answers_is_told_each_way_once(clock, seller):
    part = make_part(seller)
    own, helper = seller.partner.phone, "+84990777001"
    seen = []

    for minute in range(0, 6 * 60, 5):
        clock.move_to(MORNING + dt.timedelta(minutes=minute))
        before = NoticeStep.objects.exclude(taken_at=None).count()
        work()
        new = NoticeStep.objects.exclude(taken_at=None).order_by("position")[before:]
        seen += [(minute, step.channel) for step in new]

    assert seen == [(0, "sms"), (0, "zalo"), (45, "voice"), (120, "contact"), (240, "operator")]
    assert told() == [("sms", own), ("zalo", own), ("voice", own), ("sms", helper)]
    assert steps(part) == dict.fromkeys(LADDER, "sent")
    logged = NoticeStep.objects.get(channel="voice")
    assert (logged.provider, logged.to_phone) == ("file", own)
    assert logged.taken_at == logged.sent_at == MORNING + dt.timedelta(minutes=45)


def test_the_clock_survives_a_night_without_any_worker(clock, seller):
    part = make_part(seller)
    work()

    clock.move_to(MORNING + dt.timedelta(hours=9))
    work()
    work()

    assert [channel for channel, _ in told()] == ["sms", "zalo", "voice", "sms"]
    assert steps(part) == dict.fromkeys(LADDER, "sent")


@pytest.mark.parametrize("driver", ["outbox", "periodic"])
def test_outbox_and_periodic_look_each_find_the_due_steps_alone(clock, seller, driver):
    make_part(seller)
    outbox.drain()
    assert [channel for channel, _ in told()] == ["sms", "zalo"]

    clock.shift(dt.timedelta(minutes=45))
    if driver == "outbox":
        outbox.drain()
    else:
        Outbox.objects.filter(kind=noticing.STEP_KIND).update(done_at=MORNING)
        noticing.run()
        outbox.drain()

    assert [channel for channel, _ in told()] == ["sms", "zalo", "voice"]


def test_no_call_after_an_answer_to_the_text(clock, seller):
    part = make_part(seller)
    work()

    clock.shift(dt.timedelta(minutes=30))
    moves.confirm(seller_order=part)
    clock.shift(dt.timedelta(hours=5))
    work()

    assert [channel for channel, _ in told()] == ["sms", "zalo"]
    notice = Notice.objects.get()
    assert (notice.ending, notice.answer, notice.via) == ("answered", "have", "page")
    assert notice.ended_at == MORNING + dt.timedelta(minutes=30)
    assert steps(part)["voice"] == "dropped"


@pytest.mark.parametrize(
    ("offer", "answer"),
    [
        (lambda part: proposals.offer_less(part=part, quantities={part.lines.get().pk: 2}), "less"),
        (
            lambda part: proposals.offer_later(
                part=part, ready_on=(MORNING + dt.timedelta(days=2)).date()
            ),
            "later",
        ),
    ],
    ids=["less", "later"],
)
def test_an_offer_to_the_shopper_is_an_answer(clock, seller, offer, answer):
    part = make_part(seller)
    work()

    offer(part)
    clock.shift(dt.timedelta(hours=5))
    work()

    assert Notice.objects.get().answer == answer
    assert "voice" not in dict(told())


def test_the_shopper_who_cancels_ends_the_ladder(clock, seller):
    part = make_part(seller)
    work()

    moves.cancel_by_shopper(seller_order=part)
    clock.shift(dt.timedelta(hours=5))
    work()

    assert Notice.objects.get().ending == "called_off"
    assert [channel for channel, _ in told()] == ["sms", "zalo"]


def test_a_text_that_waits_for_its_provider_is_dropped_by_an_answer(clock, seller):
    part = make_part(seller)
    noticing.begin(number=part.number)
    noticing.run()
    assert Outbox.objects.filter(kind="message", payload__followed_by=FOLLOWER).count() == 2

    moves.confirm(seller_order=part)
    work()

    assert told() == []
    assert steps(part)["sms"] == "dropped"


def test_nobody_is_rung_up_at_night_and_what_follows_waits_too(clock, seller):
    clock.move_to(EVENING)
    part = make_part(seller)
    seen = {}

    for minute in range(0, 15 * 60, 15):
        clock.move_to(EVENING + dt.timedelta(minutes=minute))
        work()
        for channel, state in steps(part).items():
            if state == "sent":
                seen.setdefault(channel, minute)

    assert seen == {"sms": 0, "zalo": 0, "voice": 600, "contact": 675, "operator": 795}


def test_a_late_worker_does_not_ring_at_night_either(clock, seller):
    part = make_part(seller)
    work()

    clock.move_to(MORNING + dt.timedelta(hours=14))  # 22:00
    work()
    at_night = [channel for channel, _ in told()]
    clock.move_to(MORNING + dt.timedelta(hours=22, minutes=30))  # 06:30
    work()

    assert at_night == ["sms", "zalo"]
    assert [channel for channel, _ in told()] == ["sms", "zalo", "voice"]
    assert steps(part)["contact"] == "waiting"


def test_another_member_of_a_cooperative_comes_before_the_helper(clock, seller):
    friend = factories.make_user("+84990777002", "Anh Dũng")
    Membership.objects.create(seller=seller, user=friend, role=Membership.Role.MEMBER)
    make_part(seller)

    clock.shift(dt.timedelta(hours=2))
    work()

    assert told()[-1] == ("sms", "+84990777002")


def test_who_has_no_phone_and_no_contact_reaches_the_operators(clock, tea_seller):
    tea_seller.memberships.all().delete()
    tea_seller.partner.phone = ""
    tea_seller.partner.save(update_fields=["phone"])
    part = make_part(tea_seller)

    clock.shift(dt.timedelta(hours=4))
    work()

    assert told() == []
    assert steps(part) == dict.fromkeys(LADDER[:-1], "nobody") | {"operator": "sent"}


def test_messages_say_what_and_how_much_and_nothing_of_the_buyer(clock, seller):
    part = make_part(seller)

    clock.shift(dt.timedelta(hours=2))
    work()

    texts = [m["text"] for m in sent() if m["dedupe_key"].startswith("order-n")]
    assert f"Có người đặt mua 5 gói Chè nõn tôm. Đơn {part.number}, 925.000\u00a0₫." in texts[0]
    assert "/tra-loi/" in texts[0]
    assert not any(secret in text for text in texts for secret in ("Thu Hà", "99012", "Số 12"))


def test_demo_orders_tell_nobody(clock, seller):
    make_part(seller, is_demo=True)

    work()

    assert not Notice.objects.exists()


def test_the_clock_of_a_prepaid_order_starts_with_the_money(clock, seller, settings):
    from shop.partner import bank
    from shop.payment import claims

    settings.PAYMENT_GATEWAYS = ["shop.payment.cod", "shop.payment.vietqr.gateway"]
    bank.set_account(
        partner=seller.partner, bank_bin="970405", number="8500205123456", holder="Ngọc"
    )
    part = make_part(seller, pay_with="vietqr")
    work()
    before = told()

    clock.shift(dt.timedelta(minutes=10))
    claims.confirm_received(seller_order=part, actor=factories.owner_of(seller))
    work()

    assert before == []
    assert [channel for channel, _ in told()] == ["sms", "zalo"]
    assert "Khách đã trả tiền." in sent()[-1]["text"]


@pytest.fixture
def waiting(transactional_db):
    """A step that is due, with nobody at work yet."""
    with time_machine.travel(MORNING, tick=False):
        part = make_part(factories.make_seller("Hộ bà Ngọc", "05818"))
        noticing.begin(number=part.number)
        yield part


def workers(count: int = 4) -> list:
    return [outbox.drain, noticing.run] * count


@pytest.mark.django_db(transaction=True)
def test_workers_and_schedulers_at_once_send_each_step_once(waiting):
    results = at_once(workers())

    outbox.drain()
    assert not [result for result in results if isinstance(result, Exception)]
    assert sorted(channel for channel, _ in told()) == ["sms", "zalo"]


@pytest.mark.django_db(transaction=True)
def test_without_the_claim_and_the_key_a_step_would_be_sent_again(waiting, monkeypatch):
    keys = iter(range(10_000, 20_000))
    real = NoticeStep.objects.get(channel="sms").pk

    def claim(step, now):
        step.taken_at = now
        return True

    monkeypatch.setattr(noticing, "_claim", claim)
    monkeypatch.setattr(noticing, "message_key", lambda _: f"order-notice:{next(keys)}:{real}")

    at_once(workers())
    outbox.drain()

    assert len(told()) > 2


@pytest.mark.django_db(transaction=True)
def test_an_answer_at_the_same_moment_leaves_no_open_notice(waiting):
    def confirm():
        return moves.confirm(seller_order=SellerOrder.objects.get(pk=waiting.pk))

    results = at_once([confirm, *workers(2)])

    outbox.drain()
    noticing.run()
    assert not [result for result in results if isinstance(result, Exception)]
    assert Notice.objects.get().ending == "answered"
    assert not NoticeStep.objects.filter(state="waiting").exists()


def test_a_step_row_exists_once(clock, seller):
    from django.db import IntegrityError, transaction

    part = make_part(seller)
    work()
    again = [noticing.begin(number=part.number), noticing.begin(number=part.number)]

    assert {notice.pk for notice in again} == {Notice.objects.get().pk}
    assert NoticeStep.objects.count() == len(LADDER)
    step = NoticeStep.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeStep.objects.create(
            notice=step.notice, position=step.position, channel="sms", due_at=MORNING
        )
