"""The dozen sellers and forty listings that every scale has, chosen by hand.

They show every state a visitor may meet; the logins belong to the first two sellers.
"""

import datetime as dt
from dataclasses import dataclass

from catalogue.sets import ListingState
from demo.people import LOGINS
from shop.partner.models import Partner

_K = Partner.Kind
_S = ListingState


@dataclass(frozen=True, slots=True)
class CoreSeller:
    """A seller written by hand."""

    name: str
    kind: str
    commune_code: str
    hamlet: str
    representative: str
    is_woman: bool
    since_year: int
    portrait: str
    families: tuple[str, ...]
    phone: str = ""


@dataclass(frozen=True, slots=True)
class CoreListing:
    """A listing written by hand: whose, which recipe and pack, and what is special about it."""

    seller: int
    recipe: str
    pack: int = 0
    stars: int | None = None
    issued_on: dt.date | None = None
    state: str = _S.APPROVED
    is_sold_out: bool = False
    note: str = ""


CORE_SELLERS: tuple[CoreSeller, ...] = (
    CoreSeller("Hộ bà Nguyễn Thị Hải", _K.HOUSEHOLD, "05503", "xóm Đồng Chè", "Nguyễn Thị Hải",
               True, 1998, "woman_tea_hills", ("che", "du-lich"), LOGINS["seller"].phone),
    CoreSeller("HTX miến Nắng Mai", _K.COOPERATIVE, "05692", "xóm Việt Cường", "Trần Văn Thắng",
               False, 2009, "vermicelli_racks", ("mien",), LOGINS["seller2"].phone),
    CoreSeller("HTX chè Lá Non La Bằng", _K.COOPERATIVE, "05818", "xóm Rừng Vần",
               "Lê Thị Thu Hương", True, 2011, "cooperative_team", ("che",)),
    CoreSeller("Tổ hợp tác gà đồi Gò Trám", _K.COOPERATIVE_GROUP, "05923", "xóm Gò Trám",
               "Dương Văn Chiến", False, 2014, "hen_yard", ("thit-trung", "gia-vi")),
    CoreSeller("Hộ ông Ma Văn Toàn", _K.HOUSEHOLD, "05569", "xóm Nà Lau", "Ma Văn Toàn",
               False, 2005, "rice_terrace", ("gao", "mien")),
    CoreSeller("HTX nông sản Núi Đá La Hiên", _K.COOPERATIVE, "05740", "xóm Hiên Bình",
               "Nông Thị Mai", True, 2016, "man_basket", ("rau-qua", "mat-nam")),
    CoreSeller("Hộ ông Hoàng Văn Kiên nuôi ong", _K.HOUSEHOLD_BUSINESS, "05716", "xóm Trúc Mai",
               "Hoàng Văn Kiên", False, 2008, "beekeeper", ("mat-nam",)),
    CoreSeller("Công ty TNHH Nông sản Sương Sớm", _K.ENTERPRISE, "05443", "tổ 12",
               "Phạm Minh Đạt", False, 2018, "cooperative_team", ("che", "do-uong")),
    CoreSeller("Hộ bà Diệp Thị Sáu", _K.HOUSEHOLD, "05707", "xóm Bờ Suối", "Diệp Thị Sáu",
               True, 2001, "older_woman", ("mat-nam", "che-bien")),
    CoreSeller("HTX tương nếp Bến Nước", _K.COOPERATIVE, "05908", "xóm Múc", "Đỗ Thị Liên",
               True, 2012, "older_woman", ("gia-vi", "gao")),
    CoreSeller("Hộ ông Bùi Văn Thắng", _K.HOUSEHOLD, "05857", "tổ 5", "Bùi Văn Thắng",
               False, 2010, "man_basket", ("rau-qua",)),
    CoreSeller("Nhà sàn Suối Trong", _K.HOUSEHOLD_BUSINESS, "05488", "xóm Bãi Soi",
               "Lường Thị Hằng", True, 2019, "rice_terrace", ("du-lich", "thu-cong")),
)  # fmt: skip

CORE_LISTINGS: tuple[CoreListing, ...] = (
    CoreListing(0, "che-non-tom", 1, stars=4, issued_on=dt.date(2024, 12, 20)),
    CoreListing(0, "che-moc-cau", 1, stars=3, issued_on=dt.date(2024, 2, 5)),
    CoreListing(0, "che-bup", 1),
    CoreListing(0, "che-dinh", 0, is_sold_out=True),
    CoreListing(0, "che-qua-tang", 0, state=_S.SUBMITTED),
    CoreListing(0, "che-xuan", 0, state=_S.HIDDEN),
    CoreListing(0, "che-uop-sen", 0, state=_S.REJECTED,
                note="Ảnh hơi mờ. Bà con chụp lại ngoài trời sáng giúp."),
    CoreListing(1, "mien-viet-cuong", 0, stars=5, issued_on=dt.date(2025, 1, 16)),
    CoreListing(1, "mien-viet-cuong", 1),
    CoreListing(1, "bun-kho", 0),
    CoreListing(1, "banh-da", 0, state=_S.SUBMITTED),
    CoreListing(2, "che-tom-la", 1, stars=4, issued_on=dt.date(2024, 3, 15)),
    CoreListing(2, "che-kim-tuyen", 0),
    CoreListing(2, "che-dinh", 1, stars=5, issued_on=dt.date(2025, 1, 16)),
    CoreListing(2, "che-sao-suot", 0),
    CoreListing(3, "ga-doi", 0, stars=3, issued_on=dt.date(2024, 8, 2)),
    CoreListing(3, "trung-ga", 0),
    CoreListing(3, "tuong-uc-ky", 0, state=_S.SUBMITTED),
    CoreListing(4, "bao-thai", 1, stars=4, issued_on=dt.date(2024, 10, 30)),
    CoreListing(4, "com-lam", 0),
    CoreListing(4, "do-xanh", 0),
    CoreListing(5, "na", 0, stars=3, issued_on=dt.date(2024, 6, 28), is_sold_out=True),
    CoreListing(5, "mang-kho", 0),
    CoreListing(5, "moc-nhi", 0),
    CoreListing(6, "mat-ong-rung", 0, stars=4, issued_on=dt.date(2025, 4, 8)),
    CoreListing(6, "mat-ong-bac-ha", 0),
    CoreListing(6, "mat-ong-nhan", 1),
    CoreListing(7, "tra-tui-loc", 0),
    CoreListing(7, "matcha", 0),
    CoreListing(7, "nuoc-mo", 0),
    CoreListing(8, "tinh-bot-nghe", 0, stars=3, issued_on=dt.date(2023, 9, 18)),
    CoreListing(8, "nam-huong", 1),
    CoreListing(8, "lap-suon", 0),
    CoreListing(8, "chuoi-say", 0),
    CoreListing(9, "tuong-uc-ky", 0, stars=4, issued_on=dt.date(2025, 9, 5)),
    CoreListing(9, "nep-thau-dau", 0),
    CoreListing(10, "oi", 0),
    CoreListing(10, "buoi-dien", 0),
    CoreListing(10, "quat-canh", 0),
    CoreListing(11, "homestay", 0, stars=3, issued_on=dt.date(2025, 11, 21)),
    CoreListing(11, "gio-tre", 0),
    CoreListing(11, "hai-che", 0),
)  # fmt: skip
