"""The page of reports: how many came, how many were answered and solved in time."""

from collections.abc import Iterable
from dataclasses import astuple
from decimal import Decimal

from common.numbers import format_number, format_percent
from common.tables import Cell, columns_of
from common.text import sort_key
from fieldreports import counting
from fieldreports.counting import Counted
from fieldreports.models import FieldReport
from places.models import Commune
from stats import drawings
from stats.figures import Freshness
from stats.links import Links
from stats.pages.frame import around, crumbs
from stats.period import KINDS, Period
from stats.scopes import Scope

SOURCE = "phản ánh gửi trên sàn"
UNKNOWN = "Không rõ xã, phường"
#: Headings in the order of ``Counted``.
LABELS = (
    "Đã nhận", "Trả lời đúng hạn", "Trả lời quá hạn", "Chờ trả lời, còn hạn", "Xong đúng hạn",
    "Quá hạn giải quyết", "Chưa xong, còn hạn",
)  # fmt: skip
_SUBJECTS = dict(FieldReport.Subject.choices)


def reports_context(
    scope: Scope, period: Period, freshness: Freshness, links: Links, csv_url: str
) -> dict:
    """Return the counts of a period by subject and by commune. ≤ 5 queries."""
    rows = counting.count(period.first, period.last, scope.commune_codes)
    by_commune = _summed(rows, "commune_code")
    return {
        **around(scope, freshness, links),
        "crumbs": crumbs(scope, links, ("Phản ánh", "")),
        "place": "Toàn tỉnh" if scope.is_whole else "Xã, phường của bạn",
        "period_label": period.label,
        "kinds": [(key, words, key == period.kind) for key, words in KINDS.items()],
        "subjects": _subjects_figure(rows, period, csv_url),
        "communes": _communes_figure(by_commune, period, links) if len(by_commune) > 1 else None,
        "reports_source": SOURCE,
    }


def reports_rows(scope: Scope, period: Period) -> list[list[object]]:
    """Return the counts by commune and subject for a file, headings first. 2 queries."""
    found = counting.count(period.first, period.last, scope.commune_codes)
    names = _names(row.commune_code for row in found)
    rows: list[list[object]] = [["Mã xã", "Xã, phường", "Về", *LABELS]]
    for row in sorted(found, key=lambda one: (one.commune_code, one.subject)):
        name = names.get(row.commune_code, UNKNOWN)
        rows.append([row.commune_code, name, _SUBJECTS[row.subject], *astuple(row.counted)])
    return rows


def _subjects_figure(rows, period: Period, csv_url: str) -> drawings.Figure:
    by_subject, whole = _summed(rows, "subject"), counting.total(rows)
    closed = whole.answered + whole.answered_late
    says = f"{_share(whole.answered, closed)} phản ánh được trả lời lần đầu đúng hạn"
    if not closed:
        says = "Chưa có phản ánh nào tới hạn trả lời"
    return drawings.Figure(
        "theo-chuyen",
        says,
        f"Số phản ánh nhận trong {period.label}, theo điều được phản ánh. Chưa trả lời mà hết"
        " hạn thì tính là quá hạn",
        columns=columns_of("Về", *LABELS),
        rows=[
            (words, *_numbers(by_subject.get(key, Counted()))) for key, words in _SUBJECTS.items()
        ],
        foot=("Cộng", *_numbers(whole)),
        csv_url=csv_url if rows else "",
        is_table=True,
    )


def _communes_figure(by_commune: dict[str, Counted], period: Period, links: Links):
    names = _names(by_commune)
    to_commune = links.per_code(links.commune("00000"))
    ordered = sorted(
        by_commune.items(), key=lambda one: (-one[1].received, sort_key(names.get(one[0], "")))
    )
    # What has no place is in the table, and is no commune.
    late = sum(1 for code, counted in by_commune.items() if code and counted.answered_late)
    return drawings.Figure(
        "theo-xa",
        f"{format_number(late)} xã, phường có phản ánh bị trả lời quá hạn",
        f"Số phản ánh nhận trong {period.label} theo nơi xảy ra, nhiều phản ánh đứng trước",
        columns=columns_of("Xã, phường", *LABELS),
        rows=[
            (Cell(names[code], to_commune(code)) if code in names else UNKNOWN, *_numbers(counted))
            for code, counted in ordered
        ],
        foot=("Cộng", *_numbers(sum(by_commune.values(), Counted()))),
        is_table=True,
    )


def _summed(rows: Iterable[counting.Row], key: str) -> dict[str, Counted]:
    found: dict[str, Counted] = {}
    for row in rows:
        name = getattr(row, key)
        found[name] = found.get(name, Counted()) + row.counted
    return found


def _names(codes: Iterable[str]) -> dict[str, str]:
    return {one.code: one.title for one in Commune.objects.filter(code__in=set(codes))}


def _numbers(counted: Counted) -> tuple[str, ...]:
    return tuple(format_number(number) for number in astuple(counted))


def _share(part: int, whole: int) -> str:
    return format_percent(Decimal(part) * 100 / whole) if whole else "—"
