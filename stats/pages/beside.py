"""What stands beside our own figures: plan targets, visits, other floors."""

from dataclasses import replace

from django.urls import reverse

from common.charts import RankRow, rank_bars
from common.dates import format_date
from common.numbers import format_number
from common.tables import Cell, Column, columns_of
from stats import beside, drawings
from stats.figures import Asked, Freshness, Summary, total_of
from stats.links import Links
from stats.pages.filters import filters
from stats.pages.frame import around, crumbs
from stats.period import Period
from stats.scopes import Scope

_NOT_GIVEN = "—"
_OF_TODAY = "Số sản phẩm, đơn vị, hộ và chợ chỉ biết cho hôm nay, nên không có ở kỳ đã qua."


def plan_context(page: Summary, scope: Scope) -> dict:
    """Return the plan bars and the table of the source report; for all goods only.

    Targets are for a year, so the sales are those of the year so far. What is known of today
    only is left out when the period is over. ≤ 3 queries.
    """
    codes = scope.commune_codes
    if not page.asked.is_everything or (codes is not None and len(codes) != 1):
        return {}
    year = page.period.last.year
    so_far = replace(page, total=total_of(row.sales for row in page.months))
    rows = beside.plan_rows(so_far, year, next(iter(codes or ()), ""))
    known = [row for row in rows if row.metric not in beside.OF_TODAY or not page.period.is_over]
    lines = drawings.plan_lines(known)
    left_out = f" {_OF_TODAY}" if len(known) < len(rows) else ""
    context = {
        "plan": lines,
        "plan_title": drawings.plan_title(lines, year),
        "plan_subtitle": f"Thực hiện từ đầu năm {year}. Vạch đen là chỉ tiêu cả năm.{left_out}",
    }
    if scope.is_whole:
        visits, floors = beside.visits_in(page.period), beside.floors_in(page.period)
        context["report"] = _report_figure(beside.report_table(page, visits, floors), page.period)
    return context


def outside_context(period: Period, freshness: Freshness, scope: Scope, links: Links) -> dict:
    """Return visits and other floors. 3 queries."""
    visits, floors = beside.visits_in(period), beside.floors_in(period)
    return {
        **around(scope, freshness, links),
        "crumbs": crumbs(scope, links, ("Truy cập, sàn khác", "")),
        "filters": replace(filters(period, Asked(), [], links), says=period.label),
        "period": period,
        "visits": _visits_figure(visits, period),
        "visited": _pages_figure(visits, period),
        "floors": _floors_figure(floors, period),
    }


def _report_figure(rows: list, period: Period) -> drawings.Figure:
    return drawings.Figure(
        "bang-bao-cao",
        "Bảng số liệu như báo cáo của tỉnh",
        f"Đến hết {format_date(period.last)}. Số của sàn khác đứng riêng, không cộng vào số của"
        f" sàn này.{f' {_OF_TODAY}' if period.is_over else ''}",
        columns=(Column("Chỉ số"), Column("Số liệu", is_number=True), Column("Của ai")),
        rows=[(row.label, _counted(row), row.whose) for row in rows],
        is_table=True,
        is_narrow=True,
    )


def _counted(row) -> str:
    if row.value is None:
        return _NOT_GIVEN
    of = f" / {format_number(row.of)}" if row.of else ""
    return f"{format_number(row.value)}{of} {row.unit}"


def _visits_figure(visits, period: Period) -> drawings.Figure:
    title = (
        f"{format_number(visits.visits)} lượt truy cập, {format_number(visits.views)} lượt xem"
        if visits.views
        else "Chưa có lượt truy cập nào trong kỳ này"
    )
    months = [(f"Tháng {row.month:%m/%Y}", row) for row in visits.by_month]
    return drawings.Figure(
        "truy-cap",
        title,
        f"Lượt truy cập mỗi tháng, {period.label}. Đếm không dùng cookie, không tính máy tìm kiếm.",
        rank_bars([RankRow(name, row.visits) for name, row in months], "lượt", title=title)
        if visits.views
        else "",
        columns_of("Tháng", "Lượt truy cập", "Lượt xem"),
        [(name, format_number(row.visits), format_number(row.views)) for name, row in months],
        ("Cộng", format_number(visits.visits), format_number(visits.views)),
    )


def _pages_figure(visits, period: Period) -> drawings.Figure:
    rows = sorted((row for row in visits.by_page if row.views), key=lambda row: -row.views)
    title = f"{rows[0].label} được xem nhiều nhất" if rows else "Chưa có trang nào được xem"
    return drawings.Figure(
        "trang-xem",
        title,
        f"Lượt xem theo loại trang, {period.label}",
        rank_bars([RankRow(row.label, row.views) for row in rows], "lượt", title=title)
        if rows
        else "",
        columns_of("Loại trang", "Lượt truy cập", "Lượt xem"),
        [(row.label, format_number(row.visits), format_number(row.views)) for row in rows],
        ("Cộng", format_number(visits.visits), format_number(visits.views)) if rows else (),
    )


def _floors_figure(floors: list, period: Period) -> drawings.Figure:
    title = (
        f"{len(floors)} sàn khác có báo cáo trong kỳ" if floors else "Chưa có báo cáo của sàn khác"
    )
    return drawings.Figure(
        "san-khac",
        title,
        f"Số các sàn tự báo cáo, {period.label}. Không cộng vào số liệu của sàn này.",
        columns=(
            Column("Sàn"),
            Column("Kỳ báo cáo"),
            Column("Sản phẩm", is_number=True),
            Column("Giao dịch", is_number=True),
            Column("Giá trị, đồng", is_number=True),
            Column("Nguồn"),
        ),
        rows=[
            (
                row.floor,
                f"{format_date(row.period.first)}–{format_date(row.period.last)}",
                *(_known(value) for value in (row.products, row.transactions, row.value_vnd)),
                _told_by(row),
            )
            for row in floors
        ],
        is_table=True,
        more=("Nhập báo cáo của sàn khác, xem các lần sửa", reverse("stats:floors")),
    )


def _told_by(row) -> Cell:
    again = f" (sửa lần {row.revision - 1})" if row.revision > 1 else ""
    return Cell(f"{row.source}{again}", row.evidence_url)


def _known(value) -> str:
    return _NOT_GIVEN if value is None else format_number(value)
