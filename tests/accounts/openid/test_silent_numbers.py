"""An e-identity proves the person and says nothing of the number (ADR 0063, 0067)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts import recycled, signin
from accounts.models import Device, User
from tests.accounts.openid.walking import PROVE, go, link, newest_code, prove_phone, who

pytestmark = pytest.mark.django_db


def test_number_stays_silent_for_who_comes_by_identity(client, provider, ngoc):
    """The number was handed on; its last holder still comes by identity every week."""
    link(ngoc, provider)
    with time_machine.travel(timezone.now() + timedelta(days=100)):
        go(client, provider)
        assert who(client) == ngoc
        stranger = Client()

        html = prove_phone(stranger).content.decode()

    assert who(stranger) is None
    assert "họ và tên" in html.lower()


def test_without_the_mark_the_stranger_would_be_in(client, provider, ngoc):
    """Negative control."""
    link(ngoc, provider)
    with time_machine.travel(timezone.now() + timedelta(days=100)):
        go(client, provider)
        Device.objects.update(by_identity=False)
        stranger = Client()

        prove_phone(stranger)

    assert who(stranger) == ngoc


def ask_own_code(browser):
    browser.post(PROVE, {"send": "1"})
    return browser.post(PROVE, {"code": newest_code()})


def test_own_code_ends_the_silence_of_who_comes_by_identity(client, provider, ngoc):
    """Else no app lets them in, and signing in by identity again would not help."""
    link(ngoc, provider)
    with time_machine.travel(timezone.now() + timedelta(days=100)):
        go(client, provider)
        was_silent = recycled.is_silent(User.objects.get(pk=ngoc.pk))

        ask_own_code(client)
        go(client, provider)

        assert was_silent
        assert not recycled.is_silent(User.objects.get(pk=ngoc.pk))


def test_without_the_note_the_number_stays_silent(client, provider, ngoc, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(signin, "prove_number", lambda request: None)
    link(ngoc, provider)
    with time_machine.travel(timezone.now() + timedelta(days=100)):
        go(client, provider)

        ask_own_code(client)

        assert recycled.is_silent(User.objects.get(pk=ngoc.pk))


def test_identity_is_no_fresh_code_of_the_phone(client, provider, ngoc):
    link(ngoc, provider)

    go(client, provider)

    assert "accounts.phone_proved_at" not in client.session
