"""The system writes and reads the text of a payment QR, and refuses what is not right."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.payment.vietqr import tlv
from shop.payment.vietqr.payload import (
    PayloadError,
    Reason,
    Service,
    TransferQr,
    build,
    parse,
)

# shared/domain/payments.md, section 4.1: V1, V2, V3 of NAPAS, V10 our own.
VECTORS = {
    "V1": (
        "00020101021138570010A00000072701270006970403011300110123456780208QRIBFTTA"
        "53037045802VN63049E6F",
        TransferQr(bin="970403", account="0011012345678"),
    ),
    "V2": (
        "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC"
        "53037045802VN63044F52",
        TransferQr(bin="970403", account="9704031101234567", service=Service.CARD),
    ),
    "V3": (
        "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA"
        "530370454061800005802VN62340107NPS68690819thanh toan don hang63042E2E",
        TransferQr(
            bin="970403",
            account="0011012345678",
            amount_vnd=180_000,
            memo="thanh toan don hang",
            bill_number="NPS6869",
        ),
    ),
    "V10": (
        "00020101021238570010A00000072701270006970405011385052010012340208QRIBFTTA"
        "530370454061200005802VN62140810TNDH1000426304CC24",
        TransferQr(bin="970405", account="8505201001234", amount_vnd=120_000, memo="TNDH100042"),
    ),
}
NEGATIVE = (
    "00020101021138560010A0000007270138000697042201120123456789020208QRIBFTTA53037045802VN6304B682"
)
V10, OURS = VECTORS["V10"]
HEAD, TARGET, TAIL = "000201010212", "000697040501138505201001234", "53037045406120000" + "5802VN"
vectors = pytest.mark.parametrize(("text", "qr"), VECTORS.values(), ids=VECTORS)


def resealed(text: str) -> str:
    """Give a changed text its right checksum again."""
    return tlv.seal(text[:-8])


def field(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def with_account(account: str, guid="0010A000000727", service="0208QRIBFTTA") -> str:
    return tlv.seal(HEAD + field("38", guid + field("01", account) + service) + TAIL)


def refusal(text) -> tuple[Reason, str]:
    with pytest.raises(PayloadError) as caught:
        parse(text)
    return caught.value.reason, caught.value.at


def test_checksum_has_the_check_value_of_the_standard():
    assert tlv.crc("123456789") == "29B1"


@vectors
def test_a_known_text_is_read(text, qr):
    assert parse(text) == qr


@vectors
def test_a_known_text_is_written_byte_for_byte(text, qr):
    assert build(qr) == text


def test_a_printed_text_with_a_wrong_checksum_is_refused():
    assert refusal(NEGATIVE) == (Reason.WRONG_CRC, "63")


def test_a_service_inside_the_account_is_refused_with_a_right_checksum():
    assert refusal(resealed(NEGATIVE)) == (Reason.MISSING, "38.02")


BAD_NESTING = {
    "account shorter than it says": (
        V10.replace("0127" + "0006970405", "0128" + "0006970405"),
        (Reason.BAD_HEAD, "38"),
    ),
    "bank number swallows the account": (
        with_account("0010970405" + "01138505201001234"),
        (Reason.OUT_OF_ORDER, "38.01.12"),
    ),
    "inner value runs over its end": (
        with_account("00069704050114" + "8505201001234"),
        (Reason.TRUNCATED, "38.01.01"),
    ),
    "service inside the account": (
        with_account(TARGET + "0208QRIBFTTA", service=""),
        (Reason.MISSING, "38.02"),
    ),
    "service in both places": (
        with_account(TARGET + "0208QRIBFTTA"),
        (Reason.UNEXPECTED, "38.01.02"),
    ),
    "extra object in the account": (
        with_account(TARGET + "0503abc"),
        (Reason.UNEXPECTED, "38.01.05"),
    ),
    "no account": (with_account("0006970405"), (Reason.MISSING, "38.01.01")),
    "no bank": (with_account("01138505201001234"), (Reason.MISSING, "38.01.00")),
    "no scheme": (with_account(TARGET, guid=""), (Reason.MISSING, "38.00")),
    "another scheme": (
        with_account(TARGET, guid=field("00", "A000000775")),
        (Reason.BAD_VALUE, "38.00"),
    ),
    "no service": (with_account(TARGET, service=""), (Reason.MISSING, "38.02")),
    "unknown service": (
        with_account(TARGET, service="0208QRIBFTTX"),
        (Reason.BAD_VALUE, "38.02"),
    ),
    "extra object beside the service": (
        with_account(TARGET, service="0208QRIBFTTA0301x"),
        (Reason.UNEXPECTED, "38.03"),
    ),
    "scheme twice": (
        with_account(TARGET, guid=field("00", "A000000727") * 2),
        (Reason.DUPLICATE, "38.00"),
    ),
    "account before bank": (
        with_account("01138505201001234" + "0006970405"),
        (Reason.OUT_OF_ORDER, "38.01.00"),
    ),
    "words cut short": (
        V10.replace("62140810TNDH100042", "62130810TNDH10004"),
        (Reason.TRUNCATED, "62.08"),
    ),
    "words cut inside their head": (
        V10.replace("62140810TNDH100042", "6203081"),
        (Reason.TRUNCATED, "62"),
    ),
    "words without a number": (
        V10.replace("62140810TNDH100042", "6210TNDH100042"),
        (Reason.BAD_HEAD, "62"),
    ),
    "unknown object beside the words": (
        V10.replace("62140810TNDH100042", "62050401x"),
        (Reason.UNEXPECTED, "62.04"),
    ),
}


@pytest.mark.parametrize(("text", "why"), BAD_NESTING.values(), ids=BAD_NESTING)
def test_bad_nesting_is_refused_with_a_right_checksum(text, why):
    assert refusal(resealed(text)) == why


BAD_ROOT = {
    "no format": (V10[6:], (Reason.MISSING, "00")),
    "another format": (V10.replace("000201", "000202", 1), (Reason.BAD_VALUE, "00")),
    "no account": (V10[:12] + V10[V10.index("5303") :], (Reason.MISSING, "38")),
    "no currency": (V10.replace("5303704", ""), (Reason.MISSING, "53")),
    "US dollars": (V10.replace("5303704", "5303840"), (Reason.BAD_VALUE, "53")),
    "no country": (V10.replace("5802VN", ""), (Reason.MISSING, "58")),
    "another country": (V10.replace("5802VN", "5802TH"), (Reason.BAD_VALUE, "58")),
    "country in small letters": (V10.replace("5802VN", "5802vn"), (Reason.BAD_VALUE, "58")),
    "format twice": (V10.replace("000201", "000201000201", 1), (Reason.DUPLICATE, "00")),
    "amount twice": (
        V10.replace("5406120000", "54061200005406120000"),
        (Reason.DUPLICATE, "54"),
    ),
    "currency after country": (
        V10.replace("5303704", "").replace("5802VN", "5802VN5303704"),
        (Reason.OUT_OF_ORDER, "53"),
    ),
    "tip": (V10.replace("5802VN", "5502015802VN"), (Reason.UNEXPECTED, "55")),
    "empty words": (V10.replace("62140810TNDH100042", "6200"), (Reason.EMPTY, "62")),
    "fixed amount in a static code": (V10.replace("010212", "010211"), (Reason.BAD_VALUE, "01")),
    "no amount in a dynamic code": (V10.replace("5406120000", ""), (Reason.BAD_VALUE, "01")),
    "amount with a leading zero": (
        V10.replace("5406120000", "54070120000"),
        (Reason.BAD_VALUE, "54"),
    ),
    "amount of nothing": (V10.replace("5406120000", "54010"), (Reason.BAD_VALUE, "54")),
    "amount with decimals": (V10.replace("5406120000", "54091200.0000"), (Reason.BAD_VALUE, "54")),
    "amount with a sign": (V10.replace("5406120000", "5406-12000"), (Reason.BAD_VALUE, "54")),
    "amount with a space": (V10.replace("5406120000", "5406 12000"), (Reason.BAD_VALUE, "54")),
    "bank of letters": (V10.replace("0006970405", "000697040A"), (Reason.BAD_VALUE, "38.01.00")),
    "account with a dash": (
        V10.replace("8505201001234", "850520-001234"),
        (Reason.BAD_VALUE, "38.01.01"),
    ),
    "card with letters": (
        V10.replace("8505201001234", "850520A001234").replace("QRIBFTTA", "QRIBFTTC"),
        (Reason.BAD_VALUE, "38.01.01"),
    ),
    "words with a symbol": (
        V10.replace("0810TNDH100042", "0810TNDH-10004"),
        (Reason.BAD_VALUE, "62.08"),
    ),
    "words with a line break": (
        V10.replace("0810TNDH100042", "0810TNDH10004\n"),
        (Reason.BAD_VALUE, "62.08"),
    ),
    "name with a bell": (V10.replace("6214", "5901\a6214"), (Reason.BAD_VALUE, "59")),
}


@pytest.mark.parametrize(("text", "why"), BAD_ROOT.values(), ids=BAD_ROOT)
def test_a_text_out_of_the_rules_is_refused_with_a_right_checksum(text, why):
    assert refusal(resealed(text)) == why


BAD_SEAL = {
    "nothing": ("", Reason.CRC_NOT_LAST),
    "only a checksum": (tlv.seal(""), Reason.MISSING),
    "checksum in small letters": (V10[:-4] + V10[-4:].lower(), Reason.WRONG_CRC),
    "one digit changed": (V10.replace("120000", "120001"), Reason.WRONG_CRC),
    "a line break behind": (V10 + "\n", Reason.CRC_NOT_LAST),
    "a byte behind": (V10 + "0", Reason.CRC_NOT_LAST),
    "an object behind": (V10 + "6401x", Reason.CRC_NOT_LAST),
    "a second checksum behind": (tlv.seal(V10), Reason.DUPLICATE),
    "an object between two checksums": (tlv.seal(V10 + "6401x"), Reason.DUPLICATE),
    "no checksum": (V10[:-8], Reason.CRC_NOT_LAST),
    "half a checksum": (V10[:-2], Reason.CRC_NOT_LAST),
    "checksum inside the words": (tlv.seal(V10[:-26] + "62180814TNDH10"), Reason.MISSING),
    "Vietnamese letters": (V10.replace("TNDH", "TNĐH"), Reason.NOT_ASCII),
    "digits of another script": (V10.replace("120000", "１20000"), Reason.NOT_ASCII),
}


@pytest.mark.parametrize(("text", "why"), BAD_SEAL.values(), ids=BAD_SEAL)
def test_a_text_that_is_not_closed_rightly_is_refused(text, why):
    reason, _at = refusal(text)

    assert reason == why


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"bin": "97040"}, "38.01.00"),
        ({"bin": "9704051"}, "38.01.00"),
        ({"bin": "97040５"}, "38.01.00"),
        ({"bin": 970405}, "38.01.00"),
        ({"account": ""}, "38.01.01"),
        ({"account": "1" * 20}, "38.01.01"),
        ({"account": "8505 2010"}, "38.01.01"),
        ({"account": "8505\n"}, "38.01.01"),
        ({"service": "QRIBFTTX"}, "38.02"),
        ({"service": ""}, "38.02"),
        ({"amount_vnd": 0}, "54"),
        ({"amount_vnd": -1}, "54"),
        ({"amount_vnd": 10_000_000_000_000}, "54"),
        ({"amount_vnd": True}, "54"),
        ({"amount_vnd": 120_000.0}, "54"),
        ({"amount_vnd": Decimal("1.2E5")}, "54"),
        ({"amount_vnd": "120000"}, "54"),
        ({"memo": "a" * 26}, "62.08"),
        ({"memo": "chè"}, "62.08"),
        ({"memo": "TNDH-1"}, "62.08"),
        ({"memo": None}, "62.08"),
        ({"bill_number": "1" * 26}, "62.01"),
        ({"merchant_category": "599"}, "52"),
        ({"name": "Chè Tân Cương"}, "59"),
        ({"city": "x" * 16}, "60"),
        ({"postal_code": "x" * 11}, "61"),
    ],
)
def test_a_transfer_out_of_the_rules_is_not_written(change, at):
    with pytest.raises(PayloadError) as caught:
        build(replace(OURS, **change))

    assert (caught.value.reason, caught.value.at) == (Reason.BAD_VALUE, at)


def test_too_many_words_for_one_object_are_not_written():
    wordy = replace(OURS, mobile="x" * 25, store="x" * 25, reference="x" * 25, terminal="x" * 25)

    with pytest.raises(PayloadError) as caught:
        build(wordy)

    assert (caught.value.reason, caught.value.at) == (Reason.TOO_LONG, "62")


def test_the_largest_amount_is_written():
    text = build(replace(OURS, amount_vnd=9_999_999_999_999))

    assert "54139999999999999" in text


def test_an_error_names_its_place():
    error = PayloadError(Reason.MISSING, "38.01")

    assert str(error) == "38.01: missing"
    assert isinstance(error, ValueError)


def texts(pattern: str):
    return st.just("") | st.from_regex(pattern, fullmatch=True)


SHORT = r"[ -~]{1,9}"
transfers = st.builds(
    TransferQr,
    bin=st.from_regex(r"[0-9]{6}", fullmatch=True),
    account=st.from_regex(r"[0-9]{1,19}", fullmatch=True),
    amount_vnd=st.none() | st.integers(1, 9_999_999_999_999),
    memo=texts(r"[A-Za-z0-9 ]{1,25}"),
    service=st.sampled_from(Service),
    bill_number=texts(SHORT),
    mobile=texts(SHORT),
    store=texts(SHORT),
    reference=texts(SHORT),
    terminal=texts(SHORT),
    merchant_category=texts(r"[0-9]{4}"),
    name=texts(r"[ -~]{1,25}"),
    city=texts(r"[ -~]{1,15}"),
    postal_code=texts(r"[ -~]{1,10}"),
)


@given(transfers)
def test_a_written_transfer_is_read_back_unchanged(qr):
    assert parse(build(qr)) == qr


@given(transfers, st.data())
def test_whatever_is_accepted_is_written_back_byte_for_byte(qr, data):
    body = build(qr)[:-8]
    at = data.draw(st.integers(0, len(body)))
    removed = data.draw(st.integers(0, 4))
    added = data.draw(st.text("0123456789AVNx ", max_size=4))
    text = tlv.seal(body[:at] + added + body[at + removed :])

    try:
        accepted = build(parse(text))
    except PayloadError:
        accepted = text

    assert accepted == text


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_and_never_breaks(text):
    for candidate in (text, tlv.seal(text) if text.isascii() else text):
        with pytest.raises(PayloadError):
            parse(candidate)


@given(transfers, st.data())
def test_one_changed_sign_is_always_noticed(qr, data):
    text = build(qr)
    at = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.characters(min_codepoint=32, max_codepoint=126).filter(text[at].__ne__))

    with pytest.raises(PayloadError):
        parse(text[:at] + sign + text[at + 1 :])
