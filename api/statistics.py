"""``stats/…``: figures for departments, by key; each answer is noted like a file that leaves."""

import datetime as dt
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from ninja.security import HttpBearer
from pydantic import model_validator
from pydantic_core import PydanticCustomError

from api import figures, keys, stats_schemas
from api.answers import errors
from api.models import ApiKey
from api.paging import Words
from api.problems import ProblemError
from common.dates import local_today
from stats import asking, exporting
from stats.figures import Asked
from stats.period import EARLIEST, Period, read_period

Right = ApiKey.Right
_REFUSED = errors(401, 403, 409, 422)
_NOT_NOW = "Khóa này chỉ đọc số liệu đã khóa sổ: gọi stats/sales với ky-khoa-so."


class ApiKeyBearer(HttpBearer):
    """The key of a program in ``Authorization: Bearer``."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey:
        """Return the key. Raises ``ProblemError``."""
        key = keys.key_of(request)
        if key is None:
            raise ProblemError(401, keys.UNKNOWN)
        keys.note_use(key)
        return key


router = Router(tags=["Số liệu cho cơ quan"], auth=ApiKeyBearer())


class GoodsAsked(Words):
    """Which goods figures are about."""

    nhom: str = Field("", pattern=r"^[\w.]{0,8}$", description="Mã bộ sản phẩm OCOP")
    sao: Literal["", "0", "3", "4", "5"] = Field("", description="Số sao OCOP; 0 là chưa có sao")

    def asked(self) -> Asked:
        """Return which goods figures are about. ≤ 1 query."""
        found = asking.read_asked({"nhom": self.nhom, "sao": self.sao})
        if self.nhom and not found.set_code:
            raise ProblemError(422, errors=[("nhom", "Không có bộ sản phẩm nào mang mã này.")])
        return found


class DaysAsked(Words):
    """Which days figures are about."""

    ky: Literal["thang", "quy", "nam"] = Field(
        "nam", description="Tháng, quý hay năm có ngày den, đến hết ngày đó", examples=["quy"]
    )
    tu: dt.date | None = Field(None, description="Từ ngày; có thì không xét ky")
    den: dt.date | None = Field(None, description="Đến hết ngày; trống là hôm nay")

    @model_validator(mode="after")
    def has_days(self):
        """Refuse days before the market, and an end before the beginning."""
        for word in ("tu", "den"):
            day = getattr(self, word)
            if day is not None and day < EARLIEST:
                said = {"field": word, "ge": EARLIEST.isoformat()}
                raise PydanticCustomError("greater_than_equal", "early", said)
        if self.tu and self.tu > local_today():
            said = {"field": "tu", "le": local_today().isoformat()}
            raise PydanticCustomError("less_than_equal", "to come", said)
        if self.tu and self.den and self.den < self.tu:
            said = {"field": "den", "ge": self.tu.isoformat()}
            raise PydanticCustomError("greater_than_equal", "reversed", said)
        return self

    def period(self) -> Period:
        """Return the period as the officials' pages read it."""
        days = {word: str(getattr(self, word) or "") for word in ("tu", "den")}
        return read_period({"ky": self.ky, **days})


class SummaryWords(DaysAsked, GoodsAsked):
    """What a summary is about."""

    kenh: Literal["", "web", "app", "cho"] = Field("", description="Kênh bán; trống là mọi kênh")

    def asked(self) -> Asked:
        """Return which goods and sales figures are about. ≤ 1 query."""
        goods = super().asked()
        return Asked(goods.set_code, goods.stars, self.kenh)


class SalesWords(SummaryWords):
    """What sales are about, and how they are parted."""

    theo: Literal["xa", "thang", "nhom", "sao", "loai", "tra-tien", "noi"] = Field(
        "xa",
        examples=["nhom"],
        description=(
            "Chia theo xã, tháng (cả năm của ngày cuối kỳ), nhóm hàng, sao, loại người bán, cách"
            " trả tiền, tỉnh nhận hàng"
        ),
    )
    ky_khoa_so: str = Field(
        "",
        alias="ky-khoa-so",
        pattern=r"^(20\d\d(-(q[1-4]|0[1-9]|1[0-2]))?)?$",
        description="Kỳ đã khóa sổ, toàn tỉnh: 2026-10, 2026-q3 hoặc 2025. Ô nhỏ được giữ kín.",
    )


@router.get(
    "stats/summary",
    response={200: stats_schemas.SummaryAnswer, **_REFUSED},
    operation_id="getStatsSummary",
    url_name="stats-summary",
    summary="Số liệu tổng hợp",
)
def summary(request: HttpRequest, words: Query[SummaryWords]):
    """Trả về các số chung của phạm vi khóa trong một kỳ, đến lúc gọi."""
    key = _allowed(request, Right.SUMMARY, now=True)
    period, asked, scope = words.period(), words.asked(), keys.scope_of(key)
    found = _proved(figures.summary, scope=scope, period=period, asked=asked)
    query = exporting.query_of(scope=scope, period=period, asked=asked)
    return _send(key, stats_schemas.SummaryAnswer, found, what="summary", query=query)


