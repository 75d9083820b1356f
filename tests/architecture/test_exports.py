"""Tables that leave: every one is known here, and a spreadsheet runs no cell of any."""

import ast
import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from catalogue.models import Product
from common import csv_text
from discovery import feed_files
from fieldreports.models import FieldReport
from opendata import writing
from sellers.models import FloorCategory
from shop.order.models import SellerOrder
from shop.partner.models import Partner
from shop.programme.models import Redemption
from stats.reports import csv_file, xlsx_file
from teams.models import TeamPlace
from tests.architecture.access import TABLE
from tests.architecture.crawling import browser_of
from tests.shop.programme.making import code_of, make_programme
from tests.stats.report_market import build, read_xlsx

pytestmark = pytest.mark.django_db
ROOT = Path(settings.BASE_DIR)
#: What begins a formula for a spreadsheet, also behind what it passes over.
PREFIXES = ("=", "+", "-", "@", "\t=", "\r=", "\n=", " =", '"=', "'=", "\u200b=", "＝")
WORD = "HYPERLINK(731)"
#: Said again here on purpose: what runs, whatever the guard believes.
RUNS = re.compile(r"^[\s\u200b\"]*[=+\-@＝＋－＠|]|^[\t\r\n]")
NUMBER = re.compile(r"-?\d+([.,]\d+)?")

#: Modules that write a table → how the tests below take it.
WRITERS = {
    "discovery/feeds.py": "hang.csv, cho-*.csv, the table of a shop, the file a seller is sent",
    "opendata/writing.py": "every data set",
    "sellers/management/commands/import_households.py": "refused rows",
    "sellers/own_data/exporting.py": "all that a shop has, zipped",
    "shop/programme/reporting.py": "csv and xlsx of a programme",
    "shop/programme/views.py": "codes of a programme, drawn by chance",
    "stats/exporting.py": "tables of households, reports from the field and teams",
    "stats/reports/csv_file.py": "figures, table by table",
    "stats/reports/xlsx_file.py": "figures as a workbook",
}
MAKES = {"csv_bytes", "csv_line", "Workbook", "DictWriter", "writer", "write_csv", "to_csv"}
#: Routes whose answer to an operator, official, seller or visitor is a table.
ROUTES = (
    "du-lieu-mo/hang/hang.csv", "du-lieu-mo/hang/cho-voso.csv", "du-lieu-mo/hang/cho-postmart.csv",
    "thong-ke/ho/tai-ve.csv", "thong-ke/phan-anh/tai-ve.csv", "thong-ke/to/tai-ve.csv",
)  # fmt: skip


def writers() -> dict[str, set[str]]:
    """Return the modules of ours that write a table, with the calls that do."""
    found: dict[str, set[str]] = {}
    for path in ROOT.glob("*/**/*.py"):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith((".", "tests/", "benchmarks/", "scripts/", "var/", "demo/", "common/")):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                what = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
                if what in MAKES:
                    found.setdefault(name, set()).add(what)
    return found


def test_every_module_that_writes_a_table_is_known_and_goes_through_the_guard():
    found = writers()

    assert set(found) == set(WRITERS)
    assert {name for name, calls in found.items() if calls & {"writer", "DictWriter"}} == set()


def test_a_module_that_writes_by_itself_would_be_found(tmp_path, monkeypatch):
    """Negative control: a new export that knows no guard."""
    (tmp_path / "market").mkdir()
    (tmp_path / "market" / "new.py").write_text("import csv\ncsv.writer(open('a')).writerow([1])")
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)

    assert writers() == {"market/new.py": {"writer"}}


def poison(things, prefix: str) -> None:
    """Have people write what runs wherever a table shows their words."""
    _, ids = things
    words = f"{prefix}{WORD}"
    Product.objects.update(title=words, description=words)
    Partner.objects.update(name=words)
    SellerOrder.objects.update(seller_name=words)
    TeamPlace.objects.update(name=words)
    FieldReport.objects.update(text=words, place_note=words)
    product = Product.objects.get(pk=ids["listing"])
    FloorCategory.objects.update_or_create(
        floor="voso", product_set=product.product_set, defaults={"category": words}
    )


def programme_of(things):
    """Return a programme that pays for the order."""
    _, ids = things
    part = SellerOrder.objects.get(number=ids["part"])
    programme = make_programme()
    Redemption.objects.create(
        programme=programme,
        code=code_of(programme),
        seller_order=part,
        kind=Redemption.Kind.RESERVED,
        amount_vnd=20_000,
        at=timezone.now(),
    )
    return programme


