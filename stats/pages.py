"""What the templates of the officials' pages show, ready in words."""

from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from common.dates import VIETNAM
from common.money import format_vnd
from common.numbers import format_number
from places.models import Commune
from shop.order.models import SellerOrder
from shop.order.states import SellerOrderState
from shop.partner.models import Partner
from stats import drawings, queries, sellers, tiles
from stats.figures import CommunePage, CommuneRow, Freshness, Summary
from stats.models import ProofRun
from stats.period import KINDS
from stats.scopes import Scope

_PROOF_RUNS = 20


def shell(current: str, scope: Scope) -> dict:
    """Return the bar at the top of every page."""
    entries = [("summary", "Tổng quan", reverse("stats:summary"))]
    if scope.is_whole:
        entries.append(("proof", "Đối soát", reverse("stats:proof")))
    return {
        "official_nav": [
            {"label": label, "url": url, "current": name == current} for name, label, url in entries
        ],
        "user_label": "Cán bộ tỉnh" if scope.is_whole else "Cán bộ xã, phường",
    }


def summary_context(page: Summary, scope: Scope, query: str) -> dict:
    """Return the overview of the scope."""
    download = _downloads(query)
    return {
        **_common(page, scope),
        "place": _place(page, scope),
        "period_tiles": tiles.period_tiles(page),
        "so_far_tiles": tiles.so_far_tiles(page.so_far, has_set=not page.asked.is_everything),
        "commune_map": drawings.commune_map(page, query, download["xa"]),
        "ranking": drawings.commune_ranking(page, query, download["xa"]),
        "by_month": drawings.month_figure(page.months, download["thang"]),
        "by_set": drawings.set_figure(page.sets, page.period.label, download["nhom"]),
        "commune_rows": [
            (row, drawings.commune_url(row.code, query))
            for row in sorted(page.communes, key=lambda r: (-r.sales.completed_vnd, r.name))
        ],
        "download": download,
    }


def commune_context(page: CommunePage, scope: Scope, query: str) -> dict:
    """Return one commune beside the mean of all."""
    row = page.row
    rows = sellers.sellers_of_commune(commune_code=row.code, period=page.period, asked=page.asked)
    count = Decimal(len(page.communes))
    mean = [month.sales.completed_vnd / count for month in page.months_of_all]
    download = _downloads(query, row.code)
    before, after = _neighbours(page, row) if scope.is_whole else (None, None)
    return {
        **_common(page, scope),
        "row": row,
        "crumbs": [
            {"label": "Tổng quan", "url": reverse("stats:summary") + (f"?{query}" * bool(query))},
            {"label": row.title},
        ],
        "tiles": tiles.commune_tiles(page),
        "by_month": drawings.against_mean(row.name, page.months, mean),
        "by_set": drawings.set_figure(page.sets, page.period.label, download["nhom"]),
        "locator": drawings.locator(page.communes, row.code),
        "sellers": rows,
        "sellers_title": _sellers_title(rows),
        "sellers_ocop": sum(seller.ocop_listings for seller in rows),
        "sellers_listings": sum(seller.listings for seller in rows),
        "sellers_completed": sum(seller.sales.completed for seller in rows),
        "sellers_vnd": sum((seller.sales.completed_vnd for seller in rows), Decimal(0)),
        "previous": before and (before.name, drawings.commune_url(before.code, query)),
        "next": after and (after.name, drawings.commune_url(after.code, query)),
        "download": download,
    }


def seller_context(partner: Partner) -> dict:
    """Return who the seller is."""
    crumbs = [{"label": "Tổng quan", "url": reverse("stats:summary")}]
    if partner.commune:
        url = reverse("stats:commune", args=[partner.commune.code])
        crumbs.append({"label": partner.commune.title, "url": url})
    place = partner.commune.title if partner.commune else "Chưa có xã, phường"
    return {
        "partner": partner,
        "crumbs": [*crumbs, {"label": partner.name}],
        "lead": f"{partner.get_kind_display()}. {place}."
        + ("" if partner.may_sell else " Đang không bán."),
    }


