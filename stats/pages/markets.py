"""Markets 4.0 among all traditional markets."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from common.charts import RankRow, rank_bars
from common.dates import format_date, local_today, month_label
from common.money import short_vnd
from common.numbers import format_number, format_percent
from common.tables import Cell, Column, Row, columns_of
from markets.models import Market
from stats import drawings
from stats.at_markets import MonthSold, Sold, Stalls
from stats.figures import Freshness
from stats.links import Links, PerCode
from stats.pages.frame import around, crumbs
from stats.scopes import Scope
from stats.tiles import FigureTile

_NONE = "Chưa có chợ 4.0"


@dataclass(frozen=True)
class AtStalls:
    """What stands on the site of stalls: sales by month and by market, stalls by market."""

    months: list[MonthSold]
    sold: dict[int, Sold]
    stalls: dict[int, Stalls]

    def sold_at(self, market: Market) -> Sold:
        """Return what was sold at a market in the last twelve months."""
        return self.sold.get(market.pk, Sold())

    def stalls_of(self, market: Market) -> Stalls:
        """Return the stalls of a market."""
        return self.stalls.get(market.pk, Stalls())


def markets_context(
    markets: list[Market], at: AtStalls, scope: Scope, links: Links, freshness: Freshness
) -> dict:
    """Return the markets, those of 4.0 first. 1 query."""
    of_40 = [market for market in markets if is_40(market)]
    return {
        **around(scope, freshness, links),
        "crumbs": crumbs(scope, links, ("Chợ 4.0", "")),
        "place": "Toàn tỉnh" if scope.is_whole else "Xã, phường của bạn",
        "tiles": [*_tiles(markets, of_40), *_stall_tiles(markets, at)],
        "by_class": _class_figure(markets),
        "by_year": _year_figure(of_40),
        "by_month": sales_figure(at.months, links.to("definitions") + "#M4"),
        "listing": _listing(markets, of_40, at, links),
    }


def is_40(market: Market) -> bool:
    """Tell whether the market has met the criteria by today."""
    return market.is_40_since is not None and market.is_40_since <= local_today()


def _tiles(markets: list[Market], of_40: list[Market]) -> list[FigureTile]:
    traders = sum(market.traders for market in markets)
    with_qr = sum(market.qr_traders for market in markets)
    return [
        FigureTile(
            "Chợ 4.0",
            format_number(len(of_40)),
            f"trong {format_number(len(markets))} chợ",
            f"đạt {_share(len(of_40), len(markets))} số chợ" if markets else "",
            "#danh-sach",
        ),
        FigureTile(
            "Tiểu thương có mã QR",
            format_number(with_qr),
            "người",
            f"{_share(with_qr, traders)} trong {format_number(traders)} người" if traders else "",
            "#danh-sach",
        ),
        FigureTile(
            "Tiểu thương ở chợ 4.0",
            format_number(sum(market.traders for market in of_40)),
            "người",
            "",
            "#danh-sach",
        ),
        FigureTile(
            "Xã, phường có chợ 4.0",
            format_number(len({market.commune_id for market in of_40})),
            f"trong {format_number(len({market.commune_id for market in markets}))}",
            "xã, phường có chợ",
            "#danh-sach",
        ),
    ]


def _stall_tiles(markets: list[Market], at: AtStalls) -> list[FigureTile]:
    count = sum(row.sold.count for row in at.months)
    value = sum((row.sold.value_vnd for row in at.months), Decimal(0))
    stalls = [at.stalls_of(market) for market in markets]
    with_qr, total = sum(s.with_qr for s in stalls), sum(s.total for s in stalls)
    return [
        FigureTile(
            "Quầy có mã trả tiền trên sàn",
            format_number(with_qr),
            "quầy",
            f"trong {format_number(total)} quầy đang bán" if total else "Chưa chợ nào ghi quầy",
            "#danh-sach",
        ),
        FigureTile(
            "Lần bán tại chợ, 12 tháng",
            format_number(count),
            "lần",
            f"{short_vnd(value)}, không cộng vào giao dịch của sàn" if count else "",
            "#ban-tai-cho",
        ),
    ]


def sales_figure(months: list[MonthSold], about_url: str) -> drawings.Figure:
    """Draw the sales at stalls of twelve months."""
    best = max(months, key=lambda row: row.sold.count)
    title = (
        f"{month_label(best.month).capitalize()} bán tại chợ nhiều nhất"
        if best.sold.count
        else "Chưa ghi lần bán nào tại chợ"
    )
    rows = [RankRow(month_label(row.month), row.sold.count) for row in months]
    return drawings.Figure(
        "ban-tai-cho",
        title,
        "Số lần bán tại quầy đã ghi hoặc ngân hàng báo, 12 tháng gần đây",
        rank_bars(rows, "lần", title=title) if best.sold.count else "",
        columns_of("Tháng", "Lần bán", "Tiền bán, đồng"),
        [
            (
                month_label(row.month),
                format_number(row.sold.count),
                format_number(row.sold.value_vnd),
            )
            for row in months
        ],
        (
            "Cộng",
            format_number(sum(row.sold.count for row in months)),
            format_number(sum((row.sold.value_vnd for row in months), Decimal(0))),
        ),
        note="Mua bán tại chợ đứng riêng, không cộng vào giao dịch của sàn. ",
        more=("Định nghĩa", about_url),
    )


def _class_figure(markets: list[Market]) -> drawings.Figure:
    classes = sorted({market.market_class for market in markets})
    rows = []
    for number in classes:
        mine = [market for market in markets if market.market_class == number]
        rows.append((f"Hạng {number}", len(mine), sum(map(is_40, mine))))
    best = max(rows, key=lambda row: row[2], default=None)
    title = (
        f"Chợ {best[0].lower()} có nhiều chợ 4.0 nhất" if best and best[2] else "Chưa có chợ 4.0"
    )
    return drawings.Figure(
        "theo-hang",
        title,
        "Số chợ 4.0 theo hạng chợ, hiện nay",
        rank_bars([RankRow(name, n40) for name, _all, n40 in rows], "chợ", title=title)
        if rows
        else "",
        columns_of("Hạng", "Số chợ", "Chợ 4.0", "Phần"),
        [(name, format_number(n), format_number(n40), _share(n40, n)) for name, n, n40 in rows],
        _sum_row(rows),
    )


def _year_figure(of_40: list[Market]) -> drawings.Figure:
    years = sorted({market.is_40_since.year for market in of_40})
    rows = [(year, sum(m.is_40_since.year == year for m in of_40)) for year in years]
    title = (
        f"Từ {years[0]} đến nay có {format_number(len(of_40))} chợ" if years else "Chưa có chợ 4.0"
    )
    return drawings.Figure(
        "tu-nam",
        title,
        "Số chợ đạt tiêu chí chợ 4.0 trong từng năm",
        rank_bars([RankRow(f"Năm {year}", n) for year, n in rows], "chợ", title=title)
        if rows
        else "",
        columns_of("Năm", "Chợ đạt trong năm"),
        [(f"Năm {year}", format_number(n)) for year, n in rows],
        ("Cộng", format_number(len(of_40))) if rows else (),
    )


def _listing(
    markets: list[Market], of_40: list[Market], at: AtStalls, links: Links
) -> drawings.Figure:
    ordered = sorted(markets, key=lambda m: (not is_40(m), m.commune.name_folded, m.name))
    to_commune = links.per_code(links.commune("00000"))
    to_market = links.per_code(links.to("market", "cho-00000"), "cho-00000")
    return drawings.Figure(
        "danh-sach",
        f"{format_number(len(of_40))} chợ 4.0 trong {format_number(len(markets))} chợ"
        if markets
        else "Chưa nhập chợ nào",
        "Chợ 4.0 đứng trước, rồi theo xã, phường",
        columns=(
            Column("Chợ"),
            Column("Xã, phường"),
            Column("Hạng"),
            Column("Chợ 4.0 từ"),
            Column("Tiểu thương", is_number=True),
            Column("Có mã QR", is_number=True),
            Column("Phần", is_number=True),
            Column("Quầy trên sàn", is_number=True),
            Column("Lần bán 12 tháng", is_number=True),
        ),
        rows=[_market_row(market, at, to_commune, to_market) for market in ordered],
        foot=(
            f"Cộng {format_number(len(markets))} chợ",
            "",
            "",
            f"{format_number(len(of_40))} chợ",
            format_number(sum(market.traders for market in markets)),
            format_number(sum(market.qr_traders for market in markets)),
            _share(
                sum(market.qr_traders for market in markets),
                sum(market.traders for market in markets),
            ),
            format_number(sum(at.stalls_of(market).total for market in markets)),
            format_number(sum(at.sold_at(market).count for market in markets)),
        ),
        is_table=True,
    )


def _market_row(market: Market, at: AtStalls, to_commune: PerCode, to_market: PerCode) -> Row:
    return (
        Cell(market.name, to_market(market.slug)),
        Cell(market.commune.title, to_commune(market.commune.code)),
        f"Hạng {market.market_class}",
        format_date(market.is_40_since) if is_40(market) else "chưa đạt",
        format_number(market.traders),
        format_number(market.qr_traders),
        _share(market.qr_traders, market.traders),
        format_number(at.stalls_of(market).total),
        format_number(at.sold_at(market).count),
    )


def _sum_row(rows: Iterable[tuple[str, int, int]]) -> tuple[str, ...]:
    rows = list(rows)
    if not rows:
        return ()
    total, of_40 = sum(row[1] for row in rows), sum(row[2] for row in rows)
    return (
        ("Cộng", format_number(total), format_number(of_40), _share(of_40, total)) if rows else ()
    )


def _share(part: int, whole: int) -> str:
    return format_percent(Decimal(part) * 100 / whole) if whole else "—"
