"""News for programs of others: complete, signed, sent again, and to public addresses only."""

import base64
import hashlib
import hmac
import json
import socket
from datetime import timedelta

import jsonschema
import pytest
import time_machine
from django.utils import timezone

from api.document import document
from jobs import outbox
from jobs.models import Outbox
from shop.order import moves
from shop.order.models import Order
from tests.architecture.crawling import order_of
from tests.factories import make_listing, make_seller, make_user
from tests.webhooks.receiving import deliver, listening, subscribe
from webhooks import addresses, following, sending, subscribing
from webhooks.models import Delivery, Subscription
from webhooks.periodic import forget_old

pytestmark = pytest.mark.django_db


def test_tells_each_move_of_an_order_once(receiver, tea, lan):
    subscribe(receiver, "order.*")
    part = order_of(lan, tea).seller_orders.get()
    deliver()
    moves.confirm(seller_order=part)
    deliver()
    deliver()

    assert [one["type"] for one in receiver.news] == ["order.placed", "order.confirmed"]
    told = receiver.news[1]["data"]
    assert (told["parcel"], told["state_before"]) == (part.number, "placed")
    assert told["total_vnd"] == int(part.total_vnd)


def test_news_that_was_forgotten_does_not_come_back(receiver, tea, lan):
    subscribe(receiver, "order.*")
    order_of(lan, tea)
    deliver()

    with time_machine.travel(timezone.now() + following.KEPT + timedelta(hours=1), tick=False):
        forgotten, again = forget_old(), following.follow()

    assert (forgotten, again) == (1, 0)


def test_tells_nobody_whose_order_it_is(receiver, tea, lan):
    subscribe(receiver)
    order = order_of(lan, tea)
    deliver()

    text = b"".join(body for _, body in receiver.got).decode()
    order = Order.objects.get(pk=order.pk)
    hidden = [order.customer_name, order.customer_phone[3:], order.token, "Số 12", lan.full_name]
    assert receiver.got
    assert not [word for word in hidden if word in text]
    assert tea.partner.phone[3:] not in text


def test_tells_what_the_document_of_the_api_describes(receiver, tea, lan):
    subscribe(receiver)
    following.follow()
    order_of(lan, tea)
    deliver()

    described, schemas = document()["webhooks"], document()["components"]["schemas"]
    kinds = {"order.placed": "order", "stock.changed": "stock.changed"}
    assert {one["type"] for one in receiver.news} == set(kinds)
    for headers, body in receiver.got:
        news = json.loads(body)
        told = described[kinds[news["type"]]]["post"]
        schema = told["requestBody"]["content"]["application/json"]["schema"]
        jsonschema.validate(news, {**schema, "components": {"schemas": schemas}})
        assert {word["name"] for word in told["parameters"]} <= {name.lower() for name in headers}


def test_signs_as_the_standard_says(receiver, tea, lan):
    _, secret = subscribe(receiver, "order.placed")
    order_of(lan, tea)
    deliver()

    ((headers, body),) = receiver.got
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    made = hmac.new(key, signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(made).decode()
    assert secret not in repr(Subscription.objects.values().get())


def test_signs_the_example_of_the_standard_alike():
    """The example that the libraries of Standard Webhooks are tested with."""
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'

    made = sending.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)

    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_tries_again_until_it_is_taken(receiver, tea, lan):
    subscribe(receiver, "order.placed")
    order_of(lan, tea)
    receiver.status = 500
    deliver()
    failed = Delivery.objects.get()
    row = Outbox.objects.get(kind=sending.KIND)

    receiver.status = 200
    deliver()

    assert (failed.last_status, failed.delivered_at, row.done_at) == (500, None, None)
    assert row.not_before > row.created_at
    assert Delivery.objects.get().delivered_at
    assert Delivery.objects.get().tries == 2


def tries() -> list[int]:
    return list(Outbox.objects.filter(kind=sending.KIND).values_list("tries", flat=True))


def asked_in_one_minute(times: int) -> None:
    """Run the outbox again and again without letting any pause end."""
    following.follow()
    for _ in range(times):
        Outbox.objects.filter(done_at=None).update(not_before=timezone.now())
        outbox.drain()


