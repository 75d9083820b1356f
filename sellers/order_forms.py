"""What a seller answers on the pages of an order: cleaning and wording only."""

import datetime as dt

from django import forms

from common.dates import local_today, weekday_name
from common.units import unit_label
from shop.order.proposals import MAX_DAYS_LATER

_READ_BY_BUYER = "Người mua đọc được câu này."
OTHER = "khac"
YES, NO = "co", "khong"
MAX_DIGITS = 9


def reason_field(example: str, **options) -> forms.CharField:
    """Return a field for one sentence that the shopper will read."""
    return forms.CharField(
        label="Lý do",
        max_length=200,
        required=False,
        help_text=f"{_READ_BY_BUYER} Ví dụ: {example}",
        **options,
    )


class QuantitiesForm(forms.Form):
    """How many of each line there are; never more than was ordered."""

    def __init__(self, *args, lines, **kwargs):
        self.lines = list(lines)
        super().__init__(*args, **kwargs)
        for line in self.lines:
            self.fields[self._name(line)] = forms.IntegerField(
                label=line.title,
                min_value=0,
                max_value=line.quantity,
                initial=line.quantity,
                error_messages=_quantity_errors(line),
            )

    @property
    def rows(self):
        """Return what a page needs of each line: the box, its limits and its words."""
        return [
            {
                "field": self[self._name(line)],
                "value": self._typed(line),
                "title": line.title,
                "ordered": line.quantity,
                "unit": unit_label(line.sale_unit),
            }
            for line in self.lines
        ]

    def quantities(self) -> dict[int, int]:
        """Return ``{line id: quantity}`` as the services take it."""
        return {line.pk: self.cleaned_data[self._name(line)] for line in self.lines}

    def _typed(self, line) -> int:
        """Return the number to show again; what is no number starts from the order."""
        typed = str(self[self._name(line)].value())
        is_number = typed.isascii() and typed.isdigit() and len(typed) <= MAX_DIGITS
        return int(typed) if is_number else line.quantity

    @staticmethod
    def _name(line) -> str:
        return f"mon-{line.pk}"


def _quantity_errors(line) -> dict[str, str]:
    example = f"{line.title}: nhập số từ 0 đến {line.quantity}."
    return dict.fromkeys(("required", "invalid", "min_value", "max_value"), example)


class LessForm(QuantitiesForm):
    """What is there, and why it is less."""

    reason = reason_field("Chè hết vì mưa nhiều")


class FewerGuestsForm(QuantitiesForm):
    """How many of the guests came."""


class PartialForm(QuantitiesForm):
    """What the shopper took at the door, and whether the rest can be sold."""

    restock = forms.ChoiceField(
        label="Hàng khách không lấy còn bán được không?",
        choices=[(YES, "Còn bán được, trả vào kho"), (NO, "Không bán được nữa")],
        initial=YES,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một câu trả lời."},
    )


class LaterForm(forms.Form):
    """On which day the goods can leave."""

    day = forms.ChoiceField(
        label="Ngày nào gửi được?",
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một ngày.", "invalid_choice": "Chọn một ngày."},
    )
    other_day = forms.DateField(
        label="Ngày khác",
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Nhập ngày như 25/11/2026."},
    )
    reason = reason_field("Mưa lớn, chưa sao được chè")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = local_today()
        days = [today + dt.timedelta(days=n) for n in (1, 2, 3)]
        self.fields["day"].choices = [
            *((day.isoformat(), f"{weekday_name(day)}, {day:%d/%m}") for day in days),
            (OTHER, "Ngày khác, chọn ở dưới"),
        ]
        self.fields["other_day"].widget.attrs |= {
            "min": (today + dt.timedelta(days=1)).isoformat(),
            "max": (today + dt.timedelta(days=MAX_DAYS_LATER)).isoformat(),
        }

    def clean(self) -> dict:
        """Read the chosen day into ``ready_on``."""
        answers = self.cleaned_data
        chosen, other = answers.get("day"), answers.get("other_day")
        if chosen == OTHER and not other and "other_day" not in self.errors:
            self.add_error("other_day", "Chọn ngày gửi được hàng.")
        elif chosen and chosen != OTHER:
            other = dt.date.fromisoformat(chosen)
        answers["ready_on"] = other
        return answers


class FailedForm(forms.Form):
    """Why the parcel could not be handed over."""

    why = forms.ChoiceField(
        label="Vì sao giao không được?",
        choices=[
            (words, words)
            for words in (
                "Khách không nghe máy",
                "Khách hẹn ngày khác",
                "Khách không nhận hàng",
                "Khách không đến lấy",
                "Không tìm thấy địa chỉ",
            )
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chọn một lý do.",
            "invalid_choice": "Chọn một lý do trong danh sách.",
        },
    )


class NobodyCameForm(forms.Form):
    """Why the guests of a tour did not come."""

    why = forms.ChoiceField(
        label="Vì sao khách không đến?",
        choices=[
            (words, words)
            for words in (
                "Khách không nghe máy",
                "Khách báo không đi được",
                "Khách đến muộn quá",
                "Không thấy khách ở chỗ gặp",
            )
        ],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Chọn một lý do."),
    )


class BackForm(forms.Form):
    """Whether goods that came back can be sold."""

    restock = forms.ChoiceField(
        label="Hàng về rồi, còn bán được không?",
        choices=[(YES, "Còn bán được, trả vào kho"), (NO, "Không bán được nữa")],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một câu trả lời."},
    )


class ReturnAnswerForm(forms.Form):
    """Whether the seller takes goods back that a shopper has."""

    RESTOCK, TAKE, REFUSE = "ban-duoc", "khong-ban-duoc", "khong-nhan"
    decision = forms.ChoiceField(
        label="Bà con trả lời thế nào?",
        choices=[
            (RESTOCK, "Đã nhận lại hàng, hàng còn bán được"),
            (TAKE, "Đã nhận lại hàng, không bán được nữa"),
            (REFUSE, "Không nhận trả hàng"),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Chọn một câu trả lời.",
            "invalid_choice": "Chọn một câu trả lời.",
        },
    )


class SureForm(forms.Form):
    """A page that only asks whether one is sure."""
