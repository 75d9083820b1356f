"""Apps of the province that open addresses of this site; empty: none does."""

import re
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

_env = environ.Env()
environ.Env.read_env(Path(__file__).resolve().parent.parent.parent / ".env")

APP_ANDROID_PACKAGE = _env("APP_ANDROID_PACKAGE", default="")
#: SHA-256 of the certificates that the app is signed with, as ``AB:CD:…``.
APP_ANDROID_CERTS = [one.upper() for one in _env.list("APP_ANDROID_CERTS", default=[])]
#: Team and bundle, as ``A1B2C3D4E5.vn.gov.thainguyen.app``.
APP_IOS_IDS = _env.list("APP_IOS_IDS", default=[])

#: Apps that citizens may let in: ``[{"id", "name", "redirect_uris": […], "rights": […]}]`` as JSON;
#: without ``rights`` an app may ask for all that programs may do.
APP_CLIENTS = _env.json("APP_CLIENTS", default=[])
#: https, or a scheme of the app's own, which has a dot (RFC 8252, 7.1); no fragment.
_BACK = r"(https://[^/#\s]+|[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:)/[^#\s]*"

_FORMS = {
    "APP_ANDROID_PACKAGE": ([APP_ANDROID_PACKAGE], r"[A-Za-z]\w*(\.[A-Za-z]\w*)+"),
    "APP_ANDROID_CERTS": (APP_ANDROID_CERTS, r"[0-9A-F]{2}(:[0-9A-F]{2}){31}"),
    "APP_IOS_IDS": (APP_IOS_IDS, r"[A-Z0-9]{10}(\.[A-Za-z0-9-]+)+"),
}
for _name, (_values, _form) in _FORMS.items():
    for _value in _values:
        if _value and not re.fullmatch(_form, _value):
            raise ImproperlyConfigured(f"{_name}: {_value} is none")

for _client in APP_CLIENTS:
    _backs = _client.get("redirect_uris")
    if (
        not re.fullmatch(r"[a-z0-9][a-z0-9.-]{2,39}", _client.get("id", ""))
        or not 0 < len(_client.get("name", "").strip()) <= 60
        or not _backs
        or not all(re.fullmatch(_BACK, one) and len(one) <= 300 for one in _backs)
        or set(_client) - {"id", "name", "redirect_uris", "rights"}
    ):
        raise ImproperlyConfigured(f"APP_CLIENTS: {_client} is none")
