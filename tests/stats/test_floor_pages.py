"""The page of other floors' reports: looked at, entered, published."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from audit.models import AuditEvent
from stats.models import FloorImport, FloorReport
from tests.stats.floor_files import HEAD, POSTMART, VO_SO, WHOLE_FILE, known, run_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("stats.floors.reading.local_today", lambda: date(2026, 11, 22))


def upload(client, content=WHOLE_FILE, name="bao-cao.csv", **more):
    fields = {"source": "Công văn 12", "file": ContentFile(content.encode(), name=name)} | more
    return client.post(reverse("stats:floors"), fields)


def test_the_page_shows_each_row_before_it_enters(client, official):
    answer = upload(client)
    run = FloorImport.objects.get()
    body = client.get(answer["Location"]).content.decode()

    assert answer["Location"] == reverse("stats:floor-import", args=[run.pk])
    assert "Nhập 2 dòng" in body
    assert not FloorReport.objects.exists()
    client.post(answer["Location"])
    assert known() == {"Postmart": POSTMART, "Vỏ Sò": VO_SO}
    assert FloorReport.objects.first().entered_by == official
    # Pressed twice.
    client.post(answer["Location"])
    assert AuditEvent.objects.filter(action="floors.imported").count() == 1


def test_a_wrong_file_keeps_what_was_typed(client, official):
    body = upload(client, "Tên;Tuổi\nLan;5").content.decode()

    assert "Không thấy cột: sàn, kỳ báo cáo" in body
    assert 'value="Công văn 12"' in body


def test_the_file_is_kept_as_evidence(client, official):
    run_file(WHOLE_FILE)

    answer = client.get(reverse("stats:floor-file", args=[FloorImport.objects.get().pk]))

    assert answer.getvalue().decode() == WHOLE_FILE
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_asks_the_same_for_one_and_for_many(
    client, official, number, django_assert_max_num_queries
):
    for n in range(number):
        run_file(f"{HEAD}\nSàn {n};Tháng 9/2026;{n + 1};1;1;1;")
        run_file(f"{HEAD}\nSàn {n};Tháng 9/2026;{n + 2};1;1;1;")

    with django_assert_max_num_queries(13):
        body = client.get(reverse("stats:floors")).content.decode()
    assert body.count("Đã sửa 1 lần") == number


def decide(client, report, doing="cong-bo", revision=None) -> str:
    data = {"viec": doing, "bao-cao": report.pk, "lan": revision or report.revision}
    return client.post(reverse("stats:floors"), data, follow=True).content.decode()


def test_a_report_is_published_by_a_button_and_withdrawn_by_another(client, official):
    run_file(WHOLE_FILE)
    report = FloorReport.objects.get(floor="Postmart")
    assert report.published_at is None

    assert "Đã công bố" in decide(client, report)
    decide(client, report)
    report.refresh_from_db()
    assert report.published_at
    assert report.published_by == official
    assert AuditEvent.objects.filter(action="floors.published").count() == 1

    assert "Đã công bố" not in decide(client, report, "rut")
    report.refresh_from_db()
    assert (report.published_at, report.published_by) == (None, None)


def test_a_correction_waits_for_a_decision_of_its_own(client, official):
    run_file(WHOLE_FILE)
    report = FloorReport.objects.get(floor="Postmart")
    decide(client, report)

    run_file(WHOLE_FILE.replace("9.200", "9.150"))

    report.refresh_from_db()
    assert report.published_at is None
    # Who looks at the page of before decides nothing about the new figures.
    assert "vừa được sửa" in decide(client, report, revision=1)
    report.refresh_from_db()
    assert report.published_at is None


def test_demo_data_are_published_by_nobody(client, official):
    report = FloorReport.objects.create(
        floor="Postmart", period_from=POSTMART[0], period_to=POSTMART[1], products=1, is_demo=True
    )

    assert "Không công bố dữ liệu mẫu" in decide(client, report)
    report.refresh_from_db()
    assert report.published_at is None
