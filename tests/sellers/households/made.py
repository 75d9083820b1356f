"""Builders: households of the list, and slips of theirs."""

import itertools

from sellers.households.sheets import issue_sheet
from sellers.models import HouseholdRecord

_serial = itertools.count(1)


def make_household(name="Nguyễn Văn An", commune="05818", hamlet="xóm Đồng Đình", **fields):
    return HouseholdRecord.objects.create(
        code=fields.pop("code", f"T{next(_serial):06d}"),
        head_name=name,
        commune_code=commune,
        hamlet=hamlet,
        source="test",
        **fields,
    )


def slip_of(household, **words) -> str:
    """Return the code on a new slip for the household."""
    issued = issue_sheet(
        commune_code=household.commune_code,
        hamlet=household.hamlet,
        issuer_label="Cán bộ",
        household_id=household.pk,
        **words,
    )
    return issued.slips[0].code
