"""Which pages of Oscar's dashboard exist here: all others are closed, also those still to come.

Oscar's forms save whole rows, past stock movements, the moves of orders and the ledger. What
they did stands on our own pages: ``/ban-hang/`` (goods, stock), ``/duyet/`` (review),
``/thong-ke/`` (figures and files), Django's admin (people, places). Categories come with the
reference data.
"""

#: Pages whose forms may be sent: they write nothing of goods, stock, orders, money or people.
FORMS = frozenset(
    f"dashboard:{name}"
    for name in (
        "logout",
        # Only notes; ``OrderDetailView`` refuses every other action.
        "order-detail",
        "order-detail-note",
        "offer-benefit",
        "offer-condition",
        "offer-delete",
        "offer-detail",
        "offer-metadata",
        "offer-restrictions",
        "page-create",
        "page-delete",
        "page-update",
        "range-create",
        "range-delete",
        "range-products",
        "range-reorder",
        "range-update",
        "voucher-create",
        "voucher-delete",
        "voucher-set-create",
        "voucher-set-delete",
        "voucher-set-update",
        "voucher-update",
    )
)

#: Pages to read. A form sent to one of them is refused with ``READ_ONLY``.
READABLE = FORMS | frozenset(
    f"dashboard:{name}"
    for name in (
        "catalogue-category-detail-list",
        "catalogue-category-list",
        "catalogue-product-lookup",
        "index",
        "offer-list",
        "order-line-detail",
        "order-list",
        "order-stats",
        "page-list",
        "range-list",
        "user-detail",
        "users-index",
        "voucher-list",
        "voucher-set-detail",
        "voucher-set-list",
        "voucher-stats",
    )
)

READ_ONLY = (
    "Trang này chỉ để xem, chưa có gì thay đổi. Đơn hàng do người bán chuyển bước ở trang "
    "Bán hàng, món hàng duyệt ở trang Duyệt."
)

#: Words in an address that make Oscar write a file of raw cells: Excel would run some of them.
_FILE_WORDS = ("format", "response_format", "download")


def is_open(view_name: str) -> bool:
    """Say whether a page of the dashboard exists here; pages of other apps do."""
    return not view_name.startswith("dashboard:") or view_name in READABLE


def takes_forms(view_name: str) -> bool:
    """Say whether a page of the dashboard may be sent a form."""
    return not view_name.startswith("dashboard:") or view_name in FORMS


def asks_for_file(view_name: str, query) -> bool:
    """Say whether a query string asks the dashboard for a file; our own pages give files."""
    if not view_name.startswith("dashboard:"):
        return False
    return any(query.get(word, "html") != "html" for word in _FILE_WORDS)
