"""The three answers that make an account; all or none of them."""

from django import forms

from shop.partner import bank
from shop.payment.vietqr.banks import banks


class AccountMixin(forms.Form):
    """Bank, number and holder; left empty there is no account."""

    bank_bin = forms.ChoiceField(
        label="Ngân hàng",
        required=False,
        error_messages={"invalid_choice": "Chọn ngân hàng trong danh sách."},
        widget=forms.Select(attrs={"data-combobox": ""}),
    )
    bank_account = forms.CharField(
        label="Số tài khoản",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    bank_holder = forms.CharField(
        label="Tên chủ tài khoản",
        required=False,
        max_length=100,
        help_text="Tên như trên ứng dụng ngân hàng.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["bank_bin"].choices = [
            ("", "Chưa có tài khoản"),
            *((one.bin, f"{one.short_name} – {one.name}") for one in banks()),
        ]

    def clean(self):
        """Read the account as a bank writes it, or take it as missing."""
        cleaned = super().clean()
        given = {
            name: cleaned.get(name, "") for name in ("bank_bin", "bank_account", "bank_holder")
        }
        if not any(given.values()) or self.errors:
            return cleaned
        if not given["bank_bin"]:
            self.add_error("bank_bin", "Chọn ngân hàng. Ví dụ: Agribank.")
        for name, clean in (
            ("bank_account", bank.clean_number),
            ("bank_holder", bank.clean_holder),
        ):
            try:
                cleaned[name] = clean(given[name])
            except bank.BadAccount as problem:
                self.add_error(name, problem.message)
        return cleaned
