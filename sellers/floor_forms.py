"""What a seller says was sold on another floor."""

from django import forms
from django.utils.text import capfirst

from sellers.floors.known import FLOORS
from sellers.forms import stock_field


class FloorSaleForm(forms.Form):
    """How many, where; ``reference`` is made with the page, so a second press counts once."""

    floor = forms.ChoiceField(
        label="Bán ở sàn nào?",
        choices=[(code, capfirst(name)) for code, name in FLOORS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một sàn."},
    )
    quantity = stock_field(label="Bán được bao nhiêu?", min_value=1)
    reference = forms.CharField(max_length=60, widget=forms.HiddenInput)
