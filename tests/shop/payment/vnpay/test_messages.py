"""VNPAY's strings and signatures, against vectors computed elsewhere."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.dates import VIETNAM
from shop.payment.gateways import BadNotice, ForgedNotice
from shop.payment.vnpay import messages, signing
from shop.payment.vnpay.messages import Merchant, Payment, Verdict

SECRET = "khoa-vnpay-thu-nghiem-0123456789"
WE = Merchant("TNSAN001", SECRET, "khoa-cu")
BEGUN = datetime(2026, 11, 22, 8, 30, tzinfo=VIETNAM)
PAYMENT = Payment(
    "100042-1",
    Decimal(120_000),
    "Thanh toan don hang 100042",
    BEGUN,
    BEGUN + timedelta(minutes=15),
)
PAY = (
    "vnp_Amount=12000000&vnp_Command=pay&vnp_CreateDate=20261122083000&vnp_CurrCode=VND"
    "&vnp_ExpireDate=20261122084500&vnp_IpAddr=127.0.0.1&vnp_Locale=vn"
    "&vnp_OrderInfo=Thanh+toan+don+hang+100042&vnp_OrderType=other"
    "&vnp_ReturnUrl=https%3A%2F%2Fsan.example.vn%2Fthanh-toan%2Fvnpay%2Fket-qua%2F"
    "&vnp_TmnCode=TNSAN001&vnp_TxnRef=100042-1&vnp_Version=2.1.0"
)
PAY_HASH = (
    "56ec1ff945ed7694240227dbd4a5a32505e3d2aec2f01f649be8078b61ddcc3c"
    "7b58a1d4f2ab9c0f0626894fec32b60e6a8ec3589b44dfa022126552169fceee"
)
QUERY = "REQ0001|2.1.0|querydr|TNSAN001|100042-1|20261122083000|20261122090000|127.0.0.1|Truy van GD 100042"  # noqa: E501
QUERY_HASH = (
    "422b8ff1f445b4f4dc0afbf3a2e19b1cf4fdaa005749024ac9f5ef57479a3553"
    "e5dca7e0d82a208340f89b7f365da0455975c42710142caf36d4132a6a59a3f1"
)
GOOD = {
    "vnp_Amount": "12000000",
    "vnp_PayDate": "20261123000005",
    "vnp_ResponseCode": "00",
    "vnp_TmnCode": "TNSAN001",
    "vnp_TransactionNo": "14123456",
    "vnp_TransactionStatus": "00",
    "vnp_TxnRef": "100042-1",
}


def lists(params):
    return {key: [value] for key, value in params.items()}


def sealed(params, secret=SECRET):
    return params | {signing.HASH: signing.sign(secret, signing.query_string(params))}


def test_signs_the_way_to_the_page_of_vnpay():
    params = messages.pay_params(
        WE,
        PAYMENT,
        ip="127.0.0.1",
        return_url="https://san.example.vn/thanh-toan/vnpay/ket-qua/",
    )

    assert signing.query_string(params) == PAY
    assert messages.signed(params, SECRET) == f"{PAY}&vnp_SecureHash={PAY_HASH}"


def test_signs_a_question_about_a_payment():
    payment = Payment("100042-1", Decimal(120_000), "Truy van GD 100042", BEGUN)
    at = datetime(2026, 11, 22, 9, 0, tzinfo=VIETNAM)

    asked = messages.query_request(WE, payment, request_id="REQ0001", at=at, ip="127.0.0.1")

    given_hash = asked.pop(signing.HASH)
    assert "|".join(asked.values()) == QUERY
    assert given_hash == QUERY_HASH


@pytest.mark.parametrize(("amount", "kind"), [(120_000, "02"), (119_999, "03")])
def test_orders_a_full_or_partial_refund(amount, kind):
    order = messages.refund_request(
        WE,
        PAYMENT,
        request_id="R1",
        amount_vnd=Decimal(amount),
        transaction_no="14123456",
        at=BEGUN,
        ip="127.0.0.1",
    )

    text = "|".join(value for key, value in order.items() if key != signing.HASH)
    assert text == (
        f"R1|2.1.0|refund|TNSAN001|{kind}|100042-1|{amount}00|14123456|20261122083000"
        "|he thong|20261122083000|127.0.0.1|Thanh toan don hang 100042"
    )
    assert order[signing.HASH] == signing.sign(SECRET, text)


@pytest.mark.parametrize(("command", "fields"), [("querydr", 15), ("refund", 13)])
def test_reads_answers_over_the_fields_of_their_kind(command, fields):
    names = (
        "ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate"
        " TransactionNo TransactionType TransactionStatus OrderInfo PromotionCode PromotionAmount"
    )
    answer = {f"vnp_{name}": name for name in names.split()} | {"vnp_Command": command}

    text = messages.answer_text(answer)

    assert len(text.split("|")) == fields
    assert text.startswith(f"ResponseId|{command}|ResponseCode|Message|TmnCode|TxnRef|Amount|")


@pytest.mark.parametrize(
    ("utc", "local"),
    [
        (datetime(2026, 11, 21, 16, 59, 59, tzinfo=UTC), "20261121235959"),
        (datetime(2026, 11, 21, 17, 0, 0, tzinfo=UTC), "20261122000000"),
        (datetime(2026, 12, 31, 17, 0, 0, tzinfo=UTC), "20270101000000"),
    ],
    ids=["last second of the day", "midnight", "new year"],
)
def test_writes_vietnamese_time_at_midnight(utc, local):
    assert messages.stamp(utc) == local


def test_reads_the_time_of_a_payment_as_vietnamese():
    result = messages.read(messages.check(lists(sealed(GOOD)), WE))

    assert result.verdict == Verdict.PAID
    assert result.amount_vnd == 120_000
    assert result.paid_at.astimezone(UTC) == datetime(2026, 11, 22, 17, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "status", "verdict"),
    [
        ("00", "00", Verdict.PAID),
        ("00", "02", Verdict.FAILED),
        ("24", "00", Verdict.FAILED),
        ("00", "01", Verdict.FAILED),
        ("24", "02", Verdict.FAILED),
        ("11", "02", Verdict.FAILED),
        ("07", "00", Verdict.HELD),
        ("00", "07", Verdict.HELD),
        ("07", "07", Verdict.HELD),
        ("00", "04", Verdict.HELD),
    ],
)
def test_calls_it_paid_only_when_both_codes_say_so(code, status, verdict):
    assert messages.verdict_of(code, status) == verdict


@pytest.mark.parametrize("secret", [SECRET, "khoa-cu"])
def test_believes_the_new_and_the_old_secret(secret):
    assert messages.check(lists(sealed(GOOD, secret)), WE)["vnp_TxnRef"] == "100042-1"


def test_believes_nobody_without_a_secret():
    nobody = Merchant("TNSAN001", "", "")

    with pytest.raises(ForgedNotice):
        messages.check(lists(sealed(GOOD, "")), nobody)


@pytest.mark.parametrize("field", sorted(GOOD))
def test_refuses_a_notice_of_which_one_word_was_changed_or_dropped(field):
    good = sealed(GOOD)

    for changed in (good | {field: good[field] + "0"}, {k: good[k] for k in good if k != field}):
        with pytest.raises(ForgedNotice):
            messages.check(lists(changed), WE)


def test_refuses_a_word_that_is_sent_twice():
    with pytest.raises(ForgedNotice):
        messages.check(lists(sealed(GOOD)) | {"vnp_Amount": ["12000000", "1"]}, WE)


def test_refuses_two_words_that_were_glued_into_one_name():
    good = sealed(GOOD)
    glued = {key: good[key] for key in good if key not in ("vnp_Amount", "vnp_PayDate")}
    glued[f"vnp_Amount={good['vnp_Amount']}&vnp_PayDate"] = good["vnp_PayDate"]

    with pytest.raises(ForgedNotice):
        messages.check(lists(glued), WE)


def test_refuses_a_notice_for_another_merchant():
    with pytest.raises(ForgedNotice):
        messages.check(lists(sealed(GOOD | {"vnp_TmnCode": "TNSAN002"})), WE)


@pytest.mark.parametrize("amount", ["", "12", "-100", "100.00", "12000050", "1e5", "٣٠٠٠٠"])
def test_refuses_amounts_that_are_no_whole_dong(amount):
    with pytest.raises(BadNotice):
        messages.read(GOOD | {"vnp_Amount": amount})


@given(st.dictionaries(st.text(max_size=8).map("vnp_{}".format), st.text(max_size=12), max_size=6))
def test_never_takes_words_for_genuine_that_nobody_signed(params):
    with pytest.raises(ForgedNotice):
        messages.check(lists(params), WE)
