"""OCOP certificates: where they are, and whom to visit before they end."""

from dataclasses import dataclass

from django.core.paginator import Page

from common.charts import RankRow, rank_bars
from common.dates import format_date
from common.numbers import NBSP, format_number
from common.tables import Cell, Column, columns_of
from common.templatetags.vn import tied
from stats import drawings, endings
from stats.certificates import LATER_DAYS, SOON_DAYS, Certificates, Certified
from stats.drawings.figure import whole_numbers
from stats.figures import Freshness
from stats.links import Links
from stats.names import Place
from stats.pages.frame import around, crumbs, query_of
from stats.scopes import Scope
from stats.tiles import FigureTile

_BARS = 10
#: So many that have ended are listed.
_MOST_OVER = 100
#: The word that asks for all that end, to print them.
EVERY = {"tat-ca": 1}


@dataclass(frozen=True)
class Listed:
    """One page of what ends, what has ended, and what the sellers of both have heard.

    ``shown`` is None when all are listed.
    """

    ending: list[Certified]
    over: list[endings.Lapsed]
    heard: dict[int, str]
    shown: Page | None = None


def ocop_context(
    found: Certificates,
    listed: Listed,
    communes: list[Place],
    scope: Scope,
    links: Links,
    freshness: Freshness,
) -> dict:
    """Return certificates by commune and stars, and a page of those that end. 1 query."""
    titles = {commune.code: commune.title for commune in communes}
    return {
        **around(scope, freshness, links),
        "crumbs": crumbs(scope, links, ("OCOP", "")),
        "place": "Toàn tỉnh" if scope.is_whole else ", ".join(titles.values()),
        "tiles": _tiles(found, len(communes), links),
        "ending": _ending_figure(found, listed, titles, links),
        "page_obj": listed.shown,
        "query": query_of(links.words),
        "over": _over_figure(listed, titles, links) if listed.over else None,
        "by_commune": _commune_figure(found, titles, links),
        "by_stars": _stars_figure(found, links),
    }


def first_over(rows: list[endings.Lapsed]) -> list[endings.Lapsed]:
    """Return those that are listed."""
    return rows[:_MOST_OVER]


def _tiles(found: Certificates, communes: int, links: Links) -> list[FigureTile]:
    goods, sellers = found.goods, found.sellers
    return [
        FigureTile(
            "Sản phẩm OCOP còn hạn",
            format_number(goods.count),
            "sản phẩm",
            "có giấy chứng nhận đã kiểm tra",
            links.goods("ocop"),
        ),
        FigureTile(
            f"Hết hạn trong {SOON_DAYS} ngày",
            format_number(goods.soon),
            "sản phẩm",
            f"của {format_number(sellers.soon)} cơ sở",
            links.goods("sap-het-han"),
        ),
        FigureTile(
            f"Hết hạn trong {LATER_DAYS} ngày",
            format_number(goods.later),
            "sản phẩm",
            f"của {format_number(sellers.later)} cơ sở",
            "#can-tham",
        ),
        FigureTile(
            "Xã, phường có OCOP",
            format_number(len(found.by_commune)),
            f"trong {format_number(communes)}",
            f"{format_number(sellers.count)} cơ sở có sản phẩm OCOP",
            "#theo-xa",
        ),
    ]


def _ending_figure(
    found: Certificates, listed: Listed, titles: dict, links: Links
) -> drawings.Figure:
    to_seller = links.per_code(links.to("seller", 99999999), "99999999")
    to_commune = links.per_code(links.commune("00000"))
    later, more = found.goods.later, None
    if listed.shown is not None and listed.shown.has_other_pages():
        more = (f"Xem cả {format_number(later)} sản phẩm", f"{links.here(**EVERY)}#can-tham")
    return drawings.Figure(
        "can-tham",
        f"{format_number(found.sellers.later)} cơ sở cần đến giúp làm hồ sơ"
        if later
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
                listed.heard.get(row.product_id, ""),
            )
            for row in listed.ending
        ],
        is_table=True,
        more=more,
    )


def _over_figure(listed: Listed, titles: dict, links: Links) -> drawings.Figure:
    to_seller = links.per_code(links.to("seller", 99999999), "99999999")
    return drawings.Figure(
        "da-het-han",
        f"{format_number(len(listed.over))} sản phẩm đã mất sao, chưa có giấy mới",
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
                listed.heard.get(row.product_id, ""),
            )
            for row in first_over(listed.over)
        ],
        is_table=True,
    )


def _commune_figure(found: Certificates, titles: dict, links: Links) -> drawings.Figure:
    ordered = sorted(found.by_commune.items(), key=lambda item: (-item[1].count, item[0]))
    to_goods = links.per_code(links.goods("ocop", xa="00000"))
    best = titles.get(ordered[0][0], "") if ordered else ""
    title = f"{best} có nhiều sản phẩm OCOP nhất" if best else "Chưa có sản phẩm OCOP nào"
    bars = [
        RankRow(titles.get(code, code), ends.count, to_goods(code))
        for code, ends in ordered[:_BARS]
    ]
    return drawings.Figure(
        "theo-xa",
        title,
        "Số sản phẩm OCOP còn hạn, hiện nay",
        rank_bars(bars, "sản phẩm", title=title) if bars else "",
        columns_of(
            "Xã, phường", "Còn hạn", f"Hết hạn {SOON_DAYS} ngày", f"Hết hạn {LATER_DAYS} ngày"
        ),
        [
            (Cell(titles.get(code, code), to_goods(code)), *whole_numbers(*ends))
            for code, ends in ordered
        ],
        ("Cộng", *whole_numbers(*found.goods)) if ordered else (),
        note=f"Còn lại {format_number(len(ordered) - _BARS)} xã, phường: xem bảng"
        if len(ordered) > _BARS
        else "",
    )


def _stars_figure(found: Certificates, links: Links) -> drawings.Figure:
    stars = sorted(found.by_stars, reverse=True)
    most = max(stars, key=lambda star: found.by_stars[star].count, default=0)
    title = (
        f"{format_number(found.by_stars[most].count)} sản phẩm đạt {most} sao"
        if stars
        else "Chưa có sản phẩm OCOP nào"
    )
    bars = [
        RankRow(f"{star} sao", found.by_stars[star].count, links.goods("ocop", sao=star))
        for star in stars
    ]
    return drawings.Figure(
        "theo-sao",
        title,
        "Số sản phẩm OCOP còn hạn theo hạng sao, hiện nay",
        rank_bars(bars, "sản phẩm", title=title) if bars else "",
        columns_of("Hạng", "Còn hạn", f"Hết hạn {SOON_DAYS} ngày"),
        [
            (
                Cell(f"{star} sao", links.goods("ocop", sao=star)),
                *whole_numbers(*found.by_stars[star][:2]),
            )
            for star in stars
        ],
        ("Cộng", *whole_numbers(*found.goods[:2])) if stars else (),
    )
