"""What the pages of closed months show, ready in words."""

from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from common.charts import Tile, legend, tile_map
from common.dates import format_datetime, month_label
from common.money import format_vnd, short_vnd
from common.numbers import NBSP, format_number
from places.models import Commune
from shop.order.states import SellerOrderState
from stats import adjusting, closing
from stats.breaks import breaks_of
from stats.drawings import MILLION, Figure, millions
from stats.figures import SALES_FIELDS, Sales
from stats.models import PeriodClose, PublishedCell
from stats.published import Published, PublishedRow
from stats.publishing import limits
from stats.scopes import Scope
from stats.tiles import FigureTile

_SHOWN_OF_CHECKSUM = 8
_HAPPENED = {"placed": "đặt", "completed": "hoàn tất", "cancelled": "hủy", "returned": "trả hàng"}
_MEASURES = {
    "placed": "đã đặt",
    "completed": "hoàn tất",
    "cancelled": "hủy",
    "returned": "trả hàng",
}


def published_context(page: Published | None, scope: Scope) -> dict:
    """Return the published figures of one closed period."""
    if page is None:
        return {"page": None}
    return {
        "page": page,
        "choices": [(period.word, period.label) for period in page.periods],
        "map": _map(page, scope),
        "tiles": [
            _money_tile("Giá trị giao dịch thành công", page.total.completed_vnd),
            FigureTile("Giao dịch thành công", format_number(page.total.completed), "đơn"),
        ],
        "communes": _table(page.communes, scope),
        "sets": _table(page.sets, scope),
        "why": _why(page),
        "source": f"số liệu khóa sổ, công bố lúc {format_datetime(page.published_at)}",
        "is_whole": scope.is_whole,
    }


def closes_context() -> dict:
    """Return every closed month beside what it is now. ≤ 4 queries.

    A month is verified on its own page: that reads all its rows again.
    """
    totals = adjusting.totals_of_closes()
    rows = []
    for close in PeriodClose.objects.defer("stock", "sellers"):
        total = totals[close.pk]
        rows.append(
            {
                "label": month_label(close.month),
                "url": reverse("stats:closed-month", args=[f"{close.month:%Y-%m}"]),
                "closed_at": close.closed_at,
                "frozen": total.frozen,
                "now": total.now,
                "change_vnd": signed_vnd(total.change.completed_vnd),
                "change": signed(total.change.completed),
                "code": close.checksum[:_SHOWN_OF_CHECKSUM],
            }
        )
    return {"closes": rows, "close_day": settings.STATS_CLOSE_DAY}


def closed_month_context(close: PeriodClose) -> dict:
    """Return what changed in one month since it was closed, by commune and order. 6 queries."""
    rows = adjusting.adjustments(close)
    total = adjusting.total(rows)
    orders = adjusting.late_orders(close)
    names = _titles({row.commune_code for row in rows} | {o.commune_code for o in orders})
    explained = sum((order.effect for order in orders), Sales())
    return {
        "crumbs": [
            {"label": "Khóa sổ", "url": reverse("stats:closes")},
            {"label": month_label(close.month)},
        ],
        "close": close,
        "label": month_label(close.month),
        "is_intact": closing.verify_close(close),
        "total": total,
        "tiles": [
            _money_tile("Giá trị lúc khóa", total.frozen.completed_vnd, _orders(total.frozen)),
            _money_tile("Giá trị bây giờ", total.now.completed_vnd, _orders(total.now)),
            _money_tile("Chênh", total.change.completed_vnd, _words(total.change), sign=True),
        ],
        "total_change": _words(total.change),
        "total_change_vnd": signed_vnd(total.change.completed_vnd),
        "stock": _stock_words(close.stock),
        "communes": [_commune(row, names) for row in rows if row.is_changed],
        "orders": [_order(order, names) for order in orders],
        "explained_vnd": signed_vnd(explained.completed_vnd),
        "unexplained": _unexplained(total.change - explained),
    }


def _commune(row: adjusting.Adjustment, names: dict[str, str]) -> dict:
    return {
        "title": names.get(row.commune_code, f"Mã xã {row.commune_code}"),
        "url": _commune_url(row.commune_code),
        "row": row,
        "change_vnd": signed_vnd(row.change.completed_vnd),
        "words": _words(row.change),
    }


def _order(order: adjusting.LateOrder, names: dict[str, str]) -> dict:
    return {
        "order": order,
        "url": reverse("stats:order", args=[order.number]),
        "commune": names.get(order.commune_code, order.commune_code),
        "state": SellerOrderState(order.state).label,
        "happened": "; ".join(
            f"{_HAPPENED.get(what, SellerOrderState(what).label.lower())} {format_datetime(at)}"
            for what, at in order.happened
        ),
        "words": _words(order.effect),
        "change_vnd": signed_vnd(order.effect.completed_vnd),
    }


def _stock_words(stock: dict) -> str:
    """Return goods and households as they were when the month was closed."""
    goods, people = stock.get("goods", {}).values(), stock.get("households", {}).values()
    parts = (
        (sum(row["listings"] for row in goods), "sản phẩm trên sàn"),
        (sum(row["ocop_listings"] for row in goods), "sản phẩm OCOP còn hạn"),
        (sum(row["registered"] for row in people), "hộ có tài khoản"),
        (sum(row["claimed"] for row in people), "hộ đã nhận"),
    )
    return ", ".join(f"{format_number(count)}{NBSP}{what}" for count, what in parts)