def order_context(order: SellerOrder) -> dict:
    """Return one seller order without anything that tells who bought."""
    commune = Commune.objects.filter(code=order.commune_code).first()
    place = commune.title if commune else f"Mã xã {order.commune_code}"
    value = order.goods_vnd - order.discount_vnd
    return {
        "order": order,
        "crumbs": [
            {"label": "Tổng quan", "url": reverse("stats:summary")},
            {"label": place, "url": reverse("stats:commune", args=[order.commune_code])},
            {"label": order.seller_name, "url": reverse("stats:seller", args=[order.partner_id])},
            {"label": order.number},
        ],
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


def proof_context() -> dict:
    """Return the last comparisons and the state now."""
    runs = list(ProofRun.objects.all()[:_PROOF_RUNS])
    fresh = queries.freshness()
    return {
        "runs": runs,
        "proof": badge(runs[0] if runs else None),
        "freshness_words": freshness_words(fresh),
    }


def badge(run: ProofRun | None) -> dict | None:
    """Return the shield: do the figures equal the orders, and when was that checked."""
    if run is None:
        return None
    at = timezone.localtime(run.at, VIETNAM)
    title = "Khớp 100 % với đơn hàng" if not run.differences else f"Có {run.differences} ô lệch"
    return {
        "ok": not run.differences,
        "title": title,
        "note": f"Đối soát {at:%H:%M} ngày {at:%d/%m/%Y},"
        f" chênh lệch {format_vnd(run.difference_vnd)}",
    }


def freshness_words(fresh: Freshness) -> str:
    """Return ``Số liệu đến 14:05:09 ngày 22/11/2026; …``."""
    at = timezone.localtime(fresh.as_of, VIETNAM)
    rest = f"còn {format_number(fresh.pending)} ô đang tính" if fresh.pending else "đã tính đủ"
    return f"Số liệu đến {at:%H:%M:%S} ngày {at:%d/%m/%Y}; {rest}."


def _common(page: Summary | CommunePage, scope: Scope) -> dict:
    at = timezone.localtime(page.freshness.as_of, VIETNAM)
    proof = badge(queries.last_proof())
    if proof and scope.is_whole:
        proof["url"] = reverse("stats:proof")
    return {
        "page": page,
        "proof": proof,
        "may_prove": scope.is_whole,
        "freshness_words": freshness_words(page.freshness),
        "source": f"đơn hàng trên sàn, đến {at:%H:%M} ngày {at:%d/%m/%Y}",
        "kinds": KINDS.items(),
        "shown": f"{page.set_name or 'Mọi nhóm hàng'}, {page.period.label}",
    }


def _place(page: Summary, scope: Scope) -> str:
    count = len(page.communes)
    if scope.is_whole:
        return f"Toàn tỉnh, {count} xã, phường"
    return ", ".join(row.title for row in page.communes) or "Chưa có xã, phường"


def _downloads(query: str, commune_code: str = "") -> dict[str, str]:
    here = urlencode({"xa": commune_code}) if commune_code else ""
    words = "&".join(part for part in (query, here) if part)
    end = f"?{words}" if words else ""
    return {
        table: reverse("stats:download", args=[table]) + end for table in ("xa", "thang", "nhom")
    }


def _neighbours(page: CommunePage, row: CommuneRow) -> tuple[CommuneRow, CommuneRow]:
    index = page.communes.index(row)
    return page.communes[index - 1], page.communes[(index + 1) % len(page.communes)]


def _sellers_title(rows: list) -> str:
    selling = sum(bool(row.sales.completed) for row in rows)
    certified = sum(bool(row.ocop_listings) for row in rows)
    if not rows:
        return "Chưa có cơ sở nào bán trên sàn"
    return f"{selling} cơ sở có đơn hoàn tất, {certified} cơ sở có sản phẩm OCOP"


def _day(day) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
