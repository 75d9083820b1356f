"""What each role gets from every address, and whose secrets it may read: the table of the crawl."""

ROLES = ("visitor", "shopper", "owner", "other_seller", "commune", "far_commune", "province",
         "operator", "partner_perm", "staff", "helper", "board")  # fmt: skip
PEOPLE = ROLES[1:]
#: Written to by programs: their signature or key is their token, and cookies count for nothing.
SIGNED = ("/api/v1/", "/oauth/", "/_vnpay/api/")
#: The dashboard of Oscar and the admin of Django: staff, whose details Oscar and Django decide.
STAFF_AREA = "quan-tri/"


def row(everyone=200, **exceptions) -> dict[str, int]:
    """Return the status for each role."""
    assert set(exceptions) <= set(ROLES), exceptions
    return dict.fromkeys(ROLES, everyone) | exceptions


ALL = row(200)
GONE = row(404)
NOT_SO = row(405)
SIGNED_IN = row(200, visitor=302)
#: People without a shop are led to its registration.
SELLERS = row(302, owner=200, other_seller=200)
OWN = row(302, owner=200, other_seller=404)
OWN_DONE = row(302, other_seller=404)
SELLERS_405 = row(302, owner=405, other_seller=405)
OPERATORS = row(403, visitor=302, operator=200)
SLIPS = row(403, visitor=302, commune=200, far_commune=200, operator=200)
SLIPS_405 = {role: 405 if status == 200 else status for role, status in SLIPS.items()}
OFFICIALS = row(403, visitor=302, commune=200, far_commune=200, province=200, operator=200)
OFFICIALS_405 = {role: 405 if status == 200 else status for role, status in OFFICIALS.items()}
IN_SCOPE = OFFICIALS | {"far_commune": 404}
HELPERS = row(403, visitor=302, helper=200)
IN_SCOPE_405 = OFFICIALS_405
PROVINCE = row(403, visitor=302, province=200, operator=200)
DESKS = OFFICIALS | {"board": 200}
DESKS_405 = {role: 405 if status == 200 else status for role, status in DESKS.items()}
#: A report of goods is answered by the platform.
REPORTED = DESKS | {"commune": 404, "far_commune": 404, "board": 404}
#: The board of the market; an operator sees all markets.
BOARD = row(403, visitor=302, board=200, operator=200)
BOARD_405 = BOARD | {"board": 405, "operator": 405}
#: The stall is the owner's, by the own phone.
TRADER = row(404, visitor=302, owner=200)

