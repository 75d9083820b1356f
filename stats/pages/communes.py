"""The table of all communes: sort, find, narrow down, choose some to compare."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from common.numbers import format_number
from common.tables import Cell, Column, Row, draw_table
from common.text import fold, sort_key
from places.models import Commune
from stats import tiles
from stats.figures import Asked, CommuneRow, Freshness, total_of
from stats.links import Links
from stats.names import set_names
from stats.pages.filters import filters
from stats.pages.frame import around, crumbs
from stats.period import Period
from stats.scopes import Scope

#: What the table may be sorted by, by its word; names rise, figures fall unless asked.
_SORTS: dict[str, Callable[[CommuneRow], object]] = {
    "ten": lambda row: sort_key(row.name),
    "dat": lambda row: row.sales.placed,
    "don": lambda row: row.sales.completed,
    "gia-tri": lambda row: row.sales.completed_vnd,
    "tang": lambda row: _growth(row),
    "ban": lambda row: row.selling,
    "co-so": lambda row: row.so_far.sellers,
    "san-pham": lambda row: row.so_far.listings,
    "ocop": lambda row: row.so_far.ocop_listings,
    "ho": lambda row: row.so_far.registered,
    "ho-nhan": lambda row: row.so_far.claimed,
    "ho-dung": lambda row: row.so_far.active,
}
_HEADINGS = {
    "ten": "Xã, phường",
    "dat": "Đã đặt",
    "don": "Hoàn tất",
    "gia-tri": "Giá trị, đồng",
    "tang": "So cùng kỳ",
    "ban": "Cơ sở có bán",
    "co-so": "Cơ sở có hàng",
    "san-pham": "Sản phẩm",
    "ocop": "OCOP",
    "ho": "Hộ có tài khoản",
    "ho-nhan": "Hộ đã nhận",
    "ho-dung": "Hộ đang dùng",
}
AREAS = {"": "Cả tỉnh", "BK": "Bắc Kạn cũ", "TN": "Thái Nguyên cũ"}
KINDS = {"": "Xã và phường", "xa": "Xã", "phuong": "Phường"}
_KIND_CODES = {"xa": Commune.Kind.COMMUNE, "phuong": Commune.Kind.WARD}
OWN_WORDS = ("sap-xep", "chieu", "q", "vung", "loai")


@dataclass(frozen=True)
class Listing:
    """How the table is asked for."""

    sort: str = "gia-tri"
    is_rising: bool = False
    name: str = ""
    area: str = ""
    kind: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Tell whether some communes are left out."""
        return bool(self.name or self.area or self.kind)


def read_listing(words: dict) -> Listing:
    """Return how the table is asked for; a word that is none of ours counts as not given."""
    sort = words.get("sap-xep", "")
    sort = sort if sort in _SORTS else "gia-tri"
    ways = {"tang": True, "giam": False}
    return Listing(
        sort=sort,
        is_rising=ways.get(words.get("chieu", ""), sort == "ten"),
        name=words.get("q", "").strip()[:80],
        area=words.get("vung", "") if words.get("vung") in AREAS else "",
        kind=words.get("loai", "") if words.get("loai") in KINDS else "",
    )


def communes_context(
    *,
    rows: list[CommuneRow],
    selling: int,
    scope: Scope,
    links: Links,
    listing: Listing,
    period: Period,
    asked: Asked,
    freshness: Freshness,
) -> dict:
    """Return the table. ``selling`` are the sellers of all rows, each counted once. 3 queries."""
    known = Commune.objects.filter(code__in=[row.code for row in rows])
    places = {
        code: (kind, area) for code, kind, area in known.values_list("code", "kind", "former_area")
    }
    kept = [row for row in rows if _matches(row, listing, places.get(row.code, ("", "")))]
    kept.sort(key=lambda row: sort_key(row.name))
    kept.sort(key=_SORTS[listing.sort], reverse=not listing.is_rising)
    names = list(set_names().items())
    shown = filters(period, asked, names, links, own=OWN_WORDS)
    by_commune = sum(row.selling for row in kept)
    total_selling = by_commune if listing.is_narrowed else selling
    return {
        **around(scope, freshness, links, table="xa"),
        "period": period,
        "crumbs": crumbs(scope, links, ("Xã, phường", "")),
        "filters": shown,
        "listing": listing,
        "areas": AREAS.items(),
        "commune_kinds": KINDS.items(),
        "kept_words": [(w, v) for w, v in links.words.items() if w not in ("q", "vung", "loai")],
        "base_words": [(w, v) for w, v in links.words.items() if w not in OWN_WORDS],
        "count": len(kept),
        "rows": kept,
        "all_url": links.here(q="", vung="", loai=""),
        "title": _title(kept, listing),
        "table": _table(
            kept,
            links,
            listing,
            f"Số liệu từng xã, phường, {shown.says}",
            selling=total_selling,
            may_compare=len(rows) > 1,
        ),
        "note": _selling_note(listing, total_selling, by_commune),
        "may_compare": len(rows) > 1,
    }


