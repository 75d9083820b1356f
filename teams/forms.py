"""Forms of teams: cleaning and wording only."""

import datetime as dt

from django import forms

from common.dates import local_today, weekday_name
from common.fields import PhoneField
from common.text import normalize
from teams.visiting import BACK
from teams.words import DONE

_DAYS = 7


def _name_field(**more) -> forms.CharField:
    return forms.CharField(widget=forms.TextInput(attrs={"autocomplete": "off"}), **more)


def _commune_field(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, error_messages={"required": "Chọn xã, phường."})


def _fill(field: forms.ChoiceField, communes: list[tuple[str, str]]) -> None:
    first = [] if len(communes) == 1 else [("", "Chọn xã, phường")]
    field.choices = [*first, *communes]


class FoundForm(forms.Form):
    """Name of a new team, and its first commune."""

    name = _name_field(
        label="Tên tổ",
        help_text="Ví dụ: Tổ công nghệ số xóm Đồng Chè. Ghi đúng như khi giao người giúp.",
        max_length=80,
        error_messages={"required": "Nhập tên tổ. Ví dụ: Tổ công nghệ số xóm Đồng Chè"},
    )
    commune = _commune_field("Xã, phường")

    def __init__(self, *args, communes: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _fill(self.fields["commune"], communes)

    def clean_name(self) -> str:
        """Return the name with single spaces. Numbers and signs alone are no name."""
        return _as_name(self.cleaned_data["name"], "Tên tổ phải viết bằng chữ.")


class PlaceForm(forms.Form):
    """One more commune for a team."""

    commune = _commune_field("Xã, phường")

    def __init__(self, *args, communes: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _fill(self.fields["commune"], communes)


class MemberForm(forms.Form):
    """Who joins a team."""

    full_name = _name_field(
        label="Họ và tên",
        max_length=120,
        error_messages={"required": "Nhập họ và tên. Ví dụ: Nguyễn Thị Lan"},
    )
    phone = PhoneField(
        label="Số điện thoại",
        help_text="Thành viên đăng nhập bằng số này.",
        max_length=30,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )

    def clean_full_name(self) -> str:
        """Return the name with single spaces."""
        words = "Tên phải viết bằng chữ. Ví dụ: Nguyễn Thị Lan"
        return _as_name(self.cleaned_data["full_name"], words)


class PlanForm(forms.Form):
    """On which of the next days to visit: one tap."""

    day = forms.ChoiceField(
        label="Ngày nào đến?",
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn một ngày.", "invalid_choice": "Chọn một ngày."},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        today = local_today()
        days = [today + dt.timedelta(days=n) for n in range(_DAYS)]
        names = ["Hôm nay", "Ngày mai", *(_begun(weekday_name(day)) for day in days[2:])]
        self.fields["day"].choices = [
            (day.isoformat(), f"{name}, {day:%d/%m}") for name, day in zip(names, days, strict=True)
        ]

    def clean_day(self) -> dt.date:
        """Return the day."""
        return dt.date.fromisoformat(self.cleaned_data["day"])


class DoneForm(forms.Form):
    """When somebody went and what was done: ticked, so that nobody writes about a family."""

    day = forms.ChoiceField(
        label="Đến ngày nào?",
        error_messages={"required": "Chọn một ngày.", "invalid_choice": "Chọn một ngày."},
    )

    done = forms.MultipleChoiceField(
        label="Đã làm gì?",
        choices=list(DONE.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Chọn ít nhất một việc đã làm.",
            "invalid_choice": "Chọn trong các việc ở dưới.",
        },
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        today = local_today()
        days = [today - dt.timedelta(days=n) for n in range(BACK.days + 1)]
        names = ["Hôm nay", "Hôm qua", *(_begun(weekday_name(day)) for day in days[2:])]
        self.fields["day"].choices = [
            (day.isoformat(), f"{name}, {day:%d/%m}") for name, day in zip(names, days, strict=True)
        ]

    def clean_day(self) -> dt.date:
        """Return the day."""
        return dt.date.fromisoformat(self.cleaned_data["day"])


def _as_name(text: str, words: str) -> str:
    name = normalize(text)
    if sum(letter.isalpha() for letter in name) < 2:
        raise forms.ValidationError(words)
    return name


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]
