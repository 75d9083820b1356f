"""What the page of filed reports shows, ready in words."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs

from django.core.paginator import Page
from django.urls import reverse

from common.dates import format_date
from common.text import sort_key
from places.models import Commune
from stats.models import ExportEntry, OfficialReport
from stats.reports import making
from stats.reports.drawing import TABLES
from stats.scopes import Scope

_PROVINCE_NAME = "Toàn tỉnh"
#: Tables of no period: what they are called.
_OF_NOW = {"ho": "Hộ theo từng bước"}
_CONDITIONS = (("nhom", "nhóm hàng"), ("sao", "số sao"), ("kenh", "kênh"), ("xa", "mã xã"))


@dataclass(frozen=True)
class ReportRow:
    """One filed report with its files; ``csv`` are ``(name of the table, address)``."""

    report: OfficialReport
    place: str
    made_by: str
    pdf: str
    xlsx: str
    csv: list[tuple[str, str]]


def report_list_context(page: Page, scope: Scope) -> dict:
    """Return the rows of a page and what may be reported. ≤ 1 query beside the page's own."""
    communes = {} if scope.is_whole else _titles(scope.commune_codes)
    names = communes or _titles({row.commune_code for row in page if row.commune_code})
    months = making.months_to_report()
    return {
        "report_rows": [_row(report, names) for report in page],
        "latest": months[0],
        "months": [(f"{month.first:%Y-%m}", month.label) for month in months],
        "communes": sorted(communes.items(), key=lambda pair: sort_key(pair[1])),
        "place": ", ".join(communes.values()) or _PROVINCE_NAME,
        "may_see_log": scope.is_whole,
    }


@dataclass(frozen=True)
class LogRow:
    """One file that left, in words."""

    entry: ExportEntry
    what: str
    condition: str


def log_row(entry: ExportEntry) -> LogRow:
    """Return an entry of the log as a person reads it."""
    words = {key: values[0] for key, values in parse_qs(entry.query).items()}
    said = []
    if "tu" in words and "den" in words:
        first, last = (date.fromisoformat(words[key]) for key in ("tu", "den"))
        said.append(f"từ {format_date(first)} đến {format_date(last)}")
    said += [f"{name} {words[key]}" for key, name in _CONDITIONS if key in words]
    otherwise = "đến lúc tải" if entry.what in _OF_NOW else "báo cáo đã lập"
    return LogRow(entry, _what(entry.what), ", ".join(said) or otherwise)


def _what(code: str) -> str:
    """Return ``Báo cáo số 12 năm 2026, Tháng`` for ``bao-cao-12-2026-thang``."""
    if code in _OF_NOW or code in TABLES:
        return _OF_NOW.get(code) or TABLES[code]
    _bao, _cao, *rest = code.split("-")
    if len(rest) < 2:
        return "Báo cáo"
    table = f", {TABLES[rest[2]]}" if len(rest) > 2 else ""
    return f"Báo cáo số {rest[0]} năm {rest[1]}{table}"


def _row(report: OfficialReport, names: dict[str, str]) -> ReportRow:
    csv_url = reverse("stats:report", args=[report.pk, "csv"])
    by = report.made_by.full_name if report.made_by else ""
    return ReportRow(
        report,
        names.get(report.commune_code, f"Mã xã {report.commune_code}")
        if report.commune_code
        else _PROVINCE_NAME,
        "Máy lập hằng tháng" if report.is_scheduled else by or "Không rõ",
        reverse("stats:report", args=[report.pk, "pdf"]),
        reverse("stats:report", args=[report.pk, "xlsx"]),
        [(name, f"{csv_url}?bang={table}") for table, name in TABLES.items()],
    )


def _titles(codes) -> dict[str, str]:
    """Return ``{code: title}``. 1 query, none for no codes."""
    if not codes:
        return {}
    return {commune.code: commune.title for commune in Commune.objects.filter(code__in=codes)}
