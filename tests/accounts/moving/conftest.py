"""Who changes the phone of an account."""

import pytest
from django.test import Client

from tests import factories
from tests.accounts.moving.steps import OLD, sign_in


@pytest.fixture(autouse=True)
def no_limits(settings):
    settings.CODE_LIMITS = {"phone": [], "ip": []}


@pytest.fixture
def hoa():
    return factories.make_user(OLD, "Nguyễn Thị Hoa")


@pytest.fixture
def browser(hoa):
    """A browser that has just signed in with a code of the old phone."""
    browser = Client()
    sign_in(browser, OLD)
    return browser
