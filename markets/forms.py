"""What is typed at stalls and by boards: cleaning and wording only."""

import uuid

from django import forms

from common.dates import WEEKDAYS
from common.fields import DayField, PhoneField, VNDField
from markets.account_form import AccountMixin
from markets.boards import MOST_RENT_VND, StallFacts
from markets.models import InPersonSale, Market
from markets.paying import MOST_VND
from markets.prints import KINDS

_HOUR = forms.TimeInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
_HOUR_FORMATS = ["%H:%M", "%Hh%M", "%Hh", "%H"]


class AmountForm(forms.Form):
    """The amount that a shopper pays at a stall; sent by GET, so it works without a script."""

    tien = VNDField(label="Số tiền", min_vnd=1_000, max_vnd=MOST_VND)


class SaleForm(forms.Form):
    """One sale of a trader: the amount, and one of two buttons."""

    amount = VNDField(
        label="Vừa bán bao nhiêu?", min_vnd=1_000, max_vnd=MOST_VND, help_text="Gõ 50k hoặc 50.000"
    )
    how = forms.ChoiceField(
        choices=[(how, "") for how in (InPersonSale.How.CASH, InPersonSale.How.TRANSFER)],
        error_messages={"required": "Bấm Tiền mặt hoặc Chuyển khoản."},
    )
    #: Sent back by the page, so that a second tap writes no second sale.
    key = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def fresh(cls) -> "SaleForm":
        """Return an empty form with a number of its own."""
        return cls(initial={"key": uuid.uuid4()})


class StallForm(AccountMixin):
    """A stall and its trader, as a board writes them down."""

    place = forms.CharField(
        label="Chỗ nào?",
        max_length=40,
        help_text="Ví dụ: Dãy A, ô 12",
        error_messages={"required": "Nhập chỗ của quầy. Ví dụ: Dãy A, ô 12."},
    )
    trader = forms.CharField(
        label="Tên tiểu thương",
        max_length=80,
        help_text="Tên khách thấy khi quét mã. Ví dụ: Cô Hoa, rau sạch",
        error_messages={"required": "Nhập tên tiểu thương. Ví dụ: Lê Thị Hoa."},
    )
    goods = forms.CharField(
        label="Bán gì?",
        max_length=80,
        error_messages={"required": "Nhập hàng bán ở quầy. Ví dụ: rau, củ."},
    )
    phone = PhoneField(
        label="Số điện thoại của tiểu thương",
        required=False,
        help_text="Có số này tiểu thương mới tự ghi lần bán. Khách không thấy.",
    )
    rent = VNDField(label="Tiền chỗ mỗi tháng", required=False, max_vnd=MOST_RENT_VND)

    field_order = ("place", "trader", "goods", "phone", "rent")

    @staticmethod
    def answers_of(facts: StallFacts) -> dict:
        """Return what the form shows of a stall."""
        return {
            "place": facts.place,
            "trader": facts.trader,
            "goods": facts.goods,
            "phone": facts.phone,
            "rent": facts.rent_vnd or "",
            "bank_bin": facts.bank_bin,
            "bank_account": facts.bank_account,
            "bank_holder": facts.bank_holder,
        }

    @property
    def facts(self) -> StallFacts:
        """Return the answers."""
        clean = self.cleaned_data
        return StallFacts(
            place=clean["place"],
            goods=clean["goods"],
            trader=clean["trader"],
            phone=clean["phone"] or "",
            rent_vnd=clean["rent"] or 0,
            bank_bin=clean["bank_bin"],
            bank_account=clean["bank_account"],
            bank_holder=clean["bank_holder"],
        )


