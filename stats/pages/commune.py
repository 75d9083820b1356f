"""One commune: beside the mean of all, its sellers, its main goods, its households."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal

from django.utils.safestring import SafeString

from common.charts import RankRow, rank_bars
from common.dates import format_date, local_today
from common.numbers import format_number, format_percent
from common.tables import Cell, Column, Row, columns_of
from common.text import sort_key
from stats import drawings, kept, tiles
from stats.breakdowns import NO_SET_NAME
from stats.figures import CommunePage, CommuneRow, Sales, SellerRow
from stats.goods import SOON_DAYS
from stats.households import Households, households_of
from stats.links import Links
from stats.models import NO_SET
from stats.names import communes_of, former_words
from stats.pages.filters import filters
from stats.pages.frame import crumbs, download
from stats.scopes import WHOLE, Scope

_MAIN_SETS = 5
_REST = "Nhóm khác"
_SORTS: dict[str, Callable[[SellerRow], object]] = {
    "ten": lambda row: sort_key(row.name),
    "loai": lambda row: row.kind,
    "san-pham": lambda row: row.listings,
    "chung-nhan": lambda row: (row.stars, row.expires_on or local_today()),
    "dau": lambda row: row.first_sale_on or local_today(),
    "don": lambda row: row.completed,
    "gia-tri": lambda row: row.completed_vnd,
}
_HEADINGS = {
    "ten": "Người bán",
    "loai": "Loại",
    "san-pham": "Sản phẩm",
    "chung-nhan": "Chứng nhận",
    "dau": "Bán lần đầu",
    "don": "Hoàn tất",
    "gia-tri": "Giá trị, đồng",
}
_NUMBERS = frozenset({"san-pham", "don", "gia-tri"})
_RISING = frozenset({"ten", "loai", "dau"})
OWN_WORDS = ("sap-xep", "chieu", "tat-ca")
#: So many sellers are shown at first: a page of four hundred is slow to draw and to read.
_FIRST_SELLERS = 50


def commune_context(
    page: CommunePage, sellers: list[SellerRow], scope: Scope, links: Links
) -> dict:
    """Return one commune beside the mean of all, or beside its own last year. ≤ 4 queries."""
    row = page.row
    plain = Links({word: v for word, v in links.words.items() if word not in OWN_WORDS})
    csv_url = download("thang", plain, xa=row.code)
    shown = filters(page.period, page.asked, page.set_choices, links, own=OWN_WORDS)
    return {
        **_place(page, scope, plain),
        "period": page.period,
        "row": row,
        "filters": shown,
        "tiles": tiles.commune_tiles(page, plain),
        "by_month": _by_month(page, csv_url),
        "sellers": sellers_figure(sellers, links, shown.says, row.code),
        "sets": _sets(page, plain),
        "households": households_figure(households_of(row.code)),
        "low_url": plain.goods("sap-het-hang", xa=row.code),
        "expiring_url": plain.goods("sap-het-han", xa=row.code),
        "goods_url": plain.goods(xa=row.code),
        "is_empty": not (sellers or row.so_far.listings or row.sales.placed),
    }


def _by_month(page: CommunePage, csv_url: str) -> drawings.Figure:
    label = page.period.year.label
    if page.months_of_all is None:
        return drawings.month_figure(page.months, csv_url, label, is_wide=True)
    count = Decimal(len(page.communes))
    mean = [month.sales.completed_vnd / count for month in page.months_of_all]
    return drawings.against_mean(page.row.name, page.months, mean, label, csv_url)


def _place(page: CommunePage, scope: Scope, links: Links) -> dict:
    """Return where the commune lies and what lies around it; ≤ 1 query."""
    row = page.row
    near = drawings.near(page.communes, row)
    before, after = _neighbours(page, row, links) if scope.is_whole else (None, None)
    return {
        "former": former_words(row.code),
        "crumbs": crumbs(scope, links, ("Xã, phường", links.to("communes")), (row.title, "")),
        "locator": _locator(row.code),
        "locator_says": _locator_says(page.communes, row),
        "near": [(one.name, links.commune(one.code)) for one in near] if scope.is_whole else [],
        "near_names": ", ".join(one.name for one in near),
        "previous": before,
        "next": after,
    }


def _locator(code: str) -> SafeString:
    """Return the small map, which no order changes. ≤ 1 query."""
    return kept.for_a_minute(("locator", code), lambda: drawings.locator(communes_of(WHOLE), code))


def sellers_figure(rows: list[SellerRow], links: Links, says: str, code: str) -> drawings.Figure:
    """Return the sellers as a table that sorts by its headings; the way down to orders."""
    sort = links.words.get("sap-xep", "")
    sort = sort if sort in _SORTS else "gia-tri"
    ways = {"tang": True, "giam": False}
    rising = ways.get(links.words.get("chieu", ""), sort in _RISING)
    ordered = sorted(rows, key=lambda row: (-row.completed_vnd, row.name))
    ordered.sort(key=_SORTS[sort], reverse=not rising)
    plain = Links({w: v for w, v in links.words.items() if w not in OWN_WORDS})
    to_seller = plain.per_code(plain.to("seller", 99999999), "99999999")
    to_orders = plain.per_code(plain.orders(xa=code, ban="99999999"), "99999999")
    more = None
    if len(ordered) > _FIRST_SELLERS and not links.words.get("tat-ca"):
        ordered = ordered[:_FIRST_SELLERS]
        every = f"{links.here(**{'tat-ca': 1})}#nguoi-ban"
        more = (f"Xem cả {format_number(len(rows))} cơ sở", every)
    return drawings.Figure(
        "nguoi-ban",
        sellers_title(rows),
        f"{says[:1].upper()}{says[1:]}. Bấm tên để xem từng đơn hàng.",
        columns=[_column(word, label, sort, rising, links) for word, label in _HEADINGS.items()],
        rows=[_seller(row, to_seller, to_orders) for row in ordered],
        foot=(
            f"Cộng {format_number(len(rows))} cơ sở",
            "",
            format_number(sum(row.listings for row in rows)),
            "",
            "",
            format_number(sum(row.completed for row in rows)),
            format_number(sum(row.completed_vnd for row in rows)),
        ),
        csv_url=download("nguoi-ban", plain, xa=code),
        is_table=True,
        more=more,
    )


def sellers_title(rows: Sequence[SellerRow]) -> str:
    """Return the finding of the table of sellers."""
    selling = sum(bool(row.completed) for row in rows)
    certified = sum(bool(row.ocop_listings) for row in rows)
    if not rows:
        return "Chưa có cơ sở nào bán trên sàn"
    has = f"{format_number(certified)} cơ sở đã có OCOP" if certified else "chưa cơ sở nào có OCOP"
    return f"{format_number(selling)} cơ sở có bán, {has}"


def households_figure(found: Households) -> drawings.Figure | None:
    """Return how far the accounts of households came: there, claimed, used."""
    if not found.registered:
        return None
    share = format_percent(Decimal(found.claimed) * 100 / found.registered, 0)
    steps = [
        ("Có tài khoản", found.registered),
        ("Đã nhận", found.claimed),
        ("Dùng 90 ngày qua", found.active),
    ]
    title = f"{share} hộ đã nhận tài khoản"
    return drawings.Figure(
        "ho",
        title,
        "Số hộ sản xuất nông nghiệp của xã, hiện nay",
        rank_bars([RankRow(label, value) for label, value in steps], "hộ", title=title),
        columns_of("Bước", "Số hộ", "Phần"),
        [
            (label, format_number(v), format_percent(Decimal(v) * 100 / found.registered))
            for label, v in steps
        ],
    )


def _column(word: str, label: str, sort: str, rising: bool, links: Links) -> Column:
    is_current = word == sort
    next_rising = not rising if is_current else word in _RISING
    url = links.here(**{"sap-xep": word, "chieu": "tang" if next_rising else "giam"})
    order = ("ascending" if rising else "descending") if is_current else ""
    return Column(label, word in _NUMBERS, f"{url}#nguoi-ban", order)


def _seller(row: SellerRow, to_seller, to_orders) -> Row:
    return (
        Cell(row.name, to_seller(row.id)),
        row.kind,
        format_number(row.listings),
        _certificate(row),
        f"{row.first_sale_on:%m/%Y}" if row.first_sale_on else "chưa bán",
        _linked(row.completed, to_orders(row.id)),
        _linked(row.completed_vnd, to_orders(row.id)),
    )


def _certificate(row: SellerRow) -> str | Cell:
    if not row.stars or row.expires_on is None:
        return "chưa có"
    ends = f"{row.expires_on:%m/%Y}"
    if row.expires_on <= local_today() + timedelta(days=SOON_DAYS):
        return Cell(f"OCOP {row.stars} sao, hết hạn {format_date(row.expires_on)}", badge="wait")
    return f"OCOP {row.stars} sao, đến {ends}"


def _linked(value: Decimal | int, url: str) -> str | Cell:
    return Cell(format_number(value), url) if value else "0"


def _sets(page: CommunePage, links: Links) -> drawings.SmallMultiples | None:
    """Draw the main sets of the year so far, the rest together, before the mean commune if any."""
    own, of_all = page.courses, page.courses_of_all
    firsts = [row.month for row in page.months]
    sums: dict[str, Decimal] = {}
    for (code, _month), sales in own.items():
        sums[code] = sums.get(code, Decimal(0)) + sales.completed_vnd
    ranked = sorted((code for code in sums if sums[code]), key=lambda c: (c == NO_SET, -sums[c], c))
    if not ranked:
        return None
    main = ranked[:_MAIN_SETS] if len(ranked) > _MAIN_SETS + 1 else ranked
    names = dict(page.set_choices) | {NO_SET: NO_SET_NAME}
    count = Decimal(len(page.communes))
    to_orders = links.per_code(
        links.orders(xa=page.row.code, nhom="99999999", ky="nam", tu="", den=page.period.last),
        "99999999",
    )

    def course(name: str, codes: set[str], url: str) -> drawings.Course:
        return drawings.Course(
            name,
            [_sum(own, codes, month) for month in firsts],
            [] if of_all is None else [_sum(of_all, codes, month) / count for month in firsts],
            url,
        )

    courses = [course(names.get(code, code), {code}, to_orders(code)) for code in main]
    if len(main) < len(ranked):
        rest = {code for code, _month in of_all or own} - set(main)
        courses.append(course(_REST, rest, ""))
    return drawings.multiples(
        "mat-hang",
        f"{courses[0].name} là mặt hàng chính của xã",
        f"Giá trị giao dịch thành công, {page.period.year.label}."
        + (" Đường xám là trung bình một xã, phường." if page.has_mean else ""),
        courses,
        [f"T{month.month}" for month in firsts],
    )


def _sum(sales: dict[tuple, Sales], codes: set[str], month) -> Decimal:
    found = (sales[code, month].completed_vnd for code in codes if (code, month) in sales)
    return sum(found, Decimal(0))


def _locator_says(communes: Sequence[CommuneRow], row: CommuneRow) -> str:
    side = drawings.side_of(communes, row)
    return f"Ô đậm là {row.name}, {side}" if side else f"{row.title} chưa có ô trên bản đồ"


def _neighbours(page: CommunePage, row: CommuneRow, links: Links):
    index = page.communes.index(row)
    pair = page.communes[index - 1], page.communes[(index + 1) % len(page.communes)]
    return [(one.name, links.commune(one.code)) for one in pair]
