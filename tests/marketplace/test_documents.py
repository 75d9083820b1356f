"""Rules have versions; what they promise in numbers is what the code does."""

import datetime as dt
import hashlib
import json
import re

import pytest
from django.conf import settings

from marketplace.documents import ranking, reading
from pagecache.store import store
from sellers.feedback import questions
from sellers.feedback.complaint_times import times
from shop.order.reviewable import EDIT_DAYS, WRITE_DAYS
from shop.order.times import HOURS
from shop.search import matching
from shop.search.forms import SORTS

pytestmark = pytest.mark.django_db
KEYS = reading.names()


@pytest.fixture(autouse=True)
def nothing_kept():
    """Code and settings change here within one process, as they never do in a running one."""
    store.clear()


def words(key: str) -> str:
    blocks = reading.current(key).blocks
    return "\n".join("".join(text for text, _ in line) for block in blocks for line in block.lines)


@pytest.mark.parametrize("key", KEYS)
def test_the_version_in_force_says_since_when_and_what_changed(client, key):
    page = client.get(f"/{key}/").content.decode()

    now = reading.current(key)
    assert f"<strong>Bản {now.version}, từ {now.valid_from:%d/%m/%Y}</strong>" in page
    assert now.changes in page


def test_an_old_version_is_read_at_its_own_address_and_says_so(client):
    page = client.get("/quy-che/ban-1/").content.decode()

    assert "Đây là bản cũ." in page
    assert "mỗi món trong đơn một lần" not in page
    assert 'content="noindex"' in page
    assert "Đây là bản cũ." not in client.get("/quy-che/ban-2/").content.decode()
    assert client.get("/quy-che/ban-9/").status_code == 404


def test_a_coming_version_is_announced_before_it_holds():
    before = dt.date(2026, 11, 20)

    assert reading.current("quy-che", before).version == 1
    assert reading.coming("quy-che", before).version == 2
    assert reading.coming("quy-che", dt.date(2026, 11, 26)) is None


@pytest.mark.parametrize("key", KEYS)
def test_versions_follow_each_other(key):
    known = reading.versions(key)

    assert [one.version for one in known] == list(range(1, len(known) + 1))
    days = [one.valid_from for one in known]
    assert days == sorted(set(days))


def test_a_version_that_is_out_never_changes():
    seals = json.loads((reading.TEXTS / "fingerprints.json").read_text())
    found = {
        path.relative_to(reading.TEXTS).with_suffix("").as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in reading.TEXTS.glob("*/*.txt")
    }

    assert found == seals, "write a new version, then python scripts/seal_texts.py"


def test_the_texts_promise_what_the_code_does():
    rules, back, road = words("quy-che"), words("doi-tra"), words("giao-hang")

    assert f"trong {WRITE_DAYS} ngày từ lúc nhận. Sửa được trong {EDIT_DAYS} ngày" in rules
    assert f"nhiều nhất {questions.MOST_A_DAY} câu một ngày" in rules
    assert f"báo trong {HOURS['ask_return'] // 24} ngày từ lúc nhận" in back
    assert f"Người bán trả lời trong {HOURS['answer_return'] // 24} ngày" in back
    assert f"Người bán trả lời đơn trong {HOURS['confirm']} giờ" in road


def test_home_and_checkout_promise_the_same_days_as_the_rules(client):
    days = HOURS["ask_return"] // 24
    checkout = (settings.BASE_DIR / "templates/checkout/checkout.html").read_text()

    assert f"báo trong {days}&nbsp;ngày" in client.get("/").content.decode()
    assert f"Hàng hỏng, hàng sai: báo trong {days} ngày" in checkout


def test_every_link_of_the_texts_leads_somewhere(client):
    links = {
        url
        for key in KEYS
        for one in reading.versions(key)
        for block in one.blocks
        for line in block.lines
        for _, url in line
        if url
    }

    assert links
    assert {url: client.get(url).status_code for url in links} == dict.fromkeys(links, 200)


def test_complaint_times_are_those_that_reports_are_measured_by(client):
    page = client.get("/khieu-nai/").content.decode()

    for one in times().values():
        row = rf"{one.what}</th><td>{one.first_hours}&nbsp;giờ</td><td>{one.solve_days}&nbsp;ngày"
        assert re.search(row, page), one.key


def test_the_order_of_goods_is_printed_from_the_search(client, monkeypatch):
    assert [label for label, _ in ranking.orders()] == list(SORTS.values())
    assert "<td>4</td>" in client.get("/xep-hang/").content.decode()

    monkeypatch.setattr(matching, "BY_FAR", 17)
    store.clear()

    assert "<td>17</td>" in client.get("/xep-hang/").content.decode()


def test_points_of_the_page_are_those_of_the_code():
    points = [one.points for one in ranking.criteria()]

    assert points == sorted(points)
    assert points[0] == 0


def test_the_legal_block_is_that_of_the_settings(client, settings):
    settings.OPERATOR = settings.OPERATOR | {
        "name": "Trung tâm Xúc tiến thương mại",
        "licence": "Quyết định 12/QĐ-UBND ngày 1/2/2026",
        "representative": "Nguyễn Văn An",
    }

    footer = client.get("/").content.decode()
    page = client.get("/ve-san/").content.decode()

    assert "Quyết định 12/QĐ-UBND ngày 1/2/2026" in footer
    assert "Nguyễn Văn An" in page
    assert "chưa có biểu tượng đã đăng ký" in page


@pytest.mark.parametrize(
    ("missing", "is_shown"), [("", True), ("registration", False), ("icon", False)]
)
def test_the_icon_of_registration_shows_only_when_it_was_granted(
    client, settings, missing, is_shown
):
    granted = {
        "registration": "Số 19/2026",
        "icon": "/media/da-dang-ky.png",
        "icon_url": "https://online.gov.vn/x",
    }
    settings.OPERATOR = settings.OPERATOR | granted | ({missing: ""} if missing else {})

    assert ("/media/da-dang-ky.png" in client.get("/").content.decode()) is is_shown
