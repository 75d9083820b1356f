"""Forms of helpers: cleaning and wording only."""

from django import forms

from common.fields import PhoneField
from common.text import normalize


class AskForm(forms.Form):
    """Ask which household; ``sellers.helping.asking`` reads it."""

    household = forms.CharField(
        label="Số điện thoại của hộ",
        help_text="Số mà hộ dùng để đăng nhập, hoặc mã gian hàng.",
        max_length=200,
        error_messages={
            "required": "Nhập số điện thoại của hộ. Ví dụ: 0912 345 678",
            "max_length": "Dài quá. Nhập số điện thoại của hộ. Ví dụ: 0912 345 678",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "next"}),
    )


class AppointForm(forms.Form):
    """Ask for a new helper: name, phone, commune, team."""

    full_name = forms.CharField(
        label="Họ và tên",
        max_length=120,
        error_messages={"required": "Nhập họ và tên người giúp. Ví dụ: Nguyễn Thị Lan"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = PhoneField(
        label="Số điện thoại",
        help_text="Người giúp đăng nhập bằng số này.",
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    commune = forms.ChoiceField(
        label="Xã, phường", error_messages={"required": "Chọn xã, phường người giúp phụ trách."}
    )
    team = forms.CharField(
        label="Tổ",
        help_text="Ví dụ: Tổ công nghệ số xóm Đồng Chè",
        max_length=80,
        error_messages={"required": "Nhập tên tổ. Ví dụ: Tổ công nghệ số xóm Đồng Chè"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, communes: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        first = [] if len(communes) == 1 else [("", "Chọn xã, phường")]
        self.fields["commune"].choices = [*first, *communes]

    def clean_full_name(self) -> str:
        """Return the name with single spaces. Numbers and signs alone are no name."""
        name = normalize(self.cleaned_data["full_name"])
        if sum(letter.isalpha() for letter in name) < 2:
            raise forms.ValidationError("Tên phải viết bằng chữ. Ví dụ: Nguyễn Thị Lan")
        return name

    def clean_team(self) -> str:
        """Return the team with single spaces."""
        return normalize(self.cleaned_data["team"])
