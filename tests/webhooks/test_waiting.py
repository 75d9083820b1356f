"""A receiver that lets a worker wait gets ten seconds, however small the pieces of its answer."""

import http.client
import socket
import time
from contextlib import contextmanager, suppress
from threading import Thread

import pytest

from tests.architecture.crawling import order_of
from tests.webhooks.receiving import Receiver, deliver, subscribe
from webhooks import sending
from webhooks.models import Delivery

pytestmark = pytest.mark.django_db


@contextmanager
def dripping(seconds: float):
    """Take each request, and answer it one letter at a time for so long."""

    def drip(server):
        with suppress(OSError):
            link, _ = server.accept()
            with link:
                link.recv(65_536)
                end = time.monotonic() + seconds
                for letter in b"HTTP/1.1 204 No Content\r\nX-Slow: ":
                    link.sendall(bytes([letter]))
                while time.monotonic() < end:
                    link.sendall(b"a")
                    time.sleep(0.05)
                link.sendall(b"\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=drip, args=(server,), daemon=True).start()
        yield Receiver(server.getsockname()[1])


def test_an_answer_that_drips_ends_in_time(settings, tea, lan, monkeypatch):
    settings.WEBHOOKS_PRIVATE = True
    monkeypatch.setattr(sending, "TIMEOUT_S", 0.3)
    with dripping(3) as slow:
        subscribe(slow, "order.placed")
        order_of(lan, tea)
        begun = time.monotonic()
        deliver()

        assert time.monotonic() - begun < 2
    assert Delivery.objects.get().last_error == "TimeoutError"


def test_without_its_clock_the_whole_answer_would_be_waited_for(settings, tea, lan, monkeypatch):
    """Negative control."""
    settings.WEBHOOKS_PRIVATE = True
    monkeypatch.setattr(sending, "TIMEOUT_S", 0.3)
    plain = lambda stop_at, link, **facts: http.client.HTTPResponse(link, **facts)  # noqa: E731
    monkeypatch.setattr("common.asking._answer_until", plain)
    with dripping(1) as slow:
        subscribe(slow, "order.placed")
        order_of(lan, tea)
        deliver()

    assert Delivery.objects.get().delivered_at
