"""A small provider of e-identities on this machine, with its own key."""

import json
import time
from base64 import urlsafe_b64encode
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

KEY, OTHER_KEY = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
CLIENT = "cho-thai-nguyen"


class FakeProvider:
    """Answers like a provider; ``changes`` are wrong claims, ``key`` may be a wrong key."""

    def __init__(self) -> None:
        self.changes, self.key, self.asked, self.algorithm = {}, KEY, {}, "ES256"
        self.issuer = ""

    def sign_in(self, address: str) -> dict[str, str]:
        """Sign in at the address the market sent the person to; return the way back's query."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["code_challenge_method"] == "S256"
        self.asked["code-1"] = asked
        return {"code": "code-1", "state": asked["state"], "iss": self.issuer}

    def token(self, form: dict[str, str]) -> dict:
        asked = self.asked.pop(form["code"], None)
        digest = sha256(form["code_verifier"].encode()).digest()
        challenge = urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not asked or challenge != asked["code_challenge"]:
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": "u-1", "nonce": asked["nonce"],
            "iat": now, "exp": now + 300, "name": "TRẦN THỊ NGỌC", "acr": "2",
        }  # fmt: skip
        claims |= self.changes
        key = "" if self.algorithm == "none" else self.key
        return {"id_token": jwt.encode(claims, key, self.algorithm, {"kid": "k1"})}

    def answer(self, path: str, form: dict[str, str]) -> dict:
        if path.endswith("openid-configuration"):
            names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
            return {"issuer": self.issuer} | {name: f"{self.issuer}/{name}" for name in names}
        if path == "/jwks_uri":
            public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(KEY.public_key()))
            return {"keys": [public | {"kid": "k1", "alg": "ES256", "use": "sig"}]}
        return self.token(form)


@contextmanager
def running():
    """Run a provider on a free port."""
    provider = FakeProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            length = int(self.headers.get("Content-Length") or 0)
            form = {k: v[0] for k, v in parse_qs(self.rfile.read(length).decode()).items()}
            body = json.dumps(provider.answer(self.path, form)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
