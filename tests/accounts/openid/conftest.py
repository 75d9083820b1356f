"""A provider of e-identities that runs, and a person with an account here."""

import pytest
from django.core.cache import cache

from tests import factories
from tests import openid_provider as fake
from tests.accounts.openid.walking import NAME, PHONE


@pytest.fixture
def provider(settings):
    cache.clear()
    settings.CODE_LIMITS = {"phone": [], "ip": []}
    with fake.running() as one:
        settings.CITIZEN_OIDC = settings.CITIZEN_OIDC | {
            "issuer": one.issuer,
            "client_id": fake.CLIENT,
            "client_secret": "bí mật",
            "allow_loopback": True,
        }
        yield one


@pytest.fixture
def ngoc():
    return factories.make_user(PHONE, NAME)
