"""Operators and officials appoint helpers for communes of their scope, and end that."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Role, has_role, official_scope
from accounts.services import end_role, grant_role
from places.models import Commune
from sellers.helping import words
from sellers.models import HelperGrant

_FULL_NAME = Concat("kind", Value(" "), "name")


def communes_in_reach(user: User) -> QuerySet[Commune]:
    """Return the communes for which a person may appoint helpers: the map's for operators."""
    communes = Commune.objects.current()
    if has_role(user, Role.OPERATOR):
        return communes.on_tile_map()
    scope = official_scope(user)
    if scope is None:
        return communes.none()
    own = communes.filter(province__code__in=scope.province_codes)
    return own | communes.filter(code__in=scope.commune_codes)


@transaction.atomic
def appoint(
    *,
    full_name: str,
    phone: str,
    commune: Commune,
    team: str,
    by: User,
    until: datetime | None = None,
) -> RoleGrant:
    """Make a person a helper of a commune and say so by message; a known name stays.

    The caller has checked that the commune is in reach. Raises ``InvalidPhone``.
    """
    post = grant_role(
        phone=phone,
        role=Role.HELPER,
        commune_code=commune.code,
        team=team,
        granted_by=by,
        until=until,
    )
    user = post.user
    if not user.full_name:
        user.full_name = full_name
        user.save(update_fields=["full_name"])
    words.tell_appointed(
        user, team=team, commune=commune.full_name, key=f"help-appointed:{post.pk}:{team}"
    )
    return post


@transaction.atomic
def dismiss(*, post: RoleGrant, by: User) -> None:
    """End a post, and with it every consent that households of the commune gave."""
    end_role(grant=post, by=by)
    given = HelperGrant.objects.open().filter(
        helper=post.user, seller__partner__commune__code=post.commune_code
    )
    given.update(ended_at=timezone.now(), ended_by=by)


def helper_posts(communes: QuerySet[Commune]) -> QuerySet[RoleGrant]:
    """Return the posts in force, by commune and team, with ``households`` and ``commune_name``."""
    helped = (
        HelperGrant.objects.in_force()
        .filter(helper=OuterRef("user"), seller__partner__commune__code=OuterRef("commune_code"))
        .order_by()
        .values("helper")
        .annotate(n=Count("pk"))
        .values("n")
    )
    named = Commune.objects.filter(code=OuterRef("commune_code"))
    return (
        RoleGrant.objects.active()
        .of_role(Role.HELPER)
        .filter(commune_code__in=communes.values("code"), user__is_active=True)
        .annotate(
            households=Coalesce(Subquery(helped), 0),
            commune_name=Subquery(named.values_list(_FULL_NAME)[:1]),
        )
        .select_related("user")
        .order_by("commune_name", "team", "user__full_name", "pk")
    )
