"""Forms of claiming an account: cleaning and wording only."""

from django import forms

from common.fields import PhoneField


class SlipForm(forms.Form):
    """Ask for the code of the slip; ``sellers.households.codes`` reads it."""

    code = forms.CharField(
        label="Mã trên phiếu",
        help_text="12 chữ và số, ví dụ K7M4-P92T-XH3C. Gõ chữ thường cũng được.",
        max_length=40,
        error_messages={
            "required": "Nhập mã in trên phiếu. Ví dụ: K7M4-P92T-XH3C.",
            "max_length": "Mã dài quá. Mã có 12 chữ. Ví dụ: K7M4-P92T-XH3C.",
        },
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "enterkeyhint": "next",
            }
        ),
    )


class OwnPhoneForm(forms.Form):
    """Ask for the person's own phone; ``sure`` repeats a number that the list does not have."""

    phone = PhoneField(
        label="Số điện thoại của bà con",
        help_text="Chúng tôi nhắn một mã gồm 6 số đến máy này.",
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "enterkeyhint": "next"}),
    )
    sure = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
