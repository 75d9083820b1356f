"""Figures of the floor as open data: closed periods only, hidden cells without numbers.

Read from published cells (ADR 0025), so nothing is here that ``stats.published`` does not show.
"""

from collections.abc import Callable, Iterator

from opendata.shape import Column, Dataset, Row
from places.models import Commune
from stats.breakdowns import NO_SET_NAME
from stats.definitions import REGISTRY
from stats.models import NO_SET, PROVINCE, PublishedCell
from stats.names import set_names
from stats.published import ClosedPeriod

Table = PublishedCell.Table
_PUBLIC, _HIDDEN = "công bố", "không công bố"
_WHOLE = "Toàn tỉnh"
_PERIOD = (
    Column("loai_ky", "Loại kỳ", "thang, quy hoặc nam"),
    Column("ky", "Kỳ", "Tháng 2026-10, quý 2026-q4 hoặc năm 2026"),
    Column("tu_ngay", "Từ ngày", "Ngày đầu của kỳ", "date"),
)
_FIGURES = (
    Column(
        "trang_thai", "Trạng thái",
        "công bố; hoặc không công bố, để không lộ số của một vài cơ sở. Khi đó ba cột sau trống",
    ),
    Column("so_giao_dich", "Giao dịch thành công", "Giao dịch hoàn tất trong kỳ", "number",
           "giao dịch", "T2"),
    Column("gia_tri_dong", "Giá trị giao dịch thành công",
           "Tiền hàng sau giảm giá, không gồm phí giao", "number", "đồng", "T4"),
    Column("so_co_so", "Cơ sở có bán", "Cơ sở có giao dịch hoàn tất trong kỳ; để trống ở dòng"
           " toàn tỉnh", "number", "cơ sở", "S4"),
)  # fmt: skip
_WHY = (
    "Chỉ kỳ đã khóa sổ. Ô có ít hơn 5 cơ sở bán, hoặc một cơ sở chiếm trên 80 %, không công bố;"
    " vài ô khác cũng vậy để không tính ngược ra được. Dòng toàn tỉnh luôn công bố."
)
_SOURCE = "Đơn hàng trên sàn, chép lúc khóa sổ"


def _cells(table: str, names: Callable[[], dict[str, str]]) -> Callable[[], Iterator[Row]]:
    def rows() -> Iterator[Row]:
        known = names()
        cells = PublishedCell.objects.filter(table=table).order_by("start", "grain", "code")
        for cell in cells.iterator(chunk_size=2000):
            period = ClosedPeriod(cell.start, cell.grain)
            is_shown = cell.status == PublishedCell.Status.SHOWN
            yield (
                cell.grain,
                period.word,
                cell.start,
                cell.code,
                known.get(cell.code, f"Mã {cell.code}"),
                _PUBLIC if is_shown else _HIDDEN,
                cell.completed if is_shown else None,
                int(cell.completed_vnd) if is_shown else None,
                cell.sellers if is_shown and cell.code != PROVINCE else None,
            )

    return rows


def _commune_names() -> dict[str, str]:
    return {row.code: row.full_name for row in Commune.objects.all()} | {PROVINCE: _WHOLE}


def _names_of_sets() -> dict[str, str]:
    return {**set_names(), NO_SET: NO_SET_NAME}


def _definitions() -> Iterator[Row]:
    for one in REGISTRY:
        yield (
            one.id, one.version, one.name, one.unit, one.since, one.text, one.formula, one.source,
            str(one.group),
        )  # fmt: skip


BY_COMMUNE = Dataset(
    code="giao-dich-theo-xa",
    title="Giao dịch trên sàn theo xã, phường",
    about=f"Số giao dịch, giá trị và số cơ sở bán của mỗi xã, phường theo tháng, quý, năm. {_WHY}",
    source=_SOURCE,
    columns=(
        *_PERIOD,
        Column("ma_xa", "Mã xã", "Mã 5 chữ số theo QĐ 19/2025/QĐ-TTg; trống là toàn tỉnh"),
        Column("ten_xa", "Xã, phường", "Tên xã, phường nơi bán"),
        *_FIGURES,
    ),
    key=("ky", "ma_xa"),
    rows=_cells(Table.COMMUNE, _commune_names),
    keywords=("thương mại điện tử", "OCOP", "nông sản", "xã", "phường"),
)
BY_SET = Dataset(
    code="giao-dich-theo-nhom",
    title="Giao dịch trên sàn theo bộ sản phẩm",
    about=f"Số giao dịch, giá trị và số cơ sở bán của mỗi bộ sản phẩm trong cả tỉnh. {_WHY}",
    source=_SOURCE,
    columns=(
        *_PERIOD,
        Column("ma_bo", "Mã bộ", "Mã bộ sản phẩm OCOP, xem bộ dữ liệu bo-san-pham"),
        Column("ten_bo", "Bộ sản phẩm", "Tên gọi thường"),
        *_FIGURES,
    ),
    key=("ky", "ma_bo"),
    rows=_cells(Table.SET, _names_of_sets),
    keywords=("thương mại điện tử", "OCOP", "nông sản", "bộ sản phẩm"),
)
DEFINITIONS = Dataset(
    code="dinh-nghia",
    title="Định nghĩa các chỉ số",
    about="Mỗi chỉ số nghĩa là gì, tính ra sao, từ ngày nào; cùng một bảng mà cán bộ dùng."
    " Phiên bản đã dùng thì không sửa.",
    source="Định nghĩa của sàn",
    columns=(
        Column("ma", "Mã", "Mã chỉ số"),
        Column("phien_ban", "Phiên bản", "Số phiên bản", "number"),
        Column("ten", "Tên", "Tên chỉ số"),
        Column("don_vi", "Đơn vị", "Đơn vị của chỉ số"),
        Column("tu_ngay", "Từ ngày", "Phiên bản có hiệu lực từ ngày này", "date"),
        Column("cach_hieu", "Cách hiểu", "Nghĩa bằng lời"),
        Column("cong_thuc", "Công thức", "Cách tính"),
        Column("nguon", "Nguồn", "Tính từ đâu"),
        Column("nhom", "Nhóm", "Nhóm chỉ số"),
    ),
    key=("ma", "phien_ban"),
    rows=_definitions,
    keywords=("định nghĩa", "chỉ số"),
)
