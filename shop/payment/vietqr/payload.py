"""The text inside a VietQR: which account to pay, how much, with which words.

Sources: NAPAS, VietQR for FastFund 247, version 1.5.2 (IDs 38, 53, 54, 62);
EMVCo QR Code Specification, Merchant-Presented Mode (the other objects).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from shop.payment.vietqr import tlv
from shop.payment.vietqr.tlv import PayloadError, Reason

__all__ = ["PayloadError", "Reason", "Service", "TransferQr", "build", "parse"]

_FORMAT = "01"
_STATIC, _DYNAMIC = "11", "12"
_NAPAS = "A000000727"
_DONG = "704"
_COUNTRY = "VN"
_MOST_VND = 9_999_999_999_999

_REQUIRED = ("00", "01", "38", "53", "58", tlv.CRC)
_MERCHANT = {"52": "merchant_category", "59": "name", "60": "city", "61": "postal_code"}
_ADDITIONAL = {
    "01": "bill_number",
    "02": "mobile",
    "03": "store",
    "05": "reference",
    "07": "terminal",
    "08": "memo",
}
_OPTIONAL = ("54", "62", *_MERCHANT)

_BIN = re.compile(r"[0-9]{6}")
_ACCOUNT = re.compile(r"[A-Za-z0-9]{1,19}")
_CARD = re.compile(r"[0-9]{1,19}")
_AMOUNT = re.compile(r"[1-9][0-9]{0,12}")
_PRINTABLE = re.compile(r"[ -~]{1,25}")
_RULES = {
    "merchant_category": re.compile(r"[0-9]{4}"),
    "city": re.compile(r"[ -~]{1,15}"),
    "postal_code": re.compile(r"[ -~]{1,10}"),
    "memo": re.compile(r"[A-Za-z0-9 ]{1,25}"),
}


class Service(StrEnum):
    """What the money is sent to."""

    ACCOUNT = "QRIBFTTA"
    CARD = "QRIBFTTC"
    MERCHANT = "QRPUSH"


@dataclass(frozen=True, slots=True)
class TransferQr:
    """One transfer that a bank app can read; empty text means that the object is left out.

    ``amount_vnd`` is whole đồng, or ``None`` when the payer types the amount.
    """

    bin: str
    account: str
    amount_vnd: int | None = None
    memo: str = ""
    service: str = Service.ACCOUNT
    bill_number: str = ""
    mobile: str = ""
    store: str = ""
    reference: str = ""
    terminal: str = ""
    merchant_category: str = ""
    name: str = ""
    city: str = ""
    postal_code: str = ""

    @property
    def is_dynamic(self) -> bool:
        """Tell whether the amount is fixed."""
        return self.amount_vnd is not None


def build(qr: TransferQr) -> str:
    """Return the text of a QR, ready to draw. Raises ``PayloadError``."""
    _check(qr)
    account = tlv.write({"00": qr.bin, "01": qr.account})
    objects = {
        "00": _FORMAT,
        "01": _DYNAMIC if qr.is_dynamic else _STATIC,
        "38": tlv.write({"00": _NAPAS, "01": account, "02": qr.service}, at="38"),
        "53": _DONG,
        "54": str(qr.amount_vnd) if qr.is_dynamic else "",
        "58": _COUNTRY,
        "62": tlv.write({tag: getattr(qr, field) for tag, field in _ADDITIONAL.items()}, at="62"),
    }
    objects |= {tag: getattr(qr, field) for tag, field in _MERCHANT.items()}
    return tlv.seal(tlv.write(objects))


def parse(text: str) -> TransferQr:
    """Return the transfer in the text of a QR; ``build`` gives the same text back.

    Checks the checksum, every length, every level and every value. Raises ``PayloadError``.
    """
    tlv.check_seal(text)
    root = tlv.read_known(text, required=_REQUIRED, optional=_OPTIONAL)
    for tag, value in (("00", _FORMAT), ("53", _DONG), ("58", _COUNTRY), (tlv.CRC, text[-4:])):
        _need(root[tag] == value, tag)
    target = tlv.read_known(root["38"], required=("00", "01", "02"), at="38")
    _need(target["00"] == _NAPAS, "38.00")
    account = tlv.read_known(target["01"], required=("00", "01"), at="38.01")
    additional = tlv.read_known(root.get("62", ""), required=(), optional=_ADDITIONAL, at="62")

    qr = TransferQr(
        bin=account["00"],
        account=account["01"],
        amount_vnd=_amount(root.get("54")),
        service=target["02"],
        **{_ADDITIONAL[tag]: value for tag, value in additional.items()},
        **{field: root.get(tag, "") for tag, field in _MERCHANT.items()},
    )
    _need(root["01"] == (_DYNAMIC if qr.is_dynamic else _STATIC), "01")
    _check(qr)
    return qr


def _amount(text: str | None) -> int | None:
    if text is None:
        return None
    _need(_AMOUNT.fullmatch(text), "54")
    return int(text)


def _check(qr: TransferQr) -> None:
    _need(qr.service in tuple(Service), "38.02")
    _need(_matches(_BIN, qr.bin), "38.01.00")
    account = _CARD if qr.service == Service.CARD else _ACCOUNT
    _need(_matches(account, qr.account), "38.01.01")
    if qr.amount_vnd is not None:
        # A bool is an int, and a Decimal writes 120000 as 1.2E+5 when it likes.
        _need(type(qr.amount_vnd) is int and 1 <= qr.amount_vnd <= _MOST_VND, "54")
    places = {**_MERCHANT, **{f"62.{tag}": field for tag, field in _ADDITIONAL.items()}}
    for at, field in places.items():
        value = getattr(qr, field)
        _need(value == "" or _matches(_RULES.get(field, _PRINTABLE), value), at)


def _matches(rule: re.Pattern, value: object) -> bool:
    return isinstance(value, str) and rule.fullmatch(value) is not None


def _need(is_right: object, at: str) -> None:
    if not is_right:
        raise PayloadError(Reason.BAD_VALUE, at)
