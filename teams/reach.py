"""Who belongs to which team, and which teams an official looks after."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import RoleGrant, User
from places.models import Commune
from sellers.helping.posts import posts_of
from teams.models import CommunityTeam, TeamPlace


def own_places(user: User) -> QuerySet[TeamPlace]:
    """Return the places of teams where somebody is posted now. 1 query before it is read."""
    posts = posts_of(user)
    if not posts:
        return TeamPlace.objects.none()
    here = Q()
    for code, team in posts.items():
        here |= Q(commune_code=code, name=team)
    return TeamPlace.objects.filter(here).select_related("team")


def teams_in(communes: QuerySet[Commune]) -> QuerySet[CommunityTeam]:
    """Return the teams with a place among these communes."""
    here = TeamPlace.objects.filter(
        team=OuterRef("pk"), commune_code__in=communes.order_by().values("code")
    )
    return CommunityTeam.objects.filter(Exists(here))


def members_of(team: CommunityTeam, communes: QuerySet[Commune]) -> QuerySet[RoleGrant]:
    """Return the posts of a team in these communes, by name."""
    here = TeamPlace.objects.filter(
        team=team, commune_code=OuterRef("commune_code"), name=OuterRef("team")
    )
    posts = RoleGrant.objects.active().of_role(RoleGrant.Role.HELPER).filter(Exists(here))
    own = posts.filter(commune_code__in=communes.order_by().values("code"))
    named = own.filter(user__is_active=True).select_related("user")
    return named.order_by("user__full_name", "commune_code", "pk")
