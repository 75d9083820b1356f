"""Hide ways to reach a person in words that everybody will read."""

import re

HIDDEN_PHONE = "[số điện thoại đã ẩn]"
HIDDEN_LINK = "[đường dẫn đã ẩn]"
HIDDEN_MAIL = "[địa chỉ thư đã ẩn]"

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
#: Short endings such as .me are words when somebody forgets the space after a full stop
#: ("ngon.Me tôi"), so they count only for hosts that people really send.
_LINK = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|(?<![\w.])(?:[a-z0-9-]+\.)+(?:com|vn|net|org|info|shop|store|xyz|biz)(?![\w-])(?:/\S*)?"
    r"|(?<![\w.])(?:zalo|fb|m|t|bit|wa|vt)\.(?:me|ly|tiktok)/\S+",
    re.IGNORECASE,
)
#: 02x to 09x with any marks between the digits, or +84; prices begin with another digit.
_PHONE = re.compile(r"(?<!\d)\(?(?:(?:\+\s?)?84|0)(?:[\s.,\-–()/_]{0,3}\d){8,10}(?!\d)")
_SECOND = frozenset("235789")


def hide_contacts(text: str) -> str:
    """Return the text with phone numbers, links and mail addresses replaced by words."""
    # Digits of other scripts read the same and would slip through.
    text = re.sub(r"\d", lambda digit: str(int(digit[0])), text)
    text = _MAIL.sub(HIDDEN_MAIL, text)
    text = _LINK.sub(HIDDEN_LINK, text)
    return _PHONE.sub(_phone, text)


def mask_name(name: str) -> str:
    """Return ``T*** Hà`` for ``Trần Thu Hà``: the given name, which Vietnamese write last."""
    words = name.split()
    if not words:
        return ""
    return words[-1] if len(words) == 1 else f"{words[0][:1]}*** {words[-1]}"


def _phone(match: re.Match) -> str:
    digits = re.sub(r"\D", "", match[0])
    national = digits[2:] if digits.startswith("84") else digits[1:]
    is_phone = national[:1] in _SECOND and 8 <= len(national) <= 10
    return HIDDEN_PHONE if is_phone else match[0]
