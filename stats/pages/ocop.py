"""OCOP certificates: where they are, and whom to visit before they end."""

from collections import Counter

from common.charts import RankRow, rank_bars
from common.dates import format_date
from common.numbers import NBSP, format_number
from common.tables import Cell, Column, columns_of
from common.templatetags.vn import tied
from stats import drawings, endings
from stats.figures import Freshness
from stats.goods import LATER_DAYS, SOON_DAYS, Certified, by_commune
from stats.links import Links
from stats.names import Place
from stats.pages.frame import around, crumbs
from stats.scopes import Scope
from stats.tiles import FigureTile

_BARS = 10
#: So many certificates that end are listed at first.
_FIRST = 100
#: The word that asks for all of them.
EVERY = {"tat-ca": 1}


def ocop_context(
    rows: list[Certified],
    communes: list[Place],
    scope: Scope,
    links: Links,
    freshness: Freshness,
    *,
    every: bool = False,
) -> dict:
    """Return certificates by commune and the first that end soon, or ``every`` one. 3 queries."""
    titles = {commune.code: commune.title for commune in communes}
    soon = [row for row in rows if row.ends_within(SOON_DAYS)]
    later = [row for row in rows if row.ends_within(LATER_DAYS)]
    over = endings.lapsed(scope=scope)
    heard = endings.contact_states(row.product_id for row in (*later, *over))
    return {
        **around(scope, freshness, links),
        "crumbs": crumbs(scope, links, ("OCOP", "")),
        "place": "Toàn tỉnh" if scope.is_whole else ", ".join(titles.values()),
        "tiles": _tiles(rows, soon, later, len(communes), links),
        "ending": _ending_figure(later, heard, titles, links, every=every),
        "over": _over_figure(over, heard, titles, links) if over else None,
        "by_commune": _commune_figure(rows, titles, links),
        "by_stars": _stars_figure(rows, links),
    }


def _tiles(
    rows: list[Certified], soon: list, later: list, communes: int, links: Links
) -> list[FigureTile]:
    places = len({row.commune_code for row in rows})
    return [
        FigureTile(
            "Sản phẩm OCOP còn hạn",
            format_number(len(rows)),
            "sản phẩm",
            "có giấy chứng nhận đã kiểm tra",
            links.goods("ocop"),
        ),
        FigureTile(
            f"Hết hạn trong {SOON_DAYS} ngày",
            format_number(len(soon)),
            "sản phẩm",
            f"của {format_number(len({row.seller_id for row in soon}))} cơ sở",
            links.goods("sap-het-han"),
        ),
        FigureTile(
            f"Hết hạn trong {LATER_DAYS} ngày",
            format_number(len(later)),
            "sản phẩm",
            f"của {format_number(len({row.seller_id for row in later}))} cơ sở",
            "#can-tham",
        ),
        FigureTile(
            "Xã, phường có OCOP",
            format_number(places),
            f"trong {format_number(communes)}",
            f"{format_number(len({row.seller_id for row in rows}))} cơ sở có sản phẩm OCOP",
            "#theo-xa",
        ),
    ]


def _ending_figure(
    rows: list[Certified], heard: dict, titles: dict, links: Links, *, every: bool
) -> drawings.Figure:
    sellers = len({row.seller_id for row in rows})
    to_seller = links.per_code(links.to("seller", 99999999), "99999999")
    to_commune = links.per_code(links.commune("00000"))
    shown, more = rows, None
    if len(rows) > _FIRST and not every:
        shown = rows[:_FIRST]
        more = (f"Xem cả {format_number(len(rows))} sản phẩm", f"{links.here(**EVERY)}#can-tham")
    return drawings.Figure(
        "can-tham",
        f"{format_number(sellers)} cơ sở cần đến giúp làm hồ sơ"
        if rows
        else f"Không giấy chứng nhận nào hết hạn trong {LATER_DAYS} ngày",
        f"Giấy chứng nhận OCOP hết hạn trong {LATER_DAYS} ngày, sớm nhất đứng trước",
        columns=(
            Column("Sản phẩm"),
            Column("Cơ sở"),
            Column("Xã, phường"),
            Column("Hạng"),
            Column("Hết hạn"),
            Column("Còn"),
            Column("Người bán biết chưa"),
        ),
        rows=[
            (
                tied(row.title),
                Cell(row.seller_name, to_seller(row.seller_id)),
                Cell(titles.get(row.commune_code, row.commune_code), to_commune(row.commune_code)),
                f"{row.stars} sao",
                format_date(row.expires_on),
                Cell(f"{row.days_left}{NBSP}ngày", badge="wait")
                if row.ends_within(SOON_DAYS)
                else f"{row.days_left}{NBSP}ngày",
                heard.get(row.product_id, ""),
            )
            for row in shown
        ],
        is_table=True,
        more=more,
    )


