"""Open data: what the officials' view publishes and no more, as files that can be checked."""

import base64
import csv
import hashlib
import io
import json
import random
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from common.dates import local_today
from markets.models import Market
from opendata import periodic, writing
from opendata.datasets import DATASETS
from opendata.models import Revision
from places.models import Commune
from stats import closing
from stats.definitions import definition
from stats.floors import publishing
from stats.models import FloorReport, PeriodClose, PublishedCell
from stats.privacy import MONTH, SHOWN, Release
from stats.published import closed_periods, published
from stats.publishing import cells_of, number_of
from stats.scopes import WHOLE
from tests import factories
from tests.stats.builders import HONEY, TEA, complete, make_seller_order
from tests.stats.conftest import settle
from tests.stats.test_privacy_attack import attack

pytestmark = pytest.mark.django_db

SITE = "https://nongsan.example"
MONTHS = tuple(date(2025, month, 1) for month in (10, 11, 12))
TABLES = (("giao-dich-theo-xa", "ma_xa"), ("giao-dich-theo-nhom", "ma_bo"))


@pytest.fixture(autouse=True)
def public_address(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def market():
    """Seven communes over a quarter, closed; one is small, so others cover it."""
    dice = random.Random(7)
    others = Commune.objects.exclude(code__in=["05503", "05692"]).order_by("code")
    codes = ["05503", "05692", *others.values_list("code", flat=True)[:5]]
    for code, size in zip(codes, [2, 6, 7, 6, 6, 8, 6], strict=True):
        for index in range(size):
            seller = factories.make_seller(f"Hộ {code} {index}", code)
            for month in MONTHS:
                if dice.random() < 0.9:
                    line = (dice.choice((TEA, HONEY)), 1, dice.randrange(20, 90) * 1000)
                    order = make_seller_order(seller.partner, line, placed_on=month.replace(day=5))
                    complete(order, month.replace(day=9))
    settle()
    closing.close_due(today=date(2026, 1, 20))
    return codes


def rows_of(client, code: str) -> list[dict[str, str]]:
    body = client.get(f"/du-lieu-mo/{code}.csv").getvalue()
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def document(client, code: str) -> dict:
    return json.loads(client.get(f"/du-lieu-mo/{code}.json").getvalue())


def test_every_number_is_the_one_of_the_published_view(client, market):
    writing.write_all()

    found = {
        code: {(row["ky"], row[key]): row for row in rows_of(client, code)} for code, key in TABLES
    }
    periods = closed_periods()
    assert {period.grain for period in periods} == {"thang", "quy", "nam"}
    seen = 0
    for period in periods:
        page = published(word=period.word, scope=WHOLE)
        for code, shown in zip(found, ([page.total, *page.communes], page.sets), strict=True):
            for one in shown:
                row = found[code].pop((period.word, one.code))
                figures = (row["so_giao_dich"], row["gia_tri_dong"], row["so_co_so"])
                assert figures == tuple(
                    "" if value is None else str(value)
                    for value in (one.completed, one.completed_vnd, one.sellers)
                )
                seen += 1
    assert seen > 300
    assert found == {code: {} for code, _ in TABLES}


def test_json_and_csv_say_the_same(client, market):
    factories.make_certificate(factories.make_listing(factories.make_seller("HTX A", "05503")), 4)
    writing.write_all()

    for code in DATASETS:
        plain = [
            {name: _as_csv(value) for name, value in row.items()}
            for row in document(client, code)["rows"]
        ]
        assert plain == rows_of(client, code), code


def _as_csv(value) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_no_hidden_cell_can_be_worked_out_of_the_files(client, market):
    """The attack of ADR 0025, on what the files show instead of what the database says."""
    writing.write_all()

    for (code, key), by_commune in zip(TABLES, (True, False), strict=True):
        rows = rows_of(client, code)
        release = _release_of(rows, key, by_commune)
        hidden = [row for row in rows if row["trang_thai"] != "công bố"]
        assert hidden or not by_commune
        assert {row["so_giao_dich"] + row["gia_tri_dong"] + row["so_co_so"] for row in hidden} <= {
            ""
        }
        assert attack(release, by_commune=by_commune) == {}


def _release_of(rows: list[dict], key: str, by_commune: bool) -> Release:
    """Return the truth, with as shown whatever the file shows."""

    table = PublishedCell.Table.COMMUNE if by_commune else PublishedCell.Table.SET
    release = Release()
    for close in PeriodClose.objects.all():
        release.months[number_of(close.month)] = cells_of(close.sellers, table)
    length = {"thang": 1, "quy": 3, "nam": 12}
    for row in rows:
        if by_commune and not row[key]:
            continue
        number = number_of(date.fromisoformat(row["tu_ngay"])) // length[row["loai_ky"]]
        status = SHOWN if row["so_giao_dich"] else "small"
        release.statuses.setdefault((row["loai_ky"], number), {})[row[key]] = status
    return release


def test_the_attack_finds_what_a_careless_file_would_tell(client, market):
    """Negative control: the file hides small cells only."""
    PublishedCell.objects.filter(grain=MONTH, status="cover").update(status="shown")
    writing.write_all()

    rows = rows_of(client, TABLES[0][0])

    assert attack(_release_of(rows, "ma_xa", True), by_commune=True) != {}


def everything_to_take(client) -> str:
    """Return all files of all revisions that anybody can still take, also by guessed numbers."""
    newest = dict(Revision.objects.order_by("number").values_list("dataset", "number"))
    answers = [
        client.get(f"/du-lieu-mo/{code}{which}.{form}")
        for code in DATASETS
        for which in ("", *(f"/lan-{number}" for number in range(1, newest.get(code, 0) + 1)))
        for form in ("csv", "json")
    ]
    return "".join(one.getvalue().decode() for one in answers if one.status_code == 200)


PHONES = re.compile(r"(?<!\d)(?:\+84|0)[ .]?\d(?:[ .]?\d){8}(?!\d)")


def test_no_phone_and_no_name_of_who_does_not_sell_in_public(client):
    hidden = factories.make_seller("Hộ bà Kín Đáo", "05503")
    secret = factories.make_listing(hidden, "Chè kín")
    factories.make_certificate(secret, 4)
    hidden.partner.may_sell = False
    hidden.partner.save()
    shown = factories.make_seller("HTX chè Đồi Xanh", "05503")
    factories.make_certificate(factories.make_listing(shown, "Chè nõn tôm"), 5)
    Market.objects.create(
        name="Chợ Thái", slug="cho-thai", commune=Commune.objects.get(code="05503"),
        market_class=1, board_name="Ban của ông Lộ Danh", board_phone="+84912000111",
        bank_account="1234567890123", bank_holder="LO DANH",
    )  # fmt: skip
    FloorReport.objects.create(
        floor="Postmart", period_from=date(2026, 1, 1), period_to=date(2026, 9, 30), products=9,
        source="Chị Lan, 0912 345 678", entered_by=factories.make_user(name="Ma Thị Nhập"),
        published_at=timezone.now(), published_by=factories.make_user(name="Hà Văn Duyệt"),
    )  # fmt: skip
    writing.write_all()

    text = everything_to_take(client)

    assert "HTX chè Đồi Xanh" in text
    assert "Chợ Thái" in text
    assert PHONES.findall(text) == []
    for word in ("Kín Đáo", "Chè kín", "Lộ Danh", "LO DANH", "1234567890123", "Ma Thị Nhập",
                 "Văn Duyệt"):  # fmt: skip
        assert word not in text


def close_the_shop(client) -> str:
    """Publish a shop with a letter, let both go, publish again; return all that can be taken."""
    seller = factories.make_seller("Hộ bà Nguyễn Thị Rút", "05503")
    factories.make_certificate(factories.make_listing(seller, "Chè"), 5)
    report = FloorReport.objects.create(
        floor="Postmart", period_from=date(2026, 1, 1), period_to=date(2026, 9, 30), products=9,
        source="Thư của chị Lộ Tên", published_at=timezone.now(),
    )  # fmt: skip
    writing.write_all()
    before = everything_to_take(client)
    assert "Thị Rút" in before
    assert "Lộ Tên" in before
    seller.partner.may_sell = False
    seller.partner.save()
    FloorReport.objects.filter(pk=report.pk).update(source="Công văn 12")
    writing.write_all()
    return everything_to_take(client)


def test_no_revision_tells_of_a_shop_that_has_gone(client):
    text = close_the_shop(client)

    assert "Thị Rút" not in text
    assert "Lộ Tên" not in text
    assert "Công văn 12" in text


@pytest.mark.parametrize(("code", "word"), [("chung-nhan-ocop", "Thị Rút"), ("san-khac", "Lộ Tên")])
def test_old_revisions_with_names_would_tell_of_it(client, monkeypatch, code, word):
    """Negative control; what was kept so goes with the next look, also when nothing changed."""
    with_names = DATASETS[code]
    monkeypatch.setitem(DATASETS, code, replace(with_names, has_names=False))
    assert word in close_the_shop(client)

    monkeypatch.setitem(DATASETS, code, with_names)
    assert writing.write_all() == []
    assert word not in everything_to_take(client)


def test_floors_are_told_when_somebody_decided_so(client):
    fields = {"period_from": date(2026, 1, 1), "period_to": date(2026, 9, 30), "source": "x"}
    waits = FloorReport.objects.create(floor="Postmart", products=9, **fields)
    FloorReport.objects.create(
        floor="Vỏ Sò", products=8, is_demo=True, published_at=timezone.now(), **fields
    )
    writing.write_all()
    assert rows_of(client, "san-khac") == []

    publishing.publish(report=waits, revision=1, by=factories.make_user())
    writing.write_all()
    assert [row["san"] for row in rows_of(client, "san-khac")] == ["Postmart"]

    publishing.withdraw(report=waits, by=factories.make_user())
    writing.write_all()
    assert rows_of(client, "san-khac") == []


def test_certificates_of_today_only(client):
    seller = factories.make_seller("HTX A", "05503")
    tea = factories.make_listing(seller, "Chè")
    today = local_today()
    good = factories.make_certificate(tea, 4)
    for first, last, confirmed in (
        (today - timedelta(days=900), today - timedelta(days=1), True),
        (today - timedelta(days=9), today + timedelta(days=900), False),
    ):
        other = factories.make_certificate(tea, 5)
        other.issued_on, other.expires_on = first, last
        other.confirmed_at = timezone.now() if confirmed else None
        other.save()
    writing.write_all()

    (row,) = rows_of(client, "chung-nhan-ocop")
    assert (row["so_sao"], row["so_quyet_dinh"]) == ("4", good.decision_no)
    assert row["trang"] == SITE + tea.get_absolute_url()


def one_more_market(number: int) -> None:
    Market.objects.create(
        name=f"Chợ {number}", slug=f"cho-{number}", market_class=1,
        commune=Commune.objects.get(code="05503"),
    )  # fmt: skip


def test_the_same_data_make_no_revision_and_a_change_makes_one(client):
    writing.write_all()
    assert set(Revision.objects.values_list("number", flat=True)) == {1}

    assert writing.write_all() == []
    before = Market.objects.count()
    one_more_market(1)
    (made,) = writing.write_all()

    assert (made.dataset, made.number, made.rows) == ("cho", 2, before + 1)
    old = client.get("/du-lieu-mo/cho/lan-1.json")
    assert len(json.loads(old.getvalue())["rows"]) == before
    assert document(client, "cho")["revision"] == 2
    assert client.get("/du-lieu-mo/cho/lan-3.csv").status_code == 404


def test_old_revisions_go_after_a_while(monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(writing, "KEPT", 2)
    files = []
    for number in range(4):
        one_more_market(number)
        with django_capture_on_commit_callbacks(execute=True):
            made = next(one for one in writing.write_all() if one.dataset == "cho")
        files += [(file.storage, file.name) for file in (made.csv_file, made.json_file)]

    kept = Revision.objects.filter(dataset="cho")
    assert [one.number for one in kept] == [4, 3]
    before, newest = ((one.csv_file.name, one.json_file.name) for one in reversed(kept))
    assert {name: store.exists(name) for store, name in files} == {
        name: name in (*newest, *before) for _, name in files
    }


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_file_can_be_checked_and_is_sent_once(client, form):
    writing.write_all()
    revision = Revision.objects.get(dataset="xa-phuong")

    answer = client.get(f"/du-lieu-mo/xa-phuong.{form}")

    body = answer.getvalue()
    sha256 = hashlib.sha256(body).hexdigest()
    assert sha256 == getattr(revision, f"{form}_sha256")
    assert answer["ETag"] == f'"{sha256}"'
    digest = base64.b64encode(bytes.fromhex(sha256)).decode()
    assert answer["Repr-Digest"] == f"sha-256=:{digest}:"
    for name, value in (
        ("If-None-Match", answer["ETag"]), ("If-Modified-Since", answer["Last-Modified"]),
    ):  # fmt: skip
        again = client.get(f"/du-lieu-mo/xa-phuong.{form}", headers={name: value})
        assert (again.status_code, again.content) == (304, b"")


def test_a_file_that_is_not_there_yet_says_when_to_come_back(client):
    response = client.get("/du-lieu-mo/cho.csv")

    assert (response.status_code, response["Retry-After"]) == (503, "3600")
    assert client.get("/du-lieu-mo/khong-co.csv").status_code == 404
    assert client.get("/du-lieu-mo/").status_code == 200


def test_every_column_is_described_and_figures_name_their_definition(client):
    writing.write_all()

    for code, dataset in DATASETS.items():
        told = client.get(f"/du-lieu-mo/{code}/mo-ta.json").json()
        names = [column["name"] for column in told["tableSchema"]["columns"]]
        header = client.get(f"/du-lieu-mo/{code}.csv").getvalue().decode("utf-8-sig")
        assert header.splitlines()[0].split(",") == names
        assert set(dataset.key) <= set(names)
        assert all(column.meaning for column in dataset.columns)
    columns = {one["name"]: one for one in document(client, "giao-dich-theo-xa")["columns"]}
    value = columns["gia_tri_dong"]
    assert (value["definition"], value["unit"]) == ("T4", "đồng")
    assert value["definition_version"] == definition("T4").version
    rows = {(row["ma"], row["phien_ban"]): row for row in rows_of(client, "dinh-nghia")}
    assert rows["T4", str(definition("T4").version)]["cach_hieu"] == definition("T4").text


def test_each_key_names_one_row(client, market):
    writing.write_all()

    for code, dataset in DATASETS.items():
        keys = [tuple(row[name] for name in dataset.key) for row in rows_of(client, code)]
        assert len(set(keys)) == len(keys), code


def test_the_catalogue_lists_every_file_with_its_checksum(client):
    writing.write_all()

    told = json.loads(client.get("/du-lieu-mo/danh-muc.jsonld").content)

    files = {
        one["dcat:downloadURL"]["@id"]: one["spdx:checksum"]["spdx:checksumValue"]["@value"]
        for dataset in told["dcat:dataset"]
        for one in dataset["dcat:distribution"]
    }
    assert len(files) == 2 * len(DATASETS)
    for address, sha256 in files.items():
        body = client.get(address.removeprefix(SITE)).getvalue()
        assert hashlib.sha256(body).hexdigest() == sha256


def test_turtle_says_what_the_json_says(client):
    writing.write_all()

    text = client.get("/du-lieu-mo/danh-muc.ttl").content.decode()

    assert text.count(" a dcat:Dataset") == len(DATASETS)
    assert text.count("a dcat:Distribution") == 2 * len(DATASETS)
    for revision in Revision.objects.all():
        assert f'"{revision.csv_sha256}"^^xsd:hexBinary' in text
    # Every statement ends, every name is one of the prefixes.
    assert text.rstrip().endswith(".")
    outside = re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>', "", text)
    assert set(re.findall(r"(\w+):\w", outside)) <= {"dcat", "dct", "foaf", "spdx", "xsd"}


def test_the_page_says_what_there_is(client, django_assert_max_num_queries):
    writing.write_all()
    for _ in range(3):
        one_more_market(_)
        writing.write_all()

    with django_assert_max_num_queries(3):
        body = client.get(reverse("opendata:index")).content.decode()

    for dataset in DATASETS.values():
        assert dataset.title in body
    assert "/du-lieu-mo/cho/lan-3.csv" in body
    assert "CC BY 4.0" in body


def test_files_are_written_where_no_clock_of_celery_runs():
    periodic.write_old()
    seen = Revision.objects.values_list("seen_at", flat=True).first()

    periodic.write_old()
    assert Revision.objects.values_list("seen_at", flat=True).first() == seen
    Revision.objects.update(seen_at=seen - timedelta(days=2))
    periodic.write_old()
    assert Revision.objects.values_list("seen_at", flat=True).first() > seen
    assert set(Revision.objects.values_list("number", flat=True)) == {1}


def test_what_was_read_before_is_not_written_over_what_was_read_later(client, monkeypatch):
    one_more_market(1)
    write = writing._write

    def another_comes_between(*read):
        monkeypatch.setattr(writing, "_write", write)
        Market.objects.filter(name="Chợ 1").delete()
        writing.write_all()
        return write(*read)

    monkeypatch.setattr(writing, "_write", another_comes_between)
    writing.write_all()

    assert "Chợ 1" not in [row["ten"] for row in rows_of(client, "cho")]
