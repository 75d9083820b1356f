"""Proving who a seller is: cleaning and wording only."""

from django import forms

from sellers.identity.kinds import RULES, SIGHTS


class TaxNumberForm(forms.Form):
    """The tax number; a stored one is never sent back to the page."""

    number = forms.CharField(
        label="Mã số thuế",
        max_length=30,
        help_text="Ví dụ: 4600100155",
        error_messages={"required": "Nhập mã số thuế. Ví dụ: 4600100155."},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class CheckForm(forms.Form):
    """What an official saw, or what is missing."""

    seen = forms.MultipleChoiceField(
        label="Đã xem tận mắt", required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label="Ghi chú",
        required=False,
        max_length=300,
        help_text="Viết bằng lời, không ghi số giấy tờ. Trả lại thì viết rõ cần thêm gì.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["seen"].choices = [(code, SIGHTS[code]) for code in RULES[kind].sights]
