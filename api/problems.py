"""Errors as problem details (RFC 9457), in sentences that say what to do."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema

from discovery.addresses import absolute

CONTENT_TYPE = "application/problem+json"
#: Where the page for programmers explains each of them.
_EXPLAINED = "/api/v1/docs/#loi-{status}"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its heading, and what to do when nothing more is known."""

    title: str
    detail: str


KINDS = {
    400: Kind("Yêu cầu không đọc được", "Địa chỉ hoặc nội dung gửi lên bị hỏng. Xem lại rồi gửi."),
    401: Kind("Chưa có khóa API", "Gửi khóa trong đầu mục Authorization: Bearer <khóa>."),
    403: Kind("Không được phép", "Khóa hoặc tài khoản này không được làm việc này."),
    404: Kind("Không tìm thấy", "Không có gì ở địa chỉ này. Xem lại mã hoặc đường dẫn."),
    405: Kind("Sai phương thức", "Địa chỉ này không nhận phương thức vừa dùng. Xem mục Allow."),
    406: Kind("Không có dạng này", "Chỉ trả lời bằng JSON. Bỏ mục Accept hoặc ghi */*."),
    409: Kind("Dữ liệu đã đổi", "Dữ liệu đã đổi từ lúc đọc. Đọc lại rồi gửi lại."),
    413: Kind("Gửi lên quá nhiều", "Nội dung gửi lên quá lớn. Chia nhỏ rồi gửi."),
    415: Kind("Không đọc được dạng này", "Gửi nội dung dạng application/json."),
    422: Kind("Dữ liệu chưa đúng", "Có chỗ chưa đúng. Xem từng mục trong errors rồi sửa."),
    429: Kind("Gọi quá nhiều", "Đã gọi quá giới hạn. Đợi số giây trong Retry-After rồi gọi lại."),
    500: Kind("Máy chủ gặp lỗi", "Lỗi của chúng tôi, đã được ghi lại. Thử lại sau ít phút."),
    503: Kind("Tạm ngừng", "Hệ thống đang bận hoặc bảo trì. Thử lại sau ít phút."),
}


class FieldError(Schema):
    """One value that is not right."""

    field: str = Field(description="Tên mục chưa đúng", examples=["gia-tu"])
    message: str = Field(description="Cần sửa thế nào", examples=["Phải từ 0 trở lên."])


class Problem(Schema):
    """What went wrong, after RFC 9457."""

    type: str = Field(
        description="Địa chỉ của phần giải thích lỗi này",
        examples=["https://ocop.example.vn/api/v1/docs/#loi-422"],
    )
    title: str = Field(description="Tên lỗi", examples=[KINDS[422].title])
    status: int = Field(description="Mã HTTP", examples=[422])
    detail: str = Field(description="Chuyện gì và làm gì tiếp", examples=[KINDS[422].detail])
    instance: str = Field(description="Đường dẫn đã gọi", examples=["/api/v1/products"])
    errors: list[FieldError] = Field(
        default_factory=list, description="Từng mục chưa đúng; chỉ có khi status là 422"
    )


class ProblemError(Exception):
    """Raised anywhere in an operation to answer with a problem."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        errors: Iterable[tuple[str, str]] = (),
        headers: dict[str, str] | None = None,
        more: dict[str, object] | None = None,
    ) -> None:
        self.status, self.detail, self.errors = status, detail, tuple(errors)
        self.headers, self.more = headers, more
        super().__init__(status, detail)


def kind_of(status: int) -> Kind:
    """Return the kind of a status, the nearest one for those that have no words of their own."""
    if status in KINDS:
        return KINDS[status]
    return KINDS[500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400]


def problem(
    request: HttpRequest,
    status: int,
    detail: str = "",
    *,
    errors: Iterable[tuple[str, str]] = (),
    headers: dict[str, str] | None = None,
    more: dict[str, object] | None = None,
) -> HttpResponse:
    """Return the answer; ``errors`` are pairs of field and sentence, ``more`` further members."""
    kind = kind_of(status)
    body = {
        "type": absolute(_EXPLAINED.format(status=status)),
        "title": kind.title,
        "status": status,
        "detail": detail or kind.detail,
        "instance": request.path,
    }
    if found := [{"field": field, "message": message} for field, message in errors]:
        body["errors"] = found
    body |= more or {}
    answer = HttpResponse(
        json.dumps(body, ensure_ascii=False, cls=DjangoJSONEncoder),
        status=status,
        content_type=CONTENT_TYPE,
    )
    answer["Cache-Control"] = "no-store"
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = "Bearer"
    for name, value in (headers or {}).items():
        answer[name] = value
    return answer
