"""The code on a slip: drawn, checked, typed."""

import itertools
from math import log2

import pytest

from sellers.households import codes


def test_has_at_least_forty_bits_that_nobody_can_work_out():
    assert log2(len(codes.ALPHABET)) * (codes.LENGTH - 1) > 46


def test_leaves_out_what_looks_alike_or_what_a_vietnamese_keyboard_changes():
    assert not set("OQIL01SBZG") & set(codes.ALPHABET)
    assert not set("AEIOUYDW") & set(codes.ALPHABET)
    assert len(set(codes.ALPHABET)) == len(codes.ALPHABET) == 19


def test_a_new_code_is_read_as_it_was_printed():
    for _ in range(200):
        code = codes.new_code()

        assert codes.read_code(codes.printed(code)) == code
        assert codes.read_code(f"  {codes.printed(code).lower()} ".replace("-", " ")) == code


def test_every_single_wrong_sign_is_noticed():
    code = codes.new_code()

    for place, sign in itertools.product(range(codes.LENGTH), codes.ALPHABET):
        wrong = code[:place] + sign + code[place + 1 :]
        if wrong != code:
            with pytest.raises(codes.MistypedCode, match="gõ sai"):
                codes.read_code(wrong)


def test_any_two_signs_in_each_others_place_are_noticed():
    code = codes.new_code()

    for one, other in itertools.combinations(range(codes.LENGTH), 2):
        signs = list(code)
        signs[one], signs[other] = signs[other], signs[one]
        if signs != list(code):
            with pytest.raises(codes.MistypedCode):
                codes.read_code("".join(signs))


def test_one_of_nineteen_random_codes_passes_so_the_check_alone_opens_nothing():
    drawn = codes.new_code()[:-1]

    good = [sign for sign in codes.ALPHABET if codes.check_sign(drawn) == sign]

    assert len(good) == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Nhập mã in trên phiếu"),
        ("K7M4", "Mã thiếu 8 chữ"),
        ("K7M4P92TXH3CC", "Mã thừa 1 chữ"),
        ("K7M4-P92T-XH3O", "không có chữ “O”"),
        ("K7M4-P92T-XHĐ3", "không có chữ “Đ”"),
    ],
)
def test_says_what_is_wrong_with_what_was_typed(typed, words):
    with pytest.raises(codes.MistypedCode, match=words):
        codes.read_code(typed)


def test_keeps_the_signs_and_weights_of_slips_that_are_out_there():
    assert codes.ALPHABET == "23456789CFHKMNPRTVX"
    assert codes.check_sign("K7M4P92TXH3") == "M"
    assert codes.check_sign("X2CFH8KMNP9") == "F"
