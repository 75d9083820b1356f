"""Everything that a report says, as plain values: numbers whole, words ready, nothing of ours.

Every format is drawn from this and from nothing else, so that they cannot disagree and an old
report can be drawn again. Keys stand in ``build``.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from common.dates import VIETNAM
from places.home import HOME_PROVINCE
from stats.asking import CHANNELS, STARS
from stats.definitions import Facts
from stats.figures import SALES_FIELDS, Asked, Sales, Summary
from stats.lately import CASHLESS
from stats.models import ProofRun
from stats.reports import tables, words
from stats.scopes import Scope

#: How a payload is drawn. A change that would alter old files takes the next number.
LAYOUT = 1
#: Figures that stand in a report, by their ids in ``stats.definitions``; targets come on top.
FIGURES = frozenset(
    {"T1", "T2", "T3", "T3b", "T4", "T5", "T6", "T10", "S3", "S4", "P1", "P3", "H1a", "H1b"}
)
SUBTITLE = "Số liệu trên sàn của tỉnh, không phải toàn bộ sản lượng tiêu thụ của tỉnh"


def build(
    page: Summary,
    *,
    scope: Scope,
    issuer: dict,
    definitions: Sequence = (),
    plan: Sequence = (),
    proof: ProofRun | None = None,
    late: Mapping[date, Sales] | None = None,
    made_at: datetime,
) -> dict:
    """Return the payload; ``number`` is None until the report is filed.

    ``late`` is what changed in closed months since they were closed.
    Money is whole đồng, weights grams, shares tenths of a per cent, days and hours ISO.
    Raises ``RowsDoNotAddUp``.
    """
    facts = _facts(page)
    found = [
        tables.communes_table(page),
        tables.months_table(page),
        tables.sets_table(page),
        tables.stars_table(page),
    ]
    if plan:
        found.append(tables.plan_table(plan, page.period.last.year))
    return {
        "layout": LAYOUT,
        "number": None,
        "title": f"Kết quả bán nông sản trên sàn, {page.period.label}",
        "subtitle": SUBTITLE,
        "period": {
            "first": page.period.first.isoformat(),
            "last": page.period.last.isoformat(),
            "label": page.period.label,
        },
        "scope": {"label": _scope_label(page, scope)},
        "asked": {"label": _asked_label(page.asked, page.set_name)},
        "issuer": issuer,
        "made_at": _local(made_at),
        "as_of": _local(page.freshness.as_of),
        "pending": page.freshness.pending,
        "proof": _proof(proof),
        "sentences": words.sentences(page, plan),
        "totals": _totals(page),
        "bars": _bars(page),
        "months": _months(page),
        "late": words.late_changes(late or {}),
        "tables": found,
        "facts": facts.as_stored(),
        "figures": _figures(definitions, facts),
        "definitions": [
            _definition(one)
            for one in definitions
            if one.id in FIGURES.union(row.metric for row in plan)
        ],
    }


def checksum(payload: dict) -> str:
    """Return the SHA-256 of the payload as canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def dataset(payload: dict) -> str:
    """Return the name of the figures in a foot: ``2026.11.22-9f2c41d0``."""
    return f"{payload['as_of'][:10].replace('-', '.')}-{checksum(payload)[:8]}"


def table_of(payload: dict, code: str) -> dict | None:
    """Return one table of the payload."""
    return next((table for table in payload["tables"] if table["code"] == code), None)


def printed(moment: str) -> str:
    """Return a moment of the payload in words: ``06:00 ngày 22/11/2026``."""
    return f"{datetime.fromisoformat(moment):%H:%M ngày %d/%m/%Y}"


def source(payload: dict) -> str:
    """Return where the figures come from and whether they were proved."""
    said = f"Nguồn: đơn hàng trên sàn, đến {printed(payload['as_of'])}."
    proof = payload["proof"]
    if proof is None:
        return f"{said} Chưa đối soát với đơn hàng."
    return f"{said} Đối soát {printed(proof['at'])}: khớp, chênh lệch {proof['difference_vnd']} ₫."


