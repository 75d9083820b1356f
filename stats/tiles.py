"""The numbers in boxes at the top of the officials' pages, each with its change in words."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from common.charts import sparkline
from common.money import short_vnd
from common.numbers import NBSP, format_number, format_percent
from stats.figures import CommunePage, Sales, SoFar, Summary
from stats.lately import Lately, YearAgo, cashless_share
from stats.links import Links


@dataclass(frozen=True)
class FigureTile:
    """What ``components/figure_tile.html`` shows; ``strong`` opens the line of the change."""

    label: str
    number: str
    unit: str = ""
    change: str = ""
    url: str = ""
    strong: str = ""
    spark: SafeString | str = ""


def period_tiles(page: Summary, lately: Lately, ago: YearAgo, links: Links) -> list[FigureTile]:
    """Return the four figures of the period beside the same days of the year before."""
    now, before = page.total, page.before
    year = page.period.year_before.last.year
    return [
        FigureTile(
            "Giá trị giao dịch thành công",
            *_money(now.completed_vnd),
            url=links.to("communes", **{"sap-xep": "gia-tri"}),
            spark=_spark([sales.completed_vnd for sales in lately.sales], "Giá trị"),
            **_change(now.completed_vnd, before.completed_vnd, year),
        ),
        FigureTile(
            "Giao dịch thành công",
            format_number(now.completed),
            "đơn",
            url=links.to("communes", **{"sap-xep": "don"}),
            spark=_spark([sales.completed for sales in lately.sales], "Giao dịch"),
            **_change(now.completed, before.completed, year),
        ),
        FigureTile(
            "Cơ sở có phát sinh bán",
            format_number(page.selling),
            "cơ sở",
            f"trong {format_number(page.so_far.sellers)} cơ sở"
            f"{_more(page.selling, ago.selling, 'so với cùng kỳ')}",
            url=links.to("communes", **{"sap-xep": "co-so"}),
            spark=_spark(lately.sellers, "Cơ sở có bán"),
        ),
        _cashless_tile(page, lately, ago, links, year)
        if page.payments is not None
        else _weight_tile(now, before, lately, year),
    ]


def commune_tiles(page: CommunePage, links: Links) -> list[FigureTile]:
    """Return a commune's figures beside the mean of one commune, or beside its own last year."""
    row, count = page.row, max(len(page.communes), 1)
    orders = links.orders(xa=row.code)
    year = page.period.year_before.last.year

    def against(measure: str, words: str) -> dict[str, str]:
        own = getattr(row.sales, measure)
        if not page.has_mean:
            return _change(own, getattr(row.before, measure), year)
        mean = Decimal(getattr(page.total, measure)) / count
        return {"change": _against_mean(Decimal(own), mean, words)}

    expiring = row.so_far.expiring_listings
    selling = sum(one.selling for one in page.communes)
    return [
        FigureTile(
            "Giá trị giao dịch thành công",
            *_money(row.sales.completed_vnd),
            url=orders,
            **against("completed_vnd", "vnd"),
        ),
        FigureTile(
            "Giao dịch thành công",
            format_number(row.sales.completed),
            "đơn",
            url=orders,
            **against("completed", "đơn"),
        ),
        FigureTile(
            "Cơ sở có bán",
            format_number(row.selling),
            f"trong {format_number(row.so_far.sellers)} cơ sở có hàng",
            _against_mean(Decimal(row.selling), Decimal(selling) / count, "cơ sở")
            if page.has_mean
            else "",
            "#nguoi-ban",
        ),
        FigureTile(
            "Sản phẩm OCOP còn hạn",
            format_number(row.so_far.ocop_listings),
            "sản phẩm",
            f"{format_number(expiring)} chứng nhận hết hạn trong 90 ngày"
            if expiring
            else f"trong {format_number(row.so_far.listings)} sản phẩm đang bán",
            links.goods("ocop", xa=row.code),
        ),
    ]