def _over_figure(
    rows: list[endings.Lapsed], heard: dict, titles: dict, links: Links
) -> drawings.Figure:
    to_seller = links.per_code(links.to("seller", 99999999), "99999999")
    return drawings.Figure(
        "da-het-han",
        f"{format_number(len(rows))} sản phẩm đã mất sao, chưa có giấy mới",
        f"Giấy chứng nhận OCOP hết hạn trong {endings.LAPSED_DAYS} ngày qua",
        columns=(
            Column("Sản phẩm"),
            Column("Cơ sở"),
            Column("Xã, phường"),
            Column("Hạng"),
            Column("Hết hạn"),
            Column("Người bán biết chưa"),
        ),
        rows=[
            (
                tied(row.title),
                Cell(row.seller_name, to_seller(row.seller_id)),
                titles.get(row.commune_code, row.commune_code),
                f"{row.stars} sao",
                format_date(row.expires_on),
                heard.get(row.product_id, ""),
            )
            for row in rows[:_FIRST]
        ],
        is_table=True,
    )


def _commune_figure(rows: list[Certified], titles: dict, links: Links) -> drawings.Figure:
    ordered = sorted(by_commune(rows).items(), key=lambda item: (-len(item[1]), item[0]))
    to_goods = links.per_code(links.goods("ocop", xa="00000"))
    best = titles.get(ordered[0][0], "") if ordered else ""
    title = f"{best} có nhiều sản phẩm OCOP nhất" if best else "Chưa có sản phẩm OCOP nào"
    bars = [
        RankRow(titles.get(code, code), len(mine), to_goods(code)) for code, mine in ordered[:_BARS]
    ]
    return drawings.Figure(
        "theo-xa",
        title,
        "Số sản phẩm OCOP còn hạn, hiện nay",
        rank_bars(bars, "sản phẩm", title=title) if bars else "",
        columns_of(
            "Xã, phường", "Còn hạn", f"Hết hạn {SOON_DAYS} ngày", f"Hết hạn {LATER_DAYS} ngày"
        ),
        [(Cell(titles.get(code, code), to_goods(code)), *_counts(mine)) for code, mine in ordered],
        ("Cộng", *_counts(rows)) if rows else (),
        note=f"Còn lại {format_number(len(ordered) - _BARS)} xã, phường: xem bảng"
        if len(ordered) > _BARS
        else "",
    )


def _stars_figure(rows: list[Certified], links: Links) -> drawings.Figure:
    counts = Counter(row.stars for row in rows)
    ends = Counter(row.stars for row in rows if row.ends_within(SOON_DAYS))
    stars = sorted(counts, reverse=True)
    title = (
        f"{format_number(max(counts.values()))} sản phẩm đạt {max(counts, key=counts.get)} sao"
        if counts
        else "Chưa có sản phẩm OCOP nào"
    )
    bars = [RankRow(f"{star} sao", counts[star], links.goods("ocop", sao=star)) for star in stars]
    return drawings.Figure(
        "theo-sao",
        title,
        "Số sản phẩm OCOP còn hạn theo hạng sao, hiện nay",
        rank_bars(bars, "sản phẩm", title=title) if bars else "",
        columns_of("Hạng", "Còn hạn", f"Hết hạn {SOON_DAYS} ngày"),
        [
            (
                Cell(f"{star} sao", links.goods("ocop", sao=star)),
                format_number(counts[star]),
                format_number(ends[star]),
            )
            for star in stars
        ],
        ("Cộng", format_number(len(rows)), format_number(ends.total())) if rows else (),
    )


def _counts(rows: list[Certified]) -> tuple[str, ...]:
    return (
        format_number(len(rows)),
        format_number(sum(row.ends_within(SOON_DAYS) for row in rows)),
        format_number(sum(row.ends_within(LATER_DAYS) for row in rows)),
    )
