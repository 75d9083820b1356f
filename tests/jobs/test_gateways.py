"""Gateways by configuration: what they are sent, how their answers are read, who comes next."""

import json
import logging
import socket
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured

from jobs import gateway_config, messages, outbox
from jobs.checks import message_gateways
from jobs.gateways import GatewayBackend, TryLater
from jobs.messages import Message, MessageRefused, send_message
from jobs.models import Outbox
from tests.jobs.gateway import provider

TEXT = "Có người đặt mua {key} chè 185.000 ₫"
MESSAGE = Message("+84912345678", "order", TEXT, "k1", params={"order": "TN1"})


@pytest.fixture(autouse=True)
def only_this_machine(settings, monkeypatch):
    settings.MESSAGE_BACKEND = "jobs.gateways.GatewayBackend"
    settings.MESSAGE_HOSTS = ["127.0.0.1"]
    monkeypatch.setenv("SMS_TOKEN", "s3cret-token")
    gateway_config._read.cache_clear()


@pytest.fixture
def first():
    with provider() as one:
        yield one


@pytest.fixture
def second():
    with provider() as one:
        yield one


def gateway(url, name="a", channel="sms", **more):
    words = {
        "headers": {"Authorization": "Bearer {env:SMS_TOKEN}", "X-Request": "{key}"},
        "json": {"to": "{phone_84}", "say": "{text}", "id": "{key}", "facts": "{params}"},
        "success": {"at": "code", "in": ["100"]},
        "duplicate": {"at": "code", "in": ["124"]},
        "again": {"at": "code", "in": ["99"]},
        "reference": "id",
        "timeout_s": 1,
    }
    return {"name": name, "channel": channel, "url": url} | words | more


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def nowhere() -> str:
    return f"http://127.0.0.1:{free_port()}/send"


def test_sends_the_facts_in_the_words_of_the_provider(settings, first):
    settings.MESSAGE_GATEWAYS = [gateway(first.url)]

    receipt = GatewayBackend().send(MESSAGE)

    [request] = first.requests
    assert json.loads(request["body"]) == {
        "to": "84912345678", "say": TEXT, "id": "k1", "facts": {"order": "TN1"},
    }  # fmt: skip
    assert request["headers"]["Authorization"] == "Bearer s3cret-token"
    assert request["headers"]["X-Request"] == "k1"
    assert (receipt.outcome, receipt.channel, receipt.provider, receipt.reference) == (
        "sent", "sms", "a", "p-1",
    )  # fmt: skip


def test_fits_providers_that_take_a_form_or_a_query(settings, first):
    form = {"json": None, "form": {"phone": "{phone}", "msg": "{text_ascii}"}}
    query = {"json": None, "method": "GET", "query": {"p": "{phone}", "v": "{params}"}}
    settings.MESSAGE_GATEWAYS = [gateway(first.url, **form)]
    GatewayBackend().send(MESSAGE)
    settings.MESSAGE_GATEWAYS = [gateway(f"{first.url}?a=1", **query)]
    GatewayBackend().send(MESSAGE)

    sent_form, sent_query = first.requests
    assert parse_qs(sent_form["body"]) == {
        "phone": ["0912345678"], "msg": ["Co nguoi dat mua {key} che 185.000 d"],
    }  # fmt: skip
    assert sent_query["method"] == "GET"
    assert parse_qs(urlsplit(sent_query["path"]).query) == {
        "a": ["1"], "p": ["0912345678"], "v": ['{"order": "TN1"}'],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((200, {"code": "100"}, 0), "sent"),
        ((200, {"code": 124}, 0), "sent"),
        ((409, {"code": "124"}, 0), "sent"),
        ((200, {"code": "99"}, 0), TryLater),
        ((200, {"code": "101"}, 0), MessageRefused),
        ((200, "OK", 0), MessageRefused),
        ((400, {"code": "100"}, 0), MessageRefused),
        ((302, {"code": "100"}, 0), MessageRefused),
        ((429, {}, 0), TryLater),
        ((500, {}, 0), TryLater),
        ((503, {}, 0), TryLater),
        ((200, {"code": "100"}, 1.5), TryLater),
    ],
    ids=str,
)
def test_reads_the_answer_as_it_is_told(settings, first, answer, outcome):
    settings.MESSAGE_GATEWAYS = [gateway(first.url)]
    first.answers = [answer]

    if outcome == "sent":
        assert GatewayBackend().send(MESSAGE).outcome == "sent"
    else:
        with pytest.raises(outcome):
            GatewayBackend().send(MESSAGE)
    assert [request["path"] for request in first.requests] == ["/send"]


@pytest.mark.parametrize("answer", [(500, {}, 0), (200, {"code": "101"}, 0), None], ids=str)
def test_goes_on_to_the_next_gateway(settings, first, second, answer):
    first.answers = [answer]
    url = first.url if answer else nowhere()
    settings.MESSAGE_GATEWAYS = [gateway(url), gateway(second.url, "b", "zalo")]

    receipt = GatewayBackend().send(MESSAGE)

    assert (receipt.provider, receipt.channel) == ("b", "zalo")
    assert len(second.requests) == 1


