"""Two to four communes side by side: one table, and their months on one scale."""

from datetime import date

from common.numbers import format_number
from common.tables import Column, Row
from stats import drawings, tiles
from stats.figures import Asked, CommuneRow, Freshness, Sales
from stats.links import Links
from stats.names import set_names
from stats.pages.filters import filters
from stats.pages.frame import around, crumbs
from stats.period import Period
from stats.scopes import Scope

FEWEST, MOST = 2, 4


def compare_context(
    rows: list[CommuneRow],
    scope: Scope,
    links: Links,
    *,
    months: dict[tuple, Sales],
    period: Period,
    asked: Asked,
    freshness: Freshness,
) -> dict:
    """Return the communes side by side; ``months`` are ``{(commune, month): sales}``. 2 queries."""
    names = list(set_names().items())
    back = links.to("communes", xa="")
    shown = filters(period, asked, names, links)
    return {
        **around(scope, freshness, links),
        "period": period,
        "crumbs": crumbs(scope, links, ("Xã, phường", back), ("So sánh", "")),
        "heading": f"So sánh {_join([row.name for row in rows])}",
        "filters": shown,
        "codes": [row.code for row in rows],
        "figures": _figures(rows, links, shown.says),
        "months": _months(rows, months, period, links) if rows else None,
        "back_url": back,
    }


def _figures(rows: list[CommuneRow], links: Links, says: str) -> drawings.Figure:
    best = max(rows, key=lambda row: row.sales.completed_vnd)
    return drawings.Figure(
        "bang-so-sanh",
        f"{best.name} có giá trị giao dịch cao nhất"
        if best.sales.completed_vnd
        else "Chưa nơi nào có đơn hoàn tất trong kỳ này",
        says[:1].upper() + says[1:],
        columns=(
            Column("Chỉ số"),
            *(Column(row.title, is_number=True, url=links.commune(row.code)) for row in rows),
        ),
        rows=_lines(rows),
        is_table=True,
    )


def _lines(rows: list[CommuneRow]) -> list[Row]:
    def line(label: str, value_of) -> Row:
        return (label, *(format_number(value_of(row)) for row in rows))

    return [
        line("Giao dịch đã đặt, đơn", lambda row: row.sales.placed),
        line("Giao dịch thành công, đơn", lambda row: row.sales.completed),
        line("Giá trị, đồng", lambda row: row.sales.completed_vnd),
        (
            "So với cùng kỳ năm trước",
            *(
                tiles.change_words(row.sales.completed_vnd, row.before.completed_vnd)
                for row in rows
            ),
        ),
        line("Giá trị trung bình một đơn, đồng", lambda row: round(row.sales.mean_vnd or 0)),
        line("Đơn hủy", lambda row: row.sales.cancelled),
        line("Đơn trả hàng", lambda row: row.sales.returned),
        line("Cơ sở có bán trong kỳ", lambda row: row.selling),
        line("Cơ sở có hàng", lambda row: row.so_far.sellers),
        line("Cơ sở tự đăng bán", lambda row: row.so_far.self_listing_sellers),
        line("Sản phẩm trên sàn", lambda row: row.so_far.listings),
        line("Sản phẩm OCOP còn hạn", lambda row: row.so_far.ocop_listings),
        line("Hộ có tài khoản", lambda row: row.so_far.registered),
        line("Hộ đã nhận tài khoản", lambda row: row.so_far.claimed),
        line("Hộ dùng trong 90 ngày", lambda row: row.so_far.active),
        line("Chợ 4.0", lambda row: row.so_far.markets_40),
    ]


def _months(
    rows: list[CommuneRow], months: dict[tuple, Sales], period: Period, links: Links
) -> drawings.SmallMultiples:
    firsts: list[date] = period.year.months()
    courses = [
        drawings.Course(
            row.name,
            [months.get((row.code, month), Sales()).completed_vnd for month in firsts],
            url=links.commune(row.code),
        )
        for row in rows
    ]
    best = max(courses, key=lambda course: sum(course.values))
    return drawings.multiples(
        "tung-thang",
        f"{best.name} bán được nhiều nhất từ đầu năm",
        f"Giá trị giao dịch thành công, {period.year.label}.",
        courses,
        [f"T{month.month}" for month in firsts],
    )


def _join(names: list[str]) -> str:
    return ", ".join(names[:-1]) + f" và {names[-1]}" if len(names) > 1 else "".join(names)
