"""A provider that hangs, fails or drips holds nobody up."""

import http.client
import socket
import time
from contextlib import suppress
from threading import Thread

import pytest
from django.core.cache import cache

from accounts.openid import asking
from accounts.openid.provider import NotProved, Provider, Reason
from tests import openid_provider as fake
from tests.accounts.openid.walking import (
    LEAVE,
    go,
    link,
    prove_phone,
    who,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("how", ["refuses", "hangs", "fails", "drips", "drips head"])
def test_provider_that_is_down_is_said_calmly_and_the_phone_works(
    client, provider, ngoc, settings, monkeypatch, how
):
    monkeypatch.setattr(asking, "TIMEOUT_S", 0.3)
    if how == "refuses":
        settings.CITIZEN_OIDC = settings.CITIZEN_OIDC | {"issuer": "http://127.0.0.1:9"}
    elif how == "fails":
        provider.status = 503
    elif how == "hangs":
        provider.delay_s = 1
    elif how == "drips head":
        provider.drip_head_s = 0.1
    else:
        provider.drip_s = 0.2

    begun = time.monotonic()
    html = client.post(LEAVE, follow=True).content.decode()
    took = time.monotonic() - begun

    assert "không trả lời. Bạn vào bằng số điện thoại" in html
    assert took < 3
    prove_phone(client)
    assert who(client) == ngoc


def test_without_its_clock_a_dripping_head_would_be_waited_for(client, provider, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(asking, "TIMEOUT_S", 0.3)
    plain = lambda stop_at, link, **facts: http.client.HTTPResponse(link, **facts)  # noqa: E731
    monkeypatch.setattr("common.asking._answer_until", plain)
    provider.drip_head_s = 0.02

    html = client.post(LEAVE, follow=True).content.decode()

    assert "không trả lời" not in html


def test_tls_that_drips_ends_in_time(settings, monkeypatch):
    cache.clear()
    monkeypatch.setattr(asking, "TIMEOUT_S", 0.3)

    def drip(server):
        link, _ = server.accept()
        with link, suppress(OSError):
            # The head of a record of 16 KB, then a byte now and then.
            link.sendall(b"\x16\x03\x03\x40\x00")
            for _ in range(30):
                link.sendall(b"\x02")
                time.sleep(0.1)

    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=drip, args=(server,), daemon=True).start()
        issuer = f"https://127.0.0.1:{server.getsockname()[1]}"
        begun = time.monotonic()
        with pytest.raises(NotProved) as caught:
            asking.get_json(issuer, provider=Provider(issuer, fake.CLIENT, "", "openid"))

    assert caught.value.reason is Reason.NOT_ANSWERING
    assert time.monotonic() - begun < 2


def test_host_with_a_dead_address_is_reached_by_the_next(client, provider, ngoc, monkeypatch):
    real = socket.getaddrinfo

    def dead_first(*asked, **kept):
        rows = real(*asked, **kept)
        return [(*rows[0][:4], ("127.0.0.1", 9)), *rows]

    link(ngoc, provider)
    monkeypatch.setattr(socket, "getaddrinfo", dead_first)

    go(client, provider)

    assert who(client) == ngoc


def test_provider_that_hung_is_left_alone_for_a_while(client, provider, monkeypatch):
    monkeypatch.setattr(asking, "TIMEOUT_S", 0.2)
    provider.delay_s = 1
    for _ in range(4):
        client.post(LEAVE)

    assert provider.asked_times == 1
