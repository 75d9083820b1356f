"""The system's form fields read what people type and give it back on an error."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django import forms

from common.dates import format_date, local_today
from common.fields import DayField, GramsField, PhoneField, VNDField


class OfferForm(forms.Form):
    price = VNDField(max_vnd=5_000_000)
    weight = GramsField()
    phone = PhoneField(required=False)


def test_typed_values_become_money_grams_and_a_dialling_number():
    form = OfferForm({"price": "185k", "weight": "0,5 kg", "phone": "0912 345 678"})

    assert form.is_valid()
    assert form.cleaned_data == {
        "price": Decimal(185_000),
        "weight": 500,
        "phone": "+84912345678",
    }


@pytest.mark.parametrize(
    ("field", "typed", "hint"),
    [
        ("price", "", "Nhập số tiền"),
        ("price", "rẻ", "Chưa hiểu số tiền"),
        ("price", "0", "trở lên"),
        ("price", "6tr", "không quá"),
        ("weight", "nặng", "Chưa hiểu khối lượng"),
        ("phone", "0912", "thiếu 6 số"),
    ],
)
def test_a_mistake_is_explained_and_the_typing_is_kept(field, typed, hint):
    values = {"price": "185k", "weight": "500g", "phone": ""} | {field: typed}

    form = OfferForm(values)

    assert hint in form.errors[field][0]
    assert form[field].value() == typed


def test_stored_values_are_shown_the_way_people_write_them():
    form = OfferForm(initial={"price": Decimal(185_000), "weight": 1500, "phone": "+84912345678"})

    assert form["price"].value() == "185.000"
    assert form["weight"].value() == "1,5\u00a0kg"
    assert form["phone"].value() == "0912 345 678"
    assert 'inputmode="tel"' in str(form["phone"])


@pytest.mark.parametrize(
    ("typed", "begins"), [("mai mốt", "Ghi ngày/tháng/năm."), ("", "Nhập ngày.")]
)
def test_the_example_of_a_day_to_come_is_to_come(typed, begins):
    soon = format_date(local_today() + timedelta(days=30))

    for field, example in ((DayField(ahead=30), soon), (DayField(), "14/03/2025")):
        with pytest.raises(forms.ValidationError) as told:
            field.clean(typed)
        assert told.value.messages == [f"{begins} Ví dụ: {example}."]
