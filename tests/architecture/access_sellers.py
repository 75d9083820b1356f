"""What each role gets from the pages of sellers and of who helps them."""

from tests.architecture.roles import (
    ALL,
    DESKS,
    DESKS_405,
    GONE,
    HELPERS,
    IN_SCOPE,
    IN_SCOPE_405,
    NOT_SO,
    OFFICIALS,
    OFFICIALS_405,
    OPERATORS,
    OWN,
    OWN_DONE,
    PROVINCE,
    REPORTED,
    SELLERS,
    SELLERS_405,
    SIGNED_IN,
    SLIPS,
    SLIPS_405,
    row,
)

#: As in the whole table, ``tests.architecture.access.TABLE``.
TABLE = {
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
    "ban-hang/san-khac/": ("/ban-hang/san-khac/", SELLERS, SELLERS),
    "ban-hang/san-khac/<slug:floor>/gui/": (
        "/ban-hang/san-khac/voso/gui/", SELLERS_405, SELLERS),
    "ban-hang/san-khac/tep/<int:pk>/": (
        "/ban-hang/san-khac/tep/{sales_file}/", OWN, OWN_DONE),
    "ban-hang/san-pham/<int:pk>/ngay-di/": (
        "/ban-hang/san-pham/{listing}/ngay-di/",
        row(302, other_seller=404), row(302, other_seller=404)),
    "ban-hang/san-pham/<int:pk>/ngay-di/ghi/": (
        "/ban-hang/san-pham/{listing}/ngay-di/ghi/", SELLERS_405, row(302, other_seller=404)),
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
}  # fmt: skip
