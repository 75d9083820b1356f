"""What was planned and what stands beside our own figures."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from common.charts import plan_bar
from common.numbers import format_number


@dataclass(frozen=True)
class PlanLine:
    """One target: its bar and its words. ``is_reached`` picks the word's colour."""

    label: str
    done: str
    verdict: str
    target: str
    bar: SafeString
    is_reached: bool
    url: str = ""


def plan_lines(rows: Iterable) -> list[PlanLine]:
    """Return one bar per target of ``stats.beside.plan_rows``."""
    lines = []
    for row in rows:
        reached = row.missing <= 0
        verdict = "đạt" if reached else f"còn thiếu {format_number(row.missing)}"
        lines.append(
            PlanLine(
                label=row.label,
                done=format_number(row.done),
                verdict=verdict,
                target=f"chỉ tiêu {format_number(row.target)}",
                bar=plan_bar(row.done, row.target, label=row.label),
                is_reached=reached,
            )
        )
    return lines


def plan_title(lines: list[PlanLine], year: int) -> str:
    """Return the finding: how many targets are reached."""
    if not lines:
        return f"Năm {year} chưa nhập chỉ tiêu nào"
    reached = sum(line.is_reached for line in lines)
    return f"Đạt {reached} trong {len(lines)} chỉ tiêu giao năm {year}"
