"""Put a browser of the tests into an operator's session, as the second factor would."""

from django.utils import timezone

from accounts.models import StaffSession
from accounts.operators import sessions
from accounts.roles import Role, has_role


def enter(browser, user) -> StaffSession:
    """Sign in and begin a session."""
    browser.force_login(user)
    return begin(browser, user)


def sign_in(browser, user) -> None:
    """Sign in somebody of any role, and begin the session in which operators and staff work."""
    browser.force_login(user)
    if user.is_staff or has_role(user, Role.OPERATOR):
        begin(browser, user)


def begin(browser, user) -> StaffSession:
    """Begin a session in a browser that is signed in."""
    session = browser.session
    started = StaffSession.objects.create(user=user, started_at=timezone.now())
    session[sessions._KEY] = started.pk
    session.save()
    return started
