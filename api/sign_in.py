"""``sign-in/…`` and ``me``: a program acts for a citizen who reads a code from the own phone."""

import secrets
from datetime import timedelta
from math import ceil
from typing import Literal

from django.core import signing
from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from accounts import codes, programs, recycled, signin
from accounts.addresses import client_ip
from accounts.models import OneTimeCode, User
from accounts.names import MAX_NAME, NoName, clean_name
from api.answers import errors
from api.problems import ProblemError
from api.tokens import CitizenToken, Right
from common.phones import InvalidPhone

router = Router(tags=["Đăng nhập"])

PURPOSE = OneTimeCode.Purpose.PROGRAM
_SALT = "api.sign-in"
_GOOD_FOR = timedelta(minutes=15)
#: Deeper than any body of ours.
_MOST_LEVELS = 20
#: The name of the program is its own claim, so it does not stand here.
_WORDS = (
    "Ma {code} cho mot ung dung mua hang thay ban tren san, dung duoc trong 5 phut."
    " Khong doc ma cho ai. Ban khong xin ma thi bo qua."
)
_OVER = "Lượt đăng nhập này không đúng hoặc đã quá 15 phút. Xin mã mới."
_SILENT = signin.RecheckDue.message
_NEW_NAME = "Số này chưa có tài khoản: gửi lại mã này cùng họ và tên viết bằng chữ."
_LATER = "Bạn xin mã hơi nhanh. Đợi số giây trong Retry-After rồi xin lại."
Scope = Literal[tuple(Right.values)]


class Strict(Schema):
    """A body that is read strictly: what it does not know it refuses, and NUL anywhere."""

    model_config = {"extra": "forbid"}

    @model_validator(mode="before")
    @classmethod
    def no_nul(cls, given):
        """Refuse what PostgreSQL cannot keep, before a code is used up for it."""
        if _has_nul(given):
            raise PydanticCustomError("has_nul", "NUL")
        return given


class CodeWish(Strict):
    """Who wants in, and what for."""

    phone: str = Field(
        max_length=30, description="Số điện thoại của người mua", examples=["0912 345 678"]
    )
    client: str = Field(
        min_length=2,
        max_length=programs.MAX_CLIENT,
        pattern=r"\S\s*\S",
        description="Tên ứng dụng; người mua thấy tên này ở trang tài khoản",
        examples=["C-ThaiNguyen"],
    )
    scopes: list[Scope] = Field(
        min_length=1,
        max_length=len(Right.values),
        description="Việc ứng dụng được làm thay: basket là giỏ hàng, orders là đặt và xem đơn",
        examples=[["basket", "orders"]],
    )


class CodeSent(Schema):
    """A code is on its way, whether the phone is known or not."""

    sign_in: str = Field(
        description="Gửi lại ở sign-in/tokens cùng mã trong tin nhắn", examples=["eyJwIjoiKzg0…"]
    )
    expires_in: int = Field(description="Mã dùng được bao nhiêu giây", examples=[300])


class CodeTyped(Strict):
    """The code that the person read from the phone."""

    sign_in: str = Field(
        max_length=1500, description="Như sign-in/codes đã trả", examples=["eyJwIjoiKzg0…"]
    )
    code: str = Field(pattern=r"^\d{6}$", description="Mã gồm 6 số", examples=["123456"])
    full_name: str = Field(
        "",
        max_length=MAX_NAME,
        description="Họ tên; người mới phải có, thiếu thì báo 422 và mã vẫn còn dùng được",
        examples=["Trần Thu Hà"],
    )


class RefreshWish(Strict):
    """A refresh token, used up by this call."""

    refresh_token: str = Field(
        max_length=200, description="Khóa làm mới gần nhất", examples=["tnr_5f3c_9a…"]
    )


class TokenAnswer(Schema):
    """Tokens in the words of RFC 6749."""

    access_token: str = Field(description="Gửi ở Authorization: Bearer", examples=["tna_5f3c_9a…"])
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105
    expires_in: int = Field(description="Khóa dùng được bao nhiêu giây", examples=[900])
    refresh_token: str = Field(
        description="Đổi lấy khóa mới ở sign-in/refresh, chỉ một lần", examples=["tnr_5f3c_7b…"]
    )
    scope: str = Field(description="Việc được làm, cách nhau dấu cách", examples=["basket orders"])


class Me(Schema):
    """For whom the program acts."""

    sub: str = Field(
        description="Dấu riêng của người mua với ứng dụng này; không đổi khi đổi số hay tên",
        examples=["9f2c41d0c6a84b7e8e1f5a3b7c9d2e10"],
    )
    phone: str = Field(examples=["+84912345678"])
    full_name: str = Field(description="Trống khi chưa có", examples=["Trần Thu Hà"])
    client: str = Field(description="Tên ứng dụng lúc đăng nhập", examples=["C-ThaiNguyen"])
    scope: str = Field(examples=["basket orders"])


@router.post(
    "sign-in/codes",
    response={202: CodeSent, **errors(422)},
    operation_id="askSignInCode",
    url_name="sign-in-codes",
    summary="Xin mã đăng nhập",
)
def ask_code(request: HttpRequest, response: HttpResponse, body: CodeWish):
    """Nhắn mã 6 số đến máy của người mua. Câu trả lời như nhau dù số đã có tài khoản hay chưa."""
    asked = {
        "k": secrets.token_urlsafe(24),
        "c": " ".join(body.client.split()),
        "r": sorted(set(body.scopes)),
    }
    try:
        asked["p"] = codes.parse_phone(body.phone)
        codes.request_code(
            phone=asked["p"],
            purpose=PURPOSE,
            browser_key=_asker(asked),
            ip=client_ip(request),
            words=_WORDS,
        )
    except InvalidPhone as wrong:
        raise ProblemError(422, errors=[("phone", wrong.message)]) from wrong
    except codes.TooManyCodes as wrong:
        wait = str(ceil(wrong.wait.total_seconds()))
        raise ProblemError(429, wrong.message or _LATER, headers={"Retry-After": wait}) from wrong
    response["Cache-Control"] = "no-store"
    sign_in = signing.dumps(asked, salt=_SALT)
    return Status(202, {"sign_in": sign_in, "expires_in": int(codes.GOOD_FOR.total_seconds())})


