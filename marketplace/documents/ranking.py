"""In which order goods stand, said from the numbers by which the search orders them.

Source: Luật 122/2025/QH15, art. 11 and NĐ 248/2026/NĐ-CP (criteria and their weight are public).
"""

from dataclasses import dataclass

from shop.search import matching, mending
from shop.search.forms import SORTS
from shop.search.queries import CHEAPEST, DEAREST, NEWEST

_BY = {
    "": "theo mức khớp ở bảng dưới; bằng nhau thì món mới đăng đứng trước",
    NEWEST: "món mới đăng đứng trước",
    CHEAPEST: "giá của một lần mua, từ thấp lên cao; bằng giá thì món mới đăng đứng trước",
    DEAREST: "giá của một lần mua, từ cao xuống thấp; bằng giá thì món mới đăng đứng trước",
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """What the search looks at, and how many points it costs; fewer stands first."""

    words: str
    points: int


def criteria() -> tuple[Criterion, ...]:
    """Return what a word of the search costs, the best fit first."""
    found = (
        Criterion("Đúng chữ bạn gõ, trong tên món", matching.SAME),
        Criterion("Tên món viết không dấu", matching.NO_MARKS),
        Criterion("Tên gọi khác của cùng một thứ, như chè và trà", matching.OTHER_NAME),
        Criterion("Tên món có chữ bắt đầu bằng chữ bạn gõ", matching.IN_PART),
        Criterion("Chữ nằm trong tên nhóm hàng: cộng thêm", matching.BY_SET),
        Criterion("Chữ nằm ở tên người bán hoặc tên xã: cộng thêm", matching.BY_FAR),
        Criterion("Các chữ không đứng cạnh nhau: cộng thêm", matching.APART),
        Criterion("Tên món không bắt đầu bằng chữ đầu bạn gõ: cộng thêm", matching.NOT_FIRST),
        Criterion("Gõ sai dấu", mending.MARKS),
        Criterion("Gõ theo tiếng đọc, như l và n", mending.SOUND),
        Criterion("Gõ nhầm một chữ cái", mending.SLIP),
        Criterion("Gõ nhầm hai chữ cái", mending.TWO_SLIPS),
        Criterion("Món đã hết hàng, trừ khi bạn gõ đúng cả tên: cộng thêm", matching.SOLD_OUT),
    )
    return tuple(sorted(found, key=lambda one: one.points))


def orders() -> tuple[tuple[str, str], ...]:
    """Return every order that a shopper may choose, with what it goes by."""
    return tuple((label, _BY[code]) for code, label in SORTS.items())
