"""The five numbered sentences of a report; each number in them stands in a table too.

A sentence is a list of ``{"text", "bold"}``; numbers are the bold parts.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from common.dates import month_label
from common.money import format_vnd
from common.numbers import NBSP, format_number
from stats.figures import CommuneRow, Sales, Summary
from stats.models import NO_SET
from stats.reports.tables import percent, tenths

_MILLION = Decimal(1_000_000)
_TOP = 10
_COUNTS = ("", "Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười")
#: Up to here weights are told in kilograms.
_TONNE_G = 1_000_000


def millions(vnd: Decimal | int) -> str:
    """Return đồng as millions with one decimal: ``1.641,8``."""
    return format_number(Decimal(vnd) / _MILLION, 1)


def money(vnd: Decimal | int) -> str:
    """Return ``1.641,8 triệu đồng``; small amounts to the đồng."""
    if vnd < _MILLION / 10:
        return f"{format_number(vnd)} đồng"
    return f"{millions(vnd)} triệu đồng"


def sentences(page: Summary, plan: Sequence = ()) -> list[list[dict]]:
    """Return what a reader in a hurry must know, in five sentences."""
    return [
        _value(page),
        _orders(page.total),
        _sellers(page),
        _leaders(page),
        _plan(plan, page.period.last.year) if plan else _lost(page.total),
    ]


def late_changes(late: Mapping[date, Sales]) -> str:
    """Return what changed in closed months since they were closed, nothing for nothing."""
    if not late:
        return ""
    parts = [
        f"{month_label(month)}: {_signed(change.completed)} giao dịch,"
        f" {_signed(change.completed_vnd)} đồng"
        for month, change in sorted(late.items())
    ]
    return f"Thay đổi sau khi khóa sổ, đã tính trong các số trên: {'; '.join(parts)}."


def _signed(number: Decimal | int) -> str:
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return sign + format_number(abs(number))


def top_communes(page: Summary) -> list[CommuneRow]:
    """Return the communes that sold most, at most ten."""
    sold = [row for row in page.communes if row.sales.completed_vnd]
    return sorted(sold, key=lambda row: (-row.sales.completed_vnd, row.name))[:_TOP]


def count_word(count: int) -> str:
    """Return a small number at the start of a sentence: ``Mười``."""
    return _COUNTS[count] if 0 < count < len(_COUNTS) else format_number(count)


def weight(grams: int) -> str:
    """Return ``1,2 tấn`` or ``830 kg``."""
    size, word = (_TONNE_G, "tấn") if grams >= _TONNE_G else (1000, "kg")
    return f"{format_number(Decimal(grams) / size, 1)}{NBSP}{word}"


def _value(page: Summary) -> list[dict]:
    now, before = page.total.completed_vnd, page.before.completed_vnd
    year = page.period.last.year - 1
    said = [_t("Giá trị giao dịch thành công đạt "), _b(money(now))]
    if not before:
        said.append(_t(f"; cùng kỳ năm {year} chưa có giao dịch thành công"))
    elif now == before:
        said.append(_t(f", bằng cùng kỳ năm {year}"))
    else:
        verb = "tăng" if now > before else "giảm"
        change = percent(tenths(abs(now - before), before))
        said += [_t(f", {verb} "), _b(change), _t(f" so với cùng kỳ năm {year}")]
    if page.period.first != page.period.year.first:
        so_far = sum((row.sales.completed_vnd for row in page.months), Decimal(0))
        said += [_t("; lũy kế từ đầu năm đạt "), _b(money(so_far))]
    return [*said, _t(".")]


def _orders(total: Sales) -> list[dict]:
    said = [_t("Có "), _b(f"{format_number(total.completed)} giao dịch"), _t(" thành công")]
    if total.mean_vnd is not None:
        thousand = Decimal(1000)
        mean = (total.mean_vnd / thousand).quantize(Decimal(1), ROUND_HALF_UP) * thousand
        said += [_t(", bình quân khoảng "), _b(format_vnd(mean)), _t(" mỗi giao dịch")]
        said += [_t("; sản lượng đã bán "), _b(weight(total.completed_g))]
    return [*said, _t(".")]


def _sellers(page: Summary) -> list[dict]:
    so_far = page.so_far
    return [
        _b(f"{format_number(page.selling)} cơ sở"),
        _t(" có giao dịch thành công trong kỳ; đến nay "),
        _b(f"{format_number(so_far.sellers)} cơ sở"),
        _t(" có hàng trên sàn với "),
        _b(f"{format_number(so_far.listings)} sản phẩm"),
        _t(", trong đó "),
        _b(format_number(so_far.ocop_listings)),
        _t(" sản phẩm OCOP."),
    ]


def _leaders(page: Summary) -> list[dict]:
    top = top_communes(page)
    if len(page.communes) > 1 and top:
        value = sum((row.sales.completed_vnd for row in top), Decimal(0))
        share = percent(tenths(value, page.total.completed_vnd))
        first = top[0]
        return [
            _t(f"{count_word(len(top))} xã, phường đứng đầu chiếm "),
            _b(share),
            _t(f" giá trị; riêng {_small(first.title)} đạt "),
            _b(money(first.sales.completed_vnd)),
            _t("."),
        ]
    sold = [row for row in page.sets.rows if row.code != NO_SET and row.sales.completed_vnd]
    if not sold:
        return [_t("Chưa có giao dịch thành công trong kỳ.")]
    first = sold[0]
    share = tenths(first.sales.completed_vnd, page.sets.total.completed_vnd)
    return [
        _t(f"Nhóm hàng bán nhiều nhất là {first.name}, đạt "),
        _b(money(first.sales.completed_vnd)),
        _t(", chiếm "),
        _b(percent(share)),
        _t(" giá trị."),
    ]


def _plan(plan: Sequence, year: int) -> list[dict]:
    missing = [row.label for row in plan if row.missing]
    done = f"{len(plan) - len(missing)} trong {len(plan)}"
    said = [_t("Đã đạt "), _b(done), _t(f" chỉ tiêu giao năm {year}")]
    if missing:
        said.append(_t("; còn thiếu " + _listed([_small(label) for label in missing])))
    return [*said, _t(".")]


def _lost(total: Sales) -> list[dict]:
    return [
        _t("Trong kỳ có "),
        _b(f"{format_number(total.cancelled)} đơn hủy"),
        _t(" và "),
        _b(f"{format_number(total.returned)} đơn trả hàng"),
        _t("; đơn trả hàng không tính là thành công."),
    ]


def _listed(names: list[str]) -> str:
    return " và ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _small(words: str) -> str:
    """Return a name inside a sentence: ``xã Tân Cương``; ``OCOP`` stays."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _t(text: str) -> dict:
    return {"text": text, "bold": False}


def _b(text: str) -> dict:
    return {"text": text, "bold": True}
