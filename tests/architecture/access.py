"""What each role gets from every address, and whose secrets it may read: the table of the crawl."""

from tests.architecture import access_sellers
from tests.architecture.roles import (
    ALL,
    BOARD,
    BOARD_405,
    GONE,
    IN_SCOPE,
    IN_SCOPE_405,
    NOT_SO,
    OFFICIALS,
    OFFICIALS_405,
    OPERATORS,
    PROVINCE,
    SIGNED_IN,
    TRADER,
    row,
)

#: Written to by programs: their signature or key is their token, and cookies count for nothing.
SIGNED = ("/api/v1/", "/oauth/", "/_vnpay/api/")
#: The dashboard of Oscar and the admin of Django: staff, whose details Oscar and Django decide.
STAFF_AREA = "quan-tri/"

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
       ("google.xml", "hang.csv", "cho-postmart.csv", "cho-voso.csv")},
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
    "ban-quan-ly-cho/<slug:slug>/in/": (
        "/ban-quan-ly-cho/{market}/in/", BOARD, BOARD | {"board": 302, "operator": 302}),
    "ban-quan-ly-cho/<slug:slug>/in/<int:pk>.pdf": (
        "/ban-quan-ly-cho/{market}/in/1.pdf", BOARD | {"board": 404, "operator": 404}, BOARD_405),
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
    **access_sellers.TABLE,
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
