"""What every page of the shell shows: the operator's legal block, the shelves, the basket."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from accounts.roles import Role, roles_of
from catalogue.models import Category
from marketplace.compact import is_compact
from marketplace.visitor import basket_count, name_of
from pagecache.kept import kept
from pagecache.tags import SITE
from sellers.helping.acting import household_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of a navigation."""

    label: str
    url: str
    current: bool = False


def shell(request):
    """Return the context of header and footer; nothing is read until a template asks."""
    return {
        "operator": settings.OPERATOR,
        "compact": is_compact(request),
        "offline_pages": settings.OFFLINE_PAGES,
        "nav_categories": SimpleLazyObject(lambda: kept("shelves", (SITE,), _shelves)),
        "basket_count": SimpleLazyObject(lambda: basket_count(request)),
        "visitor_name": SimpleLazyObject(lambda: name_of(request)),
        "helping": SimpleLazyObject(lambda: household_of(request)),
        "official_nav": SimpleLazyObject(lambda: _official_nav(request)),
    }


def _shelves() -> list[dict]:
    return [
        {"name": c.short_name or c.name, "url": c.get_absolute_url()}
        for c in Category.objects.browsable().filter(depth=1)
    ]


def _official_nav(request) -> list[Entry]:
    roles = roles_of(request.user) if hasattr(request, "user") else frozenset()
    links = []
    if roles & {Role.PROVINCE_OFFICIAL, Role.COMMUNE_OFFICIAL, Role.OPERATOR}:
        links.append(("Tổng quan", "/thong-ke/"))
    if roles & {Role.PROVINCE_OFFICIAL, Role.OPERATOR}:
        links.append(("Đối soát", "/thong-ke/doi-soat/"))
    if roles & {Role.PROVINCE_OFFICIAL, Role.COMMUNE_OFFICIAL, Role.OPERATOR}:
        links.append(("Duyệt", "/duyet/"))
    if Role.OPERATOR in roles:
        links.append(("Đơn cần gọi", "/can-goi/"))
        links.append(("Tiền cần xem", "/doi-soat-tien/"))
        links.append(("Chương trình", "/doi-soat-tien/chuong-trinh/"))
    return [Entry(label, url, request.path == url) for label, url in links]
