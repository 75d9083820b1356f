"""Rows of what officials, operators and staff use."""

from marketplace.permissions.rows import (
    BOARDS,
    COMMUNE,
    DESKS,
    OFFICIALS,
    OPERATORS,
    PROVINCE,
    STAFF,
    TEAM,
    Row,
    Scope,
    button,
    form,
    page,
)
from shop.dashboard import pages as dashboard

_FIGURES = page(OFFICIALS, Scope.PLACES)

PAGES: dict[str, Row] = {
    # Review of goods, papers and people
    "sellers:review-queue": page(OFFICIALS, Scope.PLACES),
    "sellers:review": form(OFFICIALS, Scope.PLACES),
    "sellers:takedown-request": form(OFFICIALS, Scope.PLACES),
    "sellers:certificate-queue": page(OFFICIALS, Scope.PLACES),
    "sellers:certificate-review": form(OFFICIALS, Scope.PLACES),
    "sellers:certificate-review-scan": page(OFFICIALS, Scope.PLACES),
    "sellers:lot-queue": page(OFFICIALS, Scope.PLACES),
    "sellers:lot-check": form(OFFICIALS, Scope.PLACES),
    "sellers:identity-checks": page(OFFICIALS, Scope.PLACES),
    "sellers:identity-check": form(OFFICIALS, Scope.PLACES),
    "sellers:identity-look": button(OFFICIALS, Scope.PLACES),
    "sellers:helper-teams": form(OFFICIALS, Scope.PLACES),
    "sellers:helper-dismiss": form(OFFICIALS, Scope.PLACES),
    # Community teams
    "teams:teams": form(OFFICIALS, Scope.PLACES),
    "teams:one": form(OFFICIALS, Scope.PLACES),
    "teams:add-place": button(OFFICIALS, Scope.PLACES),
    "teams:results": _FIGURES,
    "teams:results-csv": _FIGURES,
    "sellers:slips": page(COMMUNE, Scope.PLACES),
    "sellers:slips-commune": page(COMMUNE, Scope.PLACES),
    "sellers:slips-hamlet": page(COMMUNE, Scope.PLACES),
    "sellers:slips-print": button(COMMUNE, Scope.PLACES),
    # A commune's official is the neighbour of the seller.
    "sellers:moderation": form(PROVINCE, Scope.ALL),
    "fieldreports:reports": page(DESKS, Scope.DESK),
    "fieldreports:report": form(DESKS, Scope.DESK),
    "fieldreports:photo": page(DESKS, Scope.DESK),
    "sellers:unanswered": form(OPERATORS, Scope.ALL),
    # Markets and their boards
    "markets:boards": page(BOARDS, Scope.MARKETS),
    "markets:board": page(BOARDS, Scope.MARKETS),
    "markets:board-print": page(BOARDS, Scope.MARKETS),
    **dict.fromkeys(
        (
            "markets:board-stall-new", "markets:board-stall", "markets:board-stall-end",
            "markets:board-import", "markets:board-settings", "markets:board-prints",
            "markets:rents", "markets:rent",
        ),
        form(BOARDS, Scope.MARKETS),
    ),
    "markets:status": form(PROVINCE, Scope.ALL),
    # Figures
    **{
        f"stats:{name}": _FIGURES
        for name in (
            "summary", "parts", "communes", "compare", "commune", "seller", "orders", "order",
            "goods", "ocop", "ladder", "ladder-csv", "field-reports", "field-reports-csv",
            "markets", "market", "definitions", "published", "download", "download-xlsx",
            "download-pdf", "report",
        )
    },
    "stats:reports": form(OFFICIALS, Scope.PLACES),
    "stats:proof": form(PROVINCE, Scope.ALL),
    "stats:floors": form(PROVINCE, Scope.ALL),
    "stats:floor-import": form(PROVINCE, Scope.ALL),
    **{
        f"stats:{name}": page(PROVINCE, Scope.ALL)
        for name in (
            "outside", "old_units", "exports", "closes", "closed-month", "floor-file",
        )
    },
    # Oscar's pages of offers and its dashboard: what is not here does not exist
    "offer:list": page(STAFF, Scope.ALL),
    "offer:detail": page(STAFF, Scope.ALL),
    **{
        name: (form if dashboard.takes_forms(name) else page)(STAFF, Scope.ALL)
        for name in sorted(dashboard.READABLE)
    },
}  # fmt: skip

PAGES |= {
    "operators:trail": page(OPERATORS, Scope.ALL),
    # Programmes that pay a part of orders
    "programmes:list": page(OPERATORS, Scope.ALL),
    "programmes:new": form(OPERATORS, Scope.ALL),
    "programmes:one": form(OPERATORS, Scope.ALL),
    "programmes:codes": button(OPERATORS, Scope.ALL),
    "programmes:report": page(OPERATORS, Scope.ALL),
    # The door of the staff area: behind it a session with a second factor.
    "operators:enter": form(TEAM, Scope.OWN),
    "operators:set-up": form(TEAM, Scope.OWN),
    "operators:leave": button(TEAM, Scope.OWN),
}

#: Areas with one row for all their pages.
AREAS: dict[str, Row] = {"admin": form(STAFF, Scope.MODELS)}
