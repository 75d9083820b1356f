"""The page of the households: each step of their accounts, and how many are lost on the way."""

from decimal import Decimal

from common.numbers import format_number, format_percent
from common.tables import Cell, Row, columns_of
from common.text import sort_key
from places.models import Commune
from stats import drawings, ladder
from stats.figures import Freshness
from stats.ladder import STEPS, Steps
from stats.links import Links
from stats.pages.frame import around, crumbs
from stats.scopes import Scope

#: What a step is called, and what it means.
LABELS = {
    "created": "Có tài khoản",
    "claimed": "Đã nhận tài khoản",
    "listed": "Đã gửi món đầu tiên",
    "ordered": "Đã có đơn đầu tiên",
    "confirmed": "Đã xác nhận đơn",
    "repeated": "Có đơn thứ hai trong 90 ngày",
}
_SOURCE = "danh sách hộ, món hàng và đơn hàng trên sàn"


def ladder_context(scope: Scope, freshness: Freshness, links: Links, csv_url: str) -> dict:
    """Return the steps of the scope, of each commune and of each team of helpers. ≤ 10 queries."""
    by_commune = ladder.ladder(scope)
    by_team = ladder.team_ladder(scope)
    steps = ladder.total(by_commune.values())
    return {
        **around(scope, freshness, links),
        "crumbs": crumbs(scope, links, ("Hộ", "")),
        "place": "Toàn tỉnh" if scope.is_whole else "Xã, phường của bạn",
        "steps": _steps_figure(steps, csv_url),
        "communes": _communes_figure(by_commune, links) if len(by_commune) > 1 else None,
        "teams": _teams_figure(by_team) if by_team else None,
        "ladder_source": _SOURCE,
    }


def ladder_rows(scope: Scope) -> list[list[object]]:
    """Return the table of the communes for a file, headings first. 4 queries."""
    by_commune = ladder.ladder(scope)
    names = _names(by_commune)
    rows: list[list[object]] = [["Mã xã", "Xã, phường", *LABELS.values()]]
    for code, steps in sorted(by_commune.items()):
        rows.append([code, names.get(code, code), *(getattr(steps, name) for name in STEPS)])
    return rows


def _steps_figure(steps: Steps, csv_url: str) -> drawings.Figure:
    counts = [getattr(steps, name) for name in STEPS]
    rows: list[Row] = []
    for place, (label, count) in enumerate(zip(LABELS.values(), counts, strict=True)):
        before = counts[place - 1] if place else None
        rows.append(
            (
                label,
                format_number(count),
                "—" if before is None else _share(count, before),
                "—" if before is None else format_number(before - count),
            )
        )
    claimed = format_number(steps.claimed)
    return drawings.Figure(
        "cac-buoc",
        f"{claimed} trong {format_number(steps.created)} hộ đã nhận tài khoản"
        if steps.created
        else "Chưa nhập danh sách hộ",
        "Số hộ tới từng bước, đến nay. Mỗi bước chỉ tính hộ đã qua mọi bước trước.",
        columns=columns_of("Bước", "Số hộ", "So với bước trước", "Dừng lại ở bước trước"),
        rows=rows if steps.created else [],
        csv_url=csv_url if steps.created else "",
        is_table=True,
    )


def _communes_figure(by_commune: dict[str, Steps], links: Links) -> drawings.Figure:
    names = _names(by_commune)
    to_commune = links.per_code(links.commune("00000"))
    ordered = sorted(
        by_commune.items(),
        key=lambda item: (-item[1].claimed, sort_key(names.get(item[0], item[0]))),
    )
    whole = ladder.total(by_commune.values())
    return drawings.Figure(
        "theo-xa",
        f"{format_number(sum(1 for steps in by_commune.values() if steps.claimed))} xã, phường có"
        " hộ đã nhận tài khoản",
        "Số hộ tới từng bước theo xã, phường, nhiều hộ đã nhận đứng trước",
        columns=columns_of("Xã, phường", *LABELS.values()),
        rows=[
            (Cell(names.get(code, code), to_commune(code)), *_numbers(steps))
            for code, steps in ordered
        ],
        foot=("Cộng", *_numbers(whole)),
        is_table=True,
    )


def _teams_figure(by_team: dict[tuple[str, str], Steps]) -> drawings.Figure:
    names = _names({code for code, _ in by_team})
    ordered = sorted(
        by_team.items(),
        key=lambda item: (-item[1].confirmed, *(sort_key(name) for name in item[0])),
    )
    whole = ladder.total(by_team.values())
    return drawings.Figure(
        "theo-to",
        f"{format_number(whole.confirmed)} trong {format_number(whole.created)} hộ có người giúp"
        " đã xác nhận đơn",
        "Số hộ tới từng bước theo tổ giúp hộ lần gần nhất, nhiều hộ đã xác nhận đơn đứng trước",
        columns=columns_of("Tổ", "Xã, phường", *LABELS.values()),
        rows=[
            (
                _in_one_line(team or "Chưa ghi tên tổ"),
                _in_one_line(names.get(code, code)),
                *_numbers(steps),
            )
            for (code, team), steps in ordered
        ],
        foot=("Cộng", "", *_numbers(whole)),
        is_table=True,
    )


def _in_one_line(name: str) -> str:
    """Keep a long name from breaking at every word beside six columns of figures."""
    return name.replace(" ", "\u00a0")


def _names(codes) -> dict[str, str]:
    return {one.code: one.title for one in Commune.objects.filter(code__in=list(codes))}


def _numbers(steps: Steps) -> tuple[str, ...]:
    return tuple(format_number(getattr(steps, name)) for name in STEPS)


def _share(part: int, whole: int) -> str:
    return format_percent(Decimal(part) * 100 / whole) if whole else "—"
