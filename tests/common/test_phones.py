"""The system reads, shows and masks Vietnamese phone numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.phones import InvalidPhone, format_phone, mask_phone, parse_phone

mobiles = st.from_regex(r"\+84(3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}", fullmatch=True)


@given(mobiles)
def test_a_shown_number_is_read_back_unchanged(phone):
    assert parse_phone(format_phone(phone)) == phone


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "0912-345-678",
        "+84912345678",
        "84912345678",
        "(+84) 912 345 678",
        " 0912\xa0345 678\u200b",
    ],
)
def test_a_number_is_read_however_it_is_spaced(typed):
    assert parse_phone(typed) == "+84912345678"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("", "Nhập số điện thoại"),
        ("091234567", "thiếu 1 số"),
        ("0912345", "thiếu 3 số"),
        ("09123456789", "thừa 1 số"),
        ("0312345678", "Không có đầu số 031"),
        ("912345678", "bắt đầu bằng số 0"),
        ("0208 3852 114", "số máy bàn"),
        ("không có", "chỉ gồm chữ số"),
        ("٠٩١٢٣٤٥٦٧٨", "chỉ gồm chữ số"),
    ],
)
def test_a_wrong_number_is_explained_with_an_example(typed, hint):
    with pytest.raises(InvalidPhone) as problem:
        parse_phone(typed)

    assert hint in problem.value.message
    assert problem.value.message.endswith("Ví dụ: 0912 345 678")


def test_a_landline_passes_as_a_contact_number_only():
    assert parse_phone("0208 3852 114", allow_landline=True) == "+842083852114"
    assert format_phone("+842083852114") == "0208 3852 114"


def test_a_masked_number_cannot_be_dialled():
    assert mask_phone("+84912345678") == "0912 *** 678"
    assert mask_phone("") == ""
