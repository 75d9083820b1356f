"""The sales by their parts: set, stars, kind of seller, way to pay, place; buyers by month."""

from stats import drawings
from stats.figures import Summary
from stats.links import Links
from stats.pages.filters import filters
from stats.pages.frame import crumbs, download
from stats.scopes import Scope

#: The cuts: context of the summary, word of the order list, id, what it is called.
_CUTS = (
    ("kinds", "loai", "loai-nguoi-ban", "loại người bán", False),
    ("payments", "tra-tien", "cach-tra", "cách trả tiền", False),
    ("places", "noi", "noi-den", "nơi hàng đến", True),
)


def parts_context(page: Summary, scope: Scope, links: Links) -> dict:
    """Return the parts; the cuts are kept for all goods only."""
    return {
        "period": page.period,
        "crumbs": crumbs(scope, links, ("Nhóm hàng", "")),
        "filters": filters(page.period, page.asked, page.set_choices, links),
        "figures": _figures(page, links),
        "lacks_cuts": page.kinds is None,
    }


def _figures(page: Summary, links: Links) -> list[drawings.Figure]:
    label = page.period.label
    figures = [
        drawings.part_figure(
            "theo-nhom",
            "nhóm hàng",
            page.sets,
            label,
            url_of=links.per_code(links.to("communes", nhom="00000")),
            csv_url=download("nhom", links),
            as_bars=True,
        ),
        drawings.part_figure(
            "theo-sao",
            "hạng sao",
            page.stars,
            label,
            url_of=links.per_code(links.to("communes", sao="00000")),
            csv_url=download("sao", links),
        ),
    ]
    for name, word, figure_id, what, as_bars in _CUTS:
        parts = getattr(page, name)
        if parts is not None:
            figures.append(
                drawings.part_figure(
                    figure_id,
                    what,
                    parts,
                    label,
                    url_of=_url_of(links, word),
                    csv_url=download(figure_id, links),
                    as_bars=as_bars,
                )
            )
    if any(row.buyers for row in page.months) and not page.asked.channel:
        figures.append(drawings.buyers_figure(page.months, page.period.year.label))
    return figures


def _url_of(links: Links, word: str):
    hole = links.per_code(links.orders(**{word: "00000"}))
    return lambda code: hole(code or "khong")
