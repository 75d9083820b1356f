"""A program of others that takes news, and what brings it there."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from django.utils import timezone

from jobs import outbox
from jobs.models import Outbox
from webhooks import following, subscribing
from webhooks.models import Subscription


class Receiver:
    """A program that takes news, and answers as it is told."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/tin?a=1"
        self.got: list[tuple[dict, bytes]] = []
        self.status = 204
        self.location = ""

    @property
    def news(self) -> list[dict]:
        return [json.loads(body) for _, body in self.got]


@contextmanager
def listening():
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            one.got.append((dict(self.headers), body))
            self.send_response(one.status)
            if one.location:
                self.send_header("Location", one.location)
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    one = Receiver(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield one
    server.shutdown()
    server.server_close()


def subscribe(receiver, *kinds, **options):
    return subscribing.subscribe(
        name="Sàn A", url=receiver.url, kinds=kinds or ("order.*", "stock.changed"), **options
    )


def deliver() -> None:
    """Look for news and send what is due, as if every pause were over."""
    following.follow()
    Subscription.objects.update(rests_until=None)
    Outbox.objects.filter(done_at=None).update(not_before=timezone.now())
    outbox.drain()
