"""What a household would notice of its goods, orders and shop, as words by the name of each fact.

No phone, no bank account and no buyer is among them: the rows are kept for good.
"""

from itertools import takewhile

from catalogue.models import Product
from catalogue.seasons import months_words
from common.units import unit_label
from sellers import listing_history
from sellers.helping.masking import masked
from sellers.helping.rules import LISTING, ORDER, SHOP
from sellers.models import Seller
from shop.order.models import SellerOrder

#: What a page is about → tables whose change may change a value.
TABLES = {
    LISTING: frozenset({"catalogue_product", "partner_stockrecord", "catalogue_productimage"}),
    ORDER: frozenset({"order_sellerorder", "order_line"}),
    SHOP: frozenset({"sellers_seller", "partner_partner"}),
}
_LISTING = {
    "title": "Tên", "description": "Mô tả", "product_set": "Nhóm hàng", "sale_unit": "Bán theo",
    "net_weight": "Khối lượng", "price": "Giá",
}  # fmt: skip
_SHOP = {
    "representative": "Người đại diện", "hamlet": "Xóm, tổ dân phố", "quote": "Câu giới thiệu",
    "story": "Chuyện của nhà", "since_year": "Làm nghề từ năm", "asked_name": "Tên xin đổi",
}  # fmt: skip
MAX = 200
_AROUND = 20


def of_listing(product: Product | None) -> dict[str, str]:
    """Return the values of a listing; none before there is one. ≤ 4 queries."""
    if product is None:
        return {}
    shown = listing_history.shown_of(product)
    record = product.stockrecords.first()
    photos = len(shown["photo"].split())
    unit = unit_label(product.sale_unit)
    return {label: shown[name] for name, label in _LISTING.items()} | {
        "Ảnh": f"{photos} ảnh" if photos else "",
        "Số hàng": f"{record.num_in_stock} {unit}" if record else "",
        "Mùa": months_words(product.harvest_mask) or "quanh năm",
        "Trạng thái": product.get_state_display(),
    }


def of_order(part: SellerOrder | None) -> dict[str, str]:
    """Return the values of one seller's part. 1 query."""
    if part is None:
        return {}
    lines = part.lines.order_by("pk").values_list("title", "quantity", "sale_unit")
    goods = {f"Số lượng {title}": f"{count} {unit_label(unit)}" for title, count, unit in lines}
    return goods | {"Bước": part.get_state_display()}


def of_shop(seller: Seller) -> dict[str, str]:
    """Return what the shop tells about itself; ``seller`` is loaded with its partner."""
    told = {label: str(getattr(seller, name) or "") for name, label in _SHOP.items()}
    return {"Tên gian hàng": seller.partner.name} | told


def changed(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return ``(label, before, after)`` of what differs, phones masked, long texts cut."""
    labels = [*after, *(label for label in before if label not in after)]
    pairs = ((label, before.get(label, ""), after.get(label, "")) for label in labels)
    return [
        (label[:MAX], *_cut(masked(old), masked(new))) for label, old, new in pairs if old != new
    ]


def _cut(old: str, new: str) -> tuple[str, str]:
    """Return both texts from a little before their first difference on, when they are long."""
    if max(len(old), len(new)) <= MAX:
        return old, new
    same = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
    start = max(len(list(same)) - _AROUND, 0)
    return _window(old, start), _window(new, start)


def _window(text: str, start: int) -> str:
    shown = text[start : start + MAX - 2]
    return f"{'…' if start else ''}{shown}{'…' if len(text) > start + len(shown) else ''}"
