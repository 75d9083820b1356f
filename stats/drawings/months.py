"""Over time: months beside the year before, beside the mean, and many small ones on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.charts import LineSeries, RankRow, month_line, rank_bars, small_multiples
from common.charts.svg import axis_ticks
from common.numbers import format_number
from common.tables import columns_of
from stats.drawings.figure import NOTHING, Figure, millions, tenth, whole_numbers
from stats.figures import MonthRow


@dataclass(frozen=True)
class Small:
    """One of the small drawings, with its name and sum in words."""

    name: str
    figure: str
    drawing: SafeString
    url: str = ""


@dataclass(frozen=True)
class SmallMultiples:
    """Several drawings on one scale, and the same as a table."""

    figure: Figure
    smalls: list[Small]


@dataclass(frozen=True)
class Course:
    """One line of small multiples: values in đồng per month, and the grey line behind."""

    name: str
    values: Sequence[Decimal]
    behind: Sequence[Decimal] = ()
    url: str = ""


def month_figure(
    months: list[MonthRow], csv_url: str, label: str, *, is_wide: bool = False
) -> Figure:
    """Draw this year's months beside the year before; wide over most of a page.

    ``label`` says which months, as that of ``Period.year``.
    """
    year = months[0].month.year
    best = max(months, key=lambda row: row.sales.completed_vnd)
    title = f"Tháng {best.month.month} bán được nhiều nhất" if best.sales.completed_vnd else NOTHING
    values = [tenth(row.sales.completed_vnd) for row in months]
    before = [tenth(row.before.completed_vnd) for row in months]
    series = [LineSeries(str(year), values)]
    if any(before):
        series.append(LineSeries(str(year - 1), before, is_context=True))
    return Figure(
        "theo-thang",
        title,
        f"Giá trị giao dịch thành công, triệu đồng mỗi tháng, {label}"
        + (f" và {year - 1}" if any(before) else ""),
        _lines(series, title, is_wide=is_wide) if any(values) or any(before) else "",
        columns_of("Tháng", "Đơn hoàn tất", f"Năm {year}, đồng", f"Năm {year - 1}, đồng"),
        [(f"Tháng {row.month.month}", *_three(row)) for row in months],
        (
            "Cộng",
            *whole_numbers(
                sum(row.sales.completed for row in months),
                sum(row.sales.completed_vnd for row in months),
                sum(row.before.completed_vnd for row in months),
            ),
        ),
        csv_url,
    )


def against_mean(
    name: str, own: list[MonthRow], mean: list[Decimal], label: str, csv_url: str = ""
) -> Figure:
    """Draw a commune's months beside the mean of one commune.

    The labels are short, because they stand at the end of the lines on a phone as well.
    """
    values = [tenth(row.sales.completed_vnd) for row in own]
    title = _mean_title(name, own, mean)
    lines = [
        LineSeries("Nơi này", values),
        LineSeries("Chung", [tenth(value) for value in mean], is_context=True),
    ]
    return Figure(
        "theo-thang",
        title,
        f"Triệu đồng mỗi tháng, {label}. Đường xám là trung bình một xã, phường.",
        _lines(lines, title, is_wide=True),
        columns_of("Tháng", "Đơn hoàn tất", "Giá trị, đồng", "Mức chung, đồng"),
        [
            (
                f"Tháng {row.month.month}",
                *whole_numbers(row.sales.completed, row.sales.completed_vnd),
                format_number(one, 0),
            )
            for row, one in zip(own, mean, strict=True)
        ],
        (
            "Cộng",
            *whole_numbers(
                sum(row.sales.completed for row in own),
                sum(row.sales.completed_vnd for row in own),
                round(sum(mean)),
            ),
        ),
        csv_url,
    )


def _lines(series: list[LineSeries], title: str, *, is_wide: bool) -> SafeString:
    """Draw the lines once, or twice for a wide figure: for a phone and for a desk."""
    narrow = month_line(series, title=title, unit="triệu đồng")
    if not is_wide:
        return narrow
    wide = month_line(series, title=title, unit="triệu đồng", is_wide=True)
    return format_html(
        '<div class="only-narrow">{}</div><div class="only-wide">{}</div>', narrow, wide
    )


def _mean_title(name: str, own: list[MonthRow], mean: list[Decimal]) -> str:
    above = sum(row.sales.completed_vnd > one for row, one in zip(own, mean, strict=True))
    if not any(row.sales.completed_vnd for row in own):
        return f"{name} chưa có đơn hoàn tất từ đầu năm"
    if above == len(own):
        return f"{name} bán cao hơn mức chung ở mọi tháng"
    return f"{name} cao hơn mức chung {above} trong {len(own)} tháng"


def buyers_figure(months: list[MonthRow], label: str) -> Figure:
    """Draw the distinct buyers of each whole month; they do not add up over months."""
    known = [row for row in months if row.buyers is not None]
    best = max(known, key=lambda row: row.buyers)
    title = f"Tháng {best.month.month} nhiều người mua nhất" if best.buyers else "Chưa có người mua"
    rows = [RankRow(f"Tháng {row.month.month}", row.buyers) for row in known]
    return Figure(
        "nguoi-mua",
        title,
        f"Số người mua khác nhau có đơn hoàn tất, {label}."
        " Một người mua hai tháng được đếm ở cả hai, nên không cộng các tháng.",
        rank_bars(rows, "người", title=title) if best.buyers else "",
        columns_of("Tháng", "Người mua", "Đơn hoàn tất"),
        [
            (f"Tháng {row.month.month}", *whole_numbers(row.buyers, row.sales.completed))
            for row in known
        ],
    )


def multiples(
    figure_id: str, title: str, subtitle: str, courses: Sequence[Course], names: Sequence[str]
) -> SmallMultiples:
    """Draw several courses over the same months on one scale; the table holds every value."""
    drawings = small_multiples(
        [([tenth(v) for v in c.values], [tenth(v) for v in c.behind]) for c in courses],
        titles=[course.name for course in courses],
        names=names,
    )
    highest = max((tenth(v) for c in courses for v in (*c.values, *c.behind)), default=0)
    top = format_number(round(axis_ticks(highest)[-1], 6))
    figure = Figure(
        figure_id,
        title,
        f"{subtitle} Cùng thang đo từ 0 đến {top} triệu đồng mỗi tháng.",
        columns=columns_of("Tháng", *(f"{course.name}, đồng" for course in courses)),
        rows=[
            (name, *whole_numbers(*(course.values[index] for course in courses)))
            for index, name in enumerate(names)
        ],
        foot=("Cộng", *whole_numbers(*(sum(course.values) for course in courses))),
    )
    smalls = [
        Small(course.name, f"{millions(sum(course.values))} triệu đồng", drawing, course.url)
        for course, drawing in zip(courses, drawings, strict=True)
    ]
    return SmallMultiples(figure, smalls)


def _three(row: MonthRow) -> tuple[str, ...]:
    return whole_numbers(row.sales.completed, row.sales.completed_vnd, row.before.completed_vnd)
