"""One seller, and one seller order: what was sold, never to whom."""

from collections.abc import Iterable
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
from stats.goods import stock_value
from stats.links import Links
from stats.orders import OrderPage
from stats.pages.frame import around, crumbs
from stats.pages.goods import certificate_cell
from stats.period import Period
from stats.scopes import Scope
from stats.tiles import FigureTile

_NEWEST = 20


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
    newest: OrderPage,
    freshness: Freshness,
) -> dict:
    """Return the seller's figures, goods and newest orders. 1 query."""
    here = links.to("seller", partner.pk)
    steps = []
    if partner.commune:
        steps.append((partner.commune.title, links.commune(partner.commune.code)))
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
        "tiles": _tiles(partner, sales, goods, links, period),
        "by_month": drawings.month_figure(rows, "", is_wide=True),
        "goods": _goods_figure(goods),
        "orders": _orders_figure(newest, links, partner.pk, total_of(months.values())),
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
    partner: Partner, sales: Sales, goods: list[Product], links: Links, period: Period
) -> list[FigureTile]:
    number, _, unit = short_vnd(sales.completed_vnd).partition(NBSP)
    mean = f"trung bình {format_vnd(sales.mean_vnd)} một đơn" if sales.mean_vnd else ""
    certified = sum(bool(product.stars_now) for product in goods)
    low = sum(product.left <= 3 for product in goods)
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
            format_number(len(goods)),
            "sản phẩm",
            f"{format_number(low)} sản phẩm sắp hết hàng" if low else "đều còn hàng",
            "#hang",
        ),
        FigureTile("Sản phẩm OCOP còn hạn", format_number(certified), "sản phẩm", "", "#hang"),
    ]


def _goods_figure(goods: Iterable[Product]) -> drawings.Figure:
    goods = list(goods)
    return drawings.Figure(
        "hang",
        f"{format_number(len(goods))} sản phẩm đang bán" if goods else "Chưa có sản phẩm đang bán",
        "Số lượng hiện còn, giá hôm nay",
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
            "Cộng",
            "",
            "",
            format_number(sum(product.left for product in goods)),
            "",
            format_number(sum(map(stock_value, goods))),
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
        more=("Xem mọi đơn đã đặt", links.orders("dat", ban=partner_id)) if rows else None,
    )


def _year_before(month: date) -> date:
    return month.replace(year=month.year - 1)


def _day(day: date | None) -> str:
    return format_date(day) if day else ""
