"""Answers by the link of a message and by a key: one order, once, for a while, and nothing more."""

import datetime as dt
import json
import time

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from jobs import outbox
from sellers import answer_links, voice_answers
from sellers.answering import short_name
from sellers.models import Notice, NoticeStep
from shop.order import moves
from shop.order.models import SellerOrder
from tests import factories
from tests.messages import sent
from tests.sellers.clock import work
from tests.sellers.placed import make_part
from tests.threads import at_once

pytestmark = pytest.mark.django_db
SECRET = "voice-secret"
MORNING = dt.datetime(2026, 11, 25, 1, 0, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=False) as machine:
        yield machine


@pytest.fixture
def part(clock, tea_seller):
    owner = factories.owner_of(tea_seller)
    tea_seller.partner.phone = owner.phone
    tea_seller.partner.save(update_fields=["phone"])
    one = make_part(tea_seller)
    work()
    return one


def state(part) -> str:
    return SellerOrder.objects.get(pk=part.pk).state


def own_link(part, channel="sms") -> str:
    step = NoticeStep.objects.select_related("notice").get(
        notice__seller_order=part, channel=channel
    )
    return f"/tra-loi/{answer_links.token_of(step)}/"


def test_the_link_of_the_message_shows_the_order_and_changes_nothing(part, client):
    texts = " ".join(m["text"] for m in sent())
    assert own_link(part) in texts

    for method in (client.get, client.head, client.options):
        method(own_link(part))
    html = client.get(own_link(part)).content.decode()

    assert state(part) == "placed"
    assert Notice.objects.get().ended_at is None
    for words in ("5 gói Chè nõn tôm", "925.000", "T. T. Hà", "Tôi có hàng", "Tôi có ít hơn",
                  "Hôm nay chưa giao được", part.number):  # fmt: skip
        assert words in html
    for secret in ("Trần Thu Hà", "0990 123 456", "990123456", "Số 12", "Hoàn Kiếm"):
        assert secret not in html


def test_the_page_is_kept_nowhere_and_found_by_no_robot(part, client):
    answer = client.get(own_link(part))

    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "same-origin"


def test_one_tap_confirms_without_signing_in(part, client):
    answer = client.post(own_link(part), {"answer": "have"}, follow=True)

    assert f"Đã nhận đơn {part.number}" in answer.content.decode()
    event = part.events.get(to_state="confirmed")
    assert (event.actor, event.note) == (
        factories.owner_of(part.partner.seller), "Trả lời bằng đường dẫn trong tin",
    )  # fmt: skip
    notice = Notice.objects.get()
    assert (notice.ending, notice.answer, notice.via) == ("answered", "have", "link")
    assert "_auth_user_id" not in client.session


def test_a_tap_needs_the_token_of_its_page(part):
    browser = Client(enforce_csrf_checks=True)

    assert browser.post(own_link(part), {"answer": "have"}).status_code == 403
    assert state(part) == "placed"


@pytest.mark.parametrize(("said", "page"), [("less", "it-hon"), ("later", "giao-sau")])
def test_the_other_answers_lead_to_signing_in(part, client, said, page):
    answer = client.post(own_link(part), {"answer": said})

    assert answer.url == f"/ban-hang/don-hang/{part.number}/{page}/"
    assert client.get(answer.url).url.startswith("/tai-khoan/dang-nhap/?next=")
    assert (state(part), Notice.objects.get().ended_at) == ("placed", None)


def test_no_button_is_no_answer(part, client):
    assert client.post(own_link(part), {"answer": "x"}).status_code == 400
    assert state(part) == "placed"


@pytest.mark.parametrize("how", ["link", "page", "cancelled"])
def test_every_link_of_the_order_is_useless_after_an_answer(part, client, how):
    if how == "link":
        client.post(own_link(part), {"answer": "have"})
    elif how == "page":
        moves.confirm(seller_order=part)
    else:
        moves.cancel_by_shopper(seller_order=part)
    before = state(part)

    for channel in ("sms", "zalo"):
        html = client.get(own_link(part, channel)).content.decode()
        again = client.post(own_link(part, channel), {"answer": "have"})

        assert "Tôi có hàng" not in html
        assert "Chè nõn tôm" not in html
        assert again.status_code == 409
    assert state(part) == before
    assert part.events.filter(to_state="confirmed").count() == (before == "confirmed")


def test_a_link_ends_after_three_days(part, client, clock, settings):
    settings.ORDER_HOURS = {"confirm": 24, "cancel_unconfirmed": 500}
    clock.shift(dt.timedelta(hours=71, minutes=59))
    assert "Tôi có hàng" in client.get(own_link(part)).content.decode()

    clock.shift(dt.timedelta(minutes=2))

    assert "Tôi có hàng" not in client.get(own_link(part)).content.decode()
    assert client.post(own_link(part), {"answer": "have"}).status_code == 409
    assert state(part) == "placed"


def tampered(token: str) -> list[str]:
    number, mac = token.split("-")
    other = "a" if mac[-1] != "a" else "b"
    return [
        f"{number}-{mac[:-1]}{other}", f"{number}-{mac[:-1]}", f"{number}-{mac}a", f"{number}-",
        f"{int(number, 36) + 1:d}-{mac}", mac, number, token.upper(), f"{token}x", "a" * 500,
        f"{'z' * 12}-{mac}", f"{number}-{'a' * 16}", "%00", "1-é",
    ]  # fmt: skip


def test_tampered_tokens_find_nothing(part, client):
    token = own_link(part).split("/")[2]

    for bad in tampered(token):
        assert client.get(f"/tra-loi/{bad}/").status_code == 404, bad
        assert client.post(f"/tra-loi/{bad}/", {"answer": "have"}).status_code == 404, bad
        cache.clear()  # the limit on wrong tokens
    assert state(part) == "placed"


