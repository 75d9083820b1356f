"""What is typed at stalls and by boards: cleaning and wording only."""

from django import forms

from common.fields import VNDField
from markets.paying import MOST_VND


class AmountForm(forms.Form):
    """The amount that a shopper pays at a stall; sent by GET, so it works without a script."""

    tien = VNDField(label="Số tiền", min_vnd=1_000, max_vnd=MOST_VND)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tien"].widget.attrs |= {"enterkeyhint": "go", "autofocus": False}
