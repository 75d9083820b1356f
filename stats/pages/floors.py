"""What the pages about other floors' reports say."""

from django.urls import reverse

from common.dates import format_date, format_datetime
from common.money import format_vnd
from common.numbers import format_number
from stats.floors.importing import CHANGED, NEW, REFUSED, SAME, Judged, Outcome
from stats.models import FloorFigures, FloorImport

_NOT_GIVEN = "—"
_WHAT = {
    NEW: ("Mới", "ok"),
    CHANGED: ("Sửa số cũ", "wait"),
    SAME: ("Giữ nguyên", "plain"),
    REFUSED: ("Không nhận", "bad"),
}
_LABELS = {
    "sellers": "người bán",
    "products": "sản phẩm",
    "transactions": "giao dịch",
    "value_vnd": "giá trị",
}


def report_rows(reports) -> list[dict]:
    """Return the lines of the table of reports, each with what it said before."""
    return [
        {
            "floor": report.floor,
            "period": _period(report.period_from, report.period_to),
            "is_demo": report.is_demo,
            "pk": report.pk,
            "published": f"{report.published_by or 'Hệ thống'}, {format_date(report.published_at)}"
            if report.published_at
            else "",
            "past": [_figures(past) for past in report.past.all()],
            **_figures(report),
        }
        for report in reports
    ]


def preview_context(run: FloorImport, outcome: Outcome) -> dict:
    """Return what entering a file would do, row by row."""
    counts = outcome.counts
    seen = outcome.seen
    return {
        "run": run,
        "lines": [_judged(row) for row in outcome.rows],
        "sums": [(label, counts[what], badge) for what, (label, badge) in _WHAT.items()],
        "will_write": counts[NEW] + counts[CHANGED],
        "flagged": sum(bool(row.flags) for row in outcome.rows),
        "seen": f"Tệp này đã nhập lúc {format_datetime(seen.applied_at)}." if seen else "",
    }


def _figures(row: FloorFigures) -> dict:
    return {
        **{name: _number(name, getattr(row, name)) for name in _LABELS},
        "source": row.source,
        "evidence_url": row.evidence_url,
        "revision": row.revision,
        "who": str(row.entered_by or "Hệ thống"),
        "at": format_datetime(row.entered_at),
        "file_url": reverse("stats:floor-file", args=[row.came_with_id])
        if row.came_with_id
        else "",
        "file_name": row.came_with.file_name if row.came_with_id else "",
    }


def _judged(row: Judged) -> dict:
    label, badge = _WHAT[row.what]
    said = row.row.said
    changes = [
        f"{words}: {_number(name, row.before[name])} → {_number(name, getattr(row.report, name))}"
        for name, words in _LABELS.items()
        if name in row.before
    ]
    return {
        "number": row.row.number,
        "what": label,
        "badge": badge,
        "floor": said.floor if said else "",
        "period": _period(said.first, said.last) if said else "",
        "text": "" if said else " · ".join(filter(None, row.row.cells))[:120],
        "figures": [_number(name, said.figures.get(name)) if said else "" for name in _LABELS],
        "words": [*filter(None, [row.reason]), *changes, *row.flags],
    }


def _period(first, last) -> str:
    return f"{format_date(first)}–{format_date(last)}"


def _number(name: str, value) -> str:
    if value is None:
        return _NOT_GIVEN
    return format_vnd(value) if name == "value_vnd" else format_number(int(value))
