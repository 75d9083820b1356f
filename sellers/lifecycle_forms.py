"""Resting and closing: cleaning and wording only."""

from datetime import timedelta

from django import forms

from common.dates import local_today


class PauseForm(forms.Form):
    """Until when."""

    back_on = forms.DateField(
        label="Bán lại từ ngày nào?",
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        help_text="Đến ngày đó gian hàng tự mở lại.",
        error_messages={
            "required": "Chọn ngày bán lại.",
            "invalid": "Chọn ngày bán lại. Ví dụ: 15/02/2027.",
        },
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tomorrow = local_today() + timedelta(days=1)
        self.fields["back_on"].widget.attrs["min"] = tomorrow.isoformat()


class CloseForm(forms.Form):
    """Nothing to fill in: the page says what happens, the code decides."""
