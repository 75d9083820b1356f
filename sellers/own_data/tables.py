"""What the file holds: tables of a seller's own rows. Buyers are left out, they are not own data.

Each table is a heading and rows of plain values: đồng and grams as whole numbers, local times.
"""

from collections.abc import Iterator

from django.db.models import Sum

from catalogue.models import OcopCertificate, Product, ProductImage
from common.dates import format_datetime
from sellers.feedback import of_seller
from sellers.models import Lot, Seller
from shop.order.models import Line, SellerOrder
from shop.partner.models import BankAccount, StockMovement, StockRecord
from shop.payment.models import LedgerEntry

Rows = Iterator[tuple]


def listings(seller: Seller) -> Rows:
    """Yield the goods with their price and stock."""
    yield ("Mã", "Tên", "Nhóm hàng", "Trạng thái", "Giá (đồng)", "Bán theo", "Khối lượng (g)",
           "Còn trong kho", "Có người đặt", "Hứa bán trước", "Nhận đặt đến", "Gửi từ", "Mô tả",
           "Đăng lúc")  # fmt: skip
    own = Product.objects.of_partner(seller.partner).select_related("product_set")
    for product in own.prefetch_related("stockrecords").order_by("pk").iterator(500):
        record = next(iter(product.stockrecords.all()), None)
        yield (
            product.pk, product.title, str(product.product_set or ""),
            product.get_state_display(), record.price if record else "", product.sale_unit,
            product.net_weight_g, *_stock(record), product.description,
            format_datetime(product.date_created),
        )  # fmt: skip


def _stock(record: StockRecord | None) -> tuple:
    """Return what is there, ordered, and promised with the days of its pre-order."""
    if record is None:
        return ("",) * 5
    return (record.num_in_stock - record.num_promised, record.num_allocated, record.num_promised,
            record.orders_until or "", record.ready_on or "")  # fmt: skip


def certificates(seller: Seller) -> Rows:
    """Yield the OCOP certificates of the goods."""
    yield "Món hàng", "Sao", "Quyết định", "Nơi cấp", "Từ ngày", "Đến ngày"
    own = OcopCertificate.objects.filter(product__partner=seller.partner)
    for one in own.select_related("product").order_by("pk"):
        yield (one.product.title, one.stars, one.decision_no, one.issuer, one.issued_on,
               one.expires_on)  # fmt: skip


def lots(seller: Seller) -> Rows:
    """Yield the lots with what is told of them and how often their stickers were scanned."""
    yield ("Mã lô", "Món hàng", "Trạng thái", "Số lượng", "Thu hoạch", "Làm xong", "Dùng đến",
           "Nơi làm", "Cách làm", "Phân bón, thuốc", "Kiểm nghiệm", "Lượt quét tem")  # fmt: skip
    own = Lot.objects.filter(product__partner=seller.partner).select_related("product")
    for lot in own.annotate(scans=Sum("scan_days__scans", default=0)).order_by("pk"):
        yield (
            lot.code, lot.product.title, lot.get_state_display(), lot.quantity, lot.harvested_on,
            lot.made_on, lot.best_before, lot.place, lot.process, lot.care, lot.test, lot.scans,
        )  # fmt: skip


def movements(seller: Seller) -> Rows:
    """Yield every change of the stock."""
    yield "Lúc", "Mã món", "Việc", "Số lượng"
    own = StockMovement.objects.filter(stockrecord__partner=seller.partner)
    for one in own.select_related("stockrecord").order_by("pk").iterator(1000):
        yield (format_datetime(one.at), one.stockrecord.product_id, one.get_kind_display(),
               one.quantity)  # fmt: skip


def orders(seller: Seller) -> Rows:
    """Yield the seller's part of each order, without who bought."""
    yield ("Số đơn", "Đặt lúc", "Trạng thái", "Tiền hàng (đồng)", "Giảm (đồng)",
           "Phí giao (đồng)", "Cách trả tiền", "Trả tiền", "Lý do")  # fmt: skip
    for part in SellerOrder.objects.of_partner(seller.partner).order_by("pk").iterator(1000):
        yield (
            part.number, format_datetime(part.placed_at), part.get_state_display(),
            part.goods_vnd, part.discount_vnd, part.shipping_vnd,
            part.get_payment_method_display(), part.get_payment_state_display(), part.reason,
        )  # fmt: skip


def lines(seller: Seller) -> Rows:
    """Yield the goods in the orders."""
    yield "Số đơn", "Món hàng", "Số lượng", "Tiền (đồng)"
    own = Line.objects.filter(seller_order__partner=seller.partner).order_by("pk")
    for line in own.select_related("seller_order").iterator(1000):
        yield line.seller_order.number, line.title, line.quantity, line.line_price_incl_tax


