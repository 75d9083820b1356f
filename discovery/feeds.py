"""The public goods in the forms that other floors take: Google Merchant, and plain CSV.

Source: Google Merchant Center Help, product data specification (RSS 2.0, namespace ``g``).
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from django.conf import settings

from common.csv_text import csv_line
from common.dates import VIETNAM, format_date
from discovery.addresses import absolute
from discovery.goods import Goods, all_goods
from sellers.floors.known import FLOORS, OTHER
from sellers.floors.sending import FloorFile, SentLine, content_mark
from sellers.models import FloorCategory
from shop.partner.models import Partner

_MOST_TITLE, _MOST_DESCRIPTION, _MOST_PICTURES = 150, 5000, 10
#: What XML 1.0 cannot hold.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

COLUMNS = (
    "Mã hàng", "Tên hàng", "Mô tả", "Giá (đồng)", "Giá cho", "Khối lượng tịnh (g)",
    "Khối lượng gửi (g)", "Mua ít nhất", "Còn bán được", "Nhóm OCOP", "Kệ hàng", "Số sao OCOP",
    "Số quyết định", "Chứng nhận đến ngày", "Người bán", "Xã, phường", "Tháng thu hoạch",
    "Để được (ngày)", "Trang hàng", "Ảnh", "Đặt trước, gửi từ ngày",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write goods: what stands before them, each of them, what stands after."""

    head: Callable[[], str]
    line: Callable[[Goods], str]
    tail: str
    content_type: str

    def pieces(self, goods: Iterable[Goods]) -> Iterator[str]:
        """Yield the file piece by piece."""
        yield self.head()
        yield from map(self.line, goods)
        yield self.tail


def _google_head() -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>\n'
        f"<title>{xml(settings.OSCAR_SHOP_NAME)}</title><link>{xml(absolute('/'))}</link>"
        f"<description>{xml(settings.OSCAR_SHOP_TAGLINE)}</description>\n"
    )


def _google_line(one: Goods) -> str:
    # Google takes no goods without a photo.
    if not one.pictures:
        return ""
    return f"<item>{''.join(_tag(name, value) for name, value in _item(one))}</item>\n"


def _csv_head() -> str:
    return "\ufeff" + csv_line(COLUMNS)


def _csv_line(one: Goods) -> str:
    return csv_line(_csv_cells(one))


def _csv_cells(one: Goods) -> tuple:
    until = format_date(one.certified_until) if one.certified_until else ""
    return (
        one.id, one.title, one.description, one.price_vnd, one.pack, one.net_weight_g or "",
        one.ship_weight_g or "", one.min_quantity, max(0, one.free), one.set_name, one.shelf,
        one.stars or "", one.decision_no, until, one.seller, one.commune, one.months,
        one.shelf_life_days or "", one.url, " ".join(one.pictures),
        format_date(one.ready_on) if one.ready_on else "",
    )  # fmt: skip


def floor_table(floor: str) -> Form:
    """Return the table for one other floor: the same, with what that floor calls the goods.

    1 query.
    """
    rows = FloorCategory.objects.filter(floor=floor)
    categories = dict(rows.values_list("product_set_id", "category"))
    return Form(
        lambda: "\ufeff" + csv_line((*COLUMNS, f"Ngành hàng ở {FLOORS[floor]}")),
        lambda one: csv_line((*_csv_cells(one), categories.get(one.set_id, ""))),
        "",
        "text/csv; charset=utf-8",
    )


def shop_file(partner: Partner, floor: str) -> FloorFile:
    """Return the table of one shop for one floor, with what it holds of each listing."""
    form, lines = floor_table(floor), []

    def noted() -> Iterator[Goods]:
        for one in all_goods(partner):
            lines.append(
                SentLine(
                    one.id,
                    one.price_vnd,
                    max(0, one.free),
                    content_mark(
                        title=one.title,
                        description=one.description,
                        net_weight_g=one.net_weight_g,
                        min_quantity=one.min_quantity,
                    ),
                )
            )
            yield one

    return FloorFile("".join(form.pieces(noted())), form.content_type, lines)


#: File name → floor, for the tables of the whole shop.
FLOOR_TABLES = {f"cho-{floor}.csv": floor for floor in FLOORS if floor != OTHER}
#: File name → how it is written.
FORMS = {
    "google.xml": Form(
        _google_head, _google_line, "</channel></rss>\n", "application/xml; charset=utf-8"
    ),
    "hang.csv": Form(_csv_head, _csv_line, "", "text/csv; charset=utf-8"),
}


def whole_forms() -> dict[str, Form]:
    """Return the forms of the files of the whole shop by name. 1 query for each floor."""
    return FORMS | {name: floor_table(floor) for name, floor in FLOOR_TABLES.items()}


def xml(text: object) -> str:
    """Return the text as it may stand in XML."""
    return escape(_NO_XML.sub("", str(text)))


def _item(one: Goods) -> Iterator[tuple[str, object]]:
    yield from (
        ("id", one.id),
        ("title", one.title[:_MOST_TITLE]),
        ("description", one.description[:_MOST_DESCRIPTION]),
        ("link", one.url),
        ("image_link", one.pictures[0]),
    )
    yield from (("additional_image_link", url) for url in one.pictures[1 : 1 + _MOST_PICTURES])
    # Google wants the price of the least that can be bought.
    yield from (
        ("price", f"{one.price_vnd * one.min_quantity} VND"),
        ("availability", _availability(one)),
        ("availability_date", _morning(one.ready_on) if one.can_buy and one.ready_on else ""),
        ("condition", "new"),
        ("identifier_exists", "no"),
        ("brand", one.seller[:70]),
        ("product_type", " > ".join(filter(None, [one.shelf, one.set_name]))),
    )
    if one.net_weight_g:
        yield "unit_pricing_measure", f"{one.net_weight_g * one.min_quantity} g"
        yield "unit_pricing_base_measure", "1 kg"
    if one.ship_weight_g:
        yield "shipping_weight", f"{one.ship_weight_g * one.min_quantity} g"
    yield "custom_label_0", one.commune
    yield "custom_label_1", f"OCOP {one.stars} sao" if one.stars else ""


def _availability(one: Goods) -> str:
    if not one.can_buy:
        return "out_of_stock"
    return "preorder" if one.ready_on else "in_stock"


def _morning(day: dt.date) -> str:
    """Return the beginning of a day in Vietnam, as ISO 8601."""
    return dt.datetime.combine(day, dt.time(), tzinfo=VIETNAM).isoformat()


def _tag(name: str, value: object) -> str:
    return f"<g:{name}>{xml(value)}</g:{name}>" if value not in ("", None) else ""