@router.get(
    "stats/sales",
    response={200: stats_schemas.SalesAnswer, **errors(401, 403, 404, 409, 422)},
    operation_id="getStatsSales",
    url_name="stats-sales",
    summary="Số liệu bán hàng theo từng phần",
)
def sales(request: HttpRequest, words: Query[SalesWords]):
    """Trả về số liệu bán hàng của phạm vi khóa, hoặc của toàn tỉnh trong kỳ đã khóa sổ."""
    key = _allowed(request, Right.SALES, now=not words.ky_khoa_so)
    scope = keys.scope_of(key)
    if words.ky_khoa_so:
        _only_closed_words(request, words)
        found = figures.closed_sales(word=words.ky_khoa_so, scope=scope, by=words.theo)
        query = request.META.get("QUERY_STRING", "")
    else:
        period, asked = words.period(), words.asked()
        found = _proved(figures.sales, scope=scope, period=period, asked=asked, by=words.theo)
        query = exporting.query_of(scope=scope, period=period, asked=asked)
    return _send(key, stats_schemas.SalesAnswer, found, what=f"sales {words.theo}", query=query)


@router.get(
    "stats/inventory",
    response={200: stats_schemas.InventoryAnswer, **_REFUSED},
    operation_id="getStatsInventory",
    url_name="stats-inventory",
    summary="Hàng đang có theo xã, phường",
)
def inventory(request: HttpRequest, words: Query[GoodsAsked]):
    """Trả về hàng hiện có của từng xã, phường trong phạm vi khóa."""
    key = _allowed(request, Right.INVENTORY, now=True)
    asked, scope = words.asked(), keys.scope_of(key)
    found = _proved(figures.inventory, scope=scope, asked=asked)
    query = request.META.get("QUERY_STRING", "")
    return _send(key, stats_schemas.InventoryAnswer, found, what="inventory", query=query)


@router.get(
    "stats/floors",
    response={200: stats_schemas.FloorsAnswer, **_REFUSED},
    operation_id="getStatsFloors",
    url_name="stats-floors",
    summary="Số liệu các sàn khác báo",
)
def floors(request: HttpRequest, words: Query[DaysAsked]):
    """Trả về báo cáo mới nhất của từng sàn khác trong kỳ. Không cộng vào số liệu của sàn này."""
    key = _allowed(request, Right.FLOORS, now=True)
    if not keys.scope_of(key).is_whole:
        raise ProblemError(403, "Số liệu sàn khác chỉ dành cho khóa của toàn tỉnh.")
    found = figures.floors(period=words.period())
    query = request.META.get("QUERY_STRING", "")
    return _send(key, stats_schemas.FloorsAnswer, found, what="floors", query=query)


def _allowed(request: HttpRequest, right: str, *, now: bool) -> ApiKey:
    """Return the key when it opens this; figures as of now are of its own places only."""
    key: ApiKey = request.auth
    if right not in key.rights:
        raise ProblemError(403, f"Khóa này chưa được đọc {Right(right).label.lower()}.")
    if now and key.reach == ApiKey.Reach.CLOSED:
        raise ProblemError(403, _NOT_NOW)
    return key


def _only_closed_words(request: HttpRequest, words: SalesWords) -> None:
    """Refuse words that closed figures do not know, instead of answering something else."""
    beside = [word for word in request.GET if word not in ("ky-khoa-so", "theo")]
    wrong = [(word, "Không dùng cùng ky-khoa-so. Bỏ mục này.") for word in beside]
    if words.theo not in figures.CLOSED_PARTS:
        wrong.append(("theo", "Kỳ đã khóa sổ chỉ chia theo: xa, nhom."))
    if wrong:
        raise ProblemError(422, errors=wrong)


def _proved(query, **which) -> dict:
    try:
        return query(**which)
    except exporting.FiguresDiffer as differ:
        raise ProblemError(409, differ.message) from differ


def _send(key: ApiKey, shape: type[Schema], found: dict, *, what: str, query: str) -> HttpResponse:
    """Note the answer in the log of files, then send it."""
    content = shape.model_validate(found).model_dump_json().encode()
    file = exporting.File(content, f"API {what}", "json", len(found.get("rows", ())))
    exporting.record(file, query=query, program=f"Khóa API {key.handle}, {key.name}")
    answer = HttpResponse(content, content_type="application/json")
    answer["Cache-Control"] = "private, no-cache"
    return answer
