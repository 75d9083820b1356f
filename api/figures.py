"""Figures for programs: the same queries, reach and suppression as on the officials' pages."""

from api.problems import ProblemError
from common.dates import VIETNAM
from common.snapshot import snapshot
from stats import beside, draining, exporting, published, queries
from stats.breakdowns import breakdowns
from stats.figures import Asked, Freshness, Sales, SoFar, total_of
from stats.models import ALL_STARS, ProofRun
from stats.names import communes_of, set_names
from stats.period import Period, end_of_month
from stats.scopes import Scope
from stats.who_sold import sellers_by_commune

#: What sales may be parted by as of now: word → field of the breakdowns.
PARTS = {"nhom": "sets", "sao": "stars", "loai": "kinds", "tra-tien": "payments", "noi": "places"}
#: The same for closed periods, as they were published.
CLOSED_PARTS = ("xa", "nhom")
_GOODS = SoFar._fields[:9]
_NO_FIGURES = dict.fromkeys((*Sales._fields, "sellers"))


def summary(*, scope: Scope, period: Period, asked: Asked) -> dict:
    """Return the figures of a scope at a glance. Raises ``FiguresDiffer``."""
    now = current()
    with snapshot():
        proof = exporting.require_proved()
        page = queries.summary(scope=scope, period=period, asked=asked, up_to=now)
    return {
        **_freshness(now, proof),
        **_about(scope, period, asked),
        "total": _plain(page.total),
        "year_before": _plain(page.before),
        "selling": page.selling,
        "now": _plain(page.so_far),
    }


def sales(*, scope: Scope, period: Period, asked: Asked, by: str) -> dict:
    """Return the sales of a scope in parts as of now. Raises ``FiguresDiffer``."""
    now = current()
    which = {"scope": scope, "period": period, "asked": asked}
    with snapshot():
        proof = exporting.require_proved()
        selling = sellers_by_commune(**which)
        if by == "xa":
            found = queries.commune_rows(selling=selling.by_commune, with_people=False, **which)
            rows = [_row(r.code, r.title, r.sales, r.selling) for r in found]
            total, twice = total_of(row.sales for row in found), None
        elif by == "thang":
            found = queries.months_of(scope=scope, year=period.year, asked=asked)
            rows = [
                _row(f"{r.month:%Y-%m}", f"tháng {r.month.month}/{r.month.year}", r.sales)
                for r in found
            ]
            total, twice = total_of(row.sales for row in found), None
        else:
            rows, twice, total = _parts(which, by)
    return {
        "closed": False,
        "as_of": now.as_of.astimezone(VIETNAM),
        "proof": _proof(proof),
        # Months are those of the year so far, as on the pages.
        **_about(scope, period.year if by == "thang" else period, asked),
        "by": by,
        "rows": rows,
        "counted_twice": twice,
        "total": _row("", "Cộng", total, None if by == "thang" else selling.total),
    }


def closed_sales(*, word: str, scope: Scope, by: str) -> dict:
    """Return a closed period as others may see it; communes of the scope are exact."""
    wanted = published.read_word(word)
    if wanted not in published.closed_periods():
        raise ProblemError(404, "Kỳ này chưa khóa sổ hoặc chưa công bố. Chọn kỳ trước đó.")
    page = published.published(word=word, scope=scope)
    rows = page.communes if by == "xa" else page.sets
    last = page.period.months[-1]
    period = Period(page.period.start, end_of_month(last))
    return {
        "closed": True,
        "as_of": page.published_at.astimezone(VIETNAM),
        "proof": None,
        **_about(scope, period, Asked(), label=page.period.label),
        "by": by,
        "rows": [_published(row) for row in rows],
        "counted_twice": None,
        "total": _published(page.total),
    }


