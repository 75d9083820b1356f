"""The list of goods behind an inventory figure."""

from datetime import date, timedelta

from django.core.paginator import Page

from common.dates import format_date, local_today
from common.numbers import format_number
from common.tables import Cell, Column
from common.templatetags.vn import tied
from stats import drawings
from stats.figures import Asked, Freshness
from stats.goods import ONLY, SOON_DAYS
from stats.links import Links
from stats.names import set_names
from stats.pages.filters import filters
from stats.pages.frame import around, crumbs, query_of
from stats.period import Period
from stats.scopes import Scope

OWN_WORDS = ("xa", "loc")


def goods_context(
    shown: Page,
    only: str,
    place: tuple[str, str],
    scope: Scope,
    links: Links,
    *,
    period: Period,
    asked: Asked,
    freshness: Freshness,
) -> dict:
    """Return one page of goods. ``place`` is code and title of the commune, empty for all."""
    code, title = place
    names = list(set_names().items())
    row_filters = filters(period, asked, names, links, own=OWN_WORDS, goods_only=True)
    count = shown.paginator.count
    steps = [(title, links.commune(code))] if code else []
    return {
        **around(scope, freshness, links),
        "crumbs": crumbs(scope, links, *steps, ("Sản phẩm", "")),
        "heading": f"{ONLY[only][1].capitalize()}: {title or 'toàn tỉnh'}".replace("ocop", "OCOP"),
        "filters": row_filters,
        "choices": [
            {
                "label": "Tất cả" if not word else label.capitalize().replace("ocop", "OCOP"),
                "url": links.here(loc=word),
                "is_current": word == only,
            }
            for word, (_measure, label) in ONLY.items()
        ],
        "count": count,
        "page_obj": shown,
        "query": query_of(links.words),
        "figure": _figure(shown, only, count, links),
    }


def certificate_cell(stars: int, ends_on: date | None) -> str | Cell:
    """Return the certificate in words, as a badge when it is about to end."""
    if not stars or ends_on is None:
        return "chưa có"
    if ends_on <= local_today() + timedelta(days=SOON_DAYS):
        return Cell(f"OCOP {stars} sao, hết hạn {format_date(ends_on)}", badge="wait")
    return f"OCOP {stars} sao, đến {ends_on:%m/%Y}"


def _figure(shown: Page, only: str, count: int, links: Links) -> drawings.Figure:
    to_seller = links.per_code(links.to("seller", 99999999), "99999999")
    to_commune = links.per_code(links.commune("00000"))
    return drawings.Figure(
        "san-pham",
        f"{format_number(count)} {ONLY[only][1]}" if count else "Không có sản phẩm nào như vậy",
        "Số lượng hiện còn, giá hôm nay. Xếp theo xã, phường rồi người bán.",
        columns=(
            Column("Sản phẩm"),
            Column("Người bán"),
            Column("Xã, phường"),
            Column("Nhóm hàng"),
            Column("Chứng nhận"),
            Column("Còn đặt được", is_number=True),
            Column("Giá, đồng", is_number=True),
        ),
        rows=[
            (
                Cell(tied(product.title), product.get_absolute_url()),
                Cell(product.partner.name, to_seller(product.partner_id)),
                Cell(product.partner.commune.title, to_commune(product.partner.commune.code)),
                product.product_set.short_name if product.product_set else "chưa xếp",
                certificate_cell(product.stars_now, product.ends_on),
                format_number(product.left),
                format_number(product.price_vnd or 0),
            )
            for product in shown
        ],
        is_table=True,
    )
