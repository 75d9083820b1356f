"""One seller, and one seller order: what was sold, never to whom."""

from datetime import date

from catalogue.models import Product
from common.dates import format_date
from common.money import format_vnd, short_vnd
from common.numbers import NBSP, format_number
from common.tables import Cell, Column
from common.templatetags.vn import tied
from places.models import Commune
from shop.order.models import SellerOrder
from shop.order.states import SellerOrderState
from shop.partner.models import Partner
from stats import drawings
from stats.figures import Freshness, MonthRow, Sales, total_of
from stats.goods import Stocked, stock_value
from stats.links import Links
from stats.orders import OrderPage
from stats.pages.frame import around, crumbs
from stats.pages.goods import certificate_cell
from stats.period import EARLIEST, Period
from stats.scopes import Scope
from stats.tiles import FigureTile

_NEWEST = 20
_GOODS_WORDS = ("nhom", "sao", "kenh")


def seller_context(
    partner: Partner,
    scope: Scope,
    links: Links,
    *,
    period: Period,
    sales: Sales,
    months: dict[date, Sales],
    months_before: dict[date, Sales],
    goods: list[Product],
    stocked: Stocked,
    newest: OrderPage,
    freshness: Freshness,
) -> dict:
    """Return the seller's figures, its first goods and newest orders. 1 query.

    Figures are of all goods and channels, so their links have no words for those.
    """
    here = links.to("seller", partner.pk)
    everything = Links({word: v for word, v in links.words.items() if word not in _GOODS_WORDS})
    steps = []
    if partner.commune:
        code = partner.commune.code
        steps.append((partner.commune.title, links.commune(code) if scope.covers(code) else ""))
    place = partner.commune.title if partner.commune else "Chưa có xã, phường"
    rows = [
        MonthRow(month, months.get(month, Sales()), months_before.get(_year_before(month), Sales()))
        for month in period.year.months()
    ]
    return {
        **around(scope, freshness, links),
        "partner": partner,
        "place": f"{partner.get_kind_display()}, {place}"
        + ("" if partner.may_sell else ". Đang không bán"),
        "crumbs": crumbs(scope, links, *steps, (partner.name, "")),
        "here": here,
        "tiles": _tiles(partner, sales, stocked, everything, period),
        "by_month": drawings.month_figure(rows, "", period.year.label, is_wide=True),
        "goods": _goods_figure(goods, stocked),
        "orders": _orders_figure(newest, everything, partner.pk, total_of(months.values())),
    }


def order_context(order: SellerOrder, scope: Scope) -> dict:
    """Return one seller order without anything that tells who bought. 1 query."""
    commune = Commune.objects.filter(code=order.commune_code).first()
    place = commune.title if commune else f"Mã xã {order.commune_code}"
    links = Links({})
    value = order.goods_vnd - order.discount_vnd
    return {
        "order": order,
        "crumbs": crumbs(
            scope,
            links,
            (place, links.commune(order.commune_code)),
            (order.seller_name, links.to("seller", order.partner_id)),
            (order.number, ""),
        ),
        "facts": [
            {"label": "Tính cho", "value": place},
            {"label": "Trạng thái", "value": SellerOrderState(order.state).label},
            {"label": "Ngày đặt", "value": _day(order.placed_on)},
            {"label": "Ngày hoàn tất", "value": _day(order.completed_on)},
            {"label": "Ngày hủy", "value": _day(order.cancelled_on)},
            {"label": "Ngày trả hàng", "value": _day(order.returned_on)},
            {"label": "Tiền hàng sau giảm giá", "value": format_vnd(value)},
            {"label": "Cách trả tiền", "value": order.get_payment_method_display()},
        ],
        "value_vnd": value,
    }


