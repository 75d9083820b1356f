"""A provider on this machine that answers as it is told and remembers what it was sent."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Provider:
    """``answers`` are ``(status, body, seconds to wait)``, the last one for ever."""

    def __init__(self) -> None:
        self.answers = [(200, {"code": "100", "id": "p-1"}, 0)]
        self.requests: list[dict] = []
        self.url = ""

    def next_answer(self) -> tuple:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def provider():
    """Run a provider for the time of a test."""
    one = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers.get("Content-Length") or 0)
            one.requests.append(
                {
                    "method": self.command,
                    "path": self.path,
                    "headers": dict(self.headers),
                    "body": self.rfile.read(length).decode(),
                }
            )
            status, body, wait = one.next_answer()
            time.sleep(wait)
            text = body if isinstance(body, str) else json.dumps(body)
            try:
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(text.encode())
            except OSError:
                pass

        do_GET = do_POST

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    one.url = f"http://127.0.0.1:{server.server_port}/send"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