def test_asks_the_same_gateway_again_when_it_may_have_sent(settings, first, second):
    first.answers = [(200, {"code": "100"}, 1.5), (200, {"code": "124", "id": "p-1"}, 0)]
    settings.MESSAGE_GATEWAYS = [gateway(first.url), gateway(second.url, "b")]

    with pytest.raises(TryLater):
        GatewayBackend().send(MESSAGE)
    receipt = GatewayBackend().send(MESSAGE)

    assert [json.loads(request["body"])["id"] for request in first.requests] == ["k1", "k1"]
    assert receipt.provider == "a"
    assert second.requests == []


def test_goes_on_after_silence_when_told_to(settings, first, second):
    first.answers = [(200, {"code": "100"}, 1.5)]
    settings.MESSAGE_GATEWAYS = [gateway(first.url, unclear="next"), gateway(second.url, "b")]

    assert GatewayBackend().send(MESSAGE).provider == "b"


def test_a_message_of_one_channel_goes_no_other_way(settings, first):
    settings.MESSAGE_GATEWAYS = [gateway(first.url, channel="sms")]

    with pytest.raises(MessageRefused, match="no gateway for voice"):
        GatewayBackend().send(Message("+84912345678", "order", "x", "k", channel="voice"))
    assert first.requests == []


def test_a_provider_with_templates_gets_only_messages_that_have_one(settings, first, second):
    own = {"templates": {"order": "ZNS-77"}, "json": {"template_id": "{template}"}}
    settings.MESSAGE_CHANNELS = ["zalo", "sms"]
    settings.MESSAGE_GATEWAYS = [
        gateway(first.url, channel="zalo", **own), gateway(second.url, "b"),
    ]  # fmt: skip

    by_zalo = GatewayBackend().send(MESSAGE)
    by_sms = GatewayBackend().send(Message("+84912345678", "code", "123456", "k2"))

    assert (by_zalo.provider, by_sms.provider) == ("a", "b")
    assert json.loads(first.requests[0]["body"]) == {"template_id": "ZNS-77"}


def test_writes_no_phone_text_or_secret_down(settings, first, db, caplog):
    caplog.set_level(logging.DEBUG)
    echo = {"code": "+84912345678", "message": TEXT}
    first.answers = [(400, echo, 0), (200, {"code": "100"}, 1.5), (200, {"code": "100"}, 0)]
    settings.MESSAGE_GATEWAYS = [gateway(first.url)]
    send_message(to_phone="+84912345678", template="order", text=TEXT, dedupe_key="k1")

    for _ in range(3):
        Outbox.objects.update(not_before="2020-01-01T00:00:00Z")
        outbox.drain()
        written = caplog.text + Outbox.objects.get().last_error
        assert not any(word in written for word in ("912345678", "đặt mua", "s3cret"))

    assert Outbox.objects.get().done_at is not None
    assert "not sent: a: status 400" in caplog.text


def test_tells_a_follower_how_it_ended(settings, first, db, monkeypatch):
    told = []
    wanted = {"k1": True, "k2": False, "k3": True}
    follower = messages.Follower(wanted.get, lambda key, receipt: told.append((key, receipt)))
    monkeypatch.setitem(messages._followers, "test", follower)
    first.answers = [(200, {"code": "100", "id": "p-9"}, 0), (200, {"code": "101"}, 0)]
    settings.MESSAGE_GATEWAYS = [gateway(first.url)]

    for key in wanted:
        send_message(
            to_phone="+84912345678", template="t", text="x", dedupe_key=key, followed_by="test"
        )
        outbox.drain()

    assert [(key, receipt.outcome, receipt.provider) for key, receipt in told] == [
        ("k1", "sent", "a"), ("k2", "dropped", ""), ("k3", "refused", ""),
    ]  # fmt: skip
    assert len(first.requests) == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"url": "https://evil.example/send"}, "not in MESSAGE_HOSTS"),
        ({"url": "http://127.0.0.1.evil.example/send"}, "not in MESSAGE_HOSTS"),
        ({"url": "https://127.0.0.1@evil.example/"}, "not in MESSAGE_HOSTS"),
        ({"url": "http://sms.example.vn/send"}, "must be https"),
        ({"url": "https://sms.example.vn/{phone}"}, "query, json or form"),
        ({"channel": "fax"}, "channel is one of"),
        ({"body": "x"}, "unknown keys: body"),
        ({"success": "100"}, "success is"),
        ({"unclear": "maybe"}, "unclear is"),
        ({"headers": {"Authorization": "{env:NOT_SET_ANYWHERE}"}}, "NOT_SET_ANYWHERE is not set"),
        ({"timeout_s": 31}, "exceed 30 s"),
    ],
)
def test_refuses_a_configuration_that_cannot_be_meant(settings, changes, words):
    settings.MESSAGE_HOSTS = ["127.0.0.1", "sms.example.vn"]
    settings.MESSAGE_GATEWAYS = [gateway("http://127.0.0.1/send") | changes]

    with pytest.raises(ImproperlyConfigured, match=words):
        gateway_config.gateways()
    [error] = message_gateways(None)
    assert words in error.msg
