"""Figures for departments: what officials see, nothing of others, each answer noted."""

import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import AuditEvent
from common.dates import local_today
from stats import published, queries
from stats.models import ExportEntry, FloorReport, ProofRun
from stats.period import read_period
from stats.scopes import WHOLE, Scope
from tests.api.conftest import bearer, make_key
from tests.factories import make_listing, make_seller
from tests.stats.builders import BUYER_NAME, BUYER_PHONE, HONEY, TEA, complete, make_seller_order
from tests.stats.conftest import settle
from tests.stats.test_published import market  # noqa: F401

pytestmark = pytest.mark.django_db

HERE, THERE = "05503", "05692"


@pytest.fixture
def sold():
    """Two communes; in the first an order of two sets, completed today."""
    here, there = make_seller("Hộ Tân Cương", HERE), make_seller("Hộ Na Rì", THERE)
    make_listing(here, "Chè", stock=7, price_vnd=100_000)
    complete(make_seller_order(here.partner, (TEA, 1, 150_000), (HONEY, 1, 50_000)))
    complete(make_seller_order(there.partner, (HONEY, 2, 80_000)))
    make_seller_order(there.partner, (TEA, 1, 90_000))
    settle()
    return here, there


def test_tells_the_province_what_its_officials_read(program, sold):
    found = program.get("stats/summary", **bearer(make_key(reach="province")))

    page = queries.summary(scope=WHOLE, period=read_period({}))
    assert found["total"] == {name: int(n) for name, n in page.total._asdict().items()}
    assert found["total"]["completed_vnd"] == 360_000
    assert found["selling"] == 2
    assert found["now"]["listings"] == 1
    assert found["reach"] == {"label": "Toàn tỉnh", "commune_codes": None}
    assert found["as_of"].endswith("+07:00")
    assert found["pending"] == 0


def test_tells_a_commune_its_own_figures_and_no_others(program, sold):
    key = make_key(reach="communes", commune_codes=[HERE])

    total = program.get("stats/summary", **bearer(key))["total"]
    rows = program.get("stats/sales?theo=xa", **bearer(key))["rows"]
    stock = program.get("stats/inventory", **bearer(key))["rows"]

    page = queries.summary(scope=Scope(frozenset({HERE})), period=read_period({}))
    assert total["completed_vnd"] == int(page.total.completed_vnd) == 200_000
    assert [row["code"] for row in rows] == [row["code"] for row in stock] == [HERE]
    assert stock[0]["in_stock"] == 7


@pytest.mark.parametrize("by", ["xa", "thang", "nhom", "sao", "loai", "tra-tien", "noi"])
def test_gives_parts_that_add_up_to_the_total(program, sold, by):
    found = program.get(f"stats/sales?theo={by}", **bearer(make_key(reach="province")))

    twice = found["counted_twice"] or dict.fromkeys(found["total"], 0)
    for name in ("placed", "completed", "completed_vnd", "completed_g", "cancelled"):
        parts = sum(row[name] for row in found["rows"])
        assert parts - twice[name] == found["total"][name], name
    assert found["total"]["completed_vnd"] == 360_000
    if by == "nhom":
        assert twice["completed"] == 1


def test_reads_goods_and_channels_as_the_pages_do(program, sold):
    key = make_key(reach="province")

    tea = program.get(f"stats/summary?nhom={TEA}", **bearer(key))
    at_market = program.get("stats/summary?kenh=cho", **bearer(key))

    assert tea["total"]["completed_vnd"] == 150_000
    assert at_market["total"]["completed_vnd"] == 0
    error = program.get(f"stats/sales?theo=loai&nhom={TEA}", 422, **bearer(key))["errors"][0]
    assert error["field"] == "theo"


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("tu=2019-12-31", "tu"),
        ("tu=2025-02-02&den=2025-02-01", "den"),
        ("tu=2999-01-01", "tu"),
        ("tu=hôm+qua", "tu"),
        ("ky=tuan", "ky"),
        ("sao=2", "sao"),
        ("nhom=X.9.z", "nhom"),
        ("kenh=fax", "kenh"),
        ("xa=05503", "xa"),
    ],
)
def test_says_which_word_it_cannot_read(program, words, field):
    found = program.get(f"stats/summary?{words}", 422, **bearer(make_key(reach="province")))

    assert [error["field"] for error in found["errors"]] == [field]


def test_opens_only_what_the_key_has_a_right_to(program, sold):
    key = make_key("stats.inventory", reach="province")

    for path in ("stats/summary", "stats/sales", "stats/floors"):
        assert program.get(path, 403, **bearer(key))["title"] == "Không được phép"
    program.get("stats/inventory", **bearer(key))
    program.get("stats/summary", 401)


def test_tells_a_key_without_places_nothing_as_of_now(program, sold):
    key = make_key()

    for path in ("stats/summary", "stats/sales", "stats/inventory", "stats/floors"):
        program.get(path, 403, **bearer(key))


