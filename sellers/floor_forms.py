"""What a seller says was sold on another floor."""

from django import forms
from django.utils.text import capfirst

from sellers.floors.known import FLOORS
from sellers.floors.sale_rows import MOST_BYTES
from sellers.forms import stock_field


def _floor_field(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[(code, capfirst(name)) for code, name in FLOORS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một sàn."},
    )


class FloorSaleForm(forms.Form):
    """How many, where; ``reference`` is made with the page, so a second press counts once."""

    floor = _floor_field("Bán ở sàn nào?")
    quantity = stock_field(label="Bán được bao nhiêu?", min_value=1)
    reference = forms.CharField(max_length=60, widget=forms.HiddenInput)


class FloorSaleFileForm(forms.Form):
    """A list of orders that a floor gives its sellers."""

    floor = _floor_field("Tệp này của sàn nào?")
    file = forms.FileField(
        label="Tệp đơn hàng tải về từ sàn đó",
        help_text="Excel (.xlsx) hoặc CSV. Cần cột Mã đơn, Tên hàng (hoặc Mã hàng), Số lượng."
        " Nên có cột Ngày đặt và Trạng thái.",
        widget=forms.FileInput({"accept": ".csv,.xlsx,text/csv"}),
        error_messages={
            "required": "Chọn tệp Excel hoặc CSV.",
            "empty": "Tệp này trống. Chọn tệp khác.",
        },
    )

    def clean_file(self):
        """Refuse what is larger than any list of a household."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("Tệp lớn quá 2 MB. Chọn khoảng ngày ngắn hơn rồi tải lại.")
        return file