def files_of(things, folder: Path) -> dict[str, bytes]:
    """Return every table that can be taken, by name."""
    people, ids = things
    feed_files.write_feeds()
    writing.write_all()
    operator, owner = browser_of(people["operator"]), browser_of(people["owner"])
    programme = programme_of(things)
    home = f"/doi-soat-tien/chuong-trinh/{programme.pk}/bao-cao"
    gets = [
        *(f"/{route}" for route in ROUTES),
        *(ids["storefront"] + name for name in ("hang.csv", "cho-voso.csv")),
        f"{home}.csv",
        f"{home}.xlsx",
        *(f"/thong-ke/tai-ve/{table}.csv" for table in ("xa", "nhom", "thang")),
        "/thong-ke/tai-ve/bao-cao.xlsx",
    ]
    found = {}
    for address in gets:
        answer = operator.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        found[address] = answer.getvalue()
    for revision in writing.Revision.objects.all():
        found[f"open data {revision.dataset}"] = revision.csv_file.read()
    sent = owner.post("/ban-hang/san-khac/voso/gui/")
    assert sent["Content-Type"].startswith("text/csv")
    found["file of a floor"] = sent.getvalue()
    return found | refused_rows(folder)


def refused_rows(folder: Path) -> dict[str, bytes]:
    product = Product.objects.first()
    path, errors = folder / "in.csv", folder / "errors.csv"
    cells = ["TN00001", product.title, "Tân Cương", "xóm 1", "+84 912"]
    head = ["Mã hộ", "Chủ hộ", "Xã", "Xóm", "Số điện thoại"]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([head, cells])
    call_command(
        "import_households", str(path), "--json", "--errors", str(errors), stdout=io.StringIO()
    )
    return {"refused rows": errors.read_bytes()}


def cells_of(content: bytes) -> list[str]:
    """Return the texts of a table as a spreadsheet reads them; numbers are left out."""
    if content.startswith(b"PK"):
        book = zipfile.ZipFile(io.BytesIO(content))
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
        assert not any(b"<f>" in book.read(name) for name in sheets)
        rows = [row for rows in read_xlsx(content).values() for row in rows]
        return [cell for row in rows for cell in row if isinstance(cell, str)]
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    cells = [cell for row in csv.reader(text) for cell in row]
    return [cell for cell in cells if not NUMBER.fullmatch(cell)]


@pytest.mark.parametrize("role", ["visitor", "owner", "province", "operator"])
def test_every_address_that_answers_a_table_is_taken(things, tmp_path, settings, role):
    settings.VAR_DIR = tmp_path
    people, ids = things
    taken = {address.partition("?")[0] for address in files_of(things, tmp_path)}
    browser, found = browser_of(people[role]), set()

    for address, _, _ in TABLE.values():
        page = address.format(**ids)
        answer = browser.get(page)
        kind = answer.get("Content-Type", "")
        if answer.status_code == 200 and ("csv" in kind or "spreadsheet" in kind):
            found.add(page.partition("?")[0])

    assert {
        page for page in found if not page.startswith("/du-lieu-mo/") or "hang" in page
    } <= taken
    assert len(found) >= 4


def running(files: dict[str, bytes]) -> set[str]:
    """Return the names of the CSV with a cell that a spreadsheet would run."""
    return {
        name
        for name, content in files.items()
        if not content.startswith(b"PK") and any(map(RUNS.match, cells_of(content)))
    }


def holding(files: dict[str, bytes]) -> set[str]:
    """Return the names of the tables that show what people wrote."""
    return {name for name, content in files.items() if any(WORD in c for c in cells_of(content))}


@pytest.mark.parametrize("prefix", PREFIXES, ids=repr)
def test_no_table_runs_what_people_wrote(things, tmp_path, settings, prefix):
    settings.VAR_DIR = tmp_path
    poison(things, prefix)

    files = files_of(things, tmp_path)

    assert len(files) > 20
    assert running(files) == set()
    assert len(holding(files)) >= 9, sorted(holding(files))


def test_without_the_guard_the_tables_would_run_it(things, tmp_path, settings, monkeypatch):
    """Negative control: cells leave as they were written."""
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(csv_text, "safe_cell", lambda value: value)
    poison(things, "=")

    files = files_of(things, tmp_path)

    assert len(running(files)) >= 7, sorted(running(files))


@pytest.mark.parametrize("prefix", PREFIXES, ids=repr)
def test_no_table_of_figures_runs_a_name(prefix):
    payload = build()
    for table in payload["tables"]:
        for row in table["rows"]:
            for place, column in enumerate(table["columns"]):
                if column["kind"] == "text":
                    row[place] = f"{prefix}{WORD}"
    codes = [table["code"] for table in payload["tables"]]

    files = {code: csv_file.write(payload, code) for code in codes}

    assert running(files) == set()
    cells_of(xlsx_file.write(payload))