def so_far_tiles(so_far: SoFar, *, has_set: bool, links: Links) -> list[FigureTile]:
    """Return where things stand now; households and markets have no product set."""
    goods = [
        FigureTile("Sản phẩm trên sàn", format_number(so_far.listings), url=links.goods()),
        FigureTile(
            "Sản phẩm OCOP còn hạn",
            format_number(so_far.ocop_listings),
            url=links.goods("ocop"),
        ),
        FigureTile(
            "Cơ sở tự đăng bán",
            format_number(so_far.self_listing_sellers),
            change=f"trong {format_number(so_far.sellers)} cơ sở có hàng",
            url=links.goods("tu-dang"),
        ),
    ]
    if has_set:
        return goods
    return [
        *goods,
        FigureTile(
            "Hộ có tài khoản",
            format_number(so_far.registered),
            change=f"{format_number(so_far.claimed)} hộ đã nhận,"
            f" {format_number(so_far.active)} hộ dùng trong 90 ngày",
            url=links.to("communes", **{"sap-xep": "ho"}),
        ),
        FigureTile(
            "Chợ 4.0",
            format_number(so_far.markets_40),
            change=f"trong {format_number(so_far.markets)} chợ" if so_far.markets else "",
            url=links.to("markets"),
        ),
    ]


def change_words(now: Decimal | int, before: Decimal | int) -> str:
    """Return ``tăng 12,5 %`` for a table; a dash when there was nothing before."""
    if not before:
        return "—" if not now else "mới có"
    if now == before:
        return "không đổi"
    share = format_percent(abs(Decimal(now) - Decimal(before)) * 100 / Decimal(before))
    return f"{'▲' if now > before else '▼'}{NBSP}{share}"


def _cashless_tile(
    page: Summary, lately: Lately, ago: YearAgo, links: Links, year: int
) -> FigureTile:
    share = cashless_share({row.code: row.sales for row in page.payments.rows})
    url = links.to("parts") + "#cach-tra"
    if share is None:
        return FigureTile("Trả tiền không dùng tiền mặt", "—", change="chưa có đơn", url=url)
    number = format_percent(share).removesuffix(f"{NBSP}%")
    change = {"change": f"cùng kỳ {year} chưa có"}
    if ago.cashless is not None:
        points = round(share, 1) - round(ago.cashless, 1)
        word = "▲ thêm" if points > 0 else "▼ bớt"
        change = {
            "strong": f"{word} {format_number(abs(points))} điểm",
            "change": f"so với cùng kỳ {year}",
        }
        if not points:
            change = {"change": f"bằng cùng kỳ {year}"}
    return FigureTile(
        "Trả tiền không dùng tiền mặt",
        number,
        "%",
        url=url,
        spark=_spark(lately.cashless, "Không dùng tiền mặt"),
        **change,
    )


def _weight_tile(now: Sales, before: Sales, lately: Lately, year: int) -> FigureTile:
    return FigureTile(
        "Sản lượng đã bán",
        *weight(now.completed_g),
        spark=_spark([sales.completed_g for sales in lately.sales], "Sản lượng"),
        **_change(now.completed_g, before.completed_g, year),
    )


def _spark(values: list, title: str) -> SafeString | str:
    known = [value for value in values if value]
    if len(known) < 2:
        return ""
    return sparkline(values, title=f"{title}, 12 tháng gần nhất")


def _change(now: Decimal | int, before: Decimal | int, year: int) -> dict[str, str]:
    if not before:
        return {"change": f"cùng kỳ {year} chưa có"}
    if now == before:
        return {"change": f"bằng cùng kỳ {year}"}
    share = format_percent(abs(Decimal(now) - Decimal(before)) * 100 / Decimal(before))
    word = "▲ tăng" if now > before else "▼ giảm"
    return {"strong": f"{word} {share}", "change": f"so với cùng kỳ {year}"}


def _more(now: int, before: int, words: str) -> str:
    if not before or now == before:
        return ""
    word = "▲ thêm" if now > before else "▼ bớt"
    return f", {word} {format_number(abs(now - before))} {words}"


def _against_mean(own: Decimal, mean: Decimal, words: str) -> str:
    shown = short_vnd(mean) if words == "vnd" else f"{format_number(round(mean, 1))}{NBSP}{words}"
    if not mean or not own:
        return f"mức chung {shown}"
    if own >= 2 * mean:
        return f"gấp {format_number(round(own / mean, 1))} lần mức chung {shown}"
    share = format_percent(abs(own - mean) * 100 / mean, 0)
    if share == format_percent(0, 0):
        return f"bằng mức chung {shown}"
    word = "cao hơn" if own > mean else "thấp hơn"
    return f"{word} mức chung {share} ({shown})"


def _money(vnd: Decimal) -> tuple[str, str]:
    number, _, unit = short_vnd(vnd).partition(NBSP)
    return number, unit


def weight(grams: int) -> tuple[str, str]:
    """Return grams as a number and its unit, tonnes or kilograms."""
    if grams >= 1_000_000:
        return format_number(round(Decimal(grams) / 1_000_000, 2)), "tấn"
    return format_number(round(Decimal(grams) / 1000, 1)), "kg"
