"""What a seller says about goods on pre-order."""

import datetime as dt

from django import forms

from common.fields import DayField
from sellers.forms import stock_field


class PreorderForm(forms.Form):
    """How many, from which day, until when. The day is not asked again once it is open."""

    quantity = stock_field(label="Nhận đặt nhiều nhất bao nhiêu?", min_value=1)
    ready_on = DayField(label="Gửi hàng từ ngày nào?", ahead=30)
    orders_until = DayField(
        label="Nhận đặt đến hết ngày nào?",
        ahead=20,
        required=False,
        help_text="Bỏ trống thì nhận đặt đến ngày gửi.",
    )

    def __init__(self, *args, unit: str, ready_on: dt.date | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._ready_on = ready_on
        self.fields["quantity"].help_text = f"Tính theo {unit}, ghi số chắc thu được. Ví dụ: 40"
        day = self.fields["ready_on"]
        day.help_text = f"Chưa chắc thì ghi muộn vài ngày. Ví dụ: {day.example}"
        if ready_on:
            del self.fields["ready_on"]

    def clean(self) -> dict:
        """Let an empty last day be the day of sending."""
        data = self.cleaned_data
        ready_on = data.setdefault("ready_on", self._ready_on)
        if not data.get("orders_until") and "orders_until" not in self.errors:
            data["orders_until"] = ready_on
        return data


class HarvestForm(forms.Form):
    """What was counted; ``agreed`` repeats it once the seller has seen who gets less."""

    counted = stock_field(
        label="Thu được bao nhiêu?",
        min_value=0,
        error_messages={
            "required": "Nhập số thu được. Ví dụ: 40.",
            "min_value": "Số lượng không thể nhỏ hơn 0.",
        },
    )
    agreed = forms.CharField(required=False, max_length=8, widget=forms.HiddenInput)

    @property
    def is_agreed(self) -> bool:
        """Say whether the seller has seen the plan for this very number."""
        return self.cleaned_data["agreed"] == str(self.cleaned_data["counted"])


class PostponeForm(forms.Form):
    """The new day of sending."""

    ready_on = DayField(label="Hoặc ghi ngày khác", ahead=30)
