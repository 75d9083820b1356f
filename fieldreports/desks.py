"""Who has to answer a report, who may read it, and whom it is told."""

import datetime as dt

from django.db.models import Q, QuerySet

from accounts.models import RoleGrant, User
from accounts.roles import Role, has_role, markets_of, official_scope
from fieldreports.models import FieldReport
from fieldreports.subjects import with_subject
from markets.models import Market
from markets.reach import own_stalls
from places.models import Commune
from sellers.strangers import own_sellers

Desk = FieldReport.Desk


def staffed(desk: str, *, commune: Commune | None, market: Market | None) -> str:
    """Return the desk, or the next one that somebody sits at: board, commune, platform.

    ≤ 2 queries.
    """
    if desk == Desk.BOARD and not _board(market).exists():
        desk = Desk.COMMUNE
    if desk == Desk.COMMUNE and not _commune(commune).exists():
        desk = Desk.PLATFORM
    return Desk(desk)


def reports_of(user: User) -> QuerySet[FieldReport]:
    """Return the reports that somebody may read and answer. ≤ 2 queries.

    Operators: all; a province: its own; a commune: those it answers, and late ones of its boards;
    a board: those it answers. Nobody: those of the own shop or stall, lest who sent one is known.
    """
    rows = _of_others(user)
    if has_role(user, Role.OPERATOR):
        return rows
    reach = Q(desk=Desk.BOARD, market__slug__in=markets_of(user))
    scope = official_scope(user)
    if scope is not None:
        late = Q(desk=Desk.BOARD, escalated_at__isnull=False)
        here, none = Q(commune__code__in=scope.commune_codes), Q(answering_commune=None)
        answers = Q(answering_commune__code__in=scope.commune_codes) | (none & here)
        reach |= Q(commune__province__code__in=scope.province_codes)
        reach |= Q(answering_commune__province__code__in=scope.province_codes)
        reach |= (Q(desk=Desk.COMMUNE) & answers) | (late & here)
    return rows.filter(reach)


def may_see_sender(user: User, report: FieldReport) -> bool:
    """Tell whether somebody reads the phone of who sent it: a board is too near. ≤ 1 query."""
    if has_role(user, Role.OPERATOR):
        return True
    is_near = report.market is not None and report.market.slug in markets_of(user)
    return not is_near and (_covers(user, report.commune) or _covers(user, report.desk_commune))


def opens_listing(user: User, report: FieldReport) -> bool:
    """Tell whether somebody decides on the listing that is reported. ≤ 1 query."""
    partner = report.product.partner if report.product else None
    if partner is None:
        return False
    return has_role(user, Role.OPERATOR) or _covers(user, partner.commune)


def _of_others(user: User) -> QuerySet[FieldReport]:
    partners, stalls = own_sellers(user).values("partner"), own_stalls(user).values("pk")
    rows = with_subject(FieldReport.objects.all()).exclude(stall__in=stalls)
    return rows.exclude(partner__in=partners).exclude(product__partner__in=partners)


def _covers(user: User, commune: Commune | None) -> bool:
    scope = official_scope(user)
    if scope is None or commune is None:
        return False
    return commune.code in scope.commune_codes or commune.province.code in scope.province_codes


def phones_at(report: FieldReport, now: dt.datetime) -> list[str]:
    """Return the phones of those who have to answer; of operators where nobody sits."""
    grants = {
        Desk.BOARD: lambda: _board(report.market, now),
        Desk.COMMUNE: lambda: _commune(report.desk_commune, now),
        Desk.PLATFORM: lambda: _operators(now),
    }[report.desk]()
    return _phones(grants) or _phones(_operators(now))


def phones_above(report: FieldReport, now: dt.datetime) -> list[str]:
    """Return the phones of those who look after the desk: commune, province, else operators."""
    found = _phones(_commune(report.desk_commune, now)) if report.desk == Desk.BOARD else []
    return found or _phones(_province(report.desk_commune, now)) or _phones(_operators(now))


def _phones(grants: QuerySet[RoleGrant]) -> list[str]:
    people = grants.filter(user__is_active=True)
    return sorted(set(people.values_list("user__phone", flat=True)) - {""})


def _operators(now: dt.datetime | None = None) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.active(now).of_role(Role.OPERATOR)


def _board(market: Market | None, now: dt.datetime | None = None) -> QuerySet[RoleGrant]:
    grants = RoleGrant.objects.active(now).of_role(Role.MARKET_BOARD)
    return grants.filter(market_slug=market.slug) if market else grants.none()


def _commune(commune: Commune | None, now: dt.datetime | None = None) -> QuerySet[RoleGrant]:
    grants = RoleGrant.objects.active(now).of_role(Role.COMMUNE_OFFICIAL)
    return grants.filter(commune_code=commune.code) if commune else grants.none()


def _province(commune: Commune | None, now: dt.datetime) -> QuerySet[RoleGrant]:
    grants = RoleGrant.objects.active(now).of_role(Role.PROVINCE_OFFICIAL)
    return grants.filter(province_code=commune.province.code) if commune else grants.none()
