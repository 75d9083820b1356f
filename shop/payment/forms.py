"""What an operator types about money."""

from django import forms


class AssignForm(forms.Form):
    """Which order unmatched money is for."""

    number = forms.CharField(
        label="Mã đơn của người bán",
        max_length=32,
        help_text="Ví dụ: 1234567890-1",
        error_messages={"required": "Nhập mã đơn. Ví dụ: 1234567890-1"},
    )


class ReferenceForm(forms.Form):
    """The bank's reference of a transfer that went back."""

    reference = forms.RegexField(
        r"^[0-9A-Za-z./_-]{4,60}$",
        label="Mã giao dịch của ngân hàng",
        help_text="Ghi trên biên lai chuyển trả. Ví dụ: FT26327812345",
        error_messages={
            "required": "Nhập mã giao dịch. Ví dụ: FT26327812345",
            "invalid": "Mã chỉ gồm chữ không dấu và số, từ 4 ký tự. Ví dụ: FT26327812345",
        },
    )


#: The form of each act that needs words; the others are a button.
FORMS: dict[str, type[forms.Form]] = {
    "assign": AssignForm,
    "return_unmatched": ReferenceForm,
    "mark_refunded": ReferenceForm,
}
