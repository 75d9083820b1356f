"""A small OpenID Connect provider on this machine: real HTTP, real signatures, own keys."""

import http.client
import json
import secrets
import time
from base64 import urlsafe_b64encode
from contextlib import contextmanager, suppress
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

KEY, OTHER_KEY = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
CLIENT = "cho-thai-nguyen"


class FakeProvider:
    """Answers like a provider; ``changes`` are wrong claims, ``key`` may be a wrong key.

    ``published`` are the keys by name that it tells, ``revoked`` people whom it lets in no more,
    ``checks_challenge`` whether it asks for the verifier of PKCE,
    ``delay_s`` how long it takes for each answer,
    ``drip_s`` for each ten bytes, ``drip_head_s`` for each of forty lines of the head,
    ``status`` what it answers everything with.
    """

    def __init__(self) -> None:
        self.changes, self.key, self.kid, self.algorithm = {}, KEY, "k1", "ES256"
        self.published, self.revoked, self.codes = {"k1": KEY}, set(), {}
        self.person = {"sub": "u-1", "name": "TRẦN THỊ NGỌC"}
        self.delay_s, self.drip_s, self.drip_head_s = 0, 0, 0
        self.status, self.asked_times = 200, 0
        self.logout_type = "logout+jwt"
        self.issuer, self.checks_challenge = "", True

    def sign_in(self, address: str) -> dict[str, str]:
        """Open the address that the market sent the person to; return the query of the way back."""
        parts = urlsplit(address)
        link = http.client.HTTPConnection(parts.netloc, timeout=5)
        link.request("GET", f"{parts.path}?{parts.query}")
        answer = link.getresponse()
        assert answer.status == 302, answer.read()
        self.back = urlsplit(answer.headers["Location"])
        link.close()
        return {name: values[0] for name, values in parse_qs(self.back.query).items()}

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where the person is sent back to; a wrong question is an error of the test."""
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert asked["code_challenge_method"] == "S256"
        assert len(asked["state"]) >= 32 <= len(asked["nonce"])
        sent = {"state": asked["state"], "iss": self.issuer}
        if self.person["sub"] in self.revoked:
            sent["error"] = "access_denied"
        else:
            sent["code"] = f"code-{len(self.codes) + 1}"
            self.codes[sent["code"]] = asked | {"person": dict(self.person)}
        return f"{asked['redirect_uri']}?{urlencode(sent)}"

    def token(self, form: dict[str, str]) -> dict:
        asked = self.codes.get(form["code"])
        if asked is None or asked.get("is_used"):
            return {"error": "invalid_grant"}
        asked["is_used"] = True
        digest = sha256(form["code_verifier"].encode()).digest()
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        is_same = form["redirect_uri"] == asked["redirect_uri"]
        is_right = challenge == asked["code_challenge"] or not self.checks_challenge
        if not (is_right and is_same):
            return {"error": "invalid_grant"}
        if asked["person"]["sub"] in self.revoked:
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "nonce": asked["nonce"],
            "iat": now, "exp": now + 300, "acr": "2",
        }  # fmt: skip
        claims |= asked["person"] | self.changes
        key = "" if self.algorithm == "none" else self.key
        return {"id_token": jwt.encode(claims, key, self.algorithm, {"kid": self.kid})}

    def logout_token(self, **changes) -> str:
        """Return what it sends to its clients when somebody signs out there.

        A change to None takes a claim out.
        """
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 120,
            "jti": secrets.token_urlsafe(12), "sub": self.person["sub"], "events": {LOGOUT: {}},
        }  # fmt: skip
        claims = {name: x for name, x in (claims | changes).items() if x is not None}
        key = "" if self.algorithm == "none" else self.key
        return jwt.encode(claims, key, self.algorithm, {"kid": self.kid, "typ": self.logout_type})

    def answer(self, path: str, form: dict[str, str]) -> dict:
        if path.endswith("openid-configuration"):
            names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            return {"issuer": self.issuer} | {name: f"{self.issuer}/{name}" for name in names}
        if path == "/jwks_uri":
            return {"keys": [public_of(key, kid) for kid, key in self.published.items()]}
        return self.token(form)


def public_of(key, kid: str) -> dict:
    """Return the public half of a key as the provider tells it."""
    public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key()))
    return public | {"kid": kid, "alg": "ES256", "use": "sig"}


@contextmanager
def running():
    """Run a provider on a free port."""
    provider = FakeProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            provider.asked_times += 1
            length = int(self.headers.get("Content-Length") or 0)
            form = {k: v[0] for k, v in parse_qs(self.rfile.read(length).decode()).items()}
            time.sleep(provider.delay_s)
            parts = urlsplit(self.path)
            if parts.path == "/authorization_endpoint":
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            body = json.dumps(provider.answer(self.path, form)).encode()
            with suppress(OSError):
                self.send_response(provider.status)
                self.send_header("Content-Length", str(len(body)))
                for _ in range(40 if provider.drip_head_s else 0):
                    self.flush_headers()
                    time.sleep(provider.drip_head_s)
                    self.send_header("X-Drip", "1")
                self.end_headers()
                for start in range(0, len(body), 10):
                    self.wfile.write(body[start : start + 10])
                    time.sleep(provider.drip_s)

        do_POST = do_GET

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
