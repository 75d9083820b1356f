"""What a seller writes about a lot, and how many stickers it wants."""

import uuid

from django import forms

from catalogue.models import Product
from catalogue.sets import ListingState
from common.fields import DayField
from common.text import normalize
from sellers.lots import LotFacts
from sellers.stickers import MOST, SIZES

_NUMBER = {"inputmode": "numeric", "autocomplete": "off"}


def goods_of(partner):
    """Return the products of a partner that a lot can be made of."""
    return Product.objects.of_partner(partner).exclude(
        state__in=[ListingState.DRAFT, ListingState.TAKEN_DOWN]
    )


class LotForm(forms.Form):
    """One lot: which goods, how much, when, where, how."""

    product = forms.ModelChoiceField(
        label="Lô này là món nào?",
        queryset=Product.objects.none(),
        empty_label="Chọn món hàng",
        error_messages={
            "required": "Chọn món hàng của lô này.",
            "invalid_choice": "Chọn một món trong danh sách.",
        },
    )
    quantity = forms.IntegerField(
        label="Làm được bao nhiêu?",
        min_value=1,
        max_value=100_000,
        help_text="Đếm theo gói, hộp, kg như khi bán. Ví dụ: 16",
        widget=forms.TextInput(attrs=_NUMBER),
        error_messages={
            "required": "Nhập số lượng của lô. Ví dụ: 16.",
            "invalid": "Số lượng chỉ gồm chữ số. Ví dụ: 16.",
            "min_value": "Số lượng ít nhất là 1.",
            "max_value": "Số lượng nhiều nhất là 100.000.",
        },
    )
    harvested_on = DayField(
        label="Thu hoạch ngày nào?", required=False, help_text="Ví dụ: 18/10/2026"
    )
    made_on = DayField(label="Làm xong ngày nào?", required=False, help_text="Ví dụ: 20/10/2026")
    best_before = DayField(
        label="Dùng tốt nhất đến ngày nào?", required=False, help_text="Ví dụ: 20/10/2027"
    )
    place = forms.CharField(
        label="Trồng, làm ở đâu?",
        required=False,
        max_length=120,
        help_text="Ví dụ: Lô 3, đồi Hồng Thái",
    )
    process = forms.CharField(
        label="Làm thế nào?",
        required=False,
        max_length=160,
        help_text="Ví dụ: Hái tay, sao chảo gang, hút chân không",
    )
    care = forms.CharField(
        label="Dùng phân, thuốc gì?",
        required=False,
        max_length=160,
        help_text="Ví dụ: Phân hữu cơ, không phun từ tháng 9",
    )
    test = forms.CharField(
        label="Có phiếu kiểm nghiệm không?",
        required=False,
        max_length=160,
        help_text="Ví dụ: Phiếu số 215, ngày 22/10/2026, đạt",
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    def __init__(self, *args, partner, is_new: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["product"], self.fields["client_id"]
            return
        self.fields["product"].queryset = goods_of(partner).order_by("title", "pk")
        self.fields["product"].label_from_instance = lambda product: product.title

    def facts(self) -> LotFacts:
        """Return the cleaned answers as arguments of the service."""
        answers = self.cleaned_data
        words = {name: normalize(answers[name]) for name in ("place", "process", "care", "test")}
        days = {name: answers[name] for name in ("harvested_on", "made_on", "best_before")}
        return LotFacts(quantity=answers["quantity"], **days, **words)


class StickerForm(forms.Form):
    """Which sheet, and how many stickers."""

    size = forms.ChoiceField(
        label="Tờ tem nào?",
        choices=[(name, size.label) for name, size in SIZES.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chọn một cỡ tem.",
            "invalid_choice": "Chọn một cỡ tem trong danh sách.",
        },
    )
    count = forms.IntegerField(
        label="In mấy tem?",
        min_value=1,
        max_value=MOST,
        widget=forms.TextInput(attrs=_NUMBER),
        error_messages={
            "required": "Nhập số tem. Ví dụ: 24.",
            "invalid": "Số tem chỉ gồm chữ số. Ví dụ: 24.",
            "min_value": "In ít nhất 1 tem.",
            "max_value": f"Mỗi lần in nhiều nhất {MOST} tem.",
        },
    )


class WithdrawForm(forms.Form):
    """Why a lot is called back."""

    note = forms.CharField(
        label="Vì sao thu hồi?",
        max_length=200,
        min_length=5,
        help_text="Người quét tem đọc được câu này. Ví dụ: In nhầm hạn dùng, xin đổi gói mới",
        error_messages={
            "required": "Viết một câu cho người mua biết.",
            "min_length": "Viết rõ hơn một chút.",
        },
    )
