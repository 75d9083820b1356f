"""The officials' page of teams: a table in words, and the same for a file."""

from common.numbers import format_number
from common.tables import Column, Row
from common.text import sort_key
from stats import drawings
from stats.figures import Freshness
from stats.links import Links
from stats.pages.frame import around, crumbs
from stats.scopes import Scope
from teams.next_visits import titles_of
from teams.results import NUMBERS, Result, Results, results

#: What a number of a result is called.
LABELS = {
    "members": "Thành viên",
    "planned": "Đang hẹn",
    "visits": "Lần đến",
    "not_home": "Không gặp",
    "households": "Hộ đã gặp",
    "climbed": "Hộ tiến lên",
    "steps": "Bước tiến",
    "listed": "Món đầu tiên",
    "repeated": "Đơn thứ hai",
}
#: What the page shows of it; the file holds all.
_SHOWN = ("members", "visits", "households", "climbed", "listed", "repeated")
_SOURCE = "lần đến do tổ ghi; bước của hộ tính từ danh sách hộ, món hàng và đơn hàng trên sàn"
_NOTE = (
    "Hộ tiến lên: trong 30 ngày từ ngày tổ đến và gặp, hộ qua được bước mới ở trang Hộ. "
    "Bước trước và sau do sàn tính, không ai ghi tay. Hai tổ cùng đến một hộ thì cả hai được tính; "
    "dòng cả thảy chỉ tính một lần."
)


def context(scope: Scope, freshness: Freshness, links: Links, csv_url: str) -> dict:
    """Return the page. ≤ 12 queries."""
    found = results(scope)
    return {
        **around(scope, freshness, links),
        "crumbs": crumbs(scope, links, ("Hộ", links.to("ladder")), ("Tổ công nghệ số", "")),
        "place": "Toàn tỉnh" if scope.is_whole else "Xã, phường của bạn",
        "figure": _figure(found, csv_url),
        "team_source": _SOURCE,
    }


def rows(scope: Scope) -> list[list[object]]:
    """Return the table for a file, headings first."""
    found = _sorted(results(scope).rows)
    names = titles_of({one.commune_code for one in found})
    table: list[list[object]] = [["Tổ", "Mã xã", "Xã, phường", *LABELS.values()]]
    for one in found:
        numbers = (getattr(one, name) for name in NUMBERS)
        table.append([one.team, one.commune_code, names.get(one.commune_code, ""), *numbers])
    return table


def _figure(result: Results, csv_url: str) -> drawings.Figure:
    found, whole = _sorted(result.rows), result.whole
    names = titles_of({one.commune_code for one in found})
    visits, climbed = format_number(whole.visits), format_number(whole.climbed)
    return drawings.Figure(
        "theo-to",
        f"Sau {visits} lần đến, {climbed} hộ tiến thêm bước"
        if whole.visits
        else "Chưa tổ nào ghi lần đến",
        "Kết quả của từng tổ theo xã, phường, đến nay. Nhiều hộ có đơn thứ hai đứng trước.",
        columns=(
            Column("Tổ"),
            Column("Xã, phường"),
            *(Column(LABELS[name], is_number=True) for name in _SHOWN),
        ),
        rows=[_row(one, names) for one in found],
        foot=("Cả thảy", "", *(format_number(getattr(whole, name)) for name in _SHOWN))
        if found
        else (),
        csv_url=csv_url if found else "",
        is_table=True,
        note=_NOTE,
    )


def _row(one: Result, names: dict[str, str]) -> Row:
    return (
        one.team,
        names.get(one.commune_code, one.commune_code),
        *(format_number(getattr(one, name)) for name in _SHOWN),
    )


def _sorted(found: list[Result]) -> list[Result]:
    return sorted(
        found, key=lambda one: (-one.repeated, -one.climbed, sort_key(one.team), one.commune_code)
    )
