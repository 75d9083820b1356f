"""Where a seller is paid: cleaning and wording only."""

from django import forms

from shop.partner import bank
from shop.payment.vietqr.banks import banks


class BankForm(forms.Form):
    """Bank, number and holder of an account."""

    bank_bin = forms.ChoiceField(
        label="Ngân hàng nào?",
        error_messages={
            "required": "Chọn ngân hàng. Ví dụ: Agribank.",
            "invalid_choice": "Chọn ngân hàng trong danh sách.",
        },
        widget=forms.Select(attrs={"data-combobox": ""}),
    )
    number = forms.CharField(
        label="Số tài khoản",
        max_length=40,
        help_text="Chép từ ứng dụng ngân hàng hoặc sổ. Ví dụ: 8500 2051 2345 6",
        error_messages={"required": "Nhập số tài khoản. Ví dụ: 8500 2051 2345 6."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    holder = forms.CharField(
        label="Tên chủ tài khoản",
        max_length=100,
        help_text="Tên như trên ứng dụng ngân hàng. Ví dụ: Trần Thị Ngọc",
        error_messages={"required": "Nhập tên chủ tài khoản. Ví dụ: Trần Thị Ngọc."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bank_bin"].choices = [
            ("", "Chọn ngân hàng"),
            *((one.bin, f"{one.short_name} – {one.name}") for one in banks()),
        ]

    def clean_number(self) -> str:
        """Take spaces and dots away."""
        return self._cleaned("number", bank.clean_number)

    def clean_holder(self) -> str:
        """Write the name as banks print it."""
        return self._cleaned("holder", bank.clean_holder)

    def _cleaned(self, name: str, clean) -> str:
        try:
            return clean(self.cleaned_data[name])
        except bank.BadAccount as problem:
            raise forms.ValidationError(problem.message) from problem
