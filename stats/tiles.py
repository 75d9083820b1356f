"""The numbers in boxes at the top of the officials' pages, each with its change in words."""

from dataclasses import dataclass
from decimal import Decimal

from common.money import short_vnd
from common.numbers import NBSP, format_number, format_percent
from stats.figures import CommunePage, SoFar, Summary


@dataclass(frozen=True)
class FigureTile:
    """What ``components/figure_tile.html`` shows."""

    label: str
    number: str
    unit: str = ""
    change: str = ""
    url: str = ""


def period_tiles(page: Summary) -> list[FigureTile]:
    """Return the four figures of the period beside the same days of the year before."""
    now, before = page.total, page.before
    year = page.period.year_before.last.year
    return [
        FigureTile(
            "Giá trị giao dịch thành công",
            *_money(now.completed_vnd),
            _change(now.completed_vnd, before.completed_vnd, year),
        ),
        FigureTile(
            "Giao dịch thành công",
            format_number(now.completed),
            "đơn",
            _change(now.completed, before.completed, year),
        ),
        FigureTile(
            "Giao dịch đã đặt",
            format_number(now.placed),
            "đơn",
            _change(now.placed, before.placed, year),
        ),
        FigureTile(
            "Sản lượng đã bán",
            *_weight(now.completed_g),
            _change(now.completed_g, before.completed_g, year),
        ),
    ]


def so_far_tiles(so_far: SoFar, *, has_set: bool) -> list[FigureTile]:
    """Return where things stand now; households and markets have no product set."""
    goods = [
        FigureTile(
            "Cơ sở tự đăng bán",
            format_number(so_far.self_listing_sellers),
            "cơ sở",
            f"trong {format_number(so_far.sellers)} cơ sở có hàng trên sàn",
        ),
        FigureTile("Sản phẩm trên sàn", format_number(so_far.listings), "sản phẩm"),
        FigureTile(
            "Sản phẩm OCOP còn hạn",
            format_number(so_far.ocop_listings),
            "sản phẩm",
            "có chứng nhận đã kiểm tra",
        ),
        FigureTile("Giao dịch", format_number(so_far.placed), "đơn", "đã đặt từ ngày mở sàn"),
    ]
    if has_set:
        return goods
    markets = FigureTile("Chợ 4.0", format_number(so_far.markets_40), "chợ")
    if so_far.markets:
        share = format_percent(Decimal(so_far.markets_40) * 100 / so_far.markets)
        markets = FigureTile(
            "Chợ 4.0",
            f"{format_number(so_far.markets_40)} / {format_number(so_far.markets)}",
            "chợ",
            f"đạt {share} số chợ",
        )
    return [
        *goods,
        FigureTile(
            "Hộ có tài khoản",
            format_number(so_far.registered),
            "hộ",
            f"{format_number(so_far.claimed)} hộ đã nhận,"
            f" {format_number(so_far.active)} hộ dùng trong 90 ngày",
        ),
        markets,
    ]


def commune_tiles(page: CommunePage) -> list[FigureTile]:
    """Return a commune's figures beside the mean of one commune."""
    row, count = page.row, len(page.communes)

    def against(own: Decimal | int, whole: Decimal | int, words: str) -> str:
        return _against_mean(Decimal(own), Decimal(whole) / count, words)

    return [
        FigureTile(
            "Giá trị giao dịch thành công",
            *_money(row.sales.completed_vnd),
            against(row.sales.completed_vnd, page.total.completed_vnd, "vnd"),
        ),
        FigureTile(
            "Giao dịch thành công",
            format_number(row.sales.completed),
            "đơn",
            against(row.sales.completed, page.total.completed, "đơn"),
        ),
        FigureTile(
            "Cơ sở có hàng trên sàn",
            format_number(row.so_far.sellers),
            "cơ sở",
            against(row.so_far.sellers, page.so_far.sellers, "cơ sở"),
        ),
        FigureTile(
            "Sản phẩm OCOP còn hạn",
            format_number(row.so_far.ocop_listings),
            "sản phẩm",
            f"trong {format_number(row.so_far.listings)} sản phẩm đang bán",
        ),
    ]


def _change(now: Decimal | int, before: Decimal | int, year: int) -> str:
    if not before:
        return f"cùng kỳ {year} chưa có"
    if now == before:
        return f"bằng cùng kỳ {year}"
    share = format_percent(abs(Decimal(now) - Decimal(before)) * 100 / Decimal(before))
    word = "▲ tăng" if now > before else "▼ giảm"
    return f"{word} {share} so với cùng kỳ {year}"


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


def _weight(grams: int) -> tuple[str, str]:
    if grams >= 1_000_000:
        return format_number(round(Decimal(grams) / 1_000_000, 2)), "tấn"
    return format_number(round(Decimal(grams) / 1000, 1)), "kg"
