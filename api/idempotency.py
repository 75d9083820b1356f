"""Calls that write and may be sent again: the same key and body write once.

Source: draft-ietf-httpapi-idempotency-key-header. The work and the stored answer are one
transaction: after a crash either both are there or neither is.
"""

import hashlib
import re
import secrets
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Annotated

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Header

from accounts import programs
from api import limits
from api.models import StoredAnswer
from api.problems import problem

NAME = "Idempotency-Key"
KEPT_FOR = timedelta(hours=72)
#: A call that has not ended by then died with its process.
_LEASE = timedelta(seconds=60)
_PATTERN = r"^[A-Za-z0-9_-]{16,64}$"
#: What may come out otherwise the next time.
_NOT_STORED = frozenset({401, 403, 404, 409, 429})
_OTHER_BODY = "Mã này đã dùng cho một yêu cầu khác. Mỗi việc mới dùng một mã mới."
_UNDER_WAY = "Yêu cầu cùng mã đang được làm. Đợi một giây rồi gửi lại y như cũ."

Key = Annotated[
    str,
    Header(
        ...,
        alias=NAME,
        pattern=_PATTERN,
        description="Mã riêng của việc này, do bên gọi đặt: 16 đến 64 chữ, số, gạch; gửi lại thì "
        "giữ nguyên mã và nội dung. Câu trả lời được giữ 72 giờ.",
        examples=["5f0c2d2e-7a51-4d0b-9a43-0d9f7c1b6a10"],
    ),
]


class _LostClaim(Exception):
    """Another call took over: this one was too slow, and nothing of it may stay."""


def idempotent(run):
    """Decorate the run of an operation: the same call again gets the same answer."""

    @wraps(run)
    def guarded(request: HttpRequest, **named):
        key = request.headers.get(NAME, "")
        caller = caller_of(request) if re.fullmatch(_PATTERN, key) else ""
        if not caller:
            # The operation says what is missing.
            return run(request, **named)
        stored = _claim(caller, key, _hash_of(request))
        if isinstance(stored, StoredAnswer):
            return _carry_out(request, stored, lambda: run(request, **named))
        return _refusal(request, stored) if isinstance(stored, str) else stored

    return guarded


def caller_of(request: HttpRequest) -> str:
    """Return for whom a call is: a citizen, the holder of a secret, else a network.

    Empty for a token that opens nothing.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        access = programs.access_of(token.strip())
        return f"user:{access.user_id}:{','.join(access.rights)}" if access else ""
    for name in ("Basket-Token", "Order-Secret"):
        if secret := request.headers.get(name):
            return f"{name}:{hashlib.sha256(secret.encode()).hexdigest()[:40]}"
    return limits.network_of(request)


def forget_old() -> int:
    """Delete answers after 72 hours; return how many."""
    return StoredAnswer.objects.filter(begun_at__lt=timezone.now() - KEPT_FOR).delete()[0]


def _claim(caller: str, key: str, request_hash: str) -> StoredAnswer | HttpResponse | str:
    """Return the row when this call is to do the work, the answer of before, or why neither."""
    mine = StoredAnswer(
        caller=caller, key=key, request_hash=request_hash, claim=secrets.token_hex(16)
    )
    StoredAnswer.objects.bulk_create([mine], ignore_conflicts=True)
    row = StoredAnswer.objects.filter(caller=caller, key=key).first()
    if row is None:  # its first call was refused this moment
        return _UNDER_WAY
    if row.claim == mine.claim:
        return row
    if row.request_hash != request_hash:
        return _OTHER_BODY
    if row.status is not None:
        return _again(row)
    if row.begun_at > timezone.now() - _LEASE:
        return _UNDER_WAY
    dead = StoredAnswer.objects.filter(pk=row.pk, claim=row.claim, status=None)
    if not dead.update(claim=mine.claim, begun_at=timezone.now()):
        return _UNDER_WAY
    row.claim = mine.claim
    return row


def _carry_out(request: HttpRequest, row: StoredAnswer, work) -> HttpResponse:
    mine = StoredAnswer.objects.filter(pk=row.pk, claim=row.claim, status=None)
    try:
        with transaction.atomic():
            answer = work()
            if answer.status_code >= HTTPStatus.BAD_REQUEST:
                transaction.set_rollback(True)
            else:
                _store(mine, answer)
    except _LostClaim:
        return _refusal(request, _UNDER_WAY)
    except BaseException:
        mine.delete()
        raise
    status = answer.status_code
    if status in _NOT_STORED or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        mine.delete()
    elif status >= HTTPStatus.BAD_REQUEST:
        mine.update(status=status, body=answer.content.decode())
    return answer


def _store(mine, answer: HttpResponse) -> None:
    if not mine.update(status=answer.status_code, body=answer.content.decode()):
        raise _LostClaim


def _again(row: StoredAnswer) -> HttpResponse:
    is_problem = row.status >= HTTPStatus.BAD_REQUEST
    kind = "application/problem+json" if is_problem else "application/json; charset=utf-8"
    answer = HttpResponse(row.body, status=row.status, content_type=kind)
    answer["Cache-Control"] = "no-store"
    answer["Idempotency-Replayed"] = "true"
    return answer


def _refusal(request: HttpRequest, why: str) -> HttpResponse:
    if why == _OTHER_BODY:
        return problem(request, 422, errors=[(NAME, why)])
    return problem(request, 409, why, headers={"Retry-After": "1"})


def _hash_of(request: HttpRequest) -> str:
    head = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(head + request.body).hexdigest()