def _selling_note(listing: Listing, selling: int, by_commune: int) -> str:
    """Say how the foot counts a seller of two communes."""
    if listing.is_narrowed and by_commune:
        return "Cơ sở bán ở nhiều xã, phường được tính ở từng nơi, cả trong dòng cộng."
    if selling != by_commune:
        return "Cơ sở bán ở nhiều xã, phường được tính ở từng nơi, nhưng chỉ một lần ở dòng cộng."
    return ""


def _title(rows: list[CommuneRow], listing: Listing) -> str:
    if not rows:
        return "Không tìm thấy xã, phường nào"
    best = max(rows, key=lambda row: row.sales.completed_vnd)
    count = f"{format_number(len(rows))} xã, phường"
    if listing.is_narrowed or not best.sales.completed_vnd or len(rows) == 1:
        return count
    return f"{count}, {best.name} bán nhiều nhất"


def _matches(row: CommuneRow, listing: Listing, place: tuple[str, str]) -> bool:
    kind, area = place
    return (
        fold(listing.name) in fold(row.title)
        and (not listing.area or area == listing.area)
        and (not listing.kind or kind == _KIND_CODES[listing.kind])
    )


def _table(
    rows: list[CommuneRow],
    links: Links,
    listing: Listing,
    caption: str,
    *,
    selling: int,
    may_compare: bool,
) -> SafeString | str:
    if not rows:
        return ""
    columns = [_heading(word, label, links, listing) for word, label in _HEADINGS.items()]
    plain = Links({w: v for w, v in links.words.items() if w not in OWN_WORDS})
    hole = "00000"
    to = {
        "commune": plain.per_code(plain.commune(hole)),
        "placed": plain.per_code(plain.orders("dat", xa=hole)),
        "completed": plain.per_code(plain.orders(xa=hole)),
        "goods": plain.per_code(plain.goods(xa=hole)),
        "ocop": plain.per_code(plain.goods("ocop", xa=hole)),
    }
    body = [_row(row, to, may_compare=may_compare) for row in rows]
    return draw_table(columns, body, caption=caption, foot=_sums(rows, selling))


def _heading(word: str, label: str, links: Links, listing: Listing) -> Column:
    is_current = word == listing.sort
    rises_first = word == "ten"
    rising = not listing.is_rising if is_current else rises_first
    order = ""
    if is_current:
        order = "ascending" if listing.is_rising else "descending"
    url = links.here(**{"sap-xep": word, "chieu": "tang" if rising else "giam"})
    return Column(label, is_number=word != "ten", url=url, order=order)


def _row(row: CommuneRow, to: dict, *, may_compare: bool) -> Row:
    code, sales, so_far = row.code, row.sales, row.so_far
    commune = to["commune"](code)
    box = may_compare and format_html(
        '<input type="checkbox" name="xa" value="{}" form="so-sanh"'
        ' aria-label="Chọn {} để so sánh"> ',
        code,
        row.name,
    )
    name = format_html('{}<a href="{}">{}</a>', box or "", commune, row.title)
    return (
        name,
        _linked(sales.placed, to["placed"](code)),
        _linked(sales.completed, to["completed"](code)),
        _linked(sales.completed_vnd, to["completed"](code)),
        tiles.change_words(sales.completed_vnd, row.before.completed_vnd),
        _linked(row.selling, f"{commune}#nguoi-ban"),
        _linked(so_far.sellers, f"{commune}#nguoi-ban"),
        _linked(so_far.listings, to["goods"](code)),
        _linked(so_far.ocop_listings, to["ocop"](code)),
        _linked(so_far.registered, f"{commune}#ho"),
        format_number(so_far.claimed),
        format_number(so_far.active),
    )


def _linked(value: Decimal | int, url: str) -> str | Cell:
    return Cell(format_number(value), url) if value else "0"


def _sums(rows: list[CommuneRow], selling: int) -> Row:
    sales = total_of(row.sales for row in rows)
    before = total_of(row.before for row in rows)

    def sum_of(name: str) -> str:
        return format_number(sum(getattr(row.so_far, name) for row in rows))

    return (
        f"Cộng {format_number(len(rows))}",
        format_number(sales.placed),
        format_number(sales.completed),
        format_number(sales.completed_vnd),
        tiles.change_words(sales.completed_vnd, before.completed_vnd),
        format_number(selling),
        *map(sum_of, ("sellers", "listings", "ocop_listings", "registered", "claimed", "active")),
    )


def _growth(row: CommuneRow) -> Decimal:
    before = row.before.completed_vnd
    if not before:
        return Decimal(-1) if not row.sales.completed_vnd else Decimal(10**6)
    return (row.sales.completed_vnd - before) / before
