"""Lists of orders of other floors in words, for the pages of the seller."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.text import capfirst

from common.dates import format_date, format_datetime
from common.numbers import format_number
from common.units import unit_label
from sellers.floor_models import FloorSale, FloorSaleFile
from sellers.floors.known import FLOORS
from sellers.floors.sale_files import preview, seen_before
from sellers.floors.sale_judging import (
    ASKED,
    BACK,
    CORRECT,
    NAME,
    REFUSED,
    SAME,
    TAKE,
    Judged,
    counts,
)
from shop.partner.models import Partner

_DID = {
    TAKE: "{} dòng trừ kho",
    BACK: "{} dòng trả vào kho",
    CORRECT: "{} dòng sửa số lượng",
    NAME: "{} dòng đã ghi tay",
    SAME: "{} dòng không đổi gì",
    REFUSED: "{} dòng không nhận",
}
_RECENT = 5


def look_ahead(run: FloorSaleFile) -> dict:
    """Return what a list would do: rows that act, that ask, that cannot, that change nothing."""
    rows = preview(run)
    number = counts(rows)
    seen = seen_before(run)
    acts = [row for row in rows if row.what in (TAKE, BACK)]
    asks = [row for row in rows if row.what in ASKED]
    return {
        **_of_file(run),
        "acts": [_line(row) for row in acts],
        "asks": [_line(row) for row in asks],
        "refused": [_line(row) for row in rows if row.what == REFUSED],
        "same": [_line(row) for row in rows if row.what == SAME],
        "will_enter": len(acts) + len(asks),
        "button": _button(number, bool(asks)),
        "seen": f"Tệp này đã nhập lúc {format_datetime(seen.applied_at)}." if seen else "",
    }


def entered(run: FloorSaleFile) -> dict:
    """Return what became of a list."""
    return {**_of_file(run), "done": sentence(run.counts), "refused": run.refused, "is_done": True}


def sentence(done: Mapping[str, int]) -> str:
    """Return how many rows did what: ``3 dòng trừ kho, 1 dòng không nhận.``"""
    parts = [words.format(format_number(done[what])) for what, words in _DID.items()
             if done.get(what)]  # fmt: skip
    return f"{', '.join(parts)}." if parts else "Không có dòng nào."


def recent(partner: Partner) -> list[dict]:
    """Return the newest lists of a shop. 1 query."""
    runs = FloorSaleFile.objects.filter(partner=partner).defer("rows", "refused")[:_RECENT]
    return [
        {
            **_of_file(run),
            "url": reverse("sellers:floor-sales", args=[run.pk]),
            "words": sentence(run.counts)
            if run.applied_at
            else "Xem trước rồi, chưa nhập. Kho chưa đổi.",
            "at": format_datetime(run.applied_at or run.uploaded_at),
        }
        for run in runs
    ]


def cases(sales: list[FloorSale]) -> list[dict]:
    """Return what other floors sold and the stock did not hold, with where to see to it."""
    return [
        {
            "url": reverse("sellers:elsewhere", args=[sale.product_id]),
            "words": f"“{sale.product.title}” thiếu {format_number(sale.missing)}"
            f" {unit_label(sale.product.sale_unit)} cho đơn ở {FLOORS[sale.floor]}"
            f" ngày {format_date(sale.sold_on or sale.at)}",
        }
        for sale in sales
    ]


def _of_file(run: FloorSaleFile) -> dict:
    return {"file_name": run.file_name, "floor": capfirst(FLOORS[run.floor])}


def _button(number: Mapping[str, int], has_asks: bool) -> str:
    parts = []
    if number[TAKE]:
        parts.append(f"trừ kho {format_number(number[TAKE])} dòng")
    if number[BACK]:
        parts.append(f"trả vào kho {format_number(number[BACK])} dòng")
    if has_asks:
        parts.append("làm các dòng đã đánh dấu")
    return capfirst(" và ".join(parts))


def _line(one: Judged) -> dict:
    row = one.row
    day = format_date(one.said.day) if one.said and one.said.day else row.day
    return {
        "number": row.number,
        "title": one.product.title if one.product else row.name or row.code or "Thiếu tên hàng",
        "about": ", ".join(filter(None, [f"Đơn {row.reference}" if row.reference else "", day])),
        "said": "" if one.product is None or _is_name(one) else f"Trong tệp: “{row.name}”",
        "words": one.words,
        "ask": ASKED.get(one.what, ""),
    }


def _is_name(one: Judged) -> bool:
    return not one.row.name or one.row.name == one.product.title
