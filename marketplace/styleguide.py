"""Show every shared component in every state at /_ui/ (only where the site is EMBEDDED)."""

import re
from dataclasses import dataclass
from decimal import Decimal
from types import SimpleNamespace as Sample

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

LONG_NAME = "Bánh chưng nếp nương gói lá dong rừng xã Nghiêng Ngưỡng Đường Trượng, hộp quà Tết"
LONG_PLACE = "Nghiêng Ngưỡng Đường Trượng"


@dataclass(frozen=True)
class Card:
    """Sample goods for product_card.html."""

    title: str
    price_vnd: Decimal
    pack_label: str
    unit_price_label: str
    seller_name: str
    place_name: str
    stars: int | None = None
    note: str = ""
    sold_out_label: str = ""
    url: str = "#"
    picture: object | None = None


class SampleForm(forms.Form):
    """Hold one field of each kind."""

    phone = forms.CharField(
        label="Số điện thoại", help_text="Để báo khi hàng tới. Không cần mật khẩu."
    )
    name = forms.CharField(label="Họ và tên")
    commune = forms.ChoiceField(
        label="Xã, phường",
        choices=[("", "Chọn xã, phường"), ("1", "Tân Cương"), ("2", "La Bằng"), ("3", LONG_PLACE)],
        widget=forms.Select(attrs={"data-combobox": ""}),
    )
    message = forms.CharField(
        label="Lời nhắn cho người bán", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    payment = forms.ChoiceField(
        label="Trả tiền thế nào",
        choices=[("cod", "Trả tiền khi nhận hàng"), ("qr", "Chuyển khoản bằng mã QR")],
        widget=forms.RadioSelect,
    )
    agree = forms.BooleanField(label="Tôi đồng ý với quy chế của sàn")

    def clean_phone(self) -> str:
        """Refuse any number, to show the error state."""
        raise forms.ValidationError("Số điện thoại thiếu 1 số. Ví dụ: 0912 345 678.")


def _cards() -> list[Card]:
    photo = Sample(src="/static/img/hero.svg", alt="Đồi chè buổi sáng, năm người đang hái")
    return [
        Card(
            "Chè móc câu Tân Cương",
            Decimal(195_000),
            "gói 500 g",
            "390.000\u00a0₫/kg",
            "HTX chè Đồi Xanh",
            "Tân\u00a0Cương",
            stars=4,
            picture=photo,
        ),
        Card(
            LONG_NAME,
            Decimal(1_250_000),
            "hộp 12 chiếc",
            "",
            "Hộ bà Nguyễn Thị Minh",
            LONG_PLACE,
            stars=5,
            note="khoảng 1 kg/chiếc",
        ),
        Card(
            "Na dai La Hiên",
            Decimal(55_000),
            "kg",
            "",
            "HTX na La Hiên",
            "La\u00a0Hiên",
            stars=4,
            sold_out_label="Hết mùa, có lại tháng 7",
            picture=photo,
        ),
        Card(
            "Quýt Quang Thuận đầu mùa",
            Decimal(28_000),
            "kg",
            "",
            "THT quýt Nà Hin",
            "Bạch\u00a0Thông",
            note="Hái thứ Sáu, 20/11",
        ),
        Card(
            "Chè búp khô La Bằng",
            Decimal(110_000),
            "gói 500 g",
            "220.000\u00a0₫/kg",
            "Hộ bà Trần Thị Ngọc",
            "La\u00a0Bằng",
            stars=3,
            picture=photo,
        ),
    ]


def _parcels() -> list[Sample]:
    return [
        Sample(
            seller_name="HTX chè Đồi Xanh",
            from_label="Kiện 1, gửi từ xã Tân Cương",
            fee_vnd=Decimal(25_000),
            day_label="Nhận thứ Tư, 25/11",
            lines=[
                Sample(
                    title="Chè móc câu Tân Cương",
                    unit_label="195.000\u00a0₫ / gói 500 g",
                    sum_vnd=Decimal(195_000),
                    quantity_name="so-1",
                    quantity=1,
                    min=0,
                    max=3,
                    url="#",
                ),
                Sample(
                    title=LONG_NAME,
                    unit_label="1.250.000\u00a0₫ / hộp",
                    sum_vnd=Decimal(2_500_000),
                    quantity_label="2 hộp",
                    url="#",
                ),
            ],
        )
    ]


def _months() -> list[Sample]:
    words = ["", "xuân", "xuân", "xuân", "chính", "chính", "chính", "chính", "chính", "thu", "", ""]
    return [
        Sample(label=f"T{number}", word=word, in_season=bool(word), is_now=number == 11)
        for number, word in enumerate(words, start=1)
    ]


def _steps() -> list[Sample]:
    return [
        Sample(label="Đã đặt hàng", when="22/11", state="done"),
        Sample(label="Đã gói xong", when="23/11", state="done"),
        Sample(label="Đang giao", when="08:40", state="now", note="Đã tới bưu cục Cầu Giấy"),
        Sample(label="Tới tay bạn", when="25/11", state="next"),
    ]


def _names_in(path: str, pattern: str) -> list[str]:
    text = (settings.BASE_DIR / "static" / path).read_text(encoding="utf-8")
    return re.findall(pattern, text)


def _form_samples() -> dict[str, object]:
    bad = SampleForm({"phone": "0912 345 67", "name": "Trần Thu Hà", "payment": "cod"})
    bad.is_valid()
    return {
        "tokens": _names_in("css/src/00-tokens.css", r"--([a-z0-9-]+): #"),
        "icons": _names_in("img/icons.svg", r'<symbol id="([a-z-]+)"'),
        "form": SampleForm(initial={"name": "Trần Thu Hà", "payment": "cod"}, prefix="mau"),
        "bad_form": bad,
        "payment_notes": {
            "cod": "Xem hàng rồi trả cho người giao",
            "qr": "Mã hiện sau khi đặt, mỗi người bán một mã",
        },
    }


def _shop_samples() -> dict[str, object]:
    return {
        "cards": _cards(),
        "page_obj": Paginator(range(40), 10).page(2),
        "crumbs": [
            Sample(label="Trang chủ", url="#"),
            Sample(label="Chè", url="#"),
            Sample(label=LONG_PLACE),
        ],
        "parcels": _parcels(),
        "sum_rows": [
            Sample(label="Tiền hàng, 3 món", value_vnd=Decimal(2_695_000)),
            Sample(label="Phí giao 1 kiện", value_vnd=Decimal(25_000)),
        ],
        "sum_total": Decimal(2_720_000),
        "steps": _steps(),
        "months": _months(),
        "facts": [
            Sample(label="Khối lượng", value="500 g"),
            Sample(label="Ngày hái", value="18/10/2026"),
            Sample(label="Chứng nhận OCOP", value="2146/QĐ-UBND", url="#"),
            Sample(label="Bảo quản", value=""),
        ],
        "maker": Sample(
            name="Bà Nguyễn Thị Hải",
            where="HTX chè Đồi Xanh, xã Tân Cương",
            years_label="Làm chè 28 năm",
            quote="Tôi hái một tôm hai lá trước bảy giờ sáng, sao ngay trong ngày.",
            url="#",
            link_label="Xem chuyện của bà Hải",
        ),
    }


def _seller_samples() -> dict[str, object]:
    rows = [
        (2, "đơn cần gói hôm nay", "Người giao lấy lúc 15:00", "urgent"),
        (1, "món sắp hết hàng", "Chè búp khô còn 3 gói", ""),
        (1, "đơn quá hẹn gói", "Hẹn hôm qua, 17:00", "late"),
    ]
    return {
        "needs": [
            Sample(count=count, words=words, note=note, state=state, url="#")
            for count, words, note, state in rows
        ]
    }


def _official_samples() -> dict[str, object]:
    return {
        "tile": Sample(
            label="Giá trị giao dịch thành công",
            number="1,64",
            unit="tỷ đồng",
            change="▲ tăng 18,4 % so với cùng kỳ 2025",
        ),
        "empty_tile": Sample(
            label="Trả tiền không dùng tiền mặt", change="Chưa có đơn nào trong kỳ này"
        ),
        "proof": Sample(
            ok=True,
            title="Khớp 100 % với đơn hàng",
            note="Đối chiếu 06:00 ngày 22/11/2026, chênh lệch 0\u00a0₫",
            url="#",
        ),
        "bad_proof": Sample(
            ok=False,
            title="Chưa khớp với đơn hàng",
            note="Chênh lệch 195.000\u00a0₫. Tạm khoá nút tải số liệu.",
            url="#",
        ),
        "table_columns": ["Xã, phường", "Triệu đồng"],
        "table_rows": [["Tân Cương", "118,1"], ["Đại Phúc", "83,6"], [LONG_PLACE, "—"]],
    }


def sample_context() -> dict[str, object]:
    """Return what templates/styleguide/index.html shows."""
    return _form_samples() | _shop_samples() | _seller_samples() | _official_samples()


def styleguide(request: HttpRequest) -> HttpResponse:
    """Render the living style guide; it does not exist in production."""
    if not settings.EMBEDDED:
        raise Http404
    return render(request, "styleguide/index.html", sample_context())
