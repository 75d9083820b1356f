"""The consent of a household: begins with its code, ends when either side says so."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from common.errors import BusinessRuleError
from common.locks import hold
from sellers.helping import words
from sellers.models import HelperGrant, Seller


class AlreadyEnded(BusinessRuleError):
    """Somebody has ended it before."""

    message = "Việc giúp hộ này đã dừng rồi."


@transaction.atomic
def give(*, helper: User, seller: Seller, team: str) -> HelperGrant:
    """Note the consent for ``HELP_DAYS`` days; an older one of the same two gives way.

    Whoever calls it has checked the code of the household.
    """
    hold(f"help:{helper.pk}:{seller.pk}")
    now = timezone.now()
    older = HelperGrant.objects.open().filter(helper=helper, seller=seller)
    older.update(ended_at=Least(F("expires_at"), now))
    grant = HelperGrant.objects.create(
        helper=helper,
        seller=seller,
        team=team,
        granted_at=now,
        expires_at=now + timedelta(days=settings.HELP_DAYS),
    )
    changes = {"until": (None, grant.expires_at)}
    record("help.begun", on=grant, actor=helper, role="helper", household=seller, changes=changes)
    words.tell_started(grant)
    return grant


@transaction.atomic
def end(*, grant: HelperGrant, by: User | None) -> None:
    """End the help now and tell the other side. Raises ``AlreadyEnded``.

    ``by`` is None when nobody signed in and the household has no owner any more.
    """
    now = timezone.now()
    still = HelperGrant.objects.open().filter(pk=grant.pk, expires_at__gt=now)
    if not still.update(ended_at=now, ended_by=by):
        raise AlreadyEnded
    record("help.ended", on=grant, actor=by, household=grant.seller)
    words.tell_ended(grant, by=by)


def end_all(*, seller: Seller, by: User) -> int:
    """End every help of a shop that closes or gets another owner; return how many.

    Call it inside the transaction of that. Who helped reads it at the next press.
    """
    given = HelperGrant.objects.open().filter(seller=seller)
    return given.update(ended_at=Least(F("expires_at"), timezone.now()), ended_by=by)


def commune_code_of(seller: Seller) -> str:
    """Return the code of the commune in which a seller loaded with its partner sells."""
    commune = seller.partner.commune
    return commune.code if commune else ""
