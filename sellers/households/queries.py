"""Questions about the list of households: hamlets of a commune, households of a hamlet."""

import re
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from common.text import sort_key
from sellers.models import ClaimCode, ClaimSheet, HouseholdRecord

_NUMBERS = re.compile(r"([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Hamlet:
    """How far the accounts of one hamlet came."""

    name: str
    households: int
    claimed: int
    with_slip: int

    @property
    def without_slip(self) -> int:
        """Return how many households a print would give a slip."""
        return self.households - self.claimed - self.with_slip


def hamlets_of(commune_code: str) -> list[Hamlet]:
    """Return the hamlets of a commune by name. 2 queries."""
    households = HouseholdRecord.objects.filter(commune_code=commune_code)
    counted = (
        households.values("hamlet").annotate(n=Count("pk"), claimed=Count("claimed_at")).order_by()
    )
    slips = dict(
        _open_codes()
        .filter(household__commune_code=commune_code, household__claimed_at=None)
        .values_list("household__hamlet")
        .annotate(n=Count("pk"))
        .order_by()
    )
    found = (
        Hamlet(row["hamlet"], row["n"], row["claimed"], slips.get(row["hamlet"], 0))
        for row in counted
    )
    return sorted(found, key=lambda hamlet: _in_order(hamlet.name))


def household_rows(commune_code: str, hamlet: str, *, search: str = ""):
    """Return a queryset of the households of a hamlet, with ``has_slip``, by name."""
    households = HouseholdRecord.objects.filter(commune_code=commune_code, hamlet=hamlet)
    if search:
        households = households.filter(Q(head_name__icontains=search) | Q(code__iexact=search))
    open_code = _open_codes().filter(household=OuterRef("pk"))
    return households.annotate(has_slip=Exists(open_code)).order_by("head_name", "code")


def sheets_of(commune_code: str, *, limit: int = 20) -> list[ClaimSheet]:
    """Return the last prints of a commune, newest first. 1 query."""
    return list(ClaimSheet.objects.filter(commune_code=commune_code)[:limit])


def communes_with_households(codes: frozenset[str] | None) -> list[tuple[str, int, int]]:
    """Return ``(commune code, households, claimed)``; ``codes`` None means all. 1 query."""
    households = HouseholdRecord.objects.all()
    if codes is not None:
        households = households.filter(commune_code__in=codes)
    return list(
        households.values_list("commune_code")
        .annotate(n=Count("pk"), claimed=Count("claimed_at"))
        .order_by("commune_code")
    )


def _in_order(name: str) -> list[tuple[int, tuple]]:
    """Return a key by which ``xóm 2`` comes before ``xóm 10``."""
    parts = _NUMBERS.split(name)
    return [(int(part), ()) if part.isdecimal() else (0, sort_key(part)) for part in parts if part]


def _open_codes():
    return ClaimCode.objects.filter(used_at=None, replaced_at=None, expires_at__gt=timezone.now())
