"""Sign in at a provider of e-identities by OpenID Connect: code flow with PKCE.

Source: OpenID Connect Core 1.0, 3.1 (code flow) and 3.1.3.7 (checks of the ID token);
RFC 7636 (PKCE); RFC 9207 (``iss`` in the answer).
"""

import base64
import hashlib
import secrets
import time
from collections.abc import Mapping, MutableMapping
from urllib.parse import urlencode

import jwt
from django.conf import settings
from django.utils.crypto import constant_time_compare

from sellers.identity import oidc_http
from sellers.identity.providers import Claims, ProofRefused

CODE = "oidc"
IS_DECIDED_HERE = False
_KEPT = "sellers.oidc"
#: From the button to the way back.
_GOOD_FOR_S = 600
#: Clocks of two machines differ.
_LEEWAY_S = 60
#: Signatures with a key of the provider only: never ``none``, never a shared secret.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]


def button() -> str:
    """Return the words of the button; empty without issuer and client."""
    oidc = settings.IDENTITY_OIDC
    return f"Xác thực bằng {oidc['label']}" if oidc["issuer"] and oidc["client_id"] else ""


def begin(*, session: MutableMapping, back_url: str) -> str:
    """Return the address of the provider's sign-in, good once for this browser.

    Raises ``ProofRefused`` when the provider cannot be asked.
    """
    kept = {
        "state": secrets.token_urlsafe(24),
        "nonce": secrets.token_urlsafe(24),
        "verifier": secrets.token_urlsafe(48),
        "at": int(time.time()),
    }
    where = _discover()["authorization_endpoint"]
    session[_KEPT] = kept
    challenge = hashlib.sha256(kept["verifier"].encode()).digest()
    query = {
        "response_type": "code",
        "client_id": settings.IDENTITY_OIDC["client_id"],
        "redirect_uri": back_url,
        "scope": settings.IDENTITY_OIDC["scope"],
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return f"{where}{'&' if '?' in where else '?'}{urlencode(query)}"


def finish(*, session: MutableMapping, answer: Mapping[str, str], back_url: str) -> Claims:
    """Change the code for an ID token and check every word of it. Raises ``ProofRefused``."""
    kept = session.pop(_KEPT, None)
    if not kept or time.time() - kept["at"] > _GOOD_FOR_S:
        raise ProofRefused("Lần xác thực này đã quá lâu. Bà con bấm làm lại từ đầu.")
    if not constant_time_compare(answer.get("state", ""), kept["state"]):
        raise ProofRefused
    if answer.get("error") or not answer.get("code"):
        raise ProofRefused("Bà con chưa đồng ý ở trang xác thực. Muốn làm lại thì bấm nút.")
    found = _discover()
    if answer.get("iss", found["issuer"]) != found["issuer"]:
        raise ProofRefused
    token = _token(found, code=answer["code"], verifier=kept["verifier"], back_url=back_url)
    return _claims(_checked(token, found), nonce=kept["nonce"])


def _discover() -> dict:
    issuer = settings.IDENTITY_OIDC["issuer"].rstrip("/")
    found = oidc_http.get_json(f"{issuer}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != issuer:
        raise ProofRefused
    needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if not all(oidc_http.is_allowed(str(found.get(name, ""))) for name in needed):
        raise ProofRefused
    return found


def _token(found: dict, *, code: str, verifier: str, back_url: str) -> str:
    oidc = settings.IDENTITY_OIDC
    answer = oidc_http.post_form(
        found["token_endpoint"],
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back_url,
            "code_verifier": verifier,
            "client_id": oidc["client_id"],
        },
        basic=(oidc["client_id"], oidc["client_secret"]) if oidc["client_secret"] else None,
    )
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise ProofRefused
    return token


def _checked(token: str, found: dict) -> dict:
    """Return the claims of a token whose signature, issuer, audience and times are right."""
    client = settings.IDENTITY_OIDC["client_id"]
    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(
            token,
            _key(found, header.get("kid")),
            algorithms=_ALGORITHMS,
            audience=client,
            issuer=found["issuer"],
            leeway=_LEEWAY_S,
            options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )
    except jwt.PyJWTError as problem:
        raise ProofRefused from problem
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims.get("azp", client) != client or (len(audience) > 1 and "azp" not in claims):
        raise ProofRefused
    return claims


def _key(found: dict, kid: str | None):
    keys = jwt.PyJWKSet.from_dict(oidc_http.get_json(found["jwks_uri"])).keys
    usable = [key for key in keys if kid is None or key.key_id == kid]
    if len(usable) != 1:
        raise ProofRefused
    return usable[0]


def _claims(claims: dict, *, nonce: str) -> Claims:
    if not constant_time_compare(str(claims.get("nonce", "")), nonce):
        raise ProofRefused
    name = str(claims.get(settings.IDENTITY_OIDC["name_claim"], ""))
    if not name:
        raise ProofRefused("Trang xác thực chưa cho biết họ tên. Bà con nhờ cán bộ xã kiểm tra.")
    level = str(claims.get("acr", ""))
    wanted = settings.IDENTITY_OIDC["levels"]
    if wanted and level not in wanted:
        raise ProofRefused("Tài khoản định danh chưa đủ mức 2. Bà con làm mức 2 ở công an xã.")
    return Claims(subject=str(claims["sub"]), full_name=name, level=level[:40])
