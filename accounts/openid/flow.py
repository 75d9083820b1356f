"""Have a person sign in at a provider: code flow with PKCE, every word of the answer checked.

Source: OpenID Connect Core 1.0, 3.1 (code flow) and 3.1.3.7 (checks of the ID token);
RFC 7636 (PKCE); RFC 9207 (``iss`` in the answer); RFC 9700 (what must not be left out).
"""

import base64
import hashlib
import secrets
import time
from collections.abc import Collection, Mapping, MutableMapping
from urllib.parse import urlencode

import jwt
from django.utils.crypto import constant_time_compare

from accounts.openid import asking
from accounts.openid.provider import NotProved, Provider, Reason

#: From the button to the way back.
GOOD_FOR_S = 600
#: Clocks of two machines differ.
LEEWAY_S = 60
#: Signatures with a key of the provider only: never ``none``, never a shared secret.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384"]


def begin(*, session: MutableMapping, kept_as: str, provider: Provider, back_url: str) -> str:
    """Return the address of the provider's sign-in, good once for this browser.

    ``kept_as`` names where the session keeps the secrets. Raises ``NotProved`` when the
    provider cannot be asked.
    """
    kept = {
        "state": secrets.token_urlsafe(24),
        "nonce": secrets.token_urlsafe(24),
        "verifier": secrets.token_urlsafe(48),
        "at": int(time.time()),
    }
    where = _discover(provider)["authorization_endpoint"]
    session[kept_as] = kept
    challenge = hashlib.sha256(kept["verifier"].encode()).digest()
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back_url,
        "scope": provider.scope,
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    return f"{where}{'&' if '?' in where else '?'}{urlencode(query)}"


def finish(
    *,
    session: MutableMapping,
    kept_as: str,
    provider: Provider,
    answer: Mapping[str, str],
    back_url: str,
) -> dict:
    """Change the code for an ID token; return its claims, all checked. Raises ``NotProved``."""
    kept = session.pop(kept_as, None)
    if not kept or time.time() - kept["at"] > GOOD_FOR_S:
        raise NotProved(Reason.TOO_LATE)
    if not constant_time_compare(answer.get("state", ""), kept["state"]):
        raise NotProved
    if answer.get("error") or not answer.get("code"):
        raise NotProved(Reason.DECLINED)
    found = _discover(provider)
    if answer.get("iss", found["issuer"]) != found["issuer"]:
        raise NotProved
    token = _token(provider, found, answer["code"], kept["verifier"], back_url)
    keys = asking.get_json(found["jwks_uri"], provider=provider)
    claims = checked(token, provider, keys, required=("exp", "iat", "iss", "aud", "sub"))
    if not constant_time_compare(str(claims.get("nonce", "")), kept["nonce"]):
        raise NotProved
    return claims


def keys_of(provider: Provider) -> dict:
    """Return the keys that the provider tells now. Raises ``NotProved``."""
    return asking.get_json(_discover(provider)["jwks_uri"], provider=provider)


def _discover(provider: Provider) -> dict:
    found = asking.get_json(
        f"{provider.issuer}/.well-known/openid-configuration", provider=provider
    )
    if str(found.get("issuer", "")).rstrip("/") != provider.issuer:
        raise NotProved
    needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if not all(asking.is_allowed(str(found.get(name, "")), provider=provider) for name in needed):
        raise NotProved
    return found


def _token(provider: Provider, found: dict, code: str, verifier: str, back_url: str) -> str:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back_url,
        "code_verifier": verifier,
        "client_id": provider.client_id,
    }
    answer = asking.post_form(found["token_endpoint"], form, provider=provider)
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise NotProved
    return token


def checked(token: str, provider: Provider, keys: dict, *, required: Collection[str]) -> dict:
    """Return the claims of a token whose signature, issuer, audience and times are right.

    ``keys`` is what the provider tells, ``required`` the claims that must be there. Raises
    ``NotProved``.
    """
    client = provider.client_id
    try:
        header = jwt.get_unverified_header(token)
        claims = jwt.decode(
            token,
            _key(keys, header.get("kid")),
            algorithms=_ALGORITHMS,
            audience=client,
            issuer=[provider.issuer, f"{provider.issuer}/"],
            leeway=LEEWAY_S,
            options={"require": list(required)},
        )
    except jwt.PyJWTError as problem:
        raise NotProved from problem
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if claims.get("azp", client) != client or (len(audience) > 1 and "azp" not in claims):
        raise NotProved
    return claims


def _key(keys: dict, kid: str | None):
    """Return the provider's key of that name."""
    usable = [key for key in jwt.PyJWKSet.from_dict(keys).keys if kid is None or key.key_id == kid]
    if len(usable) != 1:
        raise NotProved
    return usable[0]
