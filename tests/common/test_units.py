"""The system reads and writes weights and knows the sale units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.units import (
    SALE_UNITS,
    InvalidWeight,
    format_grams,
    parse_grams,
    unit_label,
)

NBSP = "\u00a0"


@given(st.integers(min_value=1, max_value=999_999))
def test_a_written_weight_is_read_back_unchanged(grams):
    assert parse_grams(format_grams(grams)) == grams


@pytest.mark.parametrize(
    ("typed", "grams"),
    [
        ("500g", 500),
        ("500", 500),
        ("1.500 g", 1500),
        ("0,5 kg", 500),
        ("0.5kg", 500),
        ("2 lạng", 200),
        ("1,5 cân", 1500),
        ("3 yến", 30_000),
        ("2 tạ", 200_000),
        ("1,2 tấn", 1_200_000),
    ],
)
def test_weights_are_read_as_people_type_them(typed, grams):
    assert parse_grams(typed) == grams


@pytest.mark.parametrize("typed", ["", "abc", "-1 kg", "0", "0,5 g", "1e3", "101 tấn"])
def test_an_unclear_weight_is_refused_with_an_example(typed):
    with pytest.raises(InvalidWeight) as problem:
        parse_grams(typed)

    assert "Ví dụ: 500 g" in problem.value.message


@pytest.mark.parametrize(
    ("grams", "shown"),
    [
        (500, "500 g"),
        (1000, "1 kg"),
        (1200, "1,2 kg"),
        (1005, "1,005 kg"),
        (30000, "30 kg"),
        (2500000, "2,5 tấn"),
        (0, "0 g"),
    ],
)
def test_weights_are_shown_in_the_nearest_unit(grams, shown):
    assert format_grams(grams) == shown.replace(" ", NBSP)


def test_sale_units_have_unique_codes_and_vietnamese_words():
    assert len({unit.code for unit in SALE_UNITS}) == len(SALE_UNITS)
    assert unit_label("goi") == "gói"
    assert unit_label("ve") == "vé"
