"""One market for officials: figure, stalls, and down to the rows."""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Page

from common.dates import format_date, format_datetime, month_label
from common.numbers import format_number
from common.tables import Cell, Column
from markets.models import InPersonSale, Market
from stats import drawings
from stats.at_markets import MonthSold, StallSold
from stats.figures import Freshness
from stats.links import Links
from stats.pages.frame import around, crumbs
from stats.pages.markets import is_40, sales_figure
from stats.scopes import Scope


@dataclass(frozen=True)
class Found:
    """What was read: months, stalls of the month or year, and a page of rows of a month."""

    months: list[MonthSold]
    stalls: list[StallSold]
    shown: Page | None


def market_context(
    market: Market,
    month: dt.date | None,
    found: Found,
    scope: Scope,
    links: Links,
    freshness: Freshness,
) -> dict:
    """Return the page of a market. 1 query."""
    when = month_label(month) if month else "12 tháng gần đây"
    trail = [("Chợ 4.0", links.to("markets"))]
    if month:
        trail += [(market.name, links.to("market", market.slug)), (month_label(month), "")]
    else:
        trail.append((market.name, ""))
    return {
        **around(scope, freshness, links),
        # The proof is about orders; these sales are none.
        "proof": None,
        "may_prove": False,
        "crumbs": crumbs(scope, links, *trail),
        "heading": f"{market.name}, {month_label(month)}" if month else market.name,
        "place": market.commune.title,
        "status": f"Chợ 4.0 từ {format_date(market.is_40_since)}"
        if is_40(market)
        else "Chưa là chợ 4.0",
        "market": market,
        "may_set_status": scope.is_whole,
        "months": None if month else _months(market, found.months, links),
        "stalls": _stalls(found.stalls, when),
        "sales": _sales(found.shown, when) if found.shown is not None else None,
        "page_obj": found.shown,
        "kept": f"thang={month:%Y-%m}" if month else "",
    }


def _months(market: Market, months: list[MonthSold], links: Links) -> drawings.Figure:
    """Return the months of the market, each leading to its rows."""
    drawn = sales_figure(months, links.to("definitions") + "#M4")
    to_month = links.per_code(links.to("market", market.slug, thang="0000-00"), "0000-00")
    return drawings.Figure(
        drawn.figure_id,
        drawn.title,
        drawn.subtitle,
        drawn.drawing,
        drawn.columns,
        [
            (
                Cell(month_label(row.month), to_month(f"{row.month:%Y-%m}")),
                format_number(row.sold.count),
                format_number(row.sold.value_vnd),
            )
            for row in months
        ],
        drawn.foot,
        note=drawn.note,
        more=drawn.more,
    )


def _stalls(stalls: list[StallSold], when: str) -> drawings.Figure:
    return drawings.Figure(
        "quay",
        f"{format_number(len(stalls))} quầy có bán" if stalls else "Chưa quầy nào ghi lần bán",
        f"Lần bán của từng quầy, {when}",
        columns=(
            Column("Chỗ"),
            Column("Bán gì"),
            Column("Lần bán", is_number=True),
            Column("Tiền bán, đồng", is_number=True),
        ),
        rows=[
            (
                row.stall.place,
                row.stall.goods,
                format_number(row.sold.count),
                format_number(row.sold.value_vnd),
            )
            for row in stalls
        ],
        foot=(
            "Cộng",
            "",
            format_number(sum(row.sold.count for row in stalls)),
            format_number(sum(row.sold.value_vnd for row in stalls)),
        )
        if stalls
        else (),
        is_table=True,
    )


def _sales(shown: Page, when: str) -> drawings.Figure:
    return drawings.Figure(
        "tung-lan",
        "Từng lần bán",
        f"{when.capitalize()}. Lần đã bỏ có hai dòng: một dòng ghi, một dòng trừ.",
        columns=(
            Column("Ngày"),
            Column("Ghi lúc"),
            Column("Chỗ"),
            Column("Cách trả"),
            Column("Số tiền, đồng", is_number=True),
        ),
        rows=[_sale_row(sale) for sale in shown.object_list],
        is_table=True,
    )


def _sale_row(sale: InPersonSale) -> tuple:
    return (
        format_date(sale.sold_on),
        format_datetime(sale.at),
        sale.stall.place,
        sale.get_how_display() + (", bỏ" if sale.amount_vnd < 0 else ""),
        format_number(sale.amount_vnd),
    )
