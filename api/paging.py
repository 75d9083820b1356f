"""Lists in parts: a cursor says behind what the next part begins.

A cursor is signed together with the words of its list, so it fits no other list and nobody makes
one up; what is in it may change without notice.
"""

from collections.abc import Sequence
from typing import Annotated, Any

from django.core import signing
from django.http import HttpRequest
from ninja import Field, Schema
from pydantic import ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from api.problems import ProblemError

MOST, USUAL = 100, 24
BAD_CURSOR = "Con trỏ này không hợp với các mục lọc đang gửi. Gọi lại từ trang đầu."
Cursor = Annotated[
    str,
    Field(
        max_length=400,
        description="Giá trị next_cursor của phần trước. Bỏ trống để lấy phần đầu.",
    ),
]


class Words(Schema):
    """The query words of an operation; a word that it does not read is refused, not ignored."""

    @model_validator(mode="after")
    def knows_all_words(self, info: ValidationInfo):
        """Tell a program about a slip of the pen instead of giving it everything."""
        request = (info.context or {}).get("request")
        known = {f.alias or name for name, f in type(self).model_fields.items()}
        for word in request.GET if request is not None else ():
            if word not in known:
                listed = ", ".join(sorted(known))
                raise PydanticCustomError(
                    "unknown_word", "unknown", {"field": word, "known": listed}
                )
        return self


class PageWords(Words):
    """The words of a list in parts."""

    limit: int = Field(USUAL, ge=1, le=MOST, description=f"Số mục mỗi phần, 1 đến {MOST}")
    cursor: Cursor = ""

    def of_list(self) -> dict[str, Any]:
        """Return all that says which list it is a part of."""
        return self.model_dump(exclude={"limit", "cursor"})


class NextPart(Schema):
    """What every list ends with."""

    next_cursor: str | None = Field(
        description="Gửi lại ở cursor để lấy phần sau; null là hết", examples=["WzAsMV0:x1Yz"]
    )


def cursor_of(name: str, words: PageWords, place: Sequence) -> str:
    """Return the cursor behind a place of a list."""
    return _signer(name, words).sign_object(list(place))


def place_of(name: str, words: PageWords) -> list | None:
    """Return the place that a cursor stands for; None at the beginning. Raises ``ProblemError``."""
    if not words.cursor:
        return None
    try:
        return _signer(name, words).unsign_object(words.cursor)
    except (signing.BadSignature, ValueError) as error:
        raise ProblemError(422, errors=[("cursor", BAD_CURSOR)]) from error


def part(name: str, words: PageWords, rows: list, key) -> tuple[list, str | None]:
    """Return the rows of a part out of one more than asked for, and the cursor behind them."""
    shown = rows[: words.limit]
    more = len(rows) > words.limit
    return shown, cursor_of(name, words, [key(shown[-1])]) if more else None


def link_to_next(request: HttpRequest, answer, cursor: str | None) -> None:
    """Name the next part in ``Link`` too, for programs that follow it (RFC 8288)."""
    if cursor:
        words = request.GET.copy()
        words["cursor"] = cursor
        answer["Link"] = f'<{request.path}?{words.urlencode()}>; rel="next"'


def _signer(name: str, words: PageWords) -> signing.Signer:
    listed = "&".join(f"{word}={value!r}" for word, value in sorted(words.of_list().items()))
    return signing.Signer(salt=f"api.{name}?{listed}", algorithm="sha256")
