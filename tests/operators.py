"""Put a browser of the tests into an operator's session, as the second factor would."""

from django.utils import timezone

from accounts.models import StaffSession
from accounts.operators import sessions


def enter(browser, user) -> StaffSession:
    """Sign in and begin a session."""
    browser.force_login(user)
    return begin(browser, user)


def begin(browser, user) -> StaffSession:
    """Begin a session in a browser that is signed in."""
    session = browser.session
    started = StaffSession.objects.create(user=user, started_at=timezone.now())
    session[sessions._KEY] = started.pk
    session.save()
    return started
