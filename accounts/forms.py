"""Forms of signing in: cleaning and wording only."""

from django import forms

from accounts.names import MAX_NAME, NoName, clean_name
from common.fields import PhoneField


class PhoneForm(forms.Form):
    """Ask for the phone number."""

    phone = PhoneField(
        label="Số điện thoại",
        help_text="Chúng tôi nhắn một mã gồm 6 số đến máy này.",
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "enterkeyhint": "next"}),
    )


class NewPhoneForm(forms.Form):
    """Ask for the number that is to take the place of the one now."""

    phone = PhoneField(
        label="Số mới",
        help_text="Chúng tôi nhắn một mã gồm 6 số đến số mới này.",
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "enterkeyhint": "next"}),
    )


class CodeForm(forms.Form):
    """Ask for the code of the message."""

    code = forms.CharField(
        label="Mã xác nhận",
        help_text="Mã gồm 6 số, dùng được trong 5 phút.",
        max_length=20,
        error_messages={"required": "Nhập mã gồm 6 số trong tin nhắn. Ví dụ: 123456"},
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "enterkeyhint": "done",
                "size": 8,
            }
        ),
    )

    def clean_code(self) -> str:
        """Return the six digits, however they were spaced."""
        code = "".join(self.cleaned_data["code"].split())
        if len(code) != 6 or not (code.isascii() and code.isdigit()):
            raise forms.ValidationError("Mã gồm đúng 6 số. Ví dụ: 123456")
        return code


class NameForm(forms.Form):
    """Ask a new person for the name."""

    full_name = forms.CharField(
        label="Họ và tên",
        help_text="Tên này ghi trên đơn hàng của bạn.",
        max_length=MAX_NAME,
        error_messages={
            "required": "Nhập họ và tên của bạn. Ví dụ: Nguyễn Thị Hoa",
            "max_length": "Tên dài quá 120 chữ. Bạn viết ngắn lại.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "name", "enterkeyhint": "done"}),
    )

    def clean_full_name(self) -> str:
        """Return the name with single spaces."""
        try:
            return clean_name(self.cleaned_data["full_name"])
        except NoName as wrong:
            raise forms.ValidationError(wrong.message) from wrong