@router.post(
    "sign-in/tokens",
    response={200: TokenAnswer, **errors(403, 422)},
    operation_id="signIn",
    url_name="sign-in-tokens",
    summary="Đổi mã lấy khóa đăng nhập",
)
def sign_in(request: HttpRequest, response: HttpResponse, body: CodeTyped):
    """Trả về khóa 15 phút và khóa làm mới 60 ngày. Người mới có tài khoản ngay từ lần này."""
    try:
        asked = signing.loads(body.sign_in, salt=_SALT, max_age=_GOOD_FOR)
    except signing.BadSignature as wrong:
        raise ProblemError(422, errors=[("sign_in", _OVER)]) from wrong
    phone = asked["p"]
    try:
        codes.check_code(
            phone=phone,
            purpose=PURPOSE,
            code=body.code,
            browser_key=_asker(asked),
            before_use=lambda: _require_name(phone, body.full_name),
        )
    except (codes.WrongCode, codes.CodeExpired) as wrong:
        raise ProblemError(422, errors=[("code", wrong.message)]) from wrong
    except NoName as wrong:
        raise ProblemError(422, errors=[("full_name", _NEW_NAME)]) from wrong
    try:
        user = signin.register(phone=phone, full_name=" ".join(body.full_name.split()))
    except signin.AccountClosed as wrong:
        raise ProblemError(403, wrong.message) from wrong
    # The number may have gone to somebody else; the pages ask whose account it is.
    if recycled.is_silent(user):
        raise ProblemError(403, _SILENT)
    try:
        tokens = programs.begin(user=user, client=asked["c"], rights=asked["r"])
    except programs.TokenRefused as wrong:
        raise ProblemError(403, wrong.message) from wrong
    response["Cache-Control"] = "no-store"
    return _told(tokens)


@router.post(
    "sign-in/refresh",
    response={200: TokenAnswer, **errors(401, 422)},
    operation_id="refreshTokens",
    url_name="sign-in-refresh",
    summary="Lấy khóa mới",
)
def refresh(request: HttpRequest, response: HttpResponse, body: RefreshWish):
    """Trả về cặp khóa mới; cặp cũ hết ngay. Mất câu trả lời thì gửi lại trong 60 giây, cặp vẫn thế.

    Sau 180 ngày kể từ lúc đăng nhập, người mua nhập mã lại.

    Sau 60 giây, khóa làm mới đã dùng mà gửi lại thì lượt đăng nhập bị thoát: có người giữ bản sao.
    """
    try:
        tokens = programs.renew(refresh=body.refresh_token)
    except programs.TokenRefused as wrong:
        raise ProblemError(401, wrong.message) from wrong
    response["Cache-Control"] = "no-store"
    return _told(tokens)


@router.post(
    "sign-in/end",
    response={204: None, **errors(401, 422)},
    auth=CitizenToken(),
    operation_id="signOut",
    url_name="sign-in-end",
    summary="Thoát",
)
def end(request: HttpRequest):
    """Thoát ngay lượt đăng nhập này. Người mua cũng thoát được ở trang tài khoản."""
    programs.end(user=request.auth.user, pk=request.auth.pk, by=request.auth.End.PROGRAM)
    return Status(204, None)


@router.get(
    "me",
    response={200: Me, **errors(401, 422)},
    auth=CitizenToken(),
    operation_id="getMe",
    url_name="me",
    summary="Người mua đang đăng nhập",
)
def me(request: HttpRequest, response: HttpResponse):
    """Trả về người mua mà ứng dụng đang làm thay."""
    response["Cache-Control"] = "no-store"
    access = request.auth
    return {
        "sub": programs.subject_of(access),
        "phone": access.user.phone,
        "full_name": access.user.full_name,
        "client": access.client,
        "scope": " ".join(access.rights),
    }


def _require_name(phone: str, full_name: str) -> None:
    """Ask a new person for a name. Raises ``NoName``."""
    if not User.objects.filter(phone=phone).exists():
        clean_name(full_name)


def _asker(asked: dict) -> str:
    """Return the secret that ties a code to who asked, for which program and to do what."""
    return f"{asked['k']}|{asked['c']}|{' '.join(asked['r'])}"


def _told(tokens: programs.Tokens) -> dict:
    return {
        "access_token": tokens.access,
        "expires_in": int(programs.ACCESS_FOR.total_seconds()),
        "refresh_token": tokens.refresh,
        "scope": " ".join(tokens.row.rights),
    }


def _has_nul(given: object) -> bool:
    """Say whether a text in there has a NUL. Refuses what has too many levels."""
    level = [given]
    for _ in range(_MOST_LEVELS):
        if any(isinstance(one, str) and "\0" in one for one in level):
            return True
        inside = [one.values() if isinstance(one, dict) else one for one in level
                  if isinstance(one, dict | list)]  # fmt: skip
        level = [one for values in inside for one in values]
        if not level:
            return False
    raise PydanticCustomError("too_deep", "Lồng quá nhiều lớp.")
