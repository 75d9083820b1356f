"""Changes to who may do what: give and end roles; forget old codes."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts import moving
from accounts.models import OneTimeCode, RoleGrant, User
from audit.recording import name_of, record
from common.errors import BusinessRuleError
from common.locks import hold
from common.phones import parse_phone

Role = RoleGrant.Role
#: Codes count for limits of one day; after a week nobody needs to know who asked.
KEEP_CODES = timedelta(days=7)


class RoleNeedsPlace(BusinessRuleError):
    """The role only makes sense for one commune or one province."""


@transaction.atomic
def grant_role(
    *,
    phone: str,
    role: str,
    commune_code: str = "",
    province_code: str = "",
    market_slug: str = "",
    team: str = "",
    granted_by: User | None = None,
    until: datetime | None = None,
) -> RoleGrant:
    """Give a role to the person with that phone, creating the user when unknown.

    The same role at the same place is renewed, not doubled. Communes have five digits,
    provinces two; ``market_slug`` names the market of a board, ``team`` the team of a helper.
    Raises ``RoleNeedsPlace``, ``InvalidPhone``, ``moving.NumberComing``.
    """
    _check_place(role, commune_code, province_code, market_slug)
    user = _user_of(parse_phone(phone))
    same = RoleGrant.objects.active().filter(
        user=user,
        role=role,
        commune_code=commune_code,
        province_code=province_code,
        market_slug=market_slug,
    )
    if grant := same.first():
        changes = {"until": (grant.until, until), "team": (grant.team, team)}
        grant.until, grant.team, grant.granted_by = until, team, granted_by
        grant.save(update_fields=["until", "team", "granted_by"])
        _record("role.renewed", grant, granted_by, changes)
        return grant
    grant = RoleGrant.objects.create(
        user=user,
        role=role,
        commune_code=commune_code,
        province_code=province_code,
        market_slug=market_slug,
        team=team,
        granted_by=granted_by,
        until=until,
    )
    place = commune_code or province_code or market_slug
    _record("role.granted", grant, granted_by, {"place": ("", place), "until": (None, until)})
    return grant


@transaction.atomic
def end_role(*, grant: RoleGrant, by: User | None = None) -> RoleGrant:
    """End a role now; the grant stays as history."""
    now = timezone.now()
    if grant.until is None or grant.until > now:
        changes = {"until": (grant.until, now)}
        grant.until = now
        grant.save(update_fields=["until"])
        _record("role.ended", grant, by, changes)
    return grant


def forget_old_codes() -> int:
    """Delete codes, and with them phone numbers, older than a week; return how many."""
    old = OneTimeCode.objects.filter(created_at__lt=timezone.now() - KEEP_CODES)
    return old.delete()[0]


def _user_of(phone: str) -> User:
    """Return the user with that phone, made when unknown; never a second one of somebody."""
    moving.carry_out_due(new_phone=phone)
    hold(f"phone:{phone}")
    if (user := User.objects.filter(phone=phone).first()) is not None:
        return user
    if change := moving.number_waits(phone):
        raise moving.NumberComing(change.due_at)
    user, _ = User.objects.get_or_create(phone=phone)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    return user


def _record(action: str, grant: RoleGrant, by: User | None, changes: dict) -> None:
    record(action, on=grant, label=f"{name_of(grant.user)}: {grant}", actor=by, changes=changes)


def _check_place(role: str, commune_code: str, province_code: str, market_slug: str) -> None:
    if role == Role.COMMUNE_OFFICIAL and not _is_code(commune_code, 5):
        raise RoleNeedsPlace("Cán bộ xã cần mã xã gồm 5 số, ví dụ 05443.")
    if role == Role.PROVINCE_OFFICIAL and not _is_code(province_code, 2):
        raise RoleNeedsPlace("Cán bộ tỉnh cần mã tỉnh gồm 2 số, ví dụ 19.")
    if role == Role.MARKET_BOARD and not market_slug:
        raise RoleNeedsPlace("Ban quản lý chợ cần tên chợ, ví dụ cho-thai.")


def _is_code(text: str, digits: int) -> bool:
    return len(text) == digits and text.isascii() and text.isdigit()
