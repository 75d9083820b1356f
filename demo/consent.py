"""The helper of the demo: appointed in Tân Cương, and let in by the first household."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from demo.people import LOGINS, TEAM
from sellers.models import HelperGrant, Seller


def is_missing() -> bool:
    """Say whether the consent of the demo has yet to be given."""
    return not HelperGrant.objects.filter(helper__phone=LOGINS["helper"].phone).exists()


def write_help() -> None:
    """Let the helper in for as long as a household would, from now on; nobody is told."""
    if not is_missing():
        return
    now = timezone.now()
    HelperGrant.objects.create(
        helper=User.objects.get(phone=LOGINS["helper"].phone),
        seller=Seller.objects.get(partner__phone=LOGINS["seller"].phone),
        team=TEAM,
        granted_at=now,
        expires_at=now + timedelta(days=settings.HELP_DAYS),
    )
