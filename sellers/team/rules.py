"""What each role of a team may open: one row for every page of the seller, nothing without a row.

``sellers.gates`` asks here on every request. Helpers have a table of their own.
"""

from enum import StrEnum

from sellers.models import Membership

R = Membership.Role


class Right(StrEnum):
    """What a page needs."""

    LOOK = "look"
    GOODS = "goods"
    SEE_ORDERS = "see_orders"
    ORDERS = "orders"
    CASH = "cash"
    MONEY = "money"
    SHOP = "shop"
    OWN = "own"


_EVERYDAY = {Right.LOOK, Right.GOODS, Right.SEE_ORDERS, Right.ORDERS, Right.CASH}
ROLES: dict[str, frozenset[Right]] = {
    R.OWNER: frozenset(Right),
    R.MANAGER: frozenset({*_EVERYDAY, Right.MONEY, Right.SHOP}),
    R.MEMBER: frozenset(_EVERYDAY),
    R.PACKER: frozenset({Right.LOOK, Right.SEE_ORDERS, Right.ORDERS}),
    R.BOOKKEEPER: frozenset({Right.LOOK, Right.SEE_ORDERS, Right.CASH, Right.MONEY}),
}
#: What a page shows to a helper; what it may open stands in ``sellers.helping.rules``.
FOR_HELPERS = frozenset({Right.LOOK, Right.GOODS, Right.SEE_ORDERS, Right.ORDERS})
#: What a role may do, in words, where somebody is invited.
WORDS: dict[str, str] = {
    R.MANAGER: "Làm mọi việc, trừ đổi tài khoản ngân hàng và người cùng làm",
    R.MEMBER: "Đăng món, nhận đơn, gói hàng, ghi đã nhận tiền",
    R.PACKER: "Xem đơn, nhận đơn, gói và gửi hàng",
    R.BOOKKEEPER: "Xem đơn và tiền, ghi đã nhận tiền",
}

#: Name of the URL → what the page needs.
RULES: dict[str, Right] = {
    **dict.fromkeys(
        ("sellers:home", "sellers:help", "sellers:team-leave", "sellers:listings"), Right.LOOK
    ),
    **dict.fromkeys(
        (
            "sellers:list-product", "sellers:listed", "sellers:listing", "sellers:revise",
            "sellers:stock", "sellers:price", "sellers:season", "sellers:switch",
            "sellers:elsewhere", "sellers:floors", "sellers:floor-sales",
            "sellers:floor-send", "sellers:tour", "sellers:tour-date",
            "sellers:preorders", "sellers:preorder", "sellers:harvest", "sellers:postpone",
            "sellers:draft-step", "sellers:draft-discard", "sellers:draft-offline",
            "sellers:draft-worker",
            "sellers:certificates", "sellers:certificate-new", "sellers:certificate-mend",
            "sellers:certificate-scan", "sellers:lots", "sellers:lot-new", "sellers:lot",
            "sellers:lot-change", "sellers:lot-stickers", "sellers:lot-end",
            "sellers:reviews", "sellers:review-answer",
            "sellers:own-questions", "sellers:question-answer",
        ),
        Right.GOODS,
    ),
    **dict.fromkeys(
        ("sellers:orders", "sellers:order", "sellers:packing", "sellers:labels", "sellers:label"),
        Right.SEE_ORDERS,
    ),
    **dict.fromkeys(
        (
            "sellers:order-move", "sellers:order-cancel", "sellers:order-less",
            "sellers:order-later", "sellers:order-withdraw", "sellers:order-failed",
            "sellers:order-back",
        ),
        Right.ORDERS,
    ),
    **dict.fromkeys(
        ("sellers:order-partial", "sellers:order-return", "sellers:order-received",
         "sellers:pass-on"),
        Right.CASH,
    ),
    "sellers:money": Right.MONEY,
    **dict.fromkeys(
        (
            "sellers:profile", "sellers:profile-part", "sellers:portrait",
            "sellers:portrait-drop", "sellers:deliveries", "sellers:identity",
            "sellers:tax-number", "sellers:identity-leave", "sellers:identity-back",
            "sellers:pause", "sellers:reopen",
        ),
        Right.SHOP,
    ),
    **dict.fromkeys(
        (
            "sellers:bank", "sellers:bank-withdraw", "sellers:helpers", "sellers:helper-stop",
            "sellers:team", "sellers:team-invite",
            "sellers:team-member", "sellers:team-remove", "sellers:team-cancel",
            "sellers:team-hand-over", "sellers:close", "sellers:own-data",
            "sellers:own-data-file",
        ),
        Right.OWN,
    ),
}  # fmt: skip

#: Buttons of an order that need more than its page: with them cash on delivery is in.
VERBS: dict[str, Right] = {"deliver": Right.CASH, "complete": Right.CASH}


def may_open(role: str, route: str) -> bool:
    """Tell whether a role may open a page by the name of its URL; without a row nobody may."""
    needed = RULES.get(route)
    return needed is not None and needed in ROLES.get(role, frozenset())


def may_press(role: str, verb: str) -> bool:
    """Tell whether a role that may move orders may press this very button."""
    return VERBS.get(verb, Right.ORDERS) in rights_of(role)


def rights_of(role: str) -> frozenset[Right]:
    """Return what a role may do, for pages that hide what it may not."""
    return ROLES.get(role, frozenset())
