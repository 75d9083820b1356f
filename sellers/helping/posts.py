"""Where a helper is appointed: communes, with the team in each."""

from accounts.models import RoleGrant, User


def posts_of(user: User) -> dict[str, str]:
    """Return the team by commune code of every post in force. 1 query."""
    if not user.is_active:
        return {}
    grants = user.role_grants.active().of_role(RoleGrant.Role.HELPER).exclude(commune_code="")
    return dict(grants.order_by("pk").values_list("commune_code", "team"))


def called(user: User, team: str) -> str:
    """Return how a household reads of its helper: ``Nguyễn Thị Lan, Tổ công nghệ số xóm 1``."""
    name = user.full_name or "Người giúp"
    return f"{name}, {team}" if team else name
