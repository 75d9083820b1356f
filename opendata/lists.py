"""Public lists as open data: places, sets, certificates, markets, other floors.

No phone and no name of a person who does not sell in public stands in any of them.
"""

from collections.abc import Iterator

from catalogue.models import OcopCertificate, Product, ProductSet
from common.contacts import hide_contacts
from common.dates import local_date, local_today
from discovery.addresses import absolute
from markets.models import Market
from markets.opening import hour_words, open_words
from opendata.shape import Column, Dataset, Row
from places.home import HOME_PROVINCE
from places.models import Commune
from stats.models import FloorReport


def _communes() -> Iterator[Row]:
    rows = Commune.objects.filter(province__code=HOME_PROVINCE).select_related("province")
    for one in rows.order_by("code"):
        yield (
            one.code, one.kind, one.name, one.province.code, one.province.name,
            str(one.lat) if one.lat is not None else None,
            str(one.lon) if one.lon is not None else None, one.valid_from, one.valid_to,
        )  # fmt: skip


def _sets() -> Iterator[Row]:
    for one in ProductSet.objects.order_by("pk"):
        yield (
            one.code, one.group_name, one.name, one.short_name, one.authority, one.legal_basis,
            one.valid_from, one.valid_to,
        )  # fmt: skip


def _certificates() -> Iterator[Row]:
    """Yield what the public page of the goods shows of their certificate, and no more."""
    shown = Product.objects.on_sale().filter(partner__may_sell=True)
    rows = (
        OcopCertificate.objects.valid_on(local_today())
        .filter(product__in=shown)
        .select_related("product__partner__commune", "product_set")
    )
    for one in rows.order_by("product_id", "issued_on", "pk"):
        partner = one.product.partner
        yield (
            one.product_id, one.product.title, one.product_set.code, one.stars,
            hide_contacts(one.decision_no), hide_contacts(one.issuer), one.issued_on,
            one.expires_on, partner.name, partner.commune.code if partner.commune else None,
            absolute(one.product.get_absolute_url()),
        )  # fmt: skip


def _markets() -> Iterator[Row]:
    for one in Market.objects.select_related("commune").order_by("slug"):
        yield (
            one.slug, one.name, one.commune.code, one.commune.full_name, one.market_class,
            open_words(one), hour_words(one), one.is_40_since is not None, one.is_40_since,
            one.traders, one.qr_traders,
        )  # fmt: skip


def _floors() -> Iterator[Row]:
    """Yield the reports of which an official has decided that they are published."""
    decided = FloorReport.objects.filter(published_at__isnull=False, is_demo=False)
    for one in decided.order_by("floor", "period_from", "period_to"):
        yield (
            one.floor, one.period_from, one.period_to, one.sellers, one.products,
            one.transactions, int(one.value_vnd) if one.value_vnd is not None else None,
            # Typed by hand: a letter may be named by who wrote it.
            hide_contacts(one.source), one.revision, local_date(one.entered_at),
            local_date(one.published_at),
        )  # fmt: skip