def inventory(*, scope: Scope, asked: Asked) -> dict:
    """Return the goods of a scope as they are now, by commune. Raises ``FiguresDiffer``."""
    now = current()
    with snapshot():
        proof = exporting.require_proved()
        goods = queries.goods_by_commune(scope, asked)
        names = {place.code: place.title for place in communes_of(scope)}
    codes = [*names, *sorted(goods.keys() - names.keys())]
    rows = [
        {"code": code, "name": names.get(code, f"Mã xã {code}"), **_goods(goods.get(code, SoFar()))}
        for code in codes
    ]
    return {
        **_freshness(now, proof),
        **{k: v for k, v in _about(scope, None, asked).items() if k != "period"},
        "rows": rows,
        "total": {name: sum(row[name] for row in rows) for name in _GOODS},
    }


def floors(*, period: Period) -> dict:
    """Return what other floors reported for a period. 1 query."""
    return {
        "period": _period(period),
        "rows": [
            {
                "floor": row.floor,
                "products": row.products,
                "transactions": row.transactions,
                "value_vnd": None if row.value_vnd is None else int(row.value_vnd),
                "first": row.period.first,
                "last": row.period.last,
                "source": row.source,
            }
            for row in beside.floors_in(period)
        ],
    }


def current() -> Freshness:
    """Work off what is dirty for a moment, as every page of officials does."""
    draining.read_repair()
    # Before any figure is read: what is read later may only be newer.
    return queries.freshness()


def _parts(which: dict, by: str) -> tuple[list[dict], dict | None, Sales]:
    cut = breakdowns(**which, names=set_names())
    found = cut.get(PARTS[by])
    if found is None:
        words = "Chia theo loai, tra-tien, noi chỉ có khi bỏ nhom và sao."
        raise ProblemError(422, errors=[("theo", words)])
    repeated = found.repeated
    twice = _row("", "Đếm trùng", repeated) if any(repeated) else None
    return [_row(row.code, row.name, row.sales) for row in found.rows], twice, found.total


def _row(code: str, name: str, figures: Sales, sellers: int | None = None) -> dict:
    return {
        "code": code,
        "name": name,
        "status": "exact",
        "sellers": sellers,
        **_plain(figures),
    }


def _published(row: published.PublishedRow) -> dict:
    figures = _NO_FIGURES | {
        "sellers": row.sellers,
        "completed": row.completed,
        "completed_vnd": row.completed_vnd,
    }
    return {
        "code": row.code,
        "name": row.title,
        "status": "exact" if row.is_own else row.status,
        **figures,
    }


def _plain(figures) -> dict[str, int]:
    return {name: int(value) for name, value in figures._asdict().items()}


def _goods(so_far: SoFar) -> dict[str, int]:
    return {name: int(getattr(so_far, name)) for name in _GOODS}


def _freshness(now: Freshness, proof: ProofRun | None) -> dict:
    return {
        "as_of": now.as_of.astimezone(VIETNAM),
        "pending": now.pending,
        "proof": _proof(proof),
    }


def _proof(run: ProofRun | None) -> dict | None:
    if run is None:
        return None
    return {"at": run.at.astimezone(VIETNAM), "cells": run.cells, "differences": run.differences}


def _about(scope: Scope, period: Period | None, asked: Asked, *, label: str = "") -> dict:
    codes = scope.commune_codes
    titles = {place.code: place.title for place in communes_of(scope)}
    where = ", ".join(titles.get(code, f"Mã xã {code}") for code in sorted(codes or ()))
    return {
        "reach": {
            "label": "Toàn tỉnh" if codes is None else where or "Không có xã, phường riêng",
            "commune_codes": None if codes is None else sorted(codes),
        },
        "period": period and _period(period, label),
        "asked": {
            "set_code": asked.set_code,
            "stars": None if asked.stars == ALL_STARS else asked.stars,
            "channel": asked.channel,
        },
    }


def _period(period: Period, label: str = "") -> dict:
    return {"first": period.first, "last": period.last, "label": label or period.label}
