"""The report on A4, in the layout of administrative documents (Decree 30/2020/NĐ-CP).

Here numbers become words and lengths; ``report.typ`` only sets them. Hours are the payload's, so
the same payload gives the same bytes on every machine.
"""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from common.charts.svg import axis_ticks
from common.numbers import format_number
from common.pdf import make_pdf
from stats.reports.payload import dataset, printed, source
from stats.reports.tables import percent
from stats.reports.words import millions

_TEMPLATE = Path(__file__).with_name("report.typ")
_UNITS = {"vnd": "đồng", "grams": "kg"}
#: Widths in millimetres; the first column of text takes what is left.
_WIDTHS = {"count": 20, "vnd": 28, "grams": 20, "tenths": 20, "text": 28, "month": 28}
#: What fits below the first figure comes first, the 92 communes last.
_ORDER = ("chi-tieu", "nhom", "sao", "thang", "xa")
#: A table of so many rows stays on one page.
_WHOLE_ROWS = 20


def write(payload: dict) -> bytes:
    """Return the file."""
    made = datetime.fromisoformat(payload["made_at"])
    return make_pdf(_TEMPLATE, view(payload), name="report", at=made)


def view(payload: dict) -> dict:
    """Return what the template sets: strings, and lengths in thousandths."""
    issuer = payload["issuer"]
    made = datetime.fromisoformat(payload["made_at"])
    said = source(payload)
    return {
        "issuer": issuer,
        "number": f"Số: {payload['number'] or '……'}/{issuer['symbol']}",
        "place_date": f"{issuer['place']}, ngày {made:%d} tháng {made:%m} năm {made:%Y}",
        "title": payload["title"],
        "scope": _scope(payload),
        "subtitle": payload["subtitle"],
        "sentences": payload["sentences"],
        "bars": _bars(payload),
        "line": _line(payload),
        "tables": _tables(payload),
        "source": said,
        "definitions": [
            {"name": one["name"], "text": one["text"], "id": f"{one['id']}, bản {one['version']}"}
            for one in payload["definitions"]
        ],
        "foot": f"Lập lúc {printed(payload['made_at'])}, bộ số liệu {dataset(payload)}",
    }


def _scope(payload: dict) -> str:
    return f"{payload['scope']['label']}. {payload['asked']['label']}."


def _bars(payload: dict) -> dict:
    bars = payload["bars"]
    rows = bars["rows"]
    longest = max((row["vnd"] for row in rows), default=0)
    measure = f"Giá trị giao dịch thành công, triệu đồng, {payload['period']['label']}."
    if any(row["before_vnd"] for row in rows):
        measure += " Cột đặc: bằng hoặc hơn cùng kỳ năm trước. Cột gạch chéo: kém cùng kỳ."
    return {
        "caption": bars["caption"],
        "note": measure,
        "rows": [
            {
                "name": row["name"],
                "label": millions(row["vnd"]),
                "length": row["vnd"] * 1000 // longest,
                "is_solid": row["before_vnd"] is None or row["vnd"] >= row["before_vnd"],
            }
            for row in rows
        ],
    }


def _line(payload: dict) -> dict:
    """Return both years as points ``[x, y]`` in thousandths, y from the top; ``{}`` of nothing."""
    months = payload["months"]
    rows, year = months["rows"], months["year"]
    highest = max(max(row["vnd"], row["before_vnd"]) for row in rows)
    if not highest:
        return {}
    ticks = axis_ticks(Decimal(highest) / 1_000_000)
    top = ticks[-1] * 1_000_000

    def points(key: str) -> list[list[int]]:
        steps = max(len(rows) - 1, 1)
        return [
            [at * 1000 // steps, 1000 - round(row[key] * 1000 / top)] for at, row in enumerate(rows)
        ]

    now, before = points("vnd"), points("before_vnd")
    has_before = any(row["before_vnd"] for row in rows)
    ends = [{"text": f"{year}: {millions(rows[-1]['vnd'])}", "y": now[-1][1], "bold": True}]
    if has_before:
        ends.append(
            {
                "text": f"{year - 1}: {millions(rows[-1]['before_vnd'])}",
                "y": before[-1][1],
                "bold": False,
            }
        )
    return {
        "caption": months["caption"],
        "note": "Giá trị giao dịch thành công, triệu đồng mỗi tháng."
        f" Nét liền: năm {year}."
        + (f" Nét đứt: năm {year - 1}." if has_before else "")
        + (f" {payload['late']}" if payload["late"] else ""),
        "ticks": [
            {"y": 1000 - round(tick * 1000 / ticks[-1]), "text": format_number(round(tick, 6))}
            for tick in ticks
        ],
        "months": [
            {"x": point[0], "text": str(row["month"])} for point, row in zip(now, rows, strict=True)
        ],
        "now": now,
        "before": before if has_before else [],
        "ends": _apart(ends),
    }


def _apart(ends: list[dict]) -> list[dict]:
    """Move two labels at the end of lines apart, so that both can be read."""
    if len(ends) == 2 and abs(ends[0]["y"] - ends[1]["y"]) < 90:
        upper, lower = sorted(ends, key=lambda end: end["y"])
        middle = min(max((upper["y"] + lower["y"]) // 2, 45), 955)
        upper["y"], lower["y"] = middle - 45, middle + 45
    return ends


def _tables(payload: dict) -> list[dict]:
    """Return what is printed: no table without rows, no communes where there is one."""
    by_code = {table["code"]: table for table in payload["tables"] if table["rows"]}
    order = _ORDER if "chi-tieu" in by_code else ("sao", "nhom", "thang", "xa")
    if len(by_code.get("xa", {"rows": []})["rows"]) == 1:
        del by_code["xa"]
    return [_table(by_code[code]) for code in order if code in by_code]


def _table(table: dict) -> dict:
    kept = [i for i, column in enumerate(table["columns"]) if column["is_printed"]]
    columns = [table["columns"][i] for i in kept]

    def cells(row: list | None) -> list[str] | None:
        if row is None:
            return None
        return [_cell(row[i], column["kind"]) for i, column in zip(kept, columns, strict=True)]

    return {
        "code": table["code"],
        "caption": table["caption"],
        "columns": [
            {
                "name": column["name"],
                "unit": _UNITS.get(column["kind"], ""),
                "width": _WIDTHS[column["kind"]],
            }
            for column in columns
        ],
        "rows": [cells(row) for row in table["rows"]],
        "repeated": cells(table["repeated"]),
        "total": cells(table["total"]),
        "is_whole": len(table["rows"]) <= _WHOLE_ROWS,
    }


def _cell(value: object, kind: str) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        is_month = kind == "month" and value[:1].isdigit()
        return f"{date.fromisoformat(value):%m/%Y}" if is_month else value
    if kind == "tenths":
        return percent(value)
    return format_number(Decimal(value) / 1000 if kind == "grams" else value)
