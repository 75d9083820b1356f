"""The heritage sites that the market knows: a handful, short, with the decision behind each fact.

A row says only what a numbered and dated decision about the site says; what is merely told stays
out. The decisions were read in public collections of law and in news, not in the files of the
department of culture: ``is_checked`` is set once it has compared a row, and until then the page
says that it has not.
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
        "Di tích lịch sử",
        ("Được xếp hạng di tích quốc gia đặc biệt, đợt 2, năm 2012.",),
        "Quyết định 548/QĐ-TTg ngày 10/5/2012",
    ),
    Site(
        "den-duom",
        "Đền Đuổm",
        "05611",
        "Di tích lịch sử, văn hóa",
        ("Được xếp hạng di tích cấp quốc gia năm 1993.",),
        "Quyết định 774-QĐ/BT ngày 21/6/1993",
    ),
    Site(
        "mai-da-nguom",
        "Mái đá Ngườm",
        "05725",
        "Di tích khảo cổ",
        (
            "Một điểm của khu di tích khảo cổ thời đồ đá cũ ở Thần Sa, xếp hạng năm 1982.",
            "Khu này còn có hang Phiêng Tung và một số hang khác.",
        ),
        "Quyết định 147-VH/QĐ ngày 24/12/1982",
    ),
    Site(
        "ho-ba-be",
        "Hồ Ba Bể",
        "01906",
        "Danh lam thắng cảnh",
        (
            "Được xếp hạng di tích quốc gia đặc biệt năm 2012.",
            "Năm 2025 có quy hoạch bảo quản, tu bổ, phục hồi di tích.",
        ),
        "Quyết định 1419/QĐ-TTg ngày 27/9/2012; quyết định 1407/QĐ-TTg ngày 28/6/2025",
    ),
)
BY_SLUG = {site.slug: site for site in SITES}
