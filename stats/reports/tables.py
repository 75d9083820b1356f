"""The tables of a report: columns with a kind, rows of plain values, and a row of totals.

Kinds: ``text``, ``count``, ``vnd`` (whole đồng), ``grams``, ``tenths`` (tenths of a per cent)
and ``month`` (the first of a month, ISO). A value is None where the figure does not exist.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from common.errors import BusinessRuleError
from common.numbers import format_number, format_percent
from stats.figures import Breakdown, CommuneRow, MonthRow, PartRow, Sales, SoFar, Summary
from stats.models import NO_SET

#: Kinds that add up, so that rows, less what is counted twice, must give the total.
_ADD_UP = ("count", "vnd", "grams")
#: Values and weights are never counted twice.
_NEVER_TWICE = ("vnd", "grams")


class RowsDoNotAddUp(BusinessRuleError):
    """A table whose rows do not give its total: figures are being computed, nothing may leave."""

    message = "Số liệu đang được tính lại, các dòng chưa cộng thành tổng. Bạn thử lại sau ít phút."


@dataclass(frozen=True)
class Column:
    """One column; ``is_printed`` ones stand on paper too."""

    name: str
    kind: str = "count"
    is_printed: bool = True


_SALES = (
    Column("Giao dịch đã đặt"),
    Column("Giao dịch thành công"),
    Column("Giá trị thành công", "vnd"),
    Column("Sản lượng", "grams"),
    Column("Đơn hủy", is_printed=False),
    Column("Đơn trả hàng", is_printed=False),
)
_BEFORE = Column("Giá trị cùng kỳ năm trước", "vnd")
_SO_FAR = (
    Column("Cơ sở có hàng đến nay", is_printed=False),
    Column("Sản phẩm đến nay", is_printed=False),
    Column("Sản phẩm OCOP đến nay", is_printed=False),
    Column("Hộ có tài khoản", is_printed=False),
    Column("Hộ đã nhận tài khoản", is_printed=False),
)


def communes_table(page: Summary) -> dict:
    """Return one row per commune."""
    selling = sum(bool(row.sales.completed) for row in page.communes)
    return _table(
        "xa",
        "Xã, phường",
        f"{selling} trong {len(page.communes)} xã, phường có giao dịch thành công",
        (
            Column("Mã", "text", is_printed=False), Column("Xã, phường", "text"),
            replace(_SALES[0], is_printed=False), *_SALES[1:], _BEFORE,
            Column("Cơ sở có giao dịch"), *_SO_FAR,
        ),
        [_commune_row(row) for row in page.communes],
        [None, "Cộng", *_sales(page.total), int(page.before.completed_vnd), page.selling,
         *_so_far(page.so_far)],
        repeated="Trừ phần đếm trùng",
    )  # fmt: skip


def months_table(page: Summary) -> dict:
    """Return one row per month of the year up to the end of the period."""
    months = page.months
    total, before = Sales(), Sales()
    for row in months:
        total, before = total + row.sales, before + row.before
    buyers = _has_buyers(page)
    return _table(
        "thang",
        "Tháng",
        f"Từ đầu năm {page.period.last.year} có {format_number(total.completed)}"
        " giao dịch thành công",
        (Column("Tháng", "month"), *_SALES, _BEFORE, *([Column("Người mua")] if buyers else [])),
        [
            [row.month.isoformat(), *_sales(row.sales), int(row.before.completed_vnd)]
            + ([row.buyers] if buyers else [])
            for row in months
        ],
        # One person may buy in two months: buyers have no total.
        ["Cộng", *_sales(total), int(before.completed_vnd), *([None] if buyers else [])],
    )


def sets_table(page: Summary) -> dict:
    """Return one row per product set."""
    every = " (mọi nhóm hàng)" if page.asked.set_code else ""
    return _parts_table(
        "nhom", "Nhóm hàng" + every, "Mã nhóm", page.sets, _leader(page.sets.rows),
        "Trừ đơn có nhiều nhóm hàng",
    )  # fmt: skip


def stars_table(page: Summary) -> dict:
    """Return one row per number of OCOP stars."""
    rated = sum((row.sales.completed_vnd for row in page.stars.rows if row.code != "0"), Decimal(0))
    share = tenths(rated, page.stars.total.completed_vnd)
    caption = (
        "Chưa có giao dịch thành công trong kỳ"
        if share is None
        else f"Sản phẩm OCOP chiếm {percent(share)} giá trị bán"
    )
    every = " (mọi hạng sao)" if page.asked.stars >= 0 else ""
    return _parts_table(
        "sao", "Hạng sao OCOP" + every, "Số sao", page.stars, caption, "Trừ đơn có nhiều hạng sao"
    )


def plan_table(plan: Sequence, year: int) -> dict:
    """Return what a decision asks for beside what is done; rows are ``stats.beside.PlanRow``."""
    done = sum(not row.missing for row in plan)
    return _table(
        "chi-tieu",
        "Chỉ tiêu giao",
        f"Đã đạt {done} trong {len(plan)} chỉ tiêu giao năm {year}",
        (
            Column("Chỉ tiêu", "text"), Column("Đơn vị", "text"), Column(f"Giao năm {year}"),
            Column("Thực hiện"), Column("Kết quả", "text"),
            Column("Quyết định", "text", is_printed=False),
        ),
        [
            [
                row.label,
                row.unit,
                int(row.target),
                int(row.done),
                "đạt" if not row.missing else f"còn thiếu {format_number(row.missing)}",
                row.decision or "",
            ]
            for row in plan
        ],
        None,
    )  # fmt: skip


def tenths(part: Decimal | int, whole: Decimal | int) -> int | None:
    """Return a share in tenths of a per cent, half-up; None of nothing."""
    if not whole:
        return None
    return int((Decimal(part) * 1000 / Decimal(whole)).quantize(Decimal(1), ROUND_HALF_UP))


def percent(share: int) -> str:
    """Return tenths of a per cent as ``54,2 %``."""
    return format_percent(Decimal(share) / 10)


def _parts_table(
    code: str, name: str, code_name: str, cut: Breakdown, caption: str, repeated: str
) -> dict:
    whole = cut.total.completed_vnd
    return _table(
        code,
        name,
        caption,
        (
            Column(code_name, "text", is_printed=False), Column(name.partition(" (")[0], "text"),
            *_SALES, Column("Tỷ trọng giá trị", "tenths"),
        ),
        [
            [row.code, row.name, *_sales(row.sales), tenths(row.sales.completed_vnd, whole)]
            for row in cut.rows
        ],
        [None, "Cộng", *_sales(cut.total), 1000 if whole else None],
        repeated=repeated,
    )  # fmt: skip


def _table(
    code: str,
    name: str,
    caption: str,
    columns: Sequence[Column],
    rows: list[list],
    total: list | None,
    *,
    repeated: str = "",
) -> dict:
    """Return the table; a row of what is counted twice stands before the total if needed."""
    return {
        "code": code,
        "name": name,
        "caption": caption,
        "columns": [
            {"name": one.name, "kind": one.kind, "is_printed": one.is_printed} for one in columns
        ],
        "rows": rows,
        "repeated": _repeated(code, columns, rows, total, repeated) if total else None,
        "total": total,
    }


def _repeated(
    code: str, columns: Sequence[Column], rows: list[list], total: list, label: str
) -> list | None:
    """Return what must be taken off so that rows give the total. Raises ``RowsDoNotAddUp``."""
    twice: list[object] = []
    for place, column in enumerate(columns):
        if column.kind not in _ADD_UP or total[place] is None:
            twice.append(None)
            continue
        left = total[place] - sum(row[place] for row in rows)
        if left and (column.kind in _NEVER_TWICE or not label):
            raise RowsDoNotAddUp from ValueError(f"{code}: {column.name} {left:+d}")
        twice.append(left)
    if not any(twice):
        return None
    twice[next(i for i, value in enumerate(total) if isinstance(value, str))] = label
    return twice


def _commune_row(row: CommuneRow) -> list:
    return [
        row.code, row.title, *_sales(row.sales), int(row.before.completed_vnd), row.selling,
        *_so_far(row.so_far),
    ]  # fmt: skip


def _sales(sales: Sales) -> list[int]:
    return [
        sales.placed, sales.completed, int(sales.completed_vnd), int(sales.completed_g),
        sales.cancelled, sales.returned,
    ]  # fmt: skip


def _so_far(so_far: SoFar) -> list[int]:
    return [
        so_far.sellers, so_far.listings, so_far.ocop_listings, so_far.registered, so_far.claimed,
    ]  # fmt: skip


def _has_buyers(page: Summary) -> bool:
    """Tell whether buyers were counted: for all goods, of a province or one commune."""
    return page.asked.is_everything and not page.asked.channel and _any_buyers(page.months)


def _any_buyers(months: Iterable[MonthRow]) -> bool:
    return any(row.buyers for row in months)


def _leader(rows: Sequence[PartRow]) -> str:
    sold = [row for row in rows if row.sales.completed_vnd and row.code != NO_SET]
    if not sold:
        return "Chưa có giao dịch thành công trong kỳ"
    first = max(sold, key=lambda row: row.sales.completed_vnd)
    if first.share > 50:
        return f"{first.name} chiếm quá nửa giá trị bán"
    return f"{first.name} dẫn đầu, chiếm {percent(tenths(first.share, 100))} giá trị bán"
