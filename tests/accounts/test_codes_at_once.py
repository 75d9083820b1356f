"""One-time codes under simultaneous requests."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts import codes
from accounts.models import OneTimeCode
from common.errors import BusinessRuleError

PHONE = "+84912345678"
BROWSER = "browser-a"

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(action, times):
    """Run the action in several threads together; return how many were not refused."""
    start = threading.Barrier(times)
    accepted = []

    def run():
        start.wait(timeout=20)
        try:
            action()
            accepted.append(True)
        except BusinessRuleError:
            return
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return len(accepted)


def test_eight_requests_at_once_send_one_code(settings):
    settings.CODE_LIMITS = codes.DEFAULT_LIMITS

    accepted = at_once(
        lambda: codes.request_code(
            phone=PHONE, purpose="login", browser_key=BROWSER, ip="203.0.113.7"
        ),
        times=8,
    )

    assert accepted == 1
    assert OneTimeCode.objects.count() == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_more_than_one_is_sent_when_nobody_waits(settings, monkeypatch):
    """Negative control: without the lock on the phone all count before anybody has written."""
    settings.CODE_LIMITS = codes.DEFAULT_LIMITS
    met = threading.Barrier(4)
    counted = codes._wait
    monkeypatch.setattr(codes, "hold", lambda name: None)

    def count_together(*args):
        found = counted(*args)
        met.wait(20)
        return found

    monkeypatch.setattr(codes, "_wait", count_together)

    accepted = at_once(
        lambda: codes.request_code(
            phone=PHONE, purpose="login", browser_key=BROWSER, ip="203.0.113.7"
        ),
        times=4,
    )

    assert accepted == OneTimeCode.objects.count() == 4


def test_one_code_entered_four_times_at_once_opens_once():
    browser_hash = codes._hash("browser", BROWSER)
    OneTimeCode.objects.create(
        phone=PHONE,
        purpose="login",
        session_key_hash=browser_hash,
        code_hash=codes._code_hash(PHONE, "login", browser_hash, "123456"),
        expires_at=timezone.now() + timedelta(minutes=5),
    )

    accepted = at_once(
        lambda: codes.check_code(phone=PHONE, purpose="login", code="123456", browser_key=BROWSER),
        times=4,
    )

    assert accepted == 1


def test_twelve_guesses_at_once_count_as_five():
    OneTimeCode.objects.create(
        phone=PHONE,
        purpose="login",
        session_key_hash=codes._hash("browser", BROWSER),
        expires_at=timezone.now() + timedelta(minutes=5),
    )

    accepted = at_once(
        lambda: codes.check_code(phone=PHONE, purpose="login", code="123456", browser_key=BROWSER),
        times=12,
    )

    assert accepted == 0
    assert OneTimeCode.objects.get().tries == 5
