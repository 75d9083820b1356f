"""Who helps whom, for the pages of both sides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from sellers.models import HelperAct, HelperGrant, Seller


def households_of(helper: User) -> QuerySet[HelperGrant]:
    """Return the consents in force of a helper, by name of the household."""
    found = HelperGrant.objects.in_force().filter(helper=helper)
    return found.select_related("seller__partner__commune").order_by("seller__partner__name", "pk")


def helpers_of(seller: Seller) -> list[HelperGrant]:
    """Return the consents of a household that hold now, newest first. 1 query."""
    found = HelperGrant.objects.in_force().filter(seller=seller)
    return list(found.select_related("helper", "seller__partner").order_by("-granted_at", "-pk"))


def acts_for(seller: Seller) -> QuerySet[HelperAct]:
    """Return what helpers did for a household, newest first, with the values."""
    return HelperAct.objects.filter(seller=seller).prefetch_related("changes").order_by("-pk")


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act in words; ``changes`` say what was before and what is now."""

    at: datetime
    helper_name: str
    words: str
    changes: tuple[str, ...]


def rows_of(acts: Iterable[HelperAct]) -> list[ActRow]:
    """Return acts for a page; several statements on one value are told as one."""
    return [ActRow(act.at, act.helper_name, act.words, _told(act)) for act in acts]


def _told(act: HelperAct) -> tuple[str, ...]:
    first: dict[str, str] = {}
    last: dict[str, str] = {}
    for change in sorted(act.changes.all(), key=lambda change: change.pk):
        first.setdefault(change.label, change.before)
        last[change.label] = change.after
    return tuple(
        f"{label}: {first[label]} → {now or '(trống)'}" if first[label] else f"{label}: {now}"
        for label, now in last.items()
        if first[label] != now
    )


def own_grant(pk: int, **owner) -> HelperGrant | None:
    """Return a consent that is not ended, of this ``helper`` or ``seller``. 1 query."""
    found = HelperGrant.objects.open().filter(pk=pk, expires_at__gt=timezone.now(), **owner)
    return found.select_related("helper", "seller__partner__commune").first()


def is_open(grant: HelperGrant) -> bool:
    """Say whether there is still something to stop: not ended, not over. No query."""
    return grant.ended_at is None and grant.expires_at > timezone.now()
