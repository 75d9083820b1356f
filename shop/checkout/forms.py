"""The one form of the checkout."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms

from common.fields import PhoneField
from places.models import Commune, Province
from places.queries import communes_for_select, provinces_for_select
from shop.checkout.choices import PaymentOption
from shop.checkout.places import current_commune
from shop.order.placing import Customer


class CheckoutForm(forms.Form):
    """Who receives the goods, where, and how they are paid.

    ``payments`` are the ways to pay of these sellers; ``is_fetched`` means that the shopper
    comes for all parcels, so that nobody needs the street. The delivery of each parcel is no
    field of this form: only the order itself knows what is still offered.
    """

    phone = PhoneField(
        label="Số điện thoại",
        help_text="Để báo khi hàng tới. Không cần mật khẩu.",
        max_length=20,
    )
    name = forms.CharField(
        label="Họ và tên",
        max_length=120,
        error_messages={"required": "Nhập họ và tên người nhận. Ví dụ: Trần Thu Hà"},
        widget=forms.TextInput({"autocomplete": "name", "enterkeyhint": "next"}),
    )
    province = forms.ChoiceField(
        label="Tỉnh, thành phố",
        error_messages={
            "required": "Chọn tỉnh, thành phố nhận hàng.",
            "invalid_choice": "Chọn tỉnh, thành phố có trong danh sách.",
        },
        widget=forms.Select({"data-combobox": True, "autocomplete": "address-level1"}),
    )
    commune = forms.ChoiceField(
        label="Xã, phường",
        error_messages={
            "required": "Chọn xã, phường nhận hàng.",
            "invalid_choice": "Chọn xã, phường thuộc tỉnh đã chọn.",
        },
        widget=forms.Select({"data-combobox": True, "autocomplete": "address-level2"}),
    )
    line1 = forms.CharField(
        label="Số nhà, đường, xóm, tổ",
        max_length=200,
        error_messages={"required": "Nhập số nhà hoặc xóm, tổ. Ví dụ: Số 12, xóm Nam Hưng"},
        widget=forms.TextInput({"autocomplete": "street-address", "enterkeyhint": "next"}),
    )
    payment = forms.ChoiceField(
        label="Trả tiền thế nào",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chọn cách trả tiền.",
            "invalid_choice": "Cách trả tiền này chưa dùng được. Chọn cách khác.",
        },
    )
    note = forms.CharField(
        label="Lời nhắn cho người bán",
        max_length=500,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(
        self,
        *args,
        payments: Sequence[PaymentOption] = (),
        is_fetched: bool = False,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.payments = payments
        usable = [(one.code, one.label) for one in payments if not one.why_not]
        self.fields["payment"].choices = usable
        self.fields["payment"].initial = usable[0][0] if usable else None
        if is_fetched:
            self.fields["line1"].required = False
        self._fill_places()

    def _fill_places(self) -> None:
        chosen = self["province"].value() or ""
        provinces = [(row.code, row.label) for row in provinces_for_select()]
        self.fields["province"].choices = [("", "Chọn tỉnh, thành phố"), *provinces]
        is_known = chosen in dict(provinces)
        communes = communes_for_select(chosen) if is_known else []
        first = "Chọn xã, phường" if is_known else "Chọn tỉnh, thành phố trước"
        self.fields["commune"].choices = [
            ("", first),
            *((row.code, row.label[:1].upper() + row.label[1:]) for row in communes),
        ]

    def customer(self) -> Customer:
        """Return who receives the order; call it when the form is valid. 2 queries."""
        data = self.cleaned_data
        return Customer(
            name=data["name"],
            phone=data["phone"],
            province=Province.objects.get(code=data["province"]),
            commune=Commune.objects.get(code=data["commune"]),
            line1=data["line1"],
            note=data["note"],
        )

    def destination(self) -> "Destination":
        """Return the place in the form as it stands, valid or not. At most 2 queries."""
        code = self["province"].value() or ""
        is_code = len(code) == 2 and code.isascii() and code.isdigit()
        province = Province.objects.filter(code=code).first() if is_code else None
        commune = current_commune(self["commune"].value() or "")
        if commune and (province is None or commune.province_id != province.pk):
            commune = None
        return Destination(province, commune)


@dataclass(frozen=True, slots=True)
class Destination:
    """As much of an address as the fees need."""

    province: Province | None
    commune: Commune | None
