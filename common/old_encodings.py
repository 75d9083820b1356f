"""Vietnamese text from before Unicode: Windows-1258, and the fonts of TCVN3 (".VnTime").

Source: TCVN 5712:1993, table VN3; vowels with two marks have codes of their own there.
"""

import re
import unicodedata

#: Code → letter. Capitals with a tone are small letters in a capital font, so they have none.
_TCVN3 = {
    **dict(zip(range(0xA1, 0xAF), "ĂÂÊÔƠƯĐăâêôơưđ", strict=True)),
    **dict(zip(range(0xB5, 0xBA), "àảãáạ", strict=True)),
    **dict(zip(range(0xBB, 0xBF), "ằẳẵắ", strict=True)),
    **dict(zip(range(0xC6, 0xCD), "ặầẩẫấậè", strict=True)),
    **dict(zip(range(0xCE, 0xD9), "ẻẽéẹềểễếệìỉ", strict=True)),
    **dict(zip(range(0xDC, 0xE0), "ĩíịò", strict=True)),
    **dict(zip(range(0xE1, 0xF0), "ỏõóọồổỗốộờởỡớợù", strict=True)),
    **dict(zip(range(0xF1, 0xFF), "ủũúụừửữứựỳỷỹýỵ", strict=True)),
}
#: Signs of Windows-1258 that are letters of TCVN3, beside a letter: no sign stands there.
_SIGN_IN_WORD = re.compile(rb"[A-Za-z][\xa1-\xbe]|[\xa1-\xbe][A-Za-z]")


def decode_old(raw: bytes) -> str:
    """Return the text of bytes that are no UTF-8. Raises ``UnicodeDecodeError``."""
    if _SIGN_IN_WORD.search(raw):
        return "".join(_TCVN3.get(code, chr(code)) for code in raw)
    return unicodedata.normalize("NFC", raw.decode("cp1258"))
