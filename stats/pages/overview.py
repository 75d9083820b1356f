"""The first page: the whole scope at a glance, each figure a way down."""

from common.numbers import format_number
from stats import drawings, tiles
from stats.figures import Summary
from stats.lately import Lately, YearAgo
from stats.links import Links
from stats.pages.beside import plan_context
from stats.pages.filters import filters
from stats.pages.frame import download
from stats.scopes import Scope

#: With fewer communes a map shows nothing.
_MAP_FROM = 4


def summary_context(
    page: Summary, scope: Scope, links: Links, lately: Lately, ago: YearAgo
) -> dict:
    """Return the overview of the scope."""
    by_code = links.per_code(links.commune("00000"))
    communes_csv = download("xa", links)
    has_map = len(page.communes) >= _MAP_FROM
    to_set = links.per_code(links.to("communes", nhom="00000"))
    return {
        "period": page.period,
        "total": page.total,
        "place": _place(page, scope),
        "filters": filters(page.period, page.asked, page.set_choices, links),
        "period_tiles": tiles.period_tiles(page, lately, ago, links),
        "so_far_tiles": tiles.so_far_tiles(
            page.so_far, has_set=not page.asked.is_everything, links=links
        ),
        "cancelled_url": links.to("orders", so="huy"),
        "returned_url": links.to("orders", so="tra"),
        "commune_map": drawings.commune_map(page, by_code, communes_csv) if has_map else None,
        "ranking": drawings.commune_ranking(page, by_code, communes_csv),
        "by_month": drawings.month_figure(
            page.months, download("thang", links), page.period.year.label, is_wide=not has_map
        ),
        "by_set": drawings.part_figure(
            "theo-nhom",
            "nhóm hàng",
            page.sets,
            page.period.label,
            url_of=to_set,
            csv_url=download("nhom", links),
        ),
        **plan_context(page, scope),
    }


def _place(page: Summary, scope: Scope) -> str:
    if scope.is_whole:
        return f"Toàn tỉnh, {format_number(len(page.communes))} xã, phường"
    return ", ".join(row.title for row in page.communes) or "Chưa có xã, phường"
