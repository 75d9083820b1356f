"""Who sellers are: ways to prove it, the provider of e-identities, keys that seal numbers."""

from pathlib import Path

import environ

_env = environ.Env()
# This module is read before the rest of the settings, which read the file again to no effect.
environ.Env.read_env(Path(__file__).resolve().parent.parent.parent / ".env")

#: Modules of the form of ``sellers.identity.providers.Provider``, in the order sellers see.
IDENTITY_PROVIDERS = _env.list(
    "IDENTITY_PROVIDERS", default=["sellers.identity.oidc", "sellers.identity.manual"]
)

#: An OpenID Connect provider; without issuer and client it is not offered.
IDENTITY_OIDC = {
    "issuer": _env("IDENTITY_OIDC_ISSUER", default=""),
    "client_id": _env("IDENTITY_OIDC_CLIENT_ID", default=""),
    "client_secret": _env("IDENTITY_OIDC_CLIENT_SECRET", default=""),
    "label": _env("IDENTITY_OIDC_LABEL", default="VNeID"),
    "scope": _env("IDENTITY_OIDC_SCOPE", default="openid profile"),
    "name_claim": _env("IDENTITY_OIDC_NAME_CLAIM", default="name"),
    #: Values of ``acr`` that are enough; none: whatever the provider accepts.
    "levels": _env.list("IDENTITY_OIDC_LEVELS", default=[]),
    #: A provider on this machine without TLS, for tests only.
    "allow_loopback": False,
}

#: The province's identity service, by which citizens may sign in; without issuer and client the
#: button is not there. Who is new there proves the phone by a code all the same.
CITIZEN_OIDC = {
    "issuer": _env("CITIZEN_OIDC_ISSUER", default=""),
    "client_id": _env("CITIZEN_OIDC_CLIENT_ID", default=""),
    "client_secret": _env("CITIZEN_OIDC_CLIENT_SECRET", default=""),
    "label": _env("CITIZEN_OIDC_LABEL", default="Thái Nguyên ID"),
    "scope": _env("CITIZEN_OIDC_SCOPE", default="openid profile phone"),
    "name_claim": _env("CITIZEN_OIDC_NAME_CLAIM", default="name"),
    "phone_claim": _env("CITIZEN_OIDC_PHONE_CLAIM", default="phone_number"),
    "allow_loopback": False,
}

#: Keys that seal tax numbers, the new one first; empty: one made from SECRET_KEY.
SEAL_KEYS = _env.list("SEAL_KEYS", default=[])

#: Keys that mark the audit trail, the new one first; empty: one made from SECRET_KEY.
AUDIT_KEYS = _env.list("AUDIT_KEYS", default=[])
