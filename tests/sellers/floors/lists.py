"""A floor's list of orders, and entering it."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from sellers.floors import sale_files, selling
from sellers.models import FloorSale, FloorSaleFile
from shop.partner.models import StockMovement, StockRecord
from tests.factories import make_listing

HEAD = "Mã đơn hàng;Tên sản phẩm;Số lượng;Ngày đặt;Trạng thái;Người nhận;Điện thoại"
BUYER = "Nguyễn Văn Kín;0987654321"
ROWS = (
    f"PM-1;Chè nõn tôm;3;20/11/2026 08:30;Đã giao;{BUYER}",
    f"PM-2;Miến dong đỏ;2;2026-11-21 09:00:00;Đang giao;{BUYER}",
)
WHOLE = "\r\n".join(["ĐƠN HÀNG CỦA GIAN HÀNG", "", HEAD, *ROWS, "Tổng cộng;;5;;;;", ""])


def listed(seller, title, stock=10):
    product = make_listing(seller, title, stock=stock)
    StockMovement.objects.update(at=timezone.now() - timedelta(days=60))
    return product


def handed_in(seller, content: str | bytes, *, floor="postmart", name="don.csv") -> FloorSaleFile:
    raw = content.encode() if isinstance(content, str) else content
    file = ContentFile(raw, name=name)
    return sale_files.upload(partner=seller.partner, floor=floor, content=file)


def enter(seller, content, *, ticked=(), **options) -> dict:
    run = handed_in(seller, content, **options)
    return dict(sale_files.apply(run=run, ticked=frozenset(ticked)))


def left(product) -> int:
    return StockRecord.objects.get(product=product).num_in_stock


def written_by_hand(product, *, reference="tay-1", quantity=3) -> FloorSale:
    sale = selling.record_sale(
        product=product, floor="postmart", reference=reference, quantity=quantity
    )
    sale.at = timezone.now()
    sale.save()
    return sale


def lines(*rows: str) -> str:
    return "\n".join([HEAD, *rows])