def ledger(seller: Seller) -> Rows:
    """Yield every amount of the books."""
    yield "Lúc", "Số đơn", "Từ", "Sang", "Số tiền (đồng)"
    own = LedgerEntry.objects.filter(seller_order__partner=seller.partner).order_by("pk")
    for one in own.select_related("seller_order").iterator(1000):
        yield (format_datetime(one.at), one.seller_order.number, one.get_credit_display(),
               one.get_debit_display(), one.amount_vnd)  # fmt: skip


def product_reviews(seller: Seller) -> Rows:
    """Yield what everybody reads of the goods: stars, words, the seller's answer; no buyer."""
    yield "Lúc", "Món hàng", "Sao", "Lời đánh giá", "Trả lời", "Trả lời lúc"
    for one in of_seller.reviews(seller.partner).select_related("product").iterator(500):
        yield (format_datetime(one.date_created), one.product.title, one.score, one.body,
               one.answer, _moment(one.answered_at))  # fmt: skip


def questions(seller: Seller) -> Rows:
    """Yield what was asked in public and what the seller answered; no asker."""
    yield "Lúc", "Món hàng", "Câu hỏi", "Trả lời", "Trả lời lúc"
    for one in of_seller.questions(seller.partner).select_related("product").iterator(500):
        yield (format_datetime(one.asked_at), one.product.title, one.text, one.answer,
               _moment(one.answered_at))  # fmt: skip


def _moment(at) -> str:
    return format_datetime(at) if at else ""


#: Name of the file → its rows.
TABLES = {
    "mon-hang.csv": listings,
    "giay-chung-nhan.csv": certificates,
    "lo-hang.csv": lots,
    "kho.csv": movements,
    "don-hang.csv": orders,
    "hang-trong-don.csv": lines,
    "tien.csv": ledger,
    "danh-gia.csv": product_reviews,
    "hoi-dap.csv": questions,
}


def profile(seller: Seller) -> dict:
    """Return what is known of the seller and its people as plain values."""
    partner = seller.partner
    number = getattr(seller, "tax_number", None)
    accounts = BankAccount.objects.filter(partner=partner)
    return {
        "gian_hang": {
            "ten": partner.name,
            "loai": partner.get_kind_display(),
            "dia_chi_trang": partner.get_absolute_url(),
            "dien_thoai": partner.phone,
            "xa_phuong": partner.commune.full_name if partner.commune else "",
            "xom_to": seller.hamlet,
            "nguoi_dai_dien": seller.representative,
            "mot_cau": seller.quote,
            "chuyen": seller.story,
            "lam_tu_nam": seller.since_year,
            "trang_thai": seller.get_state_display(),
            "xac_thuc": seller.get_identity_display(),
            "dang_ky_luc": format_datetime(seller.registered_at),
            "ma_so_thue_ba_so_cuoi": number.last if number else "",
        },
        "nguoi_cung_lam": [
            {"ten": one.user.full_name, "dien_thoai": one.user.phone,
             "viec": one.get_role_display()}
            for one in seller.memberships.select_related("user").order_by("pk")
        ],
        "tai_khoan_nhan_tien": [
            {"ngan_hang": one.bank_bin, "so": one.number, "chu": one.holder,
             "dung_tu": format_datetime(one.usable_from)}
            for one in accounts
        ],
        "xac_thuc": [
            {"ket_qua": one.get_state_display(), "boi": one.decider_label, "ghi_chu": one.note,
             "luc": format_datetime(one.decided_at or one.asked_at)}
            for one in seller.identity_checks.order_by("pk")
        ],
        "viec_cua_gian_hang": [
            {"luc": format_datetime(one.at), "viec": one.words, "boi": one.actor_label}
            for one in seller.events.order_by("pk")
        ],
        "ai_xem_ma_so_thue": [
            {"luc": format_datetime(one.at), "boi": one.looker_label, "de_lam_gi": one.reason}
            for one in seller.sealed_looks.order_by("pk")
        ],
    }  # fmt: skip


def photos(seller: Seller) -> Iterator[tuple[str, str]]:
    """Yield (name in the file, path in the storage) of the widest size of each photo."""
    if seller.portrait_renditions:
        yield _named("nguoi-lam", seller.portrait_renditions)
    own = ProductImage.objects.filter(product__partner=seller.partner).order_by("pk")
    for image in own.iterator(500):
        if image.renditions:
            yield _named(f"mon-{image.product_id}-{image.pk}", image.renditions)


def _named(stem: str, renditions: dict[str, str]) -> tuple[str, str]:
    path = renditions[max(renditions, key=int)]
    return f"anh/{stem}.{path.rpartition('.')[2]}", path
