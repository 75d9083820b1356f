"""What is taken for the name of a person, in forms and from programs."""

from common.errors import BusinessRuleError

MAX_NAME = 120


class NoName(BusinessRuleError):
    """Numbers and signs alone are no name."""

    message = "Tên phải viết bằng chữ. Ví dụ: Nguyễn Thị Hoa"


def clean_name(text: str) -> str:
    """Return a name with single spaces. Raises ``NoName``."""
    name = " ".join(text.split())
    if sum(letter.isalpha() for letter in name) < 2:
        raise NoName
    return name