def _tiles(
    partner: Partner, sales: Sales, stocked: Stocked, links: Links, period: Period
) -> list[FigureTile]:
    number, _, unit = short_vnd(sales.completed_vnd).partition(NBSP)
    mean = f"trung bình {format_vnd(sales.mean_vnd)} một đơn" if sales.mean_vnd else ""
    return [
        FigureTile(
            "Giá trị giao dịch thành công", number, unit, mean, links.orders(ban=partner.pk)
        ),
        FigureTile(
            "Giao dịch thành công",
            format_number(sales.completed),
            "đơn",
            f"trong {format_number(sales.placed)} đơn đã đặt, {period.label}",
            links.orders(ban=partner.pk),
        ),
        FigureTile(
            "Sản phẩm đang bán",
            format_number(stocked.listings),
            "sản phẩm",
            _low_words(stocked),
            "#hang",
        ),
        FigureTile(
            "Sản phẩm OCOP còn hạn", format_number(stocked.certified), "sản phẩm", "", "#hang"
        ),
    ]


def _low_words(stocked: Stocked) -> str:
    if not stocked.listings:
        return ""
    return f"{format_number(stocked.low)} sản phẩm sắp hết hàng" if stocked.low else "đều còn hàng"


def _goods_figure(goods: list[Product], stocked: Stocked) -> drawings.Figure:
    """Return the first goods as a table; title and foot are of all of them."""
    count = format_number(stocked.listings)
    cut = f". Bảng ghi {len(goods)} sản phẩm đầu" if len(goods) < stocked.listings else ""
    return drawings.Figure(
        "hang",
        f"{count} sản phẩm đang bán" if goods else "Chưa có sản phẩm đang bán",
        f"Số lượng hiện còn, giá hôm nay{cut}",
        columns=(
            Column("Sản phẩm"),
            Column("Nhóm hàng"),
            Column("Chứng nhận"),
            Column("Còn đặt được", is_number=True),
            Column("Giá, đồng", is_number=True),
            Column("Giá trị tồn, đồng", is_number=True),
        ),
        rows=[
            (
                Cell(tied(product.title), product.get_absolute_url()),
                product.product_set.short_name if product.product_set else "chưa xếp",
                certificate_cell(product.stars_now, product.ends_on),
                format_number(product.left),
                format_number(product.price_vnd or 0),
                format_number(stock_value(product)),
            )
            for product in goods
        ],
        foot=(
            f"Cộng {count} sản phẩm",
            "",
            "",
            format_number(stocked.left),
            "",
            format_number(stocked.stock_vnd),
        ),
        is_table=True,
    )


def _orders_figure(
    newest: OrderPage, links: Links, partner_id: int, year: Sales
) -> drawings.Figure:
    rows = newest.rows[:_NEWEST]
    return drawings.Figure(
        "don",
        f"{format_number(len(rows))} đơn mới nhất" if rows else "Chưa có đơn nào",
        f"Từ đầu năm có {format_number(year.placed)} đơn đặt,"
        f" {format_number(year.completed)} đơn hoàn tất. Bấm mã để xem từng món.",
        columns=(
            Column("Mã đơn"),
            Column("Ngày đặt"),
            Column("Trạng thái"),
            Column("Ngày hoàn tất"),
            Column("Trả tiền"),
            Column("Tiền hàng, đồng", is_number=True),
        ),
        rows=[
            (
                Cell(row.order.number, links.to("order", row.order.number)),
                format_date(row.order.placed_on),
                row.order.get_state_display(),
                _day(row.order.completed_on) or "—",
                row.order.get_payment_method_display(),
                format_number(row.value_vnd),
            )
            for row in rows
        ],
        is_table=True,
        more=("Xem mọi đơn đã đặt", _all_orders(links, partner_id)) if rows else None,
    )


def _all_orders(links: Links, partner_id: int) -> str:
    return links.orders("dat", ban=partner_id, ky="", tu=str(EARLIEST), den="")


def _year_before(month: date) -> date:
    return month.replace(year=month.year - 1)


def _day(day: date | None) -> str:
    return format_date(day) if day else ""
