"""The helper of the demo: in a team of Tân Cương, and let in by the first household."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from common.dates import local_today
from demo.people import HELPER_COMMUNE, LOGINS, TEAM
from sellers.models import HelperGrant, HouseholdRecord, Seller
from teams.models import CommunityTeam, HouseVisit, TeamPlace


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
    _write_team()


def _write_team() -> None:
    """Let the helper's team have been to three households of its hamlet, and promise a fourth."""
    code = HELPER_COMMUNE
    team = CommunityTeam.objects.create(name=TEAM, is_demo=True)
    TeamPlace.objects.create(team=team, commune_code=code, name=TEAM)
    members = HouseholdRecord.objects.filter(commune_code=code, is_demo=True).order_by("pk")
    today = local_today()
    for number, household in enumerate(members[:4]):
        day = today - timedelta(days=7 * number - 1)
        made = {"made_on": day, "made_at": timezone.now(), "done": "claim,list"} if number else {}
        HouseVisit.objects.create(team=team, household=household, planned_on=day, **made)