def _commune_url(code: str) -> str:
    return reverse("stats:commune", args=[code])


def signed(number: Decimal | int) -> str:
    """Return a difference with its sign: ``+3``, ``−2``, ``0``."""
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return sign + format_number(abs(number))


def signed_vnd(vnd: Decimal | int) -> str:
    """Return a difference in đồng with its sign."""
    sign = "+" if vnd > 0 else "−" if vnd < 0 else ""
    return sign + format_vnd(abs(vnd))


def hidden_label(status: str) -> str:
    """Return why a cell is hidden, in the words of the page."""
    if status == PublishedCell.Status.SMALL:
        return f"ít hơn {limits().min_sellers} cơ sở, hoặc một cơ sở quá lớn"
    return "che để giữ kín nơi khác"


def _table(rows: list[PublishedRow], scope: Scope) -> dict:
    """Return the rows with figures, and the names of the others by what there is to say."""
    shown = [row for row in rows if row.completed or (row.is_own and not row.is_hidden)]
    names: dict[str, list[str]] = {}
    for row in rows:
        if row not in shown:
            label = hidden_label(row.status) if row.is_hidden else "không có đơn hoàn tất"
            names.setdefault(label, []).append(row.title)
    return {
        "rows": [
            {"row": row, "url": _commune_url(row.code) if row.is_own or scope.is_whole else ""}
            for row in shown
        ],
        "others": [
            {"label": label[0].upper() + label[1:], "count": len(found), "names": ", ".join(found)}
            for label, found in names.items()
        ],
    }


def _money_tile(
    label: str, vnd: Decimal | int, note: str = "", *, sign: bool = False
) -> FigureTile:
    number, _, unit = short_vnd(abs(vnd)).partition(NBSP)
    exact = signed_vnd(vnd) if sign else format_vnd(vnd)
    mark = exact[0] if sign and vnd else ""
    return FigureTile(label, mark + number, unit, f"{exact}, {note}" if note else exact)


def _map(page: Published, scope: Scope) -> Figure:
    values = [Decimal(row.completed_vnd or 0) / MILLION for row in page.communes]
    breaks = breaks_of(values)
    tiles = [
        Tile(
            row.code,
            row.name,
            row.tile_col,
            row.tile_row,
            value=Decimal(row.completed_vnd) / MILLION if row.completed_vnd else None,
            label=""
            if row.is_hidden
            else millions(row.completed_vnd)
            if row.completed_vnd
            else "0",
            url=_commune_url(row.code) if row.is_own or scope.is_whole else "",
            is_suppressed=row.is_hidden,
            is_current=row.is_own,
        )
        for row in page.communes
        if row.tile_col is not None
    ]
    shown = [row for row in page.communes if row.completed_vnd]
    word = "không công bố" if page.hidden else ""
    return Figure(
        "ban-do",
        f"{len(shown)} xã, phường có số liệu, {page.hidden} nơi không công bố"
        if page.hidden
        else f"{len(shown)} xã, phường có đơn hoàn tất",
        f"Giá trị giao dịch thành công, triệu đồng, {page.period.label}. Ô gạch chéo là nơi"
        " không công bố.",
        format_html(
            "{}{}", tile_map(tiles, breaks), legend(breaks, suppressed_label=word) if breaks else ""
        ),
        (),
    )


def _why(page: Published) -> str:
    least, share = limits().min_sellers, limits().max_share
    if not any(row.is_hidden for row in (*page.communes, *page.sets)):
        return "Kỳ này không có ô nào phải che."
    if all(row.is_hidden for row in page.communes if not row.is_own):
        return (
            "Kỳ này có quá ít cơ sở bán được hàng, nên chỉ công bố số của cả tỉnh: nêu thêm nơi"
            " nào cũng sẽ lộ doanh thu của một gia đình."
        )
    return (
        f"Nơi có ít hơn {least} cơ sở bán được hàng, hoặc có một cơ sở chiếm trên"
        f" {share}{NBSP}%, không công bố, vì nhìn vào sẽ biết doanh thu của một gia đình."
        " Vài nơi khác cũng che, để không ai lấy tổng trừ đi mà ra số của nơi đó."
    )


def _words(change: Sales) -> str:
    """Return a change of counts in words: ``hoàn tất −1, trả hàng +1``."""
    parts = [
        f"{label} {signed(getattr(change, name))}"
        for name, label in _MEASURES.items()
        if getattr(change, name)
    ]
    return ", ".join(parts) or "số đơn không đổi"


def _orders(sales: Sales) -> str:
    return f"{format_number(sales.completed)} đơn hoàn tất"


def _unexplained(left: Sales) -> str:
    """Say what no dated change of an order explains; empty when nothing is left."""
    if all(not getattr(left, name) for name in SALES_FIELDS):
        return ""
    return (
        f"Còn lại {signed_vnd(left.completed_vnd)} ({_words(left)}) không gắn với bước nào của"
        " đơn hàng sau khóa sổ. Thường là do sửa số lượng trong đơn, xóa đơn hoặc nhập bù dữ"
        " liệu cũ."
    )


def _titles(codes: set[str]) -> dict[str, str]:
    return {row.code: row.title for row in Commune.objects.filter(code__in=codes)}
