"""The heritage sites that the market knows: a handful, short, with the source of each fact.

Only what is widely published stands here. ``is_checked`` is set once the department of culture has
compared a row with its files; until then the page says that it has not.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Site:
    """One site. Its place is a commune by code; no position of its own is claimed."""

    slug: str
    name: str
    commune_code: str
    kind: str
    words: tuple[str, ...]
    source: str
    is_checked: bool = False


SITES = (
    Site(
        "atk-dinh-hoa",
        "An toàn khu (ATK) Định Hóa",
        "05602",
        "Di tích lịch sử, di tích quốc gia đặc biệt",
        (
            "Nơi Bác Hồ và các cơ quan Trung ương ở và làm việc trong kháng chiến chống Pháp.",
            "Các điểm di tích nằm rải ở nhiều xã của vùng Định Hóa, nhiều điểm ở xã Phú Đình.",
        ),
        "Quyết định 548/QĐ-TTg ngày 10/5/2012 xếp hạng di tích quốc gia đặc biệt, đợt 2",
    ),
    Site(
        "nui-van-nui-vo",
        "Núi Văn, Núi Võ",
        "05845",
        "Di tích lịch sử",
        ("Gắn với danh tướng Lưu Nhân Chú, người vùng Đại Từ, theo khởi nghĩa Lam Sơn.",),
        "Thông tin phổ biến về di tích",
    ),
    Site(
        "chua-hang",
        "Chùa Hang",
        "05710",
        "Chùa trong hang núi đá",
        ("Ngôi chùa nằm trong hang núi đá, tên chữ là Kim Sơn tự.",),
        "Thông tin phổ biến về di tích",
    ),
    Site(
        "den-duom",
        "Đền Đuổm",
        "05611",
        "Di tích lịch sử",
        (
            "Đền thờ Dương Tự Minh, thủ lĩnh phủ Phú Lương thời nhà Lý.",
            "Hội đền mở ngày mùng 6 tháng Giêng âm lịch.",
        ),
        "Thông tin phổ biến về di tích",
    ),
    Site(
        "mai-da-nguom",
        "Mái đá Ngườm",
        "05725",
        "Di tích khảo cổ",
        ("Mái đá ở Thần Sa, nơi tìm thấy công cụ đá của người thời đồ đá cũ.",),
        "Thông tin phổ biến về di tích",
    ),
    Site(
        "ho-ba-be",
        "Hồ Ba Bể",
        "01906",
        "Danh lam thắng cảnh",
        (
            "Hồ nước ngọt tự nhiên trong Vườn quốc gia Ba Bể, giữa núi đá vôi.",
            "Vùng hồ được công nhận là khu Ramsar, vùng đất ngập nước quan trọng của thế giới.",
        ),
        "Thông tin của Vườn quốc gia Ba Bể",
    ),
)
BY_SLUG = {site.slug: site for site in SITES}
