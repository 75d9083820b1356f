"""Form fields that read money, weights and phones the way people write them."""

import datetime as dt
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from common.dates import EXAMPLE, InvalidDate, format_date, local_today, parse_date
from common.money import InvalidMoney, format_vnd, parse_vnd
from common.numbers import format_number
from common.phones import InvalidPhone, format_phone, parse_phone
from common.units import InvalidWeight, format_grams, parse_grams


class _ParsedCharField(forms.CharField):
    """A text field whose value goes through a parser; a redisplay keeps the typing."""

    inputmode = "text"
    autocomplete = "off"

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {
            "inputmode": self.inputmode,
            "autocomplete": self.autocomplete,
        }


class VNDField(_ParsedCharField):
    """Whole đồng as ``Decimal``; reads ``120k``, ``1tr2``, ``120.000``."""

    inputmode = "decimal"
    default_error_messages = {"required": "Nhập số tiền. Ví dụ: 185.000."}

    def __init__(self, *, min_vnd: int = 1, max_vnd: int | None = None, **kwargs):
        self.min_vnd, self.max_vnd = min_vnd, max_vnd
        super().__init__(**kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = parse_vnd(text)
        except InvalidMoney as problem:
            raise ValidationError(problem.message, code="invalid") from problem
        if amount < self.min_vnd:
            raise ValidationError(f"Nhập từ {format_vnd(self.min_vnd)} trở lên.", code="min_value")
        if self.max_vnd is not None and amount > self.max_vnd:
            raise ValidationError(f"Nhập không quá {format_vnd(self.max_vnd)}.", code="max_value")
        return amount

    def prepare_value(self, value):
        if isinstance(value, Decimal | int):
            return format_number(int(value))
        return value


class GramsField(_ParsedCharField):
    """Whole grams as ``int``; reads ``500g``, ``0,5 kg``, ``2 lạng``."""

    default_error_messages = {"required": "Nhập khối lượng. Ví dụ: 500 g."}

    def __init__(self, *, max_g: int | None = None, **kwargs):
        self.max_g = max_g
        super().__init__(**kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            grams = parse_grams(text)
        except InvalidWeight as problem:
            raise ValidationError(problem.message, code="invalid") from problem
        if self.max_g is not None and grams > self.max_g:
            raise ValidationError(
                f"Nhập không quá {format_grams(self.max_g)}. Ví dụ: 500 g.", code="max_value"
            )
        return grams

    def prepare_value(self, value):
        return format_grams(value) if isinstance(value, int) else value


class PhoneField(_ParsedCharField):
    """A Vietnamese phone number as E.164; landlines only when allowed."""

    inputmode = "tel"
    autocomplete = "tel"
    default_error_messages = {
        "required": "Nhập số điện thoại. Ví dụ: 0912 345 678",
    }

    def __init__(self, *, allow_landline: bool = False, **kwargs):
        self.allow_landline = allow_landline
        super().__init__(**kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return ""
        try:
            return parse_phone(text, allow_landline=self.allow_landline)
        except InvalidPhone as problem:
            raise ValidationError(problem.message, code="invalid") from problem

    def prepare_value(self, value):
        return format_phone(value) if isinstance(value, str) else value


class DayField(_ParsedCharField):
    """A day as ``date``; reads ``14/3/2025``, ``14-3-25``, ``14.03.2025``.

    Where a day to come is asked for, the example is so many days ``ahead``.
    """

    inputmode = "numeric"
    default_error_messages = {"required": f"Nhập ngày. Ví dụ: {EXAMPLE}."}

    def __init__(self, *, ahead: int = 0, **kwargs) -> None:
        super().__init__(**kwargs)
        self.ahead = ahead

    @property
    def example(self) -> str:
        """Return a day as it may be typed here."""
        return format_date(local_today() + dt.timedelta(days=self.ahead)) if self.ahead else EXAMPLE

    def clean(self, value):
        try:
            text = super().clean(value)
            return parse_date(text) if text else None
        except InvalidDate as problem:
            message = problem.message.replace(EXAMPLE, self.example)
            raise ValidationError(message, code="invalid") from problem
        except ValidationError as problem:
            message = problem.messages[0].replace(EXAMPLE, self.example)
            raise ValidationError(message, code=problem.code) from problem

    def prepare_value(self, value):
        return format_date(value) if isinstance(value, dt.date) else value
