"""Codes that are typed from paper: a slip of the finger is noticed."""

import pytest

from common import codes


@pytest.mark.parametrize("length", [10, 12])
def test_one_wrong_sign_and_two_swapped_signs_are_always_noticed(length):
    code = codes.new_code(length)
    wrong = [
        code[:at] + sign + code[at + 1 :]
        for at in range(length)
        for sign in codes.ALPHABET
        if sign != code[at]
    ]
    swapped = [
        code[:a] + code[b] + code[a + 1 : b] + code[a] + code[b + 1 :]
        for a in range(length)
        for b in range(a + 1, length)
        if code[a] != code[b]
    ]

    assert codes.is_whole(code, length)
    assert not any(codes.is_whole(other, length) for other in wrong + swapped)


def test_codes_do_not_follow_from_each_other():
    drawn = [codes.new_code(10) for _ in range(400)]

    assert len(set(drawn)) == 400
    # In any place many signs occur: nothing counts up.
    assert all(len({code[at] for code in drawn}) > 12 for at in range(9))


def test_hyphens_spaces_and_small_letters_are_no_matter():
    assert codes.bare(" k7m4p-92 txh ") == "K7M4P92TXH"
