"""The one form of the checkout."""

from django import forms

from common.fields import PhoneField
from places.models import Commune, Province
from places.queries import communes_for_select, provinces_for_select
from shop.order.placing import Customer
from shop.order.states import PaymentMethod

DELIVERY_CHOICES = [("door", "Giao tận nơi")]
PAYMENT_CHOICES = [(PaymentMethod.COD.value, PaymentMethod.COD.label)]


class CheckoutForm(forms.Form):
    """Who receives the goods, where, and how they are paid."""

    phone = PhoneField(
        label="Số điện thoại",
        help_text="Để báo khi hàng tới. Không cần mật khẩu.",
        max_length=20,
    )
    name = forms.CharField(
        label="Họ và tên",
        max_length=120,
        error_messages={"required": "Nhập họ và tên người nhận. Ví dụ: Trần Thu Hà"},
        widget=forms.TextInput({"autocomplete": "name", "enterkeyhint": "next"}),
    )
    province = forms.ChoiceField(
        label="Tỉnh, thành phố",
        error_messages={
            "required": "Chọn tỉnh, thành phố nhận hàng.",
            "invalid_choice": "Chọn tỉnh, thành phố có trong danh sách.",
        },
        widget=forms.Select({"data-combobox": True, "autocomplete": "address-level1"}),
    )
    commune = forms.ChoiceField(
        label="Xã, phường",
        error_messages={
            "required": "Chọn xã, phường nhận hàng.",
            "invalid_choice": "Chọn xã, phường thuộc tỉnh đã chọn.",
        },
        widget=forms.Select({"data-combobox": True, "autocomplete": "address-level2"}),
    )
    line1 = forms.CharField(
        label="Số nhà, đường, xóm, tổ",
        max_length=200,
        error_messages={"required": "Nhập số nhà hoặc xóm, tổ. Ví dụ: Số 12, xóm Nam Hưng"},
        widget=forms.TextInput({"autocomplete": "street-address", "enterkeyhint": "next"}),
    )
    delivery = forms.ChoiceField(
        label="Giao bằng cách nào",
        choices=DELIVERY_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn cách giao hàng."},
    )
    payment = forms.ChoiceField(
        label="Trả tiền thế nào",
        choices=PAYMENT_CHOICES,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chọn cách trả tiền.",
            "invalid_choice": "Cách trả tiền này chưa có. Chọn trả tiền khi nhận hàng.",
        },
    )
    note = forms.CharField(
        label="Lời nhắn cho người bán",
        max_length=500,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        chosen = self["province"].value() or ""
        provinces = [(row.code, row.label) for row in provinces_for_select()]
        self.fields["province"].choices = [("", "Chọn tỉnh, thành phố"), *provinces]
        is_known = chosen in dict(provinces)
        communes = communes_for_select(chosen) if is_known else []
        first = "Chọn xã, phường" if is_known else "Chọn tỉnh, thành phố trước"
        self.fields["commune"].choices = [
            ("", first),
            *((row.code, row.label[:1].upper() + row.label[1:]) for row in communes),
        ]

    def customer(self) -> Customer:
        """Return who receives the order; call it when the form is valid. 2 queries."""
        data = self.cleaned_data
        return Customer(
            name=data["name"],
            phone=data["phone"],
            province=Province.objects.get(code=data["province"]),
            commune=Commune.objects.get(code=data["commune"]),
            line1=data["line1"],
            note=data["note"],
        )

    def chosen_province(self) -> Province | None:
        """Return the province in the form as it stands, valid or not."""
        code = self["province"].value() or ""
        is_code = len(code) == 2 and code.isascii() and code.isdigit()
        return Province.objects.filter(code=code).first() if is_code else None
