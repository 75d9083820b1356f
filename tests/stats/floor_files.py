"""A file of other floors' figures, and entering it."""

from datetime import date
from decimal import Decimal

from django.core.files.base import ContentFile

from stats.floors import importing
from stats.models import FloorReport

HEAD = "Sàn;Kỳ báo cáo;Người bán;Sản phẩm;Giao dịch;Giá trị (triệu đồng);Nguồn"
ROWS = (
    "Postmart.vn;Tháng 9/2026;210;1.180;9.200;1.840,5;Công văn 12/BC-SCT",
    "VỎ SÒ;01/01/2026–30/09/2026;95;820;5.800;-;Thư ngày 05/10/2026",
    "Tổng cộng;;305;2.000;15.000;;",
)
WHOLE_FILE = "\r\n".join(["BÁO CÁO CÁC SÀN", "", HEAD, *ROWS, ""])


def run_file(content: bytes | str, name="bao-cao.csv", by=None, **fields) -> importing.Outcome:
    raw = content.encode() if isinstance(content, str) else content
    fields = {"source": "Sở Công Thương"} | fields
    run = importing.upload(content=ContentFile(raw, name=name), by=by, **fields)
    return importing.apply(run=run, by=by)


def known() -> dict[str, tuple]:
    return {
        r.floor: (r.period_from, r.period_to, r.sellers, r.products, r.transactions, r.value_vnd)
        for r in FloorReport.objects.all()
    }


POSTMART = (date(2026, 9, 1), date(2026, 9, 30), 210, 1_180, 9_200, Decimal(1_840_500_000))
VO_SO = (date(2026, 1, 1), date(2026, 9, 30), 95, 820, 5_800, None)
