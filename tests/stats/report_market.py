"""A small market with everything that a report counts, and ways to read files back."""

import csv
import re
import shutil
import subprocess
from datetime import date
from io import BytesIO, StringIO
from typing import NamedTuple

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from common.dates import local_today
from stats import proof, queries
from stats.period import read_period
from stats.reports import payload as payloads
from stats.reports.issuer import issuer_of
from stats.scopes import WHOLE
from tests.factories import make_listing, make_seller
from tests.stats.builders import HONEY, TEA, complete, days_ago, make_seller_order
from tests.stats.conftest import settle


class Definition(NamedTuple):
    """What ``stats.definitions`` gives."""

    id: str
    version: int
    name: str
    unit: str
    text: str
    formula: str


class PlanRow(NamedTuple):
    """What ``stats.beside`` gives."""

    metric: str
    label: str
    unit: str
    target: int
    done: int
    share: int
    missing: int
    decision: str


DEFINITIONS = (
    Definition("T1", 1, "Giao dịch", "giao dịch", "Một đơn theo từng người bán.", "đếm đơn"),
    Definition("T4", 2, "Giá trị", "đồng", "Tiền hàng sau giảm giá, không gồm phí giao.", "tổng"),
)
PLAN = (
    PlanRow("P1", "Sản phẩm trên sàn", "sản phẩm", 2500, 2500, 100, 0, "01/QĐ-UBND"),
    PlanRow("S5", "Cơ sở tự đăng bán", "cơ sở", 300, 287, 95, 13, "01/QĐ-UBND"),
)


def make_market() -> None:
    """Sell in two communes, in three sets, this year and last; cancel one order, return one."""
    tea = make_seller("Hộ ông Dương Văn Trà", "05503").partner
    honey = make_seller("HTX Mật", "05692")
    make_listing(honey)
    this_year = [day for day in (0, 9, 40, 75) if days_ago(day).year == local_today().year]
    for day in this_year:
        both = make_seller_order(
            tea, (TEA, 2, 133_000), (HONEY, 1, 57_000), placed_on=days_ago(day)
        )
        complete(both, days_ago(day))
        only = make_seller_order(honey.partner, (HONEY, 3, 21_000), placed_on=days_ago(day))
        complete(only, days_ago(day))
    before = read_period({}).year_before.last
    complete(make_seller_order(tea, (TEA, 1, 90_000), placed_on=before), before)
    make_seller_order(tea, state="cancelled", cancelled_on=local_today())
    make_seller_order(tea, state="returned", returned_on=local_today())
    settle()
    proof.check_stats()


def build(scope=WHOLE, words=None, **fields) -> dict:
    """Return the payload of a period; the year up to today unless words say otherwise."""
    page = queries.summary(scope=scope, period=read_period(words or {}))
    fields = {"definitions": DEFINITIONS, "plan": PLAN, "made_at": timezone.now()} | fields
    return payloads.build(
        page, scope=scope, issuer=issuer_of(scope), proof=queries.last_proof(), **fields
    )


def read_csv(content: bytes) -> tuple[list[str], list[list[str]]]:
    """Return the head and the rows above the empty line."""
    text = content.decode("utf-8-sig")
    head, *rows = csv.reader(StringIO(text))
    return head, rows[: rows.index([])]


def read_xlsx(content: bytes) -> dict[str, list[list]]:
    """Return ``{sheet: rows}`` as another program reads them."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def pdf_text(content: bytes) -> str:
    """Return the text of a PDF as poppler reads it; skip where there is no poppler."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler) is not on this machine")
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True
    )
    return done.stdout.decode().replace("\xa0", " ")


def numbers_of(line: str) -> list[int]:
    """Return the whole numbers of a line: ``Cộng 4 1.234.000`` → ``[4, 1234000]``."""
    return [int(found.replace(".", "")) for found in re.findall(r"-?\d[\d.]*", line)]


def moment(text: str) -> date:
    """Return the day of an ISO hour."""
    return date.fromisoformat(text[:10])