class BoardForm(AccountMixin):
    """Days of a market, its board, and the account for rents."""

    address = forms.CharField(label="Chợ ở đâu?", max_length=160, required=False)
    opens = forms.ChoiceField(
        label="Chợ họp khi nào?", choices=Market.Opens, widget=forms.RadioSelect
    )
    weekdays = forms.MultipleChoiceField(
        label="Họp thứ nào?",
        required=False,
        choices=[(str(day), name[:1].upper() + name[1:]) for day, name in enumerate(WEEKDAYS)],
        widget=forms.CheckboxSelectMultiple,
    )
    lunar_days = forms.CharField(
        label="Họp ngày nào âm lịch?",
        required=False,
        max_length=90,
        help_text="Ví dụ: 2, 7, 12, 17, 22, 27",
    )
    opens_at = forms.TimeField(
        label="Mở lúc", required=False, input_formats=_HOUR_FORMATS, widget=_HOUR,
        help_text="Ví dụ: 5:00", error_messages={"invalid": "Ghi giờ, ví dụ 5:00."},
    )  # fmt: skip
    closes_at = forms.TimeField(
        label="Tan lúc", required=False, input_formats=_HOUR_FORMATS, widget=_HOUR,
        help_text="Ví dụ: 11:30", error_messages={"invalid": "Ghi giờ, ví dụ 11:30."},
    )  # fmt: skip
    board_name = forms.CharField(label="Tên ban quản lý", max_length=120, required=False)
    board_phone = PhoneField(
        label="Điện thoại ban quản lý", required=False, help_text="Khách thấy số này."
    )

    field_order = (
        "address", "opens", "weekdays", "lunar_days", "opens_at", "closes_at",
        "board_name", "board_phone",
    )  # fmt: skip

    @staticmethod
    def answers_of(market: Market) -> dict:
        """Return what the form shows of a market."""
        names = ("address", "opens", "board_name", "board_phone", "bank_bin", "bank_account",
                 "bank_holder")  # fmt: skip
        days = market.open_days
        is_lunar = market.opens == Market.Opens.LUNAR
        return {name: getattr(market, name) for name in names} | {
            "weekdays": [] if is_lunar else [day for day in days.split(",") if day],
            "lunar_days": days.replace(",", ", ") if is_lunar else "",
            "opens_at": market.opens_at and f"{market.opens_at:%H:%M}",
            "closes_at": market.closes_at and f"{market.closes_at:%H:%M}",
        }

    def clean(self):
        """Name the days that the way of opening needs, and both hours or none."""
        cleaned = super().clean()
        opens, days = cleaned.get("opens"), ""
        if opens == Market.Opens.WEEKDAYS:
            days = ",".join(cleaned.get("weekdays") or ())
            if not days:
                self.add_error("weekdays", "Chọn ít nhất một thứ.")
        if opens == Market.Opens.LUNAR:
            found = [
                word for word in cleaned.get("lunar_days", "").replace(",", " ").split() if word
            ]
            if not found or not all(map(_is_lunar_day, found)):
                self.add_error(
                    "lunar_days", "Ghi các ngày từ 1 đến 30. Ví dụ: 2, 7, 12, 17, 22, 27."
                )
            else:
                days = ",".join(str(day) for day in sorted({int(word) for word in found}))
        if bool(cleaned.get("opens_at")) != bool(cleaned.get("closes_at")):
            self.add_error("closes_at", "Ghi cả giờ mở và giờ tan, hoặc để trống cả hai.")
        cleaned["open_days"] = days
        return cleaned


class ImportForm(forms.Form):
    """A file with a list of stalls."""

    file = forms.FileField(
        label="Tệp danh sách",
        help_text="Excel hoặc CSV, có các cột: Chỗ, Tên tiểu thương, Bán gì. Nếu có: Điện thoại, "
        "Tiền chỗ, Ngân hàng, Số tài khoản, Chủ tài khoản.",
        error_messages={"required": "Chọn tệp danh sách.", "empty": "Tệp này trống."},
        widget=forms.FileInput({"accept": ".xlsx,.csv,.txt"}),
    )

    def clean_file(self):
        """Refuse what no list of a market needs."""
        file = self.cleaned_data["file"]
        if file.size > 5 * 1024 * 1024:
            raise forms.ValidationError("Tệp lớn quá 5 MB. Chia ra rồi nhập từng tệp.")
        return file


class StatusForm(forms.Form):
    """A market became chợ 4.0 or is it no longer."""

    is_40 = forms.TypedChoiceField(
        label="Từ ngày đó chợ này",
        choices=[("1", "là chợ 4.0"), ("0", "không còn là chợ 4.0")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một trong hai."},
    )
    since = DayField(label="Từ ngày")
    decision = forms.CharField(
        label="Theo văn bản nào?", max_length=120, required=False, help_text="Ví dụ: 156/KH-UBND"
    )


def kind_of(word: str) -> str | None:
    """Return a kind of print that exists."""
    return word if word in KINDS else None


def _is_lunar_day(word: str) -> bool:
    """Tell whether a word is a day of a lunar month; ² is a digit, but no number."""
    return len(word) <= 2 and word.isdecimal() and 1 <= int(word) <= 30
