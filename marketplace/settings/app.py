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

_FORMS = {
    "APP_ANDROID_PACKAGE": ([APP_ANDROID_PACKAGE], r"[A-Za-z]\w*(\.[A-Za-z]\w*)+"),
    "APP_ANDROID_CERTS": (APP_ANDROID_CERTS, r"[0-9A-F]{2}(:[0-9A-F]{2}){31}"),
    "APP_IOS_IDS": (APP_IOS_IDS, r"[A-Z0-9]{10}(\.[A-Za-z0-9-]+)+"),
}
for _name, (_values, _form) in _FORMS.items():
    for _value in _values:
        if _value and not re.fullmatch(_form, _value):
            raise ImproperlyConfigured(f"{_name}: {_value} is none")
