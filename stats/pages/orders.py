"""The list of orders behind a figure, or the choice of the commune to list."""

from dataclasses import dataclass

from common.dates import format_date
from common.numbers import format_number
from common.tables import Cell, Column
from places.models import Commune
from shop.order.states import PaymentMethod
from shop.partner.models import Partner
from stats import drawings, orders
from stats.figures import Freshness, Sales
from stats.links import Links
from stats.models import Cut
from stats.names import set_names
from stats.orders import OrderPage, Wanted, measured
from stats.pages.filters import filters
from stats.pages.frame import around, crumbs
from stats.scopes import Scope

MEASURE_NAMES = {
    "completed": "Đơn hoàn tất",
    "placed": "Đơn đã đặt",
    "cancelled": "Đơn hủy",
    "returned": "Đơn trả hàng",
}
_DAY_NAMES = {
    "completed": "Hoàn tất",
    "placed": "Ngày đặt",
    "cancelled": "Ngày hủy",
    "returned": "Ngày trả",
}
#: Words of the cuts, in the order in which they are read.
CUT_WORDS = {"loai": Cut.KIND, "tra-tien": Cut.PAYMENT, "noi": Cut.PLACE}
#: The word for goods that went to no known place.
NO_PLACE = "khong"
OWN_WORDS = ("xa", "ban", "so", *CUT_WORDS)


@dataclass(frozen=True)
class Of:
    """Whose orders: a commune, a seller, or neither."""

    code: str = ""
    title: str = ""
    partner: Partner | None = None

    @property
    def name(self) -> str:
        """Return whose orders in words."""
        return self.partner.name if self.partner else self.title


def list_context(
    wanted: Wanted,
    of: Of,
    sales: Sales,
    shown: OrderPage,
    scope: Scope,
    links: Links,
    *,
    number: int,
    freshness: Freshness,
) -> dict:
    """Return one page of the list; its head is the cell. 2 queries."""
    count, value = measured(sales, wanted.measure)
    pages = max(-(-count // orders.PER_PAGE), 1)
    frame = _frame(wanted, of, sales, scope, links, freshness)
    return {
        **frame,
        "count": count,
        "value": value,
        "table": _table(wanted, shown, links, frame["filters"].says, pages),
        "page_words": f"Trang {format_number(min(number, pages))}/{format_number(pages)}",
        "next_url": _page(links, "sau", shown.after, number + 1),
        "previous_url": _page(links, "truoc", shown.before, number - 1),
    }


def choice_context(
    wanted: Wanted,
    cells: dict[str, tuple],
    sales: Sales,
    scope: Scope,
    links: Links,
    *,
    freshness: Freshness,
) -> dict:
    """Return the communes that the figure is made of, each a list of its own. 4 queries."""
    count, value = measured(sales, wanted.measure)
    frame = _frame(wanted, Of(title="toàn tỉnh"), sales, scope, links, freshness)
    titles = {row.code: row.title for row in Commune.objects.filter(code__in=cells)}
    to_list = links.per_code(links.here(xa="00000"))
    ordered = sorted(cells.items(), key=lambda cell: (-cell[1][0], cell[0]))
    figure = drawings.Figure(
        "chon-xa",
        "Chọn xã, phường để xem từng đơn",
        frame["filters"].says,
        columns=(
            Column("Xã, phường"),
            Column("Số đơn", is_number=True),
            Column("Giá trị, đồng", is_number=True),
        ),
        rows=[
            (
                Cell(titles.get(code, f"Mã xã {code}"), to_list(code)),
                format_number(number),
                format_number(vnd),
            )
            for code, (number, vnd) in ordered
        ],
        foot=("Cộng", format_number(count), format_number(value)),
        is_table=True,
        is_narrow=True,
    )
    return {**frame, "count": count, "value": value, "choose": figure}


def _frame(
    wanted: Wanted, of: Of, sales: Sales, scope: Scope, links: Links, freshness: Freshness
) -> dict:
    names = list(set_names().items())
    steps = []
    if of.code:
        steps.append((of.title, Links(_plain(links)).commune(of.code)))
    if of.partner:
        steps.append((of.partner.name, Links(_plain(links)).to("seller", of.partner.pk)))
    cut = cut_words(wanted)
    return {
        **around(scope, freshness, links),
        "crumbs": crumbs(scope, Links(_plain(links)), *steps, (MEASURE_NAMES[wanted.measure], "")),
        "heading": f"{MEASURE_NAMES[wanted.measure]}: {of.name}",
        "filters": filters(wanted.period, wanted.asked, names, links, own=OWN_WORDS),
        "period": wanted.period,
        "cut": cut,
        "cut_url": links.here(**dict.fromkeys(CUT_WORDS, "")) if cut else "",
        "measures": [
            {
                "label": MEASURE_NAMES[measure],
                "count": format_number(getattr(sales, measure)),
                "url": links.here(so=word),
                "is_current": measure == wanted.measure,
            }
            for word, measure in orders.MEASURES.items()
        ],
    }


def cut_words(wanted: Wanted) -> str:
    """Return in words which part of all orders is listed, nothing for all of them."""
    if not wanted.cut:
        return ""
    if wanted.cut == Cut.KIND:
        return f"người bán là {dict(Partner.Kind.choices).get(wanted.value, wanted.value).lower()}"
    if wanted.cut == Cut.PAYMENT:
        name = dict(PaymentMethod.choices).get(wanted.value, wanted.value)
        return f"cách trả: {name.lower()}"
    if not wanted.value:
        return "không ghi nơi đến"
    commune = Commune.objects.filter(province__code=wanted.value).select_related("province")
    found = commune.first()
    return f"hàng đến {found.province.full_name if found else wanted.value}"


def _table(wanted: Wanted, shown: OrderPage, links: Links, says: str, pages: int):
    part = "Giá trị, đồng" if wanted.asked.is_everything else "Phần đang xem, đồng"
    day = _DAY_NAMES[wanted.measure]
    plain = Links(_plain(links))
    to_seller = plain.per_code(plain.to("seller", 99999999), "99999999")
    to_order = plain.per_code(plain.to("order", "99999999"), "99999999")
    return drawings.Figure(
        "danh-sach",
        f"{format_number(len(shown.rows))} đơn trên trang này",
        says[:1].upper() + says[1:],
        columns=(
            Column("Mã đơn"),
            Column(part, is_number=True),
            Column(day),
            Column("Người bán"),
            Column("Trạng thái"),
            Column("Trả tiền"),
        ),
        rows=[
            (
                Cell(row.order.number, to_order(row.order.number)),
                format_number(row.value_vnd),
                format_date(row.on),
                Cell(row.order.seller_name, to_seller(row.order.partner_id)),
                row.order.get_state_display(),
                row.order.get_payment_method_display(),
            )
            for row in shown.rows
        ],
        foot=(
            "Cộng" if pages == 1 else "Cộng trang này",
            format_number(shown.total_vnd),
            *("",) * 4,
        ),
        is_table=True,
    )


def _page(links: Links, word: str, mark, number: int) -> str:
    if mark is None:
        return ""
    marks = {"sau": "", "truoc": "", word: str(mark)}
    return links.here(**marks, trang=max(number, 1))


def _plain(links: Links) -> dict[str, str]:
    return {word: value for word, value in links.words.items() if word not in OWN_WORDS}
