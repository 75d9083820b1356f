"""The system cleans, folds and sorts Vietnamese text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text import (
    canonical_tone,
    contains_legacy_encoding,
    fold,
    normalize,
    normalize_lines,
    slug,
    sort_key,
    unaccented,
)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("Nam Hoà", "Nam Hòa"),
        ("Định Hoá", "Định Hóa"),
        ("Điềm Thuỵ", "Điềm Thụy"),
        ("khoẻ", "khỏe"),
        ("thuý", "thúy"),
        ("HOÀ BÌNH", "HÒA BÌNH"),
        ("uỷ ban, quỹ", "ủy ban, quỹ"),
    ],
)
def test_tone_marks_move_to_the_old_place(written, canonical):
    assert canonical_tone(written) == canonical


@pytest.mark.parametrize("word", ["quý", "quà", "quả", "toán", "hoàn", "khuỷu", "huỳnh"])
def test_tone_marks_stay_where_they_belong(word):
    assert canonical_tone(word) == word


def test_pasted_text_becomes_one_clean_line():
    pasted = unicodedata.normalize("NFD", "  Chè\u00a0Tân\u200b \n Cương ")

    assert normalize(pasted) == "Chè Tân Cương"


def test_a_story_keeps_its_paragraphs():
    assert normalize_lines(" Một \r\n\n\n\n hai  ba ") == "Một\n\nhai ba"


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    assert normalize(normalize(text)) == normalize(text)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Chè Tân Cương", "che tan cuong"),
        ("ĐƯỜNG phèn – 500g!", "duong phen 500g"),
        ("gà_đồi", "ga doi"),
        ("  ", ""),
    ],
)
def test_search_text_has_no_marks_and_no_punctuation(text, folded):
    assert fold(text) == folded


def test_both_tone_styles_fold_to_the_same_text():
    assert fold("Nam Hoà") == fold("Nam Hòa")


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_addresses_are_plain_ascii():
    assert slug("Chè Tân Cương (500 g)") == "che-tan-cuong-500-g"


@pytest.mark.parametrize(
    ("text", "is_legacy"),
    [
        ("Ch\u00ce T\u00a9n C\u00ad\u00ac\u00acng \u00ae\u00c6c s\u00b6n", True),
        ("Cheø Taân Cöông ñaëc saûn", True),
        ("Chè Tân Cương® ngon «nhất», 100 µm", False),
        ("Búp chè ướp hương", False),
    ],
)
def test_text_from_old_fonts_is_noticed(text, is_legacy):
    assert contains_legacy_encoding(text) is is_legacy


def test_names_sort_by_the_vietnamese_alphabet_then_by_tone():
    names = ["Đại Từ", "Bá Xuyên", "Bạch Thông", "Ân", "Ăn", "An", "Ba Bể", "Dân Tiến"]

    names.sort(key=sort_key)

    assert names == ["An", "Ăn", "Ân", "Ba Bể", "Bá Xuyên", "Bạch Thông", "Dân Tiến", "Đại Từ"]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Chè Đồi Xanh 1.850.000\u00a0₫", "Che Doi Xanh 1.850.000 d"),
        ("ẾỘỮẶ ếộữặ – đã", "EOUA eoua - da"),
        ("👍 tốt", "tot"),
    ],
)
def test_writes_for_phones_of_old(written, plain):
    assert unaccented(written) == plain


def test_no_control_comes_into_a_table():
    every = "".join(map(chr, range(0xA0)))

    assert all(char.isprintable() for char in normalize(f"Chè\x00 {every} nõn"))
    assert normalize("\x00 Chè\x00 nõn\x1b") == "Chè nõn"
