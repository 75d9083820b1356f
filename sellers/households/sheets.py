"""Issue slips: one code for each household that has none yet, and who asked for them.

A code is seen once, while its slip is drawn; only its hash is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from common.errors import BusinessRuleError
from common.locks import hold
from sellers.households.codes import hash_code, new_code
from sellers.models import ClaimCode, ClaimSheet, HouseholdRecord

#: From one harvest to the next; whoever comes later asks the commune for a new slip.
GOOD_FOR = timedelta(days=180)
#: So many slips are drawn in about a second; the next print goes on with the rest.
MOST_SLIPS = 400


class NothingToPrint(BusinessRuleError):
    """Every household of the hamlet has a slip or its account."""

    message = "Xóm này không còn hộ nào cần in phiếu."


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for one household."""

    head_name: str
    code: str


@dataclass(frozen=True)
class Issued:
    """A sheet and its slips, by the name of the household."""

    sheet: ClaimSheet
    slips: Sequence[Slip]
    expires_at: object


def households_without_slip(commune_code: str, hamlet: str | None = None):
    """Return the unclaimed households that hold no slip which still opens."""
    open_codes = ClaimCode.objects.filter(
        used_at=None, replaced_at=None, expires_at__gt=timezone.now()
    )
    waiting = HouseholdRecord.objects.filter(commune_code=commune_code, claimed_at=None)
    if hamlet is not None:
        waiting = waiting.filter(hamlet=hamlet)
    return waiting.exclude(pk__in=open_codes.values("household"))


@transaction.atomic
def issue_sheet(
    *,
    commune_code: str,
    hamlet: str,
    issuer_label: str,
    issued_by: User | None = None,
    household_id: int | None = None,
) -> Issued:
    """Issue slips to the households of a hamlet that have none, or a new one to one household.

    A new slip ends the one before. Raises ``NothingToPrint``.
    """
    hold(f"claim-sheet:{commune_code}")
    if household_id is None:
        chosen = households_without_slip(commune_code, hamlet)
    else:
        chosen = HouseholdRecord.objects.filter(
            pk=household_id, commune_code=commune_code, hamlet=hamlet, claimed_at=None
        )
    households = list(chosen.order_by("head_name", "code").only("pk", "head_name")[:MOST_SLIPS])
    if not households:
        raise NothingToPrint
    now = timezone.now()
    ClaimCode.objects.filter(household__in=households, used_at=None, replaced_at=None).update(
        replaced_at=now
    )
    sheet = ClaimSheet.objects.create(
        commune_code=commune_code,
        hamlet=hamlet,
        slips=len(households),
        issued_by=issued_by,
        issuer_label=issuer_label[:160],
        issued_at=now,
    )
    slips = [Slip(household.head_name, new_code()) for household in households]
    ClaimCode.objects.bulk_create(
        ClaimCode(
            household=household,
            sheet=sheet,
            code_hash=hash_code(slip.code),
            expires_at=now + GOOD_FOR,
        )
        for household, slip in zip(households, slips, strict=True)
    )
    label = f"{commune_code} {hamlet}: {len(slips)} phiếu"
    record("slips.issued", on=sheet, label=label, actor=issued_by)
    return Issued(sheet, slips, now + GOOD_FOR)
