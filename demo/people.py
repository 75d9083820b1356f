"""People of the demo: names as they are spread in the province, phones, and the logins to try.

No phone is anybody's: 0990 is not allocated to any network.
"""

import random
from dataclasses import dataclass

from accounts.models import RoleGrant, User
from accounts.operators import factor
from demo.clock import days_before, moment
from places.models import Commune

#: Family name → weight. The first table holds everywhere, the second in upland communes too.
_COMMON = {
    "Nguyễn": 31, "Trần": 11, "Lê": 9, "Phạm": 7, "Hoàng": 5, "Vũ": 4,
    "Đặng": 3, "Bùi": 3, "Đỗ": 3, "Dương": 3, "Ngô": 2, "Hà": 2, "Lưu": 2, "Diệp": 1,
    "Tạ": 1, "Trịnh": 1, "Phan": 1, "Đào": 1,
}  # fmt: skip
_UPLAND = {
    "Hoàng": 6, "Nông": 6, "Ma": 5, "Lường": 4, "Triệu": 5, "Đàm": 3, "Bế": 2, "La": 2,
    "Lục": 2, "Chu": 2, "Hà": 3, "Lý": 3, "Bàn": 2, "Đặng": 2, "Phùng": 2,
}  # fmt: skip
_UPLAND_SHARE = 0.3
_MIDDLE = {
    True: ("Thị", "Thị", "Thu", "Ngọc", "Thanh", "Minh", "Hồng"),
    False: ("Văn", "Văn", "Đức", "Minh", "Ngọc", "Hữu", "Thanh", "Quang"),
}
_GIVEN = {
    True: ("Hải", "Hà", "Hoa", "Lan", "Hương", "Nga", "Thảo", "Mai", "Hằng", "Tuyết", "Yến",
           "Nhung", "Thủy", "Liên", "Bích", "Oanh", "Phương", "Xuân", "Loan", "Dung", "Huệ",
           "Thơm", "Sáu", "Mận", "Quyên", "Vân", "Hiền", "Chinh"),
    False: ("Hùng", "Dũng", "Cường", "Tuấn", "Thắng", "Hải", "Sơn", "Long", "Bình", "Hòa",
            "Khánh", "Quân", "Tùng", "Thành", "Đạt", "Phúc", "Toàn", "Vinh", "Lâm", "Tiến",
            "Chiến", "Nam", "Hiếu", "Duy", "Kiên", "Thái", "Mạnh", "Bảy"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """A made-up person."""

    name: str
    is_woman: bool

    @property
    def title(self) -> str:
        """Return the word of respect before the name."""
        return "bà" if self.is_woman else "ông"


def person(rng: random.Random, *, upland: bool = False) -> Person:
    """Return a person with a name as people of the place have."""
    is_woman = rng.random() < 0.5
    table = _UPLAND if upland and rng.random() < _UPLAND_SHARE else _COMMON
    family = rng.choices(*_columns(table))[0]
    words = family, rng.choice(_MIDDLE[is_woman]), rng.choice(_GIVEN[is_woman])
    return Person(" ".join(words), is_woman)


def is_upland(commune: Commune) -> bool:
    """Say whether a commune lies in the hills of the north."""
    is_ward = commune.kind == Commune.Kind.WARD
    return commune.former_area == "BK" or (not is_ward and commune.lat and commune.lat > 21.7)


def phone(serial: int) -> str:
    """Return the E.164 number ``0990…`` with this serial (below a million)."""
    return f"+84990{serial:06d}"


def _columns(table: dict[str, int]) -> tuple[list[str], list[int]]:
    return list(table), list(table.values())


@dataclass(frozen=True, slots=True)
class Login:
    """A person to sign in as: role, phone, name and what to say about them."""

    role: str
    phone: str
    name: str
    label: str


_ROLES = RoleGrant.Role
LOGINS: dict[str, Login] = {
    login.role: login
    for login in (
        Login("seller", phone(1), "Nguyễn Thị Hải", "Người bán: bà Nguyễn Thị Hải, hộ làm chè"),
        Login("seller2", phone(2), "Trần Văn Thắng", "Người bán: HTX miến Nắng Mai"),
        Login("shopper", phone(3), "Phạm Thu Hà", "Người mua: chị Phạm Thu Hà"),
        Login("operator", phone(4), "Lê Minh Đức", "Người vận hành sàn"),
        Login("province", phone(5), "Vũ Thị Thanh", "Cán bộ tỉnh Thái Nguyên"),
        Login("commune", phone(6), "Dương Văn Bình", "Cán bộ xã Tân Cương"),
        Login("helper", phone(7), "Nguyễn Thị Lan", "Người giúp bà con xã Tân Cương"),
        Login("board", phone(8), "Hoàng Văn Quân", "Ban quản lý chợ Thái"),
    )
}
TEAM = "Tổ công nghệ số xóm Đồng Chè"
HELPER_COMMUNE = "05503"
_GRANTS = {
    "operator": {"role": _ROLES.OPERATOR},
    "province": {"role": _ROLES.PROVINCE_OFFICIAL, "province_code": "19"},
    "commune": {"role": _ROLES.COMMUNE_OFFICIAL, "commune_code": "05503"},
    "helper": {"role": _ROLES.HELPER, "commune_code": HELPER_COMMUNE, "team": TEAM},
    "board": {"role": _ROLES.MARKET_BOARD, "market_slug": "cho-thai"},
}
#: Nobody of the demo has a password: they sign in with a code.
NO_PASSWORD = "!"  # noqa: S105


def new_user(number: str, name: str) -> User:
    """Return an unsaved user of the demo."""
    joined, seen = moment(days_before(700)), moment(days_before(3))
    return User(
        phone=number, full_name=name, password=NO_PASSWORD, date_joined=joined, last_login=seen
    )


def write_logins() -> int:
    """Make the people to sign in as, with their roles; return how many were new."""
    made = 0
    for login in LOGINS.values():
        if User.objects.filter(phone=login.phone).exists():
            continue
        user = new_user(login.phone, login.name)
        user.is_staff = login.role == "operator"
        user.save()
        if grant := _GRANTS.get(login.role):
            RoleGrant.objects.create(user=user, granted_at=user.date_joined, **grant)
        made += 1
    _second_factor()
    return made


def _second_factor() -> None:
    """Give the operator of the demo a factor, unless there is one.

    A machine for trying out shows its codes: ``accounts.operators.entering``.
    """
    operator = User.objects.get(phone=LOGINS["operator"].phone)
    if not factor.has_factor(operator):
        factor.begin(user=operator, is_demo=True)
        factor.confirm(user=operator)