#: Pattern → (an address of it, GET by role, POST by role). ``{…}`` are ids of the owner's things.
TABLE = {
    "": ("/", ALL, NOT_SO),
    **{f"{name}/": (f"/{name}/", ALL, NOT_SO) for name in
       ("giao-hang", "doi-tra", "quy-che", "bao-ve-du-lieu", "khieu-nai", "sao-ocop")},
    # For machines
    **{f"api/v1/{name}": (f"/api/v1/{name}", ALL, NOT_SO) for name in
       ("openapi.json", "docs/", "products", "product-sets", "sellers", "communes")},
    # Nobody's session is a key.
    **{f"api/v1/stats/{name}": (f"/api/v1/stats/{name}", row(401), NOT_SO) for name in
       ("summary", "sales", "inventory", "floors")},
    # A browser sends no JSON, and its session is no token.
    **{f"api/v1/sign-in/{name}": (f"/api/v1/sign-in/{name}", NOT_SO, row(400)) for name in
       ("codes", "tokens", "refresh")},
    "api/v1/sign-in/end": ("/api/v1/sign-in/end", NOT_SO, row(401)),
    "api/v1/basket": ("/api/v1/basket", row(401), row(400)),
    "api/v1/basket/lines": ("/api/v1/basket/lines", NOT_SO, row(401)),
    "api/v1/basket/voucher": ("/api/v1/basket/voucher", NOT_SO, row(401)),
    "api/v1/basket/merge": ("/api/v1/basket/merge", NOT_SO, row(401)),
    "api/v1/basket/lines/<int:line_id>": ("/api/v1/basket/lines/1", NOT_SO, NOT_SO),
    "api/v1/orders": ("/api/v1/orders", row(401), row(401)),
    "api/v1/orders/<number>": ("/api/v1/orders/{order}", row(401), NOT_SO),
    "api/v1/orders/<number>/cancel": ("/api/v1/orders/{order}/cancel", NOT_SO, row(401)),
    "api/v1/me": ("/api/v1/me", row(401), NOT_SO),
    "api/v1/products/<int:product_id>": ("/api/v1/products/{listing}", ALL, NOT_SO),
    "api/v1/sellers/<slug>": ("/api/v1/sellers/{slug}", ALL, NOT_SO),
    "api/v1/lots/<code>": ("/api/v1/lots/{lot}", ALL, NOT_SO),
    "robots.txt": ("/robots.txt", ALL, NOT_SO),
    "sitemap.xml": ("/sitemap.xml", ALL, NOT_SO),
    r"^sitemap/(?P<section>[a-z-]{1,20})-(?P<number>[0-9]{1,9})\.xml$": (
        "/sitemap/trang-0.xml", ALL, NOT_SO),
    # Not written yet, so "come back later"; the test of the feeds writes them.
    **{f"du-lieu-mo/hang/{name}": (f"/du-lieu-mo/hang/{name}", row(503), NOT_SO) for name in
       ("google.xml", "hang.csv")},
    "du-lieu-mo/": ("/du-lieu-mo/", ALL, NOT_SO),
    **{f"du-lieu-mo/danh-muc.{form}": (f"/du-lieu-mo/danh-muc.{form}", ALL, NOT_SO)
       for form in ("jsonld", "ttl")},
    "du-lieu-mo/<slug:code>/mo-ta.json": ("/du-lieu-mo/cho/mo-ta.json", ALL, NOT_SO),
    **{f"du-lieu-mo/<slug:code>.{form}": (f"/du-lieu-mo/cho.{form}", row(503), NOT_SO)
       for form in ("csv", "json")},
    **{f"du-lieu-mo/<slug:code>/lan-<int:number>.{form}": (
        f"/du-lieu-mo/cho/lan-1.{form}", GONE, NOT_SO) for form in ("csv", "json")},
    **{f"gian-hang/<slug:slug>/{name}": (f"{{storefront}}{name}", ALL, NOT_SO) for name in
       ("google.xml", "hang.csv")},
    "gian-hang/<slug:slug>/cho-<slug:floor>.csv": ("{storefront}cho-voso.csv", ALL, NOT_SO),
    **{name: (f"/{name}", ALL, NOT_SO) for name in
       ("ung-dung.webmanifest", "tho-viec.js", "ngoai-mang/")},
    **{f"{name}/ban-<int:number>/": (f"/{name}/ban-1/", ALL, NOT_SO) for name in
       ("giao-hang", "doi-tra", "quy-che", "bao-ve-du-lieu", "khieu-nai")},
    # There once an app is named: tests/marketplace/test_app_links.py.
    **{f".well-known/{name}": (f"/.well-known/{name}", GONE, NOT_SO) for name in
       ("assetlinks.json", "apple-app-site-association", "oauth-authorization-server")},
    # Once an app is registered: tests/accounts/test_granting.py.
    "tai-khoan/cho-phep/": ("/tai-khoan/cho-phep/", row(404, visitor=302), row(404, visitor=302)),
    "oauth/token": ("/oauth/token", NOT_SO, GONE),
    "oauth/revoke": ("/oauth/revoke", NOT_SO, GONE),
    # Once a provider is set up: tests/accounts/openid/test_leaving.py.
    "oauth/backchannel-logout": ("/oauth/backchannel-logout", NOT_SO, GONE),
    "xep-hang/": ("/xep-hang/", ALL, NOT_SO),
    "ve-san/": ("/ve-san/", ALL, NOT_SO),
    "healthz": ("/healthz", ALL, NOT_SO),
    "readyz": ("/readyz", ALL, NOT_SO),
    # There for allowed addresses and who has the token: test_watching.
    "metrics": ("/metrics", GONE, NOT_SO),
    "_ui/": ("/_ui/", GONE, GONE),
    "_tin-nhan/": ("/_tin-nhan/", GONE, NOT_SO),
    # Accounts
    "tai-khoan/": ("/tai-khoan/", SIGNED_IN, row(405, visitor=302)),
    "tai-khoan/dang-nhap/": ("/tai-khoan/dang-nhap/", row(302, visitor=200), row(302, visitor=200)),
    "tai-khoan/dang-ky/": ("/tai-khoan/dang-ky/", row(302, visitor=200), row(302, visitor=200)),
    "tai-khoan/ma-xac-nhan/": ("/tai-khoan/ma-xac-nhan/", row(302), row(302)),
    "tai-khoan/gui-lai-ma/": ("/tai-khoan/gui-lai-ma/", NOT_SO, row(302)),
    "tai-khoan/ho-ten/": ("/tai-khoan/ho-ten/", row(302), row(302)),
    "tai-khoan/dang-xuat/": ("/tai-khoan/dang-xuat/", NOT_SO, row(302)),
    "tai-khoan/ung-dung/": ("/tai-khoan/ung-dung/", SIGNED_IN, row(405, visitor=302)),
    "tai-khoan/ung-dung/<int:pk>/thoat/": (
        "/tai-khoan/ung-dung/{program}/thoat/", row(405, visitor=302),
        row(404, visitor=302, shopper=302)),
    "tai-khoan/du-lieu/": ("/tai-khoan/du-lieu/", SIGNED_IN, SIGNED_IN),
    "tai-khoan/may/": ("/tai-khoan/may/", SIGNED_IN, row(302)),
    "tai-khoan/hoi-lai/": ("/tai-khoan/hoi-lai/", row(302), row(302)),
    "tai-khoan/doi-so/": ("/tai-khoan/doi-so/", row(302), row(302)),
    "tai-khoan/dung-doi-so/<slug:token>/": (
        "/tai-khoan/dung-doi-so/1-aaaaaaaaaaaaaaaa/", GONE, GONE),
    "tai-khoan/dung-la-ban/": ("/tai-khoan/dung-la-ban/", SIGNED_IN, SIGNED_IN),
    # There once a provider is set up: tests/accounts/openid/test_signing_in.py.
    "tai-khoan/dinh-danh/": ("/tai-khoan/dinh-danh/", row(404, visitor=302), row(404, visitor=302)),
    "tai-khoan/dinh-danh/di/": ("/tai-khoan/dinh-danh/di/", NOT_SO, GONE),
    "tai-khoan/dinh-danh/ve/": ("/tai-khoan/dinh-danh/ve/", GONE, NOT_SO),
    "tai-khoan/xoa/": ("/tai-khoan/xoa/", SIGNED_IN, SIGNED_IN),
    "tai-khoan/don-hang/": ("/tai-khoan/don-hang/", SIGNED_IN, row(405, visitor=302)),
    "tai-khoan/don-hang/<str:order_number>/": (
        "/tai-khoan/don-hang/{order}/", row(404, visitor=302, shopper=302), row(405, visitor=302)),
    **{f"tai-khoan/{name}/": (f"/tai-khoan/{name}/", row(302), NOT_SO) for name in
       ("login", "logout", "register", "tong-quan")},
    # Shop
    "san-pham/": ("/san-pham/", ALL, NOT_SO),
    r"^san-pham/(?P<product_slug>[\w-]*)-(?P<pk>[0-9]{1,18})/$": ("{product}", ALL, NOT_SO),
    r"^san-pham/(?P<product_slug>[\w-]*)-(?P<pk>[0-9]{1,18})/danh-gia/$": (
        "{product}danh-gia/", ALL, NOT_SO),
    r"^san-pham/(?P<product_slug>[\w-]*)-(?P<pk>[0-9]{1,18})/hoi-dap/$": (
        "{product}hoi-dap/", ALL, row(200, visitor=302)),
    r"^san-pham/(?P<product_slug>[\w-]*)-(?P<pk>[0-9]{1,18})/phan-anh/$": (
        "{product}phan-anh/", ALL, ALL),
    **{f"{page}/phan-anh/": (f"{address}phan-anh/", ALL, ALL) for page, address in
       (("gian-hang/<slug:slug>", "{storefront}"), ("cho/<slug:slug>", "/cho/{market}/"),
        ("quay/<str:code>", "/quay/{stall}/"))},
    "phan-anh/": ("/phan-anh/", ALL, NOT_SO),
    # In the browser that sent it only.
    "phan-anh/<str:number>/so-dien-thoai/": (
        "/phan-anh/{report_number}/so-dien-thoai/", GONE, GONE),
    # The number is its holder's right, whoever that is.
    "phan-anh/<str:number>/": ("/phan-anh/{report_number}/", ALL, NOT_SO),
    "san-pham/tuyen-chon/<slug:slug>/": ("/san-pham/tuyen-chon/x/", GONE, NOT_SO),
    "bao-toi/": ("/bao-toi/", SIGNED_IN, row(302)),
    "bao-toi/<int:pk>/": ("/bao-toi/{listing}/", ALL, ALL),
    "bao-toi/thoi/<str:token>/": ("/bao-toi/thoi/1-abcdefghijklmnop/", GONE, GONE),
    "mua-vu/": ("/mua-vu/", ALL, NOT_SO),
    "di-san/": ("/di-san/", ALL, NOT_SO),
    "di-san/<slug:slug>/": ("/di-san/mai-da-nguom/", ALL, NOT_SO),
    "cho/": ("/cho/", ALL, NOT_SO),
    "cho/<slug:slug>/": ("/cho/{market}/", ALL, NOT_SO),
    "quay/<str:code>/": ("/quay/{stall}/?tien=50k", ALL, NOT_SO),
    "quay/<str:code>/ban/": ("/quay/{stall}/ban/", TRADER, TRADER),
    "quay/<str:code>/ban/<int:pk>/bo/": (
        "/quay/{stall}/ban/{sale}/bo/", row(405, visitor=302), TRADER | {"owner": 302}),
    "quay/<str:code>/gian-hang/": (
        "/quay/{stall}/gian-hang/", row(405, visitor=302), TRADER | {"owner": 302}),
    "quay/<str:code>/phi/<int:pk>/": (
        "/quay/{stall}/phi/{rent}/", TRADER, row(405, visitor=302)),
    "ban-quan-ly-cho/": (
        "/ban-quan-ly-cho/", BOARD | {"board": 302, "operator": 302}, BOARD_405),
    "ban-quan-ly-cho/<slug:slug>/": ("/ban-quan-ly-cho/{market}/", BOARD, BOARD_405),
    **{f"ban-quan-ly-cho/<slug:slug>/{end}/": (
        f"/ban-quan-ly-cho/{{market}}/{end}/", BOARD, BOARD) for end in
       ("quay-moi", "nhap", "thong-tin")},
    "ban-quan-ly-cho/<slug:slug>/quay/<str:code>/": (
        "/ban-quan-ly-cho/{market}/quay/{stall}/", BOARD, BOARD),
    "ban-quan-ly-cho/<slug:slug>/quay/<str:code>/nghi/": (
        "/ban-quan-ly-cho/{market}/quay/{ending_stall}/nghi/", BOARD,
        BOARD | {"board": 302, "operator": 302}),
    "ban-quan-ly-cho/<slug:slug>/in/<slug:kind>.pdf": (
        "/ban-quan-ly-cho/{market}/in/the-a6.pdf", BOARD, BOARD_405),
    **{f"ban-quan-ly-cho/<slug:slug>/{end}/": (
        f"/ban-quan-ly-cho/{{market}}/{address}/", BOARD,
        BOARD | {"board": 302, "operator": 302}) for end, address in
       (("phi", "phi"), ("phi/<int:pk>", "phi/{rent}"))},
    "ban-quan-ly-cho/<slug:slug>/cho-4-0/": (
        "/ban-quan-ly-cho/{market}/cho-4-0/", PROVINCE, PROVINCE),
    "xa/": ("/xa/", ALL, NOT_SO),
    "^xa/(?P<code>[0-9]{5})/$": ("/xa/05503/", row(301), NOT_SO),
    r"^xa/(?P<slug>[\w-]*)-(?P<code>[0-9]{5})/$": ("/xa/tan-cuong-05503/", ALL, NOT_SO),
    "danh-muc/<path:category_slug>/": ("{category}", ALL, NOT_SO),
    "tim-kiem/goi-y/": ("/tim-kiem/goi-y/?q=che", ALL, NOT_SO),
    "tim-kiem/": ("/tim-kiem/", ALL, NOT_SO),
    "gian-hang/<slug:slug>/": ("{storefront}", ALL, NOT_SO),
    "gio-hang/": ("/gio-hang/", ALL, row(302)),
    "gio-hang/them/<int:pk>/": ("/gio-hang/them/{listing}/", NOT_SO, row(302)),
    "dat-hang/": ("/dat-hang/", row(302), row(302)),
    "dat-hang/xa/": ("/dat-hang/xa/", ALL, NOT_SO),
    "dat-hang/cam-on/": ("/dat-hang/cam-on/", row(302), NOT_SO),
    **{f"dat-hang/{name}/": (f"/dat-hang/{name}/", row(302), NOT_SO) for name in
       ("shipping-address", "shipping-method", "payment-method", "payment-details", "preview")},
    "don-hang/": ("/don-hang/", ALL, ALL),
    "don-hang/<str:number>/": ("/don-hang/{order}/", row(404, shopper=200), NOT_SO),
    "don-hang/<str:number>/phieu/": (
        "/don-hang/{order}/phieu/", row(404, shopper=200), NOT_SO),
    "don-hang/<str:number>/mua-lai/": (
        "/don-hang/{order}/mua-lai/", NOT_SO, row(404, shopper=302)),
    "don-hang/<str:number>/huy/<str:part>/": (
        "/don-hang/{order}/huy/{part}/", NOT_SO, row(404, shopper=302)),
    "don-hang/<str:number>/tra-loi/<str:part>/": (
        "/don-hang/{order}/tra-loi/{part}/", NOT_SO, row(404)),
    "don-hang/<str:number>/da-chuyen/<str:part>/": (
        "/don-hang/{order}/da-chuyen/{part}/", NOT_SO, row(404, shopper=302)),
    "don-hang/<str:number>/tra-hang/<str:part>/": (
        "/don-hang/{order}/tra-hang/{part}/", row(404, shopper=302), row(404, shopper=200)),
    # The goods have not arrived: it leads back to the order.
    "don-hang/<str:number>/danh-gia/<int:pk>/": (
        "/don-hang/{order}/danh-gia/{line}/", row(404, shopper=302), row(404, shopper=302)),
    "don-hang/<str:number>/danh-gia/<int:pk>/anh/": (
        "/don-hang/{order}/danh-gia/{line}/anh/", row(404), row(404)),
    "dat-hang/tim-xa/": ("/dat-hang/tim-xa/?q=phuc", ALL, NOT_SO),
    # Money
    "thanh-toan/vnpay/ket-qua/": ("/thanh-toan/vnpay/ket-qua/", ALL, NOT_SO),
    "thanh-toan/vnpay/<str:number>/": (
        "/thanh-toan/vnpay/{order}/", row(404, shopper=302), row(404, shopper=302)),
    "api/v1/webhooks/vnpay": ("/api/v1/webhooks/vnpay", ALL, NOT_SO),
    "api/v1/webhooks/bank": ("/api/v1/webhooks/bank", NOT_SO, row(404)),
    "api/v1/webhooks/<slug:code>": ("/api/v1/webhooks/cod", NOT_SO, row(401)),
    "doi-soat-tien/": ("/doi-soat-tien/", OPERATORS, OPERATORS | {"operator": 405}),
    "doi-soat-tien/<int:pk>/": (
        "/doi-soat-tien/1/", OPERATORS | {"operator": 404}, OPERATORS | {"operator": 404}),
    "doi-soat-tien/chuong-trinh/": (
        "/doi-soat-tien/chuong-trinh/", OPERATORS, OPERATORS | {"operator": 405}),
    "doi-soat-tien/chuong-trinh/moi/": (
        "/doi-soat-tien/chuong-trinh/moi/", OPERATORS, OPERATORS),
    "doi-soat-tien/chuong-trinh/<int:pk>/": (
        "/doi-soat-tien/chuong-trinh/1/", OPERATORS | {"operator": 404},
        OPERATORS | {"operator": 404}),
    "doi-soat-tien/chuong-trinh/<int:pk>/ma/": (
        "/doi-soat-tien/chuong-trinh/1/ma/", OPERATORS | {"operator": 405},
        OPERATORS | {"operator": 404}),
    r"doi-soat-tien/chuong-trinh/^(?P<pk>[0-9]{1,9})/bao-cao\.(?P<kind>csv|xlsx)$": (
        "/doi-soat-tien/chuong-trinh/1/bao-cao.csv", OPERATORS | {"operator": 404},
        OPERATORS | {"operator": 405}),
    "_vnpay/thanh-toan/": ("/_vnpay/thanh-toan/", GONE, GONE),
    "_vnpay/api/": ("/_vnpay/api/", NOT_SO, GONE),
    # Sellers
    "ban-hang/": ("/ban-hang/", SELLERS, SELLERS_405),
    "ban-hang/dang-ky/": (
        "/ban-hang/dang-ky/", row(200, visitor=302, owner=302, other_seller=302),
        row(200, visitor=302, owner=302, other_seller=302)),
    "ban-hang/tien/": ("/ban-hang/tien/", SELLERS, SELLERS_405),
    "ban-hang/tien/tai-khoan/": ("/ban-hang/tien/tai-khoan/", SELLERS, SELLERS),
    "ban-hang/tien/tai-khoan/<int:pk>/bo/": (
        "/ban-hang/tien/tai-khoan/{account}/bo/", OWN, OWN | {"owner": 302}),
    "ban-hang/tien/<str:number>/da-chuyen/": (
        "/ban-hang/tien/{part}/da-chuyen/", OWN_DONE, OWN_DONE),
    "ban-hang/giao-hang/": ("/ban-hang/giao-hang/", SELLERS, row(302)),
    # A page aside is there while its order is in the state for it; else it leads back.
    **{f"ban-hang/don-hang/<str:number>/{end}/": (
        f"/ban-hang/don-hang/{{part}}/{end}/", OWN, OWN | {"owner": 200}) for end in
       ("it-hon", "giao-sau")},
    **{f"ban-hang/don-hang/<str:number>/{end}/": (
        f"/ban-hang/don-hang/{{part}}/{end}/", OWN_DONE, OWN_DONE) for end in
       ("mot-phan", "khong-giao-duoc", "hang-ve", "tra-hang", "da-nhan-tien")},
    "ban-hang/don-hang/<str:number>/rut-de-nghi/": (
        "/ban-hang/don-hang/{part}/rut-de-nghi/", SELLERS_405, OWN_DONE),
    **{f"ban-hang/gian-hang/{end}": (f"/ban-hang/gian-hang/{end}", SELLERS, post) for end, post in
       (("", SELLERS_405), ("anh/", SELLERS), ("anh/bo/", row(302)))},
    "ban-hang/gian-hang/<slug:part>/": ("/ban-hang/gian-hang/ten/", SELLERS, SELLERS),
    "ban-hang/xac-thuc/": ("/ban-hang/xac-thuc/", SELLERS, row(302)),
    "ban-hang/xac-thuc/ma-so-thue/": ("/ban-hang/xac-thuc/ma-so-thue/", SELLERS, SELLERS),
    # No provider of e-identities is set up.
    "ban-hang/xac-thuc/di/": (
        "/ban-hang/xac-thuc/di/", SELLERS_405, row(302, owner=404, other_seller=404)),
    "ban-hang/xac-thuc/ve/": (
        "/ban-hang/xac-thuc/ve/", row(302, owner=404, other_seller=404),
        row(302, owner=404, other_seller=404)),
    "ban-hang/loi-moi/": (
        "/ban-hang/loi-moi/", SIGNED_IN, row(404, visitor=302)),
    "ban-hang/nhom/": ("/ban-hang/nhom/", SELLERS, SELLERS_405),
    "ban-hang/nhom/moi/": ("/ban-hang/nhom/moi/", SELLERS, SELLERS),
    "ban-hang/nhom/moi/<int:pk>/rut/": ("/ban-hang/nhom/moi/1/rut/", SELLERS_405, row(302)),
    "ban-hang/nhom/giao-lai/": ("/ban-hang/nhom/giao-lai/", SELLERS, SELLERS),
    # An owner does not leave: the shop is handed over.
    "ban-hang/nhom/roi/": ("/ban-hang/nhom/roi/", row(302), row(302)),
    **{f"ban-hang/nhom/<int:pk>/{end}": (
        f"/ban-hang/nhom/{{member}}/{end}", OWN, OWN | {"owner": post}) for end, post in
       (("", 200), ("bo/", 302))},
    "ban-hang/tam-nghi/": ("/ban-hang/tam-nghi/", SELLERS, SELLERS),
    "ban-hang/mo-lai/": ("/ban-hang/mo-lai/", SELLERS, row(302)),
    # The owner has an order under way.
    "ban-hang/dong/": ("/ban-hang/dong/", SELLERS, SELLERS),
    "ban-hang/du-lieu/": ("/ban-hang/du-lieu/", SELLERS, row(302)),
    "ban-hang/du-lieu/<int:pk>.zip": (
        "/ban-hang/du-lieu/1.zip", SELLERS_405, row(302, owner=404, other_seller=404)),
    "ban-hang/tro-giup/": ("/ban-hang/tro-giup/", SELLERS, SELLERS_405),
    "ban-hang/dang-ban/": ("/ban-hang/dang-ban/", SELLERS, SELLERS_405),
    "ban-hang/dang-ban/<uuid:client_id>/bo/": ("/ban-hang/dang-ban/{draft}/bo/", OWN, OWN_DONE),
    "ban-hang/dang-ban/ngoai-mang/": ("/ban-hang/dang-ban/ngoai-mang/", SELLERS, SELLERS_405),
    "ban-hang/dang-ban/tho-viec.js": ("/ban-hang/dang-ban/tho-viec.js", ALL, NOT_SO),
    # A draft begins where it is first written; another seller's under the same id is not seen.
    "ban-hang/dang-ban/<uuid:client_id>/<slug:step>/": (
        "/ban-hang/dang-ban/{draft}/gia/", OWN, SELLERS),
    "ban-hang/dang-ban/<int:pk>/xong/": ("/ban-hang/dang-ban/{listing}/xong/", OWN, SELLERS_405),
    "ban-hang/san-pham/": ("/ban-hang/san-pham/", SELLERS, SELLERS_405),
    "ban-hang/san-pham/<int:pk>/": ("/ban-hang/san-pham/{listing}/", OWN, SELLERS_405),
    "ban-hang/san-pham/<int:pk>/sua/": ("/ban-hang/san-pham/{listing}/sua/", OWN, OWN),
    "ban-hang/san-pham/<int:pk>/mua/": (
        "/ban-hang/san-pham/{listing}/mua/", OWN, row(302, other_seller=404)),
    "ban-hang/san-pham/<int:pk>/san-khac/": (
        "/ban-hang/san-pham/{listing}/san-khac/", OWN, OWN),
    "ban-hang/ban-truoc/": ("/ban-hang/ban-truoc/", SELLERS, SELLERS_405),
    "ban-hang/san-pham/<int:pk>/ban-truoc/": (
        "/ban-hang/san-pham/{listing}/ban-truoc/", OWN, OWN),
    # Not on pre-order: led to the page that opens it.
    **{f"ban-hang/san-pham/<int:pk>/{name}/": (
        f"/ban-hang/san-pham/{{listing}}/{name}/", OWN_DONE, OWN) for name in
       ("thu-hoach", "doi-ngay")},
    "ban-hang/san-pham/<int:pk>/kho/": ("/ban-hang/san-pham/{listing}/kho/", SELLERS_405, OWN),
    "ban-hang/san-pham/<int:pk>/gia/": ("/ban-hang/san-pham/{listing}/gia/", SELLERS_405, OWN),
    "ban-hang/san-pham/<int:pk>/bat-tat/": (
        "/ban-hang/san-pham/{listing}/bat-tat/", SELLERS_405, OWN_DONE),
    "ban-hang/san-pham/<int:pk>/chung-nhan/": (
        "/ban-hang/san-pham/{listing}/chung-nhan/", OWN, SELLERS_405),
    "ban-hang/san-pham/<int:pk>/chung-nhan/moi/": (
        "/ban-hang/san-pham/{listing}/chung-nhan/moi/", OWN, OWN),
    "ban-hang/san-pham/<int:pk>/chung-nhan/<int:certificate>/": (
        "/ban-hang/san-pham/{listing}/chung-nhan/{certificate}/", OWN, OWN),
    "ban-hang/san-pham/<int:pk>/chung-nhan/<int:certificate>/anh/": (
        "/ban-hang/san-pham/{listing}/chung-nhan/{certificate}/anh/", OWN, SELLERS_405),
    "ban-hang/lo-hang/": ("/ban-hang/lo-hang/", SELLERS, SELLERS_405),
    "ban-hang/lo-hang/moi/": ("/ban-hang/lo-hang/moi/", SELLERS, SELLERS),
    "ban-hang/lo-hang/<slug:code>/": ("/ban-hang/lo-hang/{lot}/", OWN, SELLERS_405),
    "ban-hang/lo-hang/<slug:code>/sua/": ("/ban-hang/lo-hang/{lot}/sua/", OWN, OWN),
    "ban-hang/lo-hang/<slug:code>/tem/": ("/ban-hang/lo-hang/{lot}/tem/", SELLERS_405, OWN),
    "ban-hang/lo-hang/<slug:code>/xong/": ("/ban-hang/lo-hang/{lot}/xong/", SELLERS_405, OWN),
    "truy-xuat/": ("/truy-xuat/", ALL, NOT_SO),
    "truy-xuat/<str:code>/": ("/truy-xuat/{lot}/", ALL, NOT_SO),
    "ban-hang/goi-hang/": ("/ban-hang/goi-hang/", SELLERS, SELLERS_405),
    "ban-hang/goi-hang/nhan.pdf": (
        "/ban-hang/goi-hang/nhan.pdf", row(302), SELLERS_405),
    # Without a confirmed parcel there is no label, also for its own seller.
    "ban-hang/don-hang/<str:number>/nhan.pdf": (
        "/ban-hang/don-hang/{part}/nhan.pdf", row(302, owner=404, other_seller=404), SELLERS_405),
    "ban-hang/don-hang/": ("/ban-hang/don-hang/", SELLERS, SELLERS_405),
    "ban-hang/don-hang/<str:number>/": ("/ban-hang/don-hang/{part}/", OWN, SELLERS_405),
    "ban-hang/don-hang/<str:number>/buoc/": (
        "/ban-hang/don-hang/{part}/buoc/", SELLERS_405, OWN | {"owner": 400}),
    "ban-hang/don-hang/<str:number>/huy/": ("/ban-hang/don-hang/{part}/huy/", OWN, OWN),
    "ban-hang/cau-hoi/": ("/ban-hang/cau-hoi/", SELLERS, SELLERS_405),
    "ban-hang/cau-hoi/<int:pk>/": ("/ban-hang/cau-hoi/{question}/", OWN, OWN),
    "ban-hang/danh-gia/": ("/ban-hang/danh-gia/", SELLERS, SELLERS_405),
    "ban-hang/danh-gia/<int:pk>/": ("/ban-hang/danh-gia/{review}/", OWN, OWN),
    # The token of the link is its holder's right, whoever that is.
    "tra-loi/<str:token>/": ("/tra-loi/1-aaaaaaaaaaaaaaaa/", GONE, GONE),
    "thoi-giup/<str:token>/": ("/thoi-giup/1-aaaaaaaaaaaaaaaa/", GONE, GONE),
    "api/v1/voice-answers": ("/api/v1/voice-answers", NOT_SO, GONE),
    "can-goi/": ("/can-goi/", OPERATORS, OPERATORS | {"operator": 404}),
    "nhan-tai-khoan/": ("/nhan-tai-khoan/", ALL, ALL),
    # Without the code of a slip every step leads back to the first.
    **{f"nhan-tai-khoan/{name}/": (f"/nhan-tai-khoan/{name}/", get, row(302)) for name, get in
       (("dien-thoai", row(302)), ("ma-xac-nhan", row(302)), ("gui-lai-ma", NOT_SO))},
    # Consents: the owner's helper has none to stop. The helper helps nobody yet.
    "ban-hang/nguoi-giup/": ("/ban-hang/nguoi-giup/", SELLERS, SELLERS_405),
    "ban-hang/nguoi-giup/<int:pk>/dung/": (
        "/ban-hang/nguoi-giup/1/dung/", SELLERS_405, OWN | {"owner": 404}),
    "ho-tro/": ("/ho-tro/", HELPERS, HELPERS),
    # Without a phone that was typed the second step leads back to the first.
    "ho-tro/ma/": (
        "/ho-tro/ma/", HELPERS | {"helper": 302}, HELPERS | {"helper": 302}),
    "ho-tro/thoi/": ("/ho-tro/thoi/", row(405, visitor=302), row(302)),
    "ho-tro/<int:pk>/lam/": (
        "/ho-tro/1/lam/", HELPERS | {"helper": 405}, HELPERS | {"helper": 404}),
    "ho-tro/<int:pk>/dung/": (
        "/ho-tro/1/dung/", HELPERS | {"helper": 404}, HELPERS | {"helper": 404}),
    "ho-tro/to/": ("/ho-tro/to/", HELPERS, HELPERS | {"helper": 405}),
    "ho-tro/to/<int:pk>/": (
        "/ho-tro/to/1/", HELPERS | {"helper": 404}, HELPERS | {"helper": 405}),
    **{f"ho-tro/to/<int:pk>/ho/<int:household>/{name}/": (
        f"/ho-tro/to/1/ho/1/{name}/", HELPERS | {"helper": 404}, HELPERS | {"helper": 404})
       for name in ("hen", "da-den")},
    "ho-tro/to/<int:pk>/ho/<int:household>/bo-hen/": (
        "/ho-tro/to/1/ho/1/bo-hen/", HELPERS | {"helper": 405}, HELPERS | {"helper": 404}),
    "duyet/to-cong-nghe-so/": ("/duyet/to-cong-nghe-so/", OFFICIALS, OFFICIALS),
    "duyet/to-cong-nghe-so/<int:pk>/": (
        "/duyet/to-cong-nghe-so/{team}/", IN_SCOPE, IN_SCOPE),
    "duyet/to-cong-nghe-so/<int:pk>/xa/": (
        "/duyet/to-cong-nghe-so/{team}/xa/", IN_SCOPE_405,
        row(403, visitor=302, commune=404, far_commune=404, province=302, operator=302)),
    "thong-ke/to/": ("/thong-ke/to/", OFFICIALS, OFFICIALS_405),
    "thong-ke/to/tai-ve.csv": ("/thong-ke/to/tai-ve.csv", OFFICIALS, OFFICIALS_405),
    "duyet/to-ho-tro/": ("/duyet/to-ho-tro/", OFFICIALS, OFFICIALS),
    "duyet/to-ho-tro/<int:pk>/thoi/": (
        "/duyet/to-ho-tro/{post}/thoi/", IN_SCOPE,
        {role: 302 if status == 200 else status for role, status in IN_SCOPE.items()}),
    "duyet/ho/": (
        "/duyet/ho/", SLIPS | {"commune": 302, "far_commune": 302}, SLIPS_405),
    "duyet/ho/<str:code>/": (
        "/duyet/ho/05503/", SLIPS | {"far_commune": 404}, SLIPS_405),
    "duyet/ho/<str:code>/xom/": (
        "/duyet/ho/05503/xom/?ten=x%C3%B3m+1", SLIPS | {"far_commune": 404}, SLIPS_405),
    "duyet/ho/<str:code>/in/": (
        "/duyet/ho/05503/in/", SLIPS_405,
        SLIPS | {"commune": 302, "operator": 302, "far_commune": 404}),
    "duyet/xac-thuc/": ("/duyet/xac-thuc/", OFFICIALS, OFFICIALS_405),
    "duyet/xac-thuc/<int:pk>/": (
        "/duyet/xac-thuc/{seller}/", IN_SCOPE,
        IN_SCOPE | {"commune": 200, "province": 200, "operator": 200}),
    "duyet/xac-thuc/<int:pk>/so/": (
        "/duyet/xac-thuc/{seller}/so/", OFFICIALS_405,
        IN_SCOPE | {"commune": 302, "province": 302, "operator": 302}),
    "duyet/chung-nhan/": ("/duyet/chung-nhan/", OFFICIALS, OFFICIALS_405),
    "duyet/chung-nhan/<int:pk>/": ("/duyet/chung-nhan/{certificate}/", IN_SCOPE, IN_SCOPE),
    "duyet/chung-nhan/<int:pk>/anh/": (
        "/duyet/chung-nhan/{certificate}/anh/", IN_SCOPE, IN_SCOPE_405),
    "duyet/loi-khach/": (
        "/duyet/loi-khach/", PROVINCE, PROVINCE | {"province": 404, "operator": 404}),
    "duyet/phan-anh/": ("/duyet/phan-anh/", DESKS, DESKS_405),
    "duyet/phan-anh/<int:pk>/": ("/duyet/phan-anh/{listing_report}/", REPORTED, REPORTED),
    # It has no photo.
    "duyet/phan-anh/<int:pk>/anh/": (
        "/duyet/phan-anh/{listing_report}/anh/",
        REPORTED | {"province": 404, "operator": 404}, DESKS_405),
    "duyet/lo-hang/": ("/duyet/lo-hang/", OFFICIALS, OFFICIALS_405),
    "duyet/lo-hang/<slug:code>/": (
        "/duyet/lo-hang/{lot}/", IN_SCOPE,
        {role: 404 if status == 200 else status for role, status in OFFICIALS.items()}),
    "duyet/": ("/duyet/", OFFICIALS, OFFICIALS_405),
    "duyet/<int:pk>/": ("/duyet/{listing}/", IN_SCOPE, IN_SCOPE),
    "duyet/<int:pk>/yeu-cau-go/": ("/duyet/{listing}/yeu-cau-go/", IN_SCOPE, IN_SCOPE),
    # Officials
    "thong-ke/": ("/thong-ke/", OFFICIALS, OFFICIALS_405),
    **{f"thong-ke/{name}/": (f"/thong-ke/{name}/", OFFICIALS, OFFICIALS_405) for name in
       ("theo-nhom", "xa", "don-hang", "san-pham", "ocop", "cho", "ho")},
    # The market lies in another commune of the province.
    "thong-ke/cho/<slug:slug>/": (
        "/thong-ke/cho/{market}/",
        OFFICIALS | {"commune": 404, "far_commune": 404}, OFFICIALS_405),
    "thong-ke/phan-anh/": ("/thong-ke/phan-anh/", OFFICIALS, OFFICIALS_405),
    "thong-ke/phan-anh/tai-ve.csv": (
        "/thong-ke/phan-anh/tai-ve.csv", OFFICIALS, OFFICIALS_405),
    "thong-ke/ho/tai-ve.csv": ("/thong-ke/ho/tai-ve.csv", OFFICIALS, OFFICIALS_405),
    "thong-ke/so-sanh/": (
        "/thong-ke/so-sanh/?xa=05503", OFFICIALS | {"far_commune": 403}, OFFICIALS_405),
    "thong-ke/ben-ngoai/": (
        "/thong-ke/ben-ngoai/", PROVINCE, PROVINCE | {"province": 405, "operator": 405}),
    "thong-ke/xa/<str:code>/": (
        "/thong-ke/xa/05503/", OFFICIALS | {"far_commune": 403}, OFFICIALS_405),
    "thong-ke/nguoi-ban/<int:pk>/": ("/thong-ke/nguoi-ban/{partner}/", IN_SCOPE, IN_SCOPE_405),
    "thong-ke/don-hang/<str:number>/": ("/thong-ke/don-hang/{part}/", IN_SCOPE, IN_SCOPE_405),
    "thong-ke/san-khac/": ("/thong-ke/san-khac/", PROVINCE, PROVINCE),
    "thong-ke/san-khac/<int:pk>/": (
        "/thong-ke/san-khac/999/", PROVINCE | {"province": 404, "operator": 404},
        PROVINCE | {"province": 404, "operator": 404}),
    "thong-ke/san-khac/<int:pk>/tep/": (
        "/thong-ke/san-khac/999/tep/", PROVINCE | {"province": 404, "operator": 404},
        PROVINCE | {"province": 405, "operator": 405}),
    "thong-ke/doi-soat/": (
        "/thong-ke/doi-soat/", PROVINCE, PROVINCE | {"province": 302, "operator": 302}),
    "thong-ke/tai-ve/<slug:table>.csv": (
        "/thong-ke/tai-ve/xa.csv?xa=05503", OFFICIALS | {"far_commune": 403}, OFFICIALS_405),
    "thong-ke/dinh-nghia/": ("/thong-ke/dinh-nghia/", OFFICIALS, OFFICIALS_405),
    "thong-ke/don-vi-cu/": (
        "/thong-ke/don-vi-cu/", PROVINCE, PROVINCE | {"province": 405, "operator": 405}),
    "thong-ke/tai-ve/<slug:table>.xlsx": (
        "/thong-ke/tai-ve/bao-cao.xlsx?xa=05503", OFFICIALS | {"far_commune": 403}, OFFICIALS_405),
    "thong-ke/tai-ve/bao-cao.pdf": (
        "/thong-ke/tai-ve/bao-cao.pdf?xa=05503", OFFICIALS | {"far_commune": 403}, OFFICIALS_405),
    "thong-ke/bao-cao/": (
        "/thong-ke/bao-cao/", OFFICIALS,
        {role: 404 if status == 200 else status for role, status in OFFICIALS.items()}),
    "thong-ke/bao-cao/<int:pk>.<slug:file_format>": (
        "/thong-ke/bao-cao/{report}.pdf", IN_SCOPE, IN_SCOPE_405),
    "thong-ke/nhat-ky-tai/": (
        "/thong-ke/nhat-ky-tai/", PROVINCE, PROVINCE | {"province": 405, "operator": 405}),
    "thong-ke/toan-tinh/": ("/thong-ke/toan-tinh/", OFFICIALS, OFFICIALS_405),
    "thong-ke/khoa-so/": (
        "/thong-ke/khoa-so/", PROVINCE, PROVINCE | {"province": 405, "operator": 405}),
    "thong-ke/khoa-so/<str:month>/": (
        "/thong-ke/khoa-so/2020-01/", PROVINCE | {"province": 404, "operator": 404},
        PROVINCE | {"province": 405, "operator": 405}),
}  # fmt: skip

#: The role that each of them holds; the others hold none.
HOLDS = {
    "commune": "commune_official",
    "far_commune": "commune_official",
    "province": "province_official",
    "operator": "operator",
    "helper": "helper",
    "board": "market_board",
}
#: Words of the owner's shop and its buyer, and who may read them.
SECRETS = {
    "buyer": ("Ngõ Kín 731", "Bùi Thị Kín", "977000731", "0977 000 731"),
    "bank": ("85002051731", "8500 2051 731"),
    "draft": ("Món nháp kín",),
    "team": ("Người gói kín",),
}
MAY_READ = {
    "buyer": {"shopper", "owner"},
    "bank": {"owner"},
    "draft": {"owner"},
    "team": {"owner"},
}
#: A draft begins where it is first written.
BEGINS = {("ban-hang/dang-ban/<uuid:client_id>/<slug:step>/", "post", 200)}

PUBLIC = [
    address
    for address, get, _ in TABLE.values()
    if get["visitor"] == 200
]  # fmt: skip
