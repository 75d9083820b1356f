"""The page of reports in the row of those who review."""

from accounts.roles import Role
from fieldreports import answering
from sellers import review_nav

review_nav.insert(
    (
        "fieldreports:reports",
        "Phản ánh",
        frozenset(
            {Role.OPERATOR, Role.PROVINCE_OFFICIAL, Role.COMMUNE_OFFICIAL, Role.MARKET_BOARD}
        ),
        lambda user: answering.waiting(user).count(),
    ),
    after="sellers:moderation",
)