def test_asks_a_receiver_that_is_away_once_for_all_its_news(receiver, tea, lan):
    subscribe(receiver, "order.placed")
    for _ in range(3):
        order_of(lan, tea)
    receiver.status = 503

    asked_in_one_minute(5)
    receiver.status = 204
    away = (len(receiver.got), tries())
    deliver()

    assert away == (1, [0, 0, 0])
    assert len({one["id"] for one in receiver.news}) == 3
    assert Delivery.objects.filter(delivered_at=None).count() == 0
    assert Subscription.objects.get().fails == 0


def test_without_the_rest_each_piece_of_news_asks_it_every_time(receiver, tea, lan, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(sending, "note_answer", lambda **_: None)
    subscribe(receiver, "order.placed")
    for _ in range(3):
        order_of(lan, tea)
    receiver.status = 503

    asked_in_one_minute(5)

    assert len(receiver.got) == 15


def test_goes_on_with_the_others_when_one_piece_of_news_is_refused(receiver, tea, lan):
    subscribe(receiver, "order.placed")
    order_of(lan, tea)
    order_of(lan, tea)
    receiver.status = 422

    asked_in_one_minute(2)

    assert len(receiver.got) == 4
    assert Subscription.objects.get().rests_until is None
    assert tries() == [2, 2]


def test_follows_no_redirect(receiver, tea, lan):
    with listening() as elsewhere:
        subscribe(receiver, "order.placed")
        receiver.status, receiver.location = 302, elsewhere.url
        order_of(lan, tea)
        deliver()

        assert elsewhere.got == []
    assert Delivery.objects.get().last_status == 302


def test_keeps_to_the_communes_and_the_seller_of_a_receiver(receiver, tea, lan):
    other = make_listing(make_seller("HTX Na Rì", commune="05692"), "Miến")
    subscribe(receiver, "order.placed", commune_codes=["05692"])
    with listening() as second:
        subscribe(second, "order.placed", partner=tea.partner)
        order_of(lan, tea)
        order_of(make_user(), other)
        deliver()

        assert [one["data"]["commune"] for one in receiver.news] == ["05692"]
        assert [one["data"]["commune"] for one in second.news] == ["05503"]


def test_tells_nothing_of_before(receiver, tea, lan):
    order_of(lan, tea)
    subscribe(receiver, "order.*")

    deliver()

    assert receiver.got == []


def test_finds_an_event_whose_number_is_older_than_the_last_one_seen(receiver, tea, lan):
    row, _ = subscribe(receiver, "order.*")
    order_of(lan, tea)
    Subscription.objects.filter(pk=row.pk).update(seen_event=10**6 // 10**4 + 500)

    deliver()

    assert [one["type"] for one in receiver.news] == ["order.placed"]


def test_asks_one_question_when_nobody_listens(django_assert_num_queries):
    with django_assert_num_queries(1):
        following.follow()


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "https://example.org:8443/",
        "https://a:b@example.org/",
        "https:///x",
        "ftp://example.org/",
        "https://example.org/a b",
        "https://example.org/#x",
    ],
)
def test_refuses_addresses_that_are_not_plain_https(url):
    with pytest.raises(subscribing.SubscriptionRefused):
        subscribing.subscribe(name="A", url=url, kinds=["order.*"])


@pytest.mark.parametrize(
    "ip",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1",
     "0.0.0.0", "224.0.0.1", "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "2002:7f00:1::",
     "64:ff9b::a00:1", "::10.0.0.1", "fec0::1"],
)  # fmt: skip
def test_connects_to_no_address_of_our_own_network(monkeypatch, ip):
    public = (2, 1, 6, "", ("93.184.215.14", 443))
    mixed = [public, (2, 1, 6, "", (ip, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: mixed)

    with pytest.raises(addresses.AddressRefused):
        addresses.public_ip("example.org", 443)


def test_sends_nothing_to_a_name_that_leads_inside(receiver, tea, lan, settings):
    """The name was fine when it was added; now it means this machine."""
    row, _ = subscribe(receiver, "order.placed")
    settings.WEBHOOKS_PRIVATE = False
    Subscription.objects.filter(pk=row.pk).update(url="https://localhost/tin")
    order_of(lan, tea)

    deliver()

    assert receiver.got == []
    assert Delivery.objects.get().last_error == "AddressRefused"


def test_without_the_guard_it_reaches_this_machine(receiver, tea, lan):
    """Negative control: with private addresses allowed the same news arrives."""
    subscribe(receiver, "order.placed")
    order_of(lan, tea)

    deliver()

    assert len(receiver.got) == 1