COMMUNES = Dataset(
    code="xa-phuong",
    title="Xã, phường của tỉnh",
    about="92 xã, phường từ ngày 01/7/2025 với mã, loại và chỗ trên bản đồ.",
    source="QĐ 19/2025/QĐ-TTg, các nghị quyết năm 2025",
    columns=(
        Column("ma_xa", "Mã xã", "Mã 5 chữ số"),
        Column("loai", "Loại", "xã hoặc phường"),
        Column("ten", "Tên", "Tên không kèm loại"),
        Column("ma_tinh", "Mã tỉnh", "Mã 2 chữ số"),
        Column("ten_tinh", "Tỉnh", "Tên tỉnh"),
        Column("vi_do", "Vĩ độ", "Khoảng giữa xã, WGS 84", unit="độ"),
        Column("kinh_do", "Kinh độ", "Khoảng giữa xã, WGS 84", unit="độ"),
        Column("co_tu_ngay", "Có từ ngày", "Ngày bắt đầu", "date"),
        Column("den_het_ngay", "Đến hết ngày", "Ngày cuối; trống là còn", "date"),
    ),
    key=("ma_xa",),
    rows=_communes,
    keywords=("đơn vị hành chính", "xã", "phường"),
)
SETS = Dataset(
    code="bo-san-pham",
    title="Bộ sản phẩm OCOP",
    about="26 bộ sản phẩm, nhóm và bộ quản lý.",
    source="QĐ 148/QĐ-TTg, sửa đổi bởi QĐ 1489/QĐ-TTg",
    columns=(
        Column("ma_bo", "Mã bộ", "Mã bộ sản phẩm"),
        Column("nhom", "Nhóm", "Nhóm OCOP"),
        Column("ten", "Tên", "Tên đầy đủ theo quyết định"),
        Column("ten_thuong", "Tên gọi thường", "Tên ngắn dùng trên sàn"),
        Column("bo_quan_ly", "Bộ quản lý", "Bộ quản lý nhà nước"),
        Column("can_cu", "Căn cứ", "Văn bản"),
        Column("tu_ngay", "Từ ngày", "Có hiệu lực từ", "date"),
        Column("den_ngay", "Đến ngày", "Hết hiệu lực; trống là còn", "date"),
    ),
    key=("ma_bo",),
    rows=_sets,
    keywords=("OCOP", "phân loại"),
)
CERTIFICATES = Dataset(
    code="chung-nhan-ocop",
    title="Chứng nhận OCOP còn hạn của hàng đang bán",
    about="Mỗi dòng là một giấy chứng nhận đã được cán bộ xác nhận, còn giá trị hôm nay, của món"
    " hàng đang bày bán trên sàn.",
    source="Giấy chứng nhận do người bán khai, cán bộ xác nhận",
    columns=(
        Column("ma_hang", "Mã hàng", "Số của món hàng trên sàn", "number"),
        Column("ten_hang", "Tên hàng", "Tên trên trang hàng"),
        Column("ma_bo", "Mã bộ", "Bộ sản phẩm ghi trên giấy"),
        Column("so_sao", "Số sao", "3 đến 5", "number", "sao"),
        Column("so_quyet_dinh", "Số quyết định", "Số quyết định công nhận"),
        Column("noi_cap", "Nơi cấp", "Cơ quan công nhận"),
        Column("ngay_cap", "Ngày cấp", "Ngày quyết định", "date"),
        Column("gia_tri_den", "Giá trị đến", "Ngày cuối còn giá trị", "date"),
        Column("nguoi_ban", "Gian hàng", "Tên gian hàng công khai"),
        Column("ma_xa", "Mã xã", "Xã, phường của gian hàng"),
        Column("trang", "Trang hàng", "Địa chỉ trang hàng"),
    ),
    key=("ma_hang", "so_quyet_dinh"),
    rows=_certificates,
    keywords=("OCOP", "chứng nhận"),
    has_names=True,
)
MARKETS = Dataset(
    code="cho",
    title="Chợ và chợ 4.0",
    about="Các chợ của tỉnh: ở đâu, hạng mấy, họp khi nào, từ bao giờ là chợ 4.0.",
    source="Danh sách chợ của tỉnh",
    columns=(
        Column("ma_cho", "Mã chợ", "Tên trong địa chỉ /cho/"),
        Column("ten", "Tên", "Tên chợ"),
        Column("ma_xa", "Mã xã", "Mã 5 chữ số"),
        Column("ten_xa", "Xã, phường", "Tên xã, phường"),
        Column("hang", "Hạng", "1 đến 3", "number"),
        Column("ngay_hop", "Ngày họp", "Hằng ngày, theo thứ hoặc theo ngày âm lịch"),
        Column("gio_hop", "Giờ họp", "Từ lúc mở đến lúc tan"),
        Column("la_cho_40", "Là chợ 4.0", "Đạt tiêu chí chợ 4.0", "yes", figure="M1"),
        Column("cho_40_tu_ngay", "Chợ 4.0 từ ngày", "Trống nếu chưa phải", "date"),
        Column("tieu_thuong", "Tiểu thương", "Số tiểu thương theo danh sách", "number", "người"),
        Column("co_ma_qr", "Có mã QR", "Tiểu thương có mã QR nhận tiền", "number", "người"),
    ),
    key=("ma_cho",),
    rows=_markets,
    keywords=("chợ", "chợ 4.0", "không dùng tiền mặt"),
)
FLOORS = Dataset(
    code="san-khac",
    title="Số liệu các sàn khác",
    about="Số Postmart, Vỏ Sò và các sàn khác tự báo cáo, cán bộ đã cho công bố. Không cộng vào số"
    " của sàn này. Ô trống là sàn không báo cáo.",
    source="Báo cáo của từng sàn, ghi ở mỗi dòng",
    columns=(
        Column("san", "Sàn", "Tên sàn"),
        Column("tu_ngay", "Từ ngày", "Ngày đầu kỳ báo cáo", "date"),
        Column("den_ngay", "Đến ngày", "Ngày cuối kỳ báo cáo", "date"),
        Column("nguoi_ban", "Người bán", "Số người bán", "number", "người bán"),
        Column("san_pham", "Sản phẩm", "Số sản phẩm", "number", "sản phẩm", "F1"),
        Column("giao_dich", "Giao dịch", "Số giao dịch", "number", "giao dịch", "F2"),
        Column("gia_tri_dong", "Giá trị", "Giá trị giao dịch", "number", "đồng", "F3"),
        Column("nguon", "Nguồn", "Công văn, thư hoặc nơi lấy số liệu"),
        Column("lan_ghi", "Lần ghi", "Lớn hơn 1 là đã sửa", "number"),
        Column("ngay_nhap", "Ngày nhập", "Ngày nhập vào sàn này", "date"),
        Column("ngay_cong_bo", "Ngày công bố", "Ngày cán bộ cho công bố", "date"),
    ),
    key=("san", "tu_ngay", "den_ngay"),
    rows=_floors,
    keywords=("sàn thương mại điện tử", "Postmart", "Vỏ Sò"),
    has_names=True,
)