def test_hides_small_cells_of_closed_months_as_the_pages_do(program, market):  # noqa: F811
    key = make_key()

    for word in ("2025-10", "2025-q4", "2025"):
        found = program.get(f"stats/sales?ky-khoa-so={word}", **bearer(key))
        page = published.published(word=word, scope=Scope(frozenset()))

        told = {row["code"]: (row["status"], row["completed_vnd"]) for row in found["rows"]}
        assert told == {row.code: (row.status, row.completed_vnd) for row in page.communes}
        assert found["total"]["completed_vnd"] == page.total.completed_vnd
        assert found["closed"] is True
    hidden = [row for row in found["rows"] if row["status"] in ("small", "cover")]
    for row in hidden:
        figures = {name for name, value in row.items() if value is not None}
        assert figures == {"code", "name", "status"}


def test_shows_a_commune_its_own_closed_months_exactly(program, market):  # noqa: F811
    key = make_key(reach="communes", commune_codes=[HERE])

    rows = program.get("stats/sales?ky-khoa-so=2025-10", **bearer(key))["rows"]

    status = {row["code"]: row["status"] for row in rows}
    assert status[HERE] == "exact"
    assert set(status.values()) - {"exact", "shown"}
    sets = program.get("stats/sales?ky-khoa-so=2025-10&theo=nhom", **bearer(key))["rows"]
    assert {row["status"] for row in sets} <= {"shown", "small", "cover"}


def test_knows_no_period_that_is_not_closed(program, sold):
    key = make_key(reach="province")

    month = f"{local_today():%Y-%m}"
    program.get(f"stats/sales?ky-khoa-so={month}", 404, **bearer(key))
    program.get("stats/sales?ky-khoa-so=2025-13", 422, **bearer(key))
    found = program.get("stats/sales?ky-khoa-so=2025-10&nhom=I.5.a&theo=sao", 422, **bearer(key))
    assert {error["field"] for error in found["errors"]} == {"nhom", "theo"}


def test_lets_nothing_leave_while_figures_differ_from_orders(program, sold):
    ProofRun.objects.create(at=timezone.now(), cells=9, pending=0, differences=1)
    key = make_key(reach="province")

    for path in ("stats/summary", "stats/sales", "stats/inventory"):
        assert "lệch" in program.get(path, 409, **bearer(key))["detail"]
    assert not ExportEntry.objects.exists()


def test_notes_every_answer_like_a_file_that_leaves(program, sold):
    key = make_key(reach="communes", commune_codes=[HERE])

    program.get("stats/sales?theo=nhom&ky=thang", **bearer(key))

    entry = ExportEntry.objects.get()
    assert (entry.what, entry.file_format, entry.rows) == ("API sales nhom", "json", 2)
    assert entry.user_label.endswith("Sở Công Thương")
    assert f"xa={HERE}" in entry.query
    assert entry.checksum == hashlib.sha256(program.answer.content).hexdigest()
    event = AuditEvent.objects.get(action="export.taken")
    assert "Khóa API" in event.object_label


def test_tells_what_other_floors_report_to_the_province_only(program):
    day = local_today().replace(day=1)
    FloorReport.objects.create(
        floor="Postmart", period_from=day, period_to=day, products=12, source="Công văn 1"
    )

    (row,) = program.get("stats/floors?ky=thang", **bearer(make_key(reach="province")))["rows"]

    assert (row["floor"], row["products"], row["transactions"]) == ("Postmart", 12, None)
    own = make_key(reach="communes", commune_codes=[HERE])
    program.get("stats/floors", 403, **bearer(own))


def test_tells_no_buyer_and_no_seller(program, sold):
    key = make_key(reach="province")
    text = ""
    for path in ("stats/summary", "stats/sales", "stats/inventory"):
        program.get(path, **bearer(key))
        text += program.answer.content.decode()

    assert BUYER_NAME not in text
    assert BUYER_PHONE not in text
    assert "Hộ Tân Cương" not in text


@pytest.mark.parametrize("path", ["stats/summary", "stats/sales", "stats/inventory"])
def test_asks_as_often_whatever_the_number_of_sellers(program, sold, path):
    key = make_key(reach="province")
    program.get(path, **bearer(key))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            program.get(path, **bearer(key))
        counts.append(len(asked))
        for number in range(15):
            seller = make_seller(f"Hộ {path} {number}", HERE)
            complete(make_seller_order(seller.partner))
        settle()

    assert counts[1] <= counts[0] + 1
    assert counts[0] <= 40


def test_lets_no_page_of_another_site_read_figures(program, sold):
    program.get("stats/summary", **bearer(make_key(reach="province")))

    assert "Access-Control-Allow-Origin" not in program.answer
    assert "private" in program.answer["Cache-Control"]
