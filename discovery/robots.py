"""Which pages robots may read: those that anybody may, and that say the same to everybody."""

from discovery.addresses import absolute

#: Beginnings of paths of people's own pages: baskets, orders, accounts, sellers, officials.
CLOSED = (
    "/api/",
    "/ban-hang/",
    "/ban-quan-ly-cho/",
    "/bao-toi/",
    "/can-goi/",
    "/dat-hang/",
    "/doi-soat-tien/",
    "/don-hang/",
    "/duyet/",
    "/gio-hang/",
    "/ho-tro/",
    "/nhan-tai-khoan/",
    "/oauth/",
    "/quan-tri/",
    "/quay/",
    "/tai-khoan/",
    "/thanh-toan/",
    "/thong-ke/",
    "/thoi-giup/",
    "/tra-loi/",
    "/_",
)
#: Two filters at once, and words that people search for: endlessly many pages of the same goods.
ENDLESS = ("/tim-kiem/?", "/*?*&")


def robots_txt() -> str:
    """Return the file for robots."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in (*CLOSED, *ENDLESS))]
    return "\n".join([*lines, "", f"Sitemap: {absolute('/sitemap.xml')}", ""])
