"""Officials found a team, give it communes and members."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import RoleGrant, User
from audit.recording import record
from common.errors import BusinessRuleError
from places.models import Commune
from sellers.helping import appointing
from teams.models import CommunityTeam, TeamPlace
from teams.reach import members_of


class NameTaken(BusinessRuleError):
    """The commune has a team of that name."""


@transaction.atomic
def found(*, name: str, commune: Commune, by: User) -> CommunityTeam:
    """Found a team in a commune that the caller has checked. Raises ``NameTaken``.

    Who was posted there under that name already belongs to it.
    """
    team = CommunityTeam.objects.create(name=name, founded_by=by)
    _give(team, commune)
    record("team.founded", on=team, actor=by, changes={"place": ("", commune.code)})
    return team


@transaction.atomic
def add_place(*, team: CommunityTeam, commune: Commune, by: User) -> list[User]:
    """Let a team look after one more commune: its members are posted there too, as long as now.

    Who is a helper there already keeps that post; those of another team are returned.
    """
    posts = list(members_of(team, Commune.objects.all()))
    _give(team, commune)
    record("team.place_added", on=team, actor=by, changes={"place": ("", commune.code)})
    here = RoleGrant.objects.active().of_role(RoleGrant.Role.HELPER)
    there = dict(here.filter(commune_code=commune.code).values_list("user_id", "team"))
    for user, until in _longest(posts).items():
        if user.pk not in there:
            appointing.appoint(
                full_name=user.full_name,
                phone=user.phone,
                commune=commune,
                team=team.name,
                by=by,
                until=until,
            )
    return [user for user in _longest(posts) if there.get(user.pk, team.name) != team.name]


def _longest(posts: list[RoleGrant]) -> dict[User, datetime | None]:
    """Return until when each member is posted; who has a post without an end has none."""
    ends: dict[User, datetime | None] = {}
    for post in posts:
        known = ends.get(post.user, post.until)
        ends[post.user] = max(known, post.until) if known and post.until else None
    return ends


@transaction.atomic
def add_member(
    *, team: CommunityTeam, full_name: str, phone: str, communes: list[Commune], by: User
) -> User:
    """Post a person under the name of the team to communes of it. Raises ``InvalidPhone``."""
    posts = [
        appointing.appoint(full_name=full_name, phone=phone, commune=commune, team=team.name, by=by)
        for commune in communes
    ]
    return posts[0].user


def _give(team: CommunityTeam, commune: Commune) -> None:
    try:
        with transaction.atomic():
            TeamPlace.objects.create(team=team, commune_code=commune.code, name=team.name)
    except IntegrityError as clash:
        raise NameTaken(f"{commune.title} đã có tổ tên này. Ghi tên khác.") from clash
