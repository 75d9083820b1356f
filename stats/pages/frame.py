"""What every officials' page has: the bar, the first lines, the proof, the source."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from common.dates import VIETNAM, month_label
from common.money import format_vnd
from common.numbers import NBSP, format_number
from stats import queries
from stats.figures import Freshness
from stats.links import Links
from stats.models import ProofRun
from stats.reports.drawing import REPORT, TABLES
from stats.scopes import Scope

#: Entries of the bar by the name of their page.
_NAV = (
    ("summary", "Tổng quan"),
    ("communes", "Xã, phường"),
    ("parts", "Nhóm hàng"),
    ("ocop", "OCOP"),
    ("markets", "Chợ 4.0"),
    ("ladder", "Hộ"),
    ("field-reports", "Phản ánh"),
    ("outside", "Truy cập, sàn khác"),
    ("reports", "Báo cáo"),
    ("definitions", "Định nghĩa"),
    ("proof", "Đối soát"),
    ("closes", "Khóa sổ"),
    ("published", "Toàn tỉnh"),
)
_WHOLE_ONLY = frozenset({"proof", "outside", "closes"})
#: Officials of the province see everything in the overview.
_COMMUNES_ONLY = frozenset({"published"})


def shell(current: str, scope: Scope) -> dict:
    """Return the bar at the top of every page."""
    entries = []
    for name, label in _NAV:
        if name in (_COMMUNES_ONLY if scope.is_whole else _WHOLE_ONLY):
            continue
        url = reverse(f"stats:{name}")
        entries.append({"label": label, "url": url, "current": name == current})
    return {
        "official_nav": entries,
        "user_label": "Cán bộ tỉnh" if scope.is_whole else "Cán bộ xã, phường",
    }


def around(
    scope: Scope, freshness: Freshness, links: Links, *, table: str = "", commune: str = ""
) -> dict:
    """Return what stands around the figures; the files are of ``commune`` or all. 1 query.

    ``table`` is the file behind "Tải CSV".
    """
    at = timezone.localtime(freshness.as_of, VIETNAM)
    proof = badge(queries.last_proof())
    if proof and scope.is_whole:
        proof["url"] = reverse("stats:proof")
    return {
        "proof": proof,
        "may_prove": scope.is_whole,
        "freshness_words": freshness_words(freshness),
        "updated": f"Cập nhật {at:%d/%m/%Y %H:%M}",
        "source": f"đơn hàng trên sàn, đến {at:%H:%M} ngày {at:%d/%m/%Y}",
        "csv_url": download(table, links, xa=commune) if table else "",
        "xlsx_url": links.to("download-xlsx", REPORT, xa=commune),
        "report_url": links.to("download-pdf", xa=commune),
    }


def download(table: str, links: Links, **more: str) -> str:
    """Return the address of a table as a file, nothing for one that is not made."""
    return links.to("download", table, **more) if table in TABLES else ""


def crumbs(scope: Scope, links: Links, *steps: tuple[str, str]) -> list[dict]:
    """Return the way back up; each step is a label and an address, the last without one."""
    first = {"label": "Toàn tỉnh" if scope.is_whole else "Tổng quan", "url": links.to("summary")}
    return [first, *({"label": label, "url": url} for label, url in steps)]


def badge(run: ProofRun | None) -> dict | None:
    """Return the shield: do the figures equal the orders, and when was that checked."""
    if run is None:
        return None
    at = timezone.localtime(run.at, VIETNAM)
    of = f" từ {month_label(run.since)}" if run.since else ""
    cells = f"{format_number(run.cells)}{NBSP}ô"
    # A comparison of two months says nothing of the rest, so it does not say "100 %".
    title = f"Khớp với đơn hàng{of}, {cells}" if of else f"Khớp 100 % với đơn hàng, {cells}"
    if not run.cells:
        title = "Chưa so được ô nào"
    if run.differences:
        title = f"Có {format_number(run.differences)} ô lệch trong {cells}"
    return {
        "ok": bool(run.cells) and not run.differences,
        "title": title,
        "note": f"Đối soát lúc {at:%H:%M} ngày {at:%d/%m/%Y},"
        f" chênh lệch {format_vnd(run.difference_vnd)}",
    }


def freshness_words(fresh: Freshness) -> str:
    """Return ``Số liệu đến 14:05:09 ngày 22/11/2026; …``."""
    at = timezone.localtime(fresh.as_of, VIETNAM)
    rest = f"còn {format_number(fresh.pending)} ô đang tính" if fresh.pending else "đã tính đủ"
    return f"Số liệu đến {at:%H:%M:%S} ngày {at:%d/%m/%Y}; {rest}."


def query_of(words: dict[str, str]) -> str:
    """Return words as a query."""
    return urlencode({word: value for word, value in words.items() if value})
