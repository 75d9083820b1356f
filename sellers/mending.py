"""Ready sentences for sending a listing back: what to mend, and in which field."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mend:
    """One thing to mend; ``for_codes`` are reasons of ``sellers.risk`` that suggest it."""

    code: str
    field: str
    label: str
    text: str
    for_codes: frozenset[str] = frozenset()


MENDS = (
    Mend(
        "photo-missing",
        "photo",
        "Chưa có ảnh",
        "Chụp thêm ít nhất một ảnh món hàng.",
        frozenset({"photo"}),
    ),
    Mend("photo-dark", "photo", "Ảnh mờ, tối", "Ảnh mờ. Bà con chụp lại ngoài trời sáng giúp."),
    Mend(
        "photo-other",
        "photo",
        "Ảnh không phải món này",
        "Ảnh chưa đúng món hàng. Chụp chính món đang bán.",
    ),
    Mend(
        "title",
        "title",
        "Tên chưa rõ",
        "Tên chưa rõ. Ghi thêm giống hoặc cách làm, ví dụ: Chè búp sao tay.",
    ),
    Mend(
        "words",
        "description",
        "Có câu phải bỏ",
        "Bỏ câu nói như thuốc chữa bệnh, hoặc chữ không được dùng.",
        frozenset({"word"}),
    ),
    Mend(
        "phone",
        "description",
        "Có số điện thoại",
        "Bỏ số điện thoại, Zalo. Người mua đặt hàng trên sàn.",
        frozenset({"phone"}),
    ),
    Mend(
        "ocop",
        "description",
        "Ghi OCOP mà chưa có giấy",
        "Bỏ chữ OCOP, hoặc gửi giấy chứng nhận cho cán bộ xác nhận trước.",
        frozenset({"ocop"}),
    ),
    Mend(
        "paper",
        "description",
        "Cần giấy",
        "Món này cần giấy của ngành quản lý. Bà con gửi ảnh giấy cho cán bộ xã.",
        frozenset({"paper"}),
    ),
    Mend(
        "shelf-life",
        "description",
        "Thiếu hạn dùng",
        "Chưa ghi để được bao lâu. Thêm giúp một câu.",
    ),
    Mend("set", "product_set", "Sai nhóm hàng", "Chọn lại nhóm hàng cho đúng."),
    Mend(
        "weight",
        "net_weight",
        "Khối lượng lạ",
        "Ghi lại khối lượng của một phần bán.",
        frozenset({"weight"}),
    ),
    Mend(
        "price",
        "price",
        "Giá lạ",
        "Giá khác hẳn món cùng nhóm. Bà con xem lại giá theo đúng gói, hộp.",
        frozenset({"price"}),
    ),
)


def chosen(codes) -> list[Mend]:
    """Return the sentences of these codes in the order of the list; unknown codes are left out."""
    wanted = set(codes)
    return [mend for mend in MENDS if mend.code in wanted]


def suggested(reason_codes) -> list[str]:
    """Return the codes of sentences that fit the reasons."""
    given = set(reason_codes)
    return [mend.code for mend in MENDS if mend.for_codes & given]
