"""Questions about a person: what the account home offers."""

from dataclasses import dataclass

from accounts.models import User
from accounts.openid import linking
from accounts.roles import Role, roles_of


@dataclass(frozen=True)
class AccountLink:
    """One row of the account home."""

    text: str
    hint: str
    path: str


_ORDERS = AccountLink("Đơn hàng của bạn", "Xem hàng đang đến đâu", "/tai-khoan/don-hang/")
_ASKED = AccountLink("Món bạn đang chờ", "Xem lại, hoặc thôi nhận tin báo có hàng", "/bao-toi/")
_DATA = AccountLink("Thông tin của bạn", "Tải về hoặc xoá", "/tai-khoan/du-lieu/")
_PROGRAMS = AccountLink(
    "Ứng dụng đã đăng nhập", "Xem ứng dụng nào mua hàng thay bạn", "/tai-khoan/ung-dung/"
)
_DEVICES = AccountLink("Máy đang đăng nhập", "Xem và đăng xuất máy lạ", "/tai-khoan/may/")
_SELLING = AccountLink("Bán hàng", "Đăng hàng nhà mình, xem đơn, xem tiền", "/ban-hang/")
_BOARD = AccountLink("Ban quản lý chợ", "Quầy, tiền chỗ, in mã QR của chợ bạn", "/ban-quan-ly-cho/")
_STATS = AccountLink("Thống kê", "Số liệu xã và tỉnh của bạn", "/thong-ke/")
_REVIEW = AccountLink("Duyệt hàng", "Hàng mới đang chờ duyệt", "/duyet/")
_SLIPS = AccountLink("Phiếu nhận tài khoản", "In phiếu cho các hộ trong xã", "/duyet/ho/")
_HELP = AccountLink("Giúp bà con", "Xin giúp một hộ, làm giúp các hộ đã đồng ý", "/ho-tro/")
_TEAMS = AccountLink("Người giúp bà con", "Giao người giúp cho xã", "/duyet/to-ho-tro/")
_OPERATE = AccountLink("Quản trị", "Trang của người vận hành", "/quan-tri/")
_TRAIL = AccountLink("Nhật ký", "Ai đã làm gì trong việc quản lý", "/quan-tri/nhat-ky/")


def account_links(*, user: User) -> list[AccountLink]:
    """Return the pages that this person may open from the account home; 1 query."""
    roles = roles_of(user)
    links = [_ORDERS, _ASKED, _SELLING]
    if Role.MARKET_BOARD in roles:
        links.append(_BOARD)
    if Role.HELPER in roles:
        links.append(_HELP)
    if roles & {Role.PROVINCE_OFFICIAL, Role.COMMUNE_OFFICIAL}:
        links.append(_STATS)
    if roles & {Role.COMMUNE_OFFICIAL, Role.OPERATOR}:
        links.append(_SLIPS)
    if roles & {Role.PROVINCE_OFFICIAL, Role.COMMUNE_OFFICIAL, Role.OPERATOR}:
        links.append(_TEAMS)
    if Role.OPERATOR in roles:
        links += [_REVIEW, _OPERATE, _TRAIL]
    if label := linking.label():
        hint = "Vào không cần chờ mã, hoặc thôi vào bằng cách này"
        links.append(AccountLink(label, hint, "/tai-khoan/dinh-danh/"))
    return [*links, _DEVICES, _PROGRAMS, _DATA]