def _totals(page: Summary) -> dict:
    totals = {name: int(getattr(page.total, name)) for name in SALES_FIELDS}
    before = {f"before_{name}": int(getattr(page.before, name)) for name in SALES_FIELDS}
    return totals | before | {"selling": page.selling}


def _bars(page: Summary) -> dict:
    """Return what sells most: communes, or the sets of a single commune."""
    if len(page.communes) == 1:
        rows = [
            {"name": row.name, "vnd": int(row.sales.completed_vnd), "before_vnd": None}
            for row in page.sets.rows[:10]
            if row.sales.completed_vnd
        ]
        return {"of": "sets", "caption": tables.sets_table(page)["caption"], "rows": rows}
    top = words.top_communes(page)
    value = sum((row.sales.completed_vnd for row in top), Decimal(0))
    caption = "Chưa có giao dịch thành công trong kỳ"
    if top:
        share = tables.percent(tables.tenths(value, page.total.completed_vnd))
        count = words.count_word(len(top))
        caption = f"{count} xã, phường chiếm {share} giá trị, dẫn đầu là {top[0].name}"
    rows = [
        {
            "name": row.name,
            "vnd": int(row.sales.completed_vnd),
            "before_vnd": int(row.before.completed_vnd),
        }
        for row in top
    ]
    return {"of": "communes", "caption": caption, "rows": rows}


def _months(page: Summary) -> dict:
    best = max(page.months, key=lambda row: row.sales.completed_vnd)
    caption = "Từ đầu năm chưa có giao dịch thành công"
    if best.sales.completed_vnd:
        caption = f"Giá trị bán cao nhất vào tháng {best.month.month}"
    return {
        "caption": caption,
        "year": page.period.last.year,
        "rows": [
            {
                "month": row.month.month,
                "vnd": int(row.sales.completed_vnd),
                "before_vnd": int(row.before.completed_vnd),
            }
            for row in page.months
        ],
    }


def _facts(page: Summary) -> Facts:
    """Return what the definitions compute from; unknown where a set or stars are asked for."""
    cashless = out = None
    if page.payments is not None and page.places is not None:
        paid = {row.code: row.sales.completed for row in page.payments.rows}
        cashless = sum(paid.get(method, 0) for method in CASHLESS)
        others = (row for row in page.places.rows if row.code not in ("", HOME_PROVINCE))
        out = sum(row.sales.completed for row in others)
    return Facts.of(
        page.total, page.so_far, selling=page.selling, cashless=cashless, out_of_province=out
    )


def _figures(definitions: Sequence, facts: Facts) -> dict[str, str]:
    """Return ``{id: value}`` of the definitions that these facts are enough for."""
    found = {}
    for one in definitions:
        compute = getattr(one, "compute", None)
        value = compute(facts) if compute else None
        if value is not None:
            found[one.id] = str(value)
    return found


def _definition(one) -> dict:
    return {
        "id": one.id,
        "version": one.version,
        "name": one.name,
        "unit": one.unit,
        "text": one.text,
        "formula": one.formula,
    }


def _proof(run: ProofRun | None) -> dict | None:
    if run is None:
        return None
    return {
        "at": _local(run.at),
        "cells": run.cells,
        "differences": run.differences,
        "difference_vnd": int(run.difference_vnd),
    }


def _scope_label(page: Summary, scope: Scope) -> str:
    if scope.is_whole:
        return f"Toàn tỉnh, {len(page.communes)} xã, phường"
    return ", ".join(row.title for row in page.communes)


def _asked_label(asked: Asked, set_name: str) -> str:
    parts = [set_name or "Mọi nhóm hàng"]
    if asked.stars >= 0:
        parts.append(STARS[str(asked.stars)])
    if asked.channel:
        parts.append(CHANNELS[asked.channel])
    return ", ".join(parts)


def _local(moment: datetime) -> str:
    return timezone.localtime(moment, VIETNAM).isoformat(timespec="seconds")
