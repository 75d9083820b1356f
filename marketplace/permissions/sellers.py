"""Rows of what people who act for a shop use.

Which of them: the role in the team by ``sellers.team.rules``, a helper by
``sellers.helping.rules``. A page of this file has a row in both.
"""

from marketplace.permissions.rows import (
    ANYONE,
    HELPERS,
    PROVIDERS,
    SELLERS,
    SIGNED_IN,
    Row,
    Scope,
    button,
    form,
    page,
)

_PAGE = page(SELLERS, Scope.SHOP)
_BUTTON = button(SELLERS, Scope.SHOP)
_FORM = form(SELLERS, Scope.SHOP)

OF_SHOPS: dict[str, Row] = {
    f"sellers:{name}": row
    for row, names in (
        (
            _PAGE,
            (
                "home", "help", "profile", "money", "team",
                "list-product", "draft-offline", "listed", "listings", "listing", "preorders",
                "certificates", "certificate-scan", "lots", "lot",
                "orders", "order", "packing", "labels", "label",
                "reviews", "own-questions", "helpers",
            ),
        ),
        (
            _BUTTON,
            (
                "identity-leave", "team-cancel", "own-data-file",
                "stock", "price", "switch", "tour-date", "floor-send", "lot-stickers", "lot-end",
                "order-move", "order-withdraw", "helper-stop",
            ),
        ),
        (
            _FORM,
            (
                "bank", "bank-withdraw", "pass-on", "deliveries",
                "profile-part", "portrait", "portrait-drop",
                "identity", "identity-back", "tax-number",
                "team-invite", "team-hand-over", "team-leave", "team-member", "team-remove",
                "pause", "reopen", "close", "own-data",
                "draft-step", "draft-discard", "revise", "season",
                "elsewhere", "tour", "floors", "floor-sales", "preorder", "harvest", "postpone",
                "certificate-new", "certificate-mend", "lot-new", "lot-change",
                "order-cancel", "order-less", "order-later", "order-partial", "order-failed",
                "order-back", "order-return", "order-received",
                "review-answer", "question-answer",
            ),
        ),
    )
    for name in names
}  # fmt: skip

PAGES: dict[str, Row] = OF_SHOPS | {
    # On the way to a shop
    "sellers:register": form(SIGNED_IN, Scope.OWN),
    "sellers:invitations": form(SIGNED_IN, Scope.OWN),
    "sellers:draft-worker": page(ANYONE),
    "sellers:claim": form(ANYONE, Scope.CODE),
    "sellers:claim-phone": form(ANYONE, Scope.BROWSER),
    "sellers:claim-code": form(ANYONE, Scope.BROWSER),
    "sellers:claim-resend": button(ANYONE, Scope.BROWSER),
    # Notices answered without signing in
    "sellers:answer": form(ANYONE, Scope.CODE),
    "sellers:stop-help": form(ANYONE, Scope.CODE),
    "sellers:voice-answer": button(PROVIDERS, Scope.SIGNED),
    # Helpers
    "sellers:helping": form(HELPERS, Scope.HOUSEHOLDS),
    "sellers:helping-code": form(HELPERS, Scope.HOUSEHOLDS),
    "sellers:helping-begin": button(HELPERS, Scope.HOUSEHOLDS),
    "sellers:helping-end": form(HELPERS, Scope.HOUSEHOLDS),
    # Members of community teams: names and steps of households of the commune, nothing more
    "teams:mine": page(HELPERS, Scope.TEAM),
    "teams:team": page(HELPERS, Scope.TEAM),
    "teams:plan": form(HELPERS, Scope.TEAM),
    "teams:make": form(HELPERS, Scope.TEAM),
    "teams:call-off": button(HELPERS, Scope.TEAM),
    # Also who has lost the post stops acting.
    "sellers:helping-leave": button(SIGNED_IN, Scope.OWN),
}
