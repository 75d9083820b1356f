"""The system finds its memos in the words of a bank transfer, however the bank bent them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.payment.vietqr.memo import find_memos, memo_of, reference_of

ONE = "TNDH1234567897"
TWO = "TNDH0000000422"
references = st.integers(1, 999_999_999)


@pytest.mark.parametrize(
    ("reference", "memo"),
    [
        (123456789, ONE),
        ("123456789", ONE),
        (42, TWO),
        ("42", TWO),
        ("000000042", TWO),
        (999_999_999, "TNDH9999999999"),
    ],
)
def test_a_reference_becomes_a_memo_of_ten_digits(reference, memo):
    assert memo_of(reference) == memo


@pytest.mark.parametrize(
    "reference", [0, "0", "000000000", -1, 1_000_000_000, "1234567897", "", "12a", "1.5", "４２"]
)
def test_a_reference_out_of_range_has_no_memo(reference):
    with pytest.raises(ValueError, match="reference"):
        memo_of(reference)


@given(references)
def test_a_memo_leads_back_to_its_reference(reference):
    assert reference_of(memo_of(reference)) == reference


@pytest.mark.parametrize(
    "memo",
    ["", "TNDH", "TNDH1234567890", "tndh1234567897", ONE + "1", f" {ONE}", "TNDH0000000000"],
)
def test_what_we_did_not_write_is_no_memo(memo):
    with pytest.raises(ValueError, match="memo of ours"):
        reference_of(memo)


FOUND = {
    "as written": ("TNDH1234567897", [ONE]),
    "after the mark of a bank": (
        "MBVCB.123.TNDH1234567897.CT tu 0011012345678 NGUYEN VAN A",
        [ONE],
    ),
    "between the words of a bank": (
        "CT DEN:0123 TNDH1234567897 GD 445566-112226 08:30:01",
        [ONE],
    ),
    "small letters": ("tndh1234567897", [ONE]),
    "mixed letters": ("TnDh1234567897", [ONE]),
    "space behind the letters": ("TNDH 1234567897", [ONE]),
    "dash behind the letters": ("TNDH-1234567897", [ONE]),
    "colon and space": ("TNDH: 1234567897", [ONE]),
    "line break behind the letters": ("TNDH\n1234567897", [ONE]),
    "letters cut by a line": ("MBVCB TN\nDH1234567897", [ONE]),
    "letters with dots": ("T.N.D.H.1234567897", [ONE]),
    "cut in the middle by a space": ("TNDH12345 67897", [ONE]),
    "cut in the middle by a line": ("TNDH1234567\r\n897 CT tu", [ONE]),
    "cut in the middle by a dash": ("TNDH12345-67897.", [ONE]),
    "cut before the last digit": ("TNDH123456789 7", [ONE]),
    "no symbols left": ("MBVCB123TNDH1234567897CT123", [ONE]),
    "a date glued on": ("TNDH123456789720261122", [ONE]),
    "an account glued before": ("0011012345678TNDH1234567897", [ONE]),
    "next number after a space": ("TNDH1234567897 20261122", [ONE]),
    "a person's own words": ("em tra tien che tan cuong tndh1234567897 cam on ba", [ONE]),
    "Vietnamese letters around": ("trả tiền đơn TNDH1234567897 ạ", [ONE]),
    "underscore": ("TNDH_1234567897", [ONE]),
    "two memos": ("TNDH1234567897 va TNDH0000000422", [ONE, TWO]),
    "two memos in the other order": ("TNDH0000000422,TNDH1234567897", [TWO, ONE]),
    "two memos glued": ("TNDH1234567897TNDH0000000422", [ONE, TWO]),
    "the same memo twice": ("TNDH1234567897-TNDH1234567897", [ONE]),
    "the same memo in two ways": ("tndh 1234567897 / TNDH12345 67897", [ONE]),
    "a wrong memo, then a right one": ("TNDH1234567890 TNDH1234567897", [ONE]),
    "a cut memo, then a whole one": ("TNDH123456 TNDH1234567897", [ONE]),
    "the letters twice": ("TNDHTNDH1234567897", [ONE]),
    "leading zeros": ("CT TNDH0000000422", [TWO]),
}


@pytest.mark.parametrize(("content", "memos"), FOUND.values(), ids=FOUND)
def test_a_memo_is_found_in_the_words_of_a_bank(content, memos):
    assert find_memos(content) == memos


NOT_FOUND = {
    "nothing": "",
    "no code": "NGUYEN VAN A chuyen tien",
    "the number without the letters": "thanh toan 1234567897",
    "the letters without a number": "TNDH thanh toan",
    "a wrong last digit": "TNDH1234567890",
    "two digits swapped": "TNDH2134567897",
    "one digit wrong": "TNDH1234567797",
    "nine digits": "TNDH123456789",
    "a short number": "MBVCB.123.TNDH100042.CT tu 0011012345678",
    "only zeros": "TNDH0000000000",
    "cut, and a year follows": "TNDH12345678 9720",
    "cut, and a date follows": "TNDH123456 78/97",
    "cut, and an account follows": "TNDH12345678 970011012345678",
    "cut in more than one place": "TNDH123 456 7897",
    "cut by two spaces": "TNDH12345  67897",
    "words between": "TNDH so 1234567897",
    "a letter in the number": "TNDH12345A67897",
    "a letter missing": "TND1234567897",
    "a letter with a mark": "TNĐH1234567897",
    "digits of another script": "TNDH１２３４５６７８９７",
}


@pytest.mark.parametrize("content", NOT_FOUND.values(), ids=NOT_FOUND)
def test_what_is_not_surely_a_memo_is_left_to_a_person(content):
    assert find_memos(content) == []


@given(references, st.text(max_size=20), st.text(max_size=20))
def test_a_memo_is_found_between_any_words(reference, before, after):
    memo = memo_of(reference)

    assert memo in find_memos(f"{before} {memo}{after}")


@given(references, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_never_another_payment(reference, place, step):
    memo = memo_of(reference)
    digit = (int(memo[4 + place]) + step) % 10

    assert find_memos(f"{memo[: 4 + place]}{digit}{memo[5 + place :]}") == []


@given(st.text("TNDH0123456789 -\n", max_size=60))
def test_only_memos_that_lead_to_a_reference_are_found(content):
    memos = find_memos(content)

    assert [memo_of(reference_of(memo)) for memo in memos] == memos
    assert len(set(memos)) == len(memos)
