"""What a shopper types about an order: its number and phone, why it goes back."""

import re

from django import forms

from common.fields import PhoneField
from shop.order.models import Order

_NOT_FOUND = "Chưa thấy đơn nào khớp. Bạn xem lại mã đơn và số điện thoại đã đặt."


class FindOrderForm(forms.Form):
    """The number of the order and the phone it was placed with."""

    number = forms.CharField(
        label="Mã đơn",
        max_length=40,
        help_text="Mã có trong tin nhắn sau khi đặt. Ví dụ: 4 021 337 915",
        error_messages={"required": "Nhập mã đơn. Ví dụ: 4021337915"},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    phone = PhoneField(label="Số điện thoại đã đặt")

    def clean_number(self) -> str:
        """Keep the digits of the order; a parcel's suffix and spaces are dropped."""
        number = re.sub(r"[\s.]", "", self.cleaned_data["number"]).partition("-")[0]
        if not number:
            raise forms.ValidationError("Nhập mã đơn. Ví dụ: 4021337915")
        return number

    def clean(self) -> dict:
        """Find the order; say the same for a wrong number and a wrong phone."""
        number, phone = self.cleaned_data.get("number"), self.cleaned_data.get("phone")
        if number and phone:
            self.order = Order.objects.filter(number=number, customer_phone=phone).first()
            if self.order is None:
                raise forms.ValidationError(_NOT_FOUND)
        return self.cleaned_data


class ReturnForm(forms.Form):
    """Why the shopper wants to give the goods back."""

    reason = forms.CharField(
        label="Hàng bị làm sao?",
        min_length=5,
        max_length=300,
        help_text="Ví dụ: Gói chè bị rách, chè bị ẩm",
        error_messages={
            "required": "Viết một câu cho người bán biết. Ví dụ: Chè bị ẩm.",
            "min_length": "Viết rõ hơn một chút. Ví dụ: Chè bị ẩm.",
            "max_length": "Viết gọn trong 300 chữ cái.",
        },
        widget=forms.Textarea({"rows": 3}),
    )