def test_a_token_of_another_order_opens_that_one_only(part, client, clock):
    other = make_part(factories.make_seller("HTX miến Nà Dài", "05692"))
    work()
    mine, theirs = (own_link(one).split("/")[2].split("-") for one in (part, other))

    assert client.get(f"/tra-loi/{mine[0]}-{theirs[1]}/").status_code == 404
    client.post(own_link(other), {"answer": "have"})
    assert (state(part), state(other)) == ("placed", "confirmed")


def test_a_step_that_was_not_sent_has_no_link_yet(part, client):
    assert client.get(own_link(part, "voice")).status_code == 404


def test_another_secret_key_makes_other_tokens(part, client, settings):
    good = own_link(part)

    settings.SECRET_KEY = "another"

    assert client.get(good).status_code == 404


def test_who_tries_many_wrong_tokens_is_not_looked_up_any_more(part, client):
    good = own_link(part)
    for _ in range(30):
        client.get("/tra-loi/1-aaaaaaaaaaaaaaaa/")

    assert client.get(good).status_code == 404
    assert client.get(good, REMOTE_ADDR="10.9.8.7").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_many_taps_at_once_confirm_once(part):
    url = own_link(part)

    def tap():
        return Client().post(url, {"answer": "have"}).status_code

    answers = at_once([tap] * 4)

    assert sorted(answers) == [302, 409, 409, 409]
    assert part.events.filter(to_state="confirmed").count() == 1


@pytest.mark.parametrize(
    ("name", "short"), [("Trần Thu Hà", "T. T. Hà"), ("Hà", "Hà"), ("", "Khách"), ("  ", "Khách")]
)
def test_shortens_the_name_of_the_buyer(name, short):
    assert short_name(name) == short


# Keys of a call ------------------------------------------------------------------------------


def press(part, digit="1", *, secret=SECRET, stamp=None, answer=None, body=None, channel="sms"):
    token = answer if answer is not None else own_link(part, channel).split("/")[2]
    raw = body if body is not None else json.dumps({"answer": token, "digit": digit}).encode()
    stamp = str(int(time.time())) if stamp is None else stamp
    return Client().post(
        "/api/v1/voice-answers",
        raw,
        content_type="application/json",
        headers={
            "X-Timestamp": stamp,
            "X-Signature": voice_answers.signature(secret, stamp, raw),
        },
    )


@pytest.fixture
def voice(settings):
    settings.VOICE_ANSWER_SECRETS = ["new-secret", SECRET]


def test_key_one_confirms_and_a_replay_changes_nothing(part, voice):
    first, again = press(part), press(part)

    assert (first.json(), again.json()) == (
        {"success": True, "counted": True}, {"success": True, "counted": False},
    )  # fmt: skip
    assert state(part) == "confirmed"
    assert Notice.objects.get().via == "key"
    assert part.events.filter(to_state="confirmed").count() == 1


@pytest.mark.parametrize(
    ("digit", "answer", "page"), [("2", "less", "it-hon"), ("3", "later", "giao-sau")]
)
def test_other_keys_end_the_calls_and_send_the_page(part, voice, clock, digit, answer, page):
    for _ in range(2):
        assert press(part, digit).status_code == 200
    clock.shift(dt.timedelta(hours=5))
    work()

    assert Notice.objects.get().answer == answer
    assert state(part) == "placed"
    rest = [m for m in sent() if m["template"] == "order-say-the-rest"]
    assert len(rest) == 1
    assert f"/ban-hang/don-hang/{part.number}/{page}/" in rest[0]["text"]
    assert not [m for m in sent() if m["channel"] == "voice"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"secret": "wrong"}, 401),
        ({"stamp": str(int(MORNING.timestamp()) - 301)}, 401),
        ({"stamp": str(int(MORNING.timestamp()) + 301)}, 401),
        ({"stamp": ""}, 401),
        ({"stamp": "soon"}, 401),
        ({"digit": "9"}, 400),
        ({"digit": 1}, 400),
        ({"body": b"[]"}, 400),
        ({"body": b"{"}, 400),
        ({"body": b"{" * 5000}, 400),
        ({"answer": 7}, 400),
        ({"answer": "1-aaaaaaaaaaaaaaaa"}, 404),
        ({"secret": "new-secret"}, 200),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_believes_only_what_is_signed_fresh_and_known(part, voice, changes, status):
    assert press(part, **changes).status_code == status
    assert (state(part) == "confirmed") == (status == 200)


def test_without_a_secret_there_is_no_such_page(part, settings):
    settings.VOICE_ANSWER_SECRETS = []

    assert press(part, secret="").status_code == 404


def test_a_signature_of_another_body_is_forged(part, voice):
    stamp = str(int(time.time()))
    signed = voice_answers.signature(SECRET, stamp, b"{}")
    raw = json.dumps({"answer": own_link(part).split("/")[2], "digit": "1"})

    answer = Client().post(
        "/api/v1/voice-answers", raw, content_type="application/json",
        headers={"X-Timestamp": stamp, "X-Signature": signed},
    )  # fmt: skip

    assert answer.status_code == 401
    assert state(part) == "placed"


def test_the_call_names_the_answer_for_its_gateway(part, clock):
    clock.shift(dt.timedelta(minutes=45))
    work()

    [call] = [m for m in sent() if m["channel"] == "voice"]
    assert own_link(part, "voice") == f"/tra-loi/{call['params']['answer']}/"
    assert "bấm phím 1" in call["text"]
    outbox.drain()
