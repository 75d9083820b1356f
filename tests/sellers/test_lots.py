"""Lots of a seller: made once, changed while unused, printed, ended; facts that officials check."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from common.dates import format_date, local_today
from sellers import lot_scans, lots, stickers
from sellers.lot_models import Lot
from tests import factories
from tests.common.test_qr import decoded, drawn_modules, without_quiet_zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea(tea_seller):
    return factories.make_listing(tea_seller, "Chè móc câu", sale_unit="goi")


@pytest.fixture
def lot(tea):
    return factories.make_lot(tea)


@pytest.fixture
def official(tea):
    return factories.make_official("commune_official", commune=tea.partner.commune.code)


def day(ago: int) -> str:
    return format_date(local_today() - timedelta(days=ago))


def answers(tea, **changes) -> dict:
    return {
        "product": tea.pk,
        "quantity": "16",
        "harvested_on": day(12),
        "made_on": day(10),
        "best_before": day(-300),
        "place": "Lô 3, đồi Hồng Thái",
        "process": "Hái tay, sao chảo gang",
        "care": "Phân hữu cơ",
        "test": "",
        "client_id": str(uuid.uuid4()),
    } | changes


def act(client, lot, what, **data):
    return client.post(reverse(f"sellers:{what}", args=[lot.code]), data)


def print_stickers(client, lot, **changes):
    return act(client, lot, "lot-stickers", **({"size": "vua", "count": "24"} | changes))


def test_a_seller_makes_a_lot_and_a_second_press_makes_no_other(seller_client, tea):
    data = answers(tea)

    first = seller_client.post("/ban-hang/lo-hang/moi/", data)
    second = seller_client.post("/ban-hang/lo-hang/moi/", data)

    lot = Lot.objects.get()
    assert first.url == second.url == f"/ban-hang/lo-hang/{lot.code}/"
    assert (lot.quantity, lot.place, lot.state) == (16, "Lô 3, đồi Hồng Thái", "open")
    html = seller_client.get(first.url).content.decode()
    assert "Phân hữu cơ" in html
    assert f"{lot.code[:5]}-{lot.code[5:]}" in html


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"product": ""}, "Chọn món hàng của lô này."),
        ({"quantity": "0"}, "Số lượng ít nhất là 1."),
        ({"harvested_on": "", "made_on": ""}, "Nhập ngày thu hoạch hoặc ngày làm xong."),
        ({"made_on": day(-5)}, "Ngày làm xong ở tương lai"),
        ({"harvested_on": day(3)}, "phải từ ngày thu hoạch trở đi"),
        ({"best_before": day(11)}, "Hạn dùng phải sau ngày làm xong"),
        ({"made_on": "31/02/2026"}, "Không có ngày 31/02/2026"),
    ],
)
def test_what_cannot_be_a_lot_is_refused_and_kept(seller_client, tea, changes, words):
    html = seller_client.post("/ban-hang/lo-hang/moi/", answers(tea, **changes)).content.decode()

    assert words in html
    assert "đồi Hồng Thái" in html
    assert not Lot.objects.exists()


def test_goods_of_another_seller_have_no_lot_here(seller_client):
    theirs = factories.make_listing(factories.make_seller("HTX Khác", "05692"), "Miến dong")

    html = seller_client.post("/ban-hang/lo-hang/moi/", answers(theirs)).content.decode()

    assert "Chọn một món trong danh sách." in html
    assert "Miến dong" not in html


def test_a_lot_is_changed_until_its_stickers_are_printed(seller_client, tea, lot):
    change = reverse("sellers:lot-change", args=[lot.code])
    assert seller_client.get(change).status_code == 200
    seller_client.post(change, answers(tea, quantity="40"))
    lot.refresh_from_db()
    changed = lot.quantity

    pdf = print_stickers(seller_client, lot)
    after = seller_client.post(change, answers(tea, quantity="99"))

    lot.refresh_from_db()
    assert changed == 40
    assert pdf.content.startswith(b"%PDF-")
    assert (after.status_code, lot.quantity) == (404, 40)
    with pytest.raises(lots.LotFixed):
        facts = lots.LotFacts(quantity=1, made_on=local_today())
        lots.change_lot(lot=lot, facts=facts, actor=factories.make_user())


@pytest.mark.parametrize(
    ("size", "count", "pages"),
    [("vua", 24, 1), ("vua", 25, 2), ("nho", 65, 1), ("nho", 66, 2), ("to", 8, 1), ("to", 9, 2)],
)
def test_a_sheet_holds_as_many_stickers_as_its_size_says(lot, size, count, pages):
    pdf = stickers.draw_stickers(lot, size=size, count=count)

    assert int(re.search(rb"/Count (\d+)", pdf)[1]) == pages
    width, height = map(float, re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf).groups())
    assert (round(width * 25.4 / 72), round(height * 25.4 / 72)) == (210, 297)


def test_a_camera_reads_the_address_of_the_lot(lot, monkeypatch, settings):
    said = {}
    monkeypatch.setattr(stickers, "make_pdf", lambda template, data, **more: said.update(data))
    stickers.draw_stickers(lot, size="nho", count=1)

    read = decoded(without_quiet_zone(drawn_modules(said["qr"])))

    assert read == f"{settings.SITE_URL}/truy-xuat/{lot.code}/?tem"
    assert said["code"] == f"{lot.code[:5]}-{lot.code[5:]}"


@pytest.mark.parametrize("count", ["0", "1001", "nhiều", ""])
def test_a_wrong_number_of_stickers_prints_nothing(seller_client, lot, count):
    answer = print_stickers(seller_client, lot, count=count)

    lot.refresh_from_db()
    assert answer["Content-Type"].startswith("text/html")
    assert lot.printed_at is None


def test_a_lot_ends_once(seller_client, lot):
    act(seller_client, lot, "lot-end", verb="close")
    lot.refresh_from_db()
    closed = lot.state
    blocked = print_stickers(seller_client, lot)
    act(seller_client, lot, "lot-end", verb="withdraw", note="In nhầm hạn dùng")
    act(seller_client, lot, "lot-end", verb="close")

    lot.refresh_from_db()
    assert (closed, lot.state, lot.note) == ("closed", "withdrawn", "In nhầm hạn dùng")
    assert blocked.status_code == 302


def test_calling_back_needs_a_sentence(seller_client, lot):
    answer = act(seller_client, lot, "lot-end", verb="withdraw", note="")

    lot.refresh_from_db()
    assert "Viết một câu cho người mua biết." in answer.content.decode()
    assert lot.state == "open"


def check(client, lot, topic="place", **more):
    seen = more.pop("seen", None) or lots.told(lot, topic)
    return act(client, lot, "lot-check", **({"topic": topic, "verb": "check", "seen": seen} | more))


def test_an_official_marks_a_fact_and_takes_it_back(client, lot, official):
    client.force_login(official)
    check(client, lot)
    mark = lot.checks.get()
    check(client, lot, "quantity")
    check(client, lot, verb="uncheck")

    assert mark.checked_as == f"Cán bộ {lot.product.partner.commune.full_name}"
    assert [c.topic for c in lot.checks.all()] == ["quantity"]


def test_a_fact_that_changed_or_is_not_given_gets_no_mark(client, lot, official):
    client.force_login(official)
    check(client, lot, seen="Đồi khác")
    check(client, lot, "test", seen="")

    assert not lot.checks.exists()
    assert check(client, lot, "note", seen="x").status_code == 404


def test_a_mark_goes_when_its_fact_changes(lot, official):
    for topic in ("place", "made_on"):
        lots.check_fact(lot=lot, topic=topic, by=official, seen=lots.told(lot, topic))

    facts = lots.LotFacts(quantity=16, made_on=lot.made_on, place="Đồi số 9")
    owner = factories.owner_of(lot.product.partner.seller)
    lots.change_lot(lot=lot, facts=facts, actor=owner)

    assert [c.topic for c in lot.checks.all()] == ["made_on"]
    event = lot.product.partner.seller.events.get(kind="lot-unchecked")
    assert (event.actor, event.at.date()) == (owner, timezone.now().date())
    for words in (lot.code, "Cán bộ xã", "không còn dấu đã kiểm", "người bán sửa"):
        assert words in event.words, event.words


def test_a_mark_that_is_taken_back_leaves_who_did(client, lot, official):
    lots.check_fact(lot=lot, topic="place", by=official, seen=lots.told(lot, "place"))
    client.force_login(official)
    for _ in range(2):
        check(client, lot, "place", verb="uncheck")

    event = lot.product.partner.seller.events.get(kind="lot-unchecked")
    assert event.actor == official
    assert "cán bộ bỏ dấu" in event.words


def test_nobody_checks_an_own_lot_or_one_out_of_reach(client, lot, official):
    lot.product.partner.seller.memberships.create(user=official, role="member")
    far = factories.make_official("commune_official", commune="05692")

    for person in (official, far, factories.make_user()):
        client.force_login(person)
        assert check(client, lot).status_code in (403, 404)
    assert not lot.checks.exists()


def test_scans_are_added_by_day(seller_client, lot):
    today = local_today()
    lot_scans.add({(today.isoformat(), lot.pk): 3, ("2026-01-01", lot.pk): 2, ("2026-01-01", 0): 9})
    lot_scans.add({(today.isoformat(), lot.pk): 4})

    html = seller_client.get(f"/ban-hang/lo-hang/{lot.code}/").content.decode()

    assert lot_scans.total(lot) == 9
    assert lot_scans.by_day(lot)[0] == (today, 7)
    assert "Tem đã quét 9 lần" in html
    assert "9 lượt quét" in seller_client.get("/ban-hang/lo-hang/").content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_of_lots_ask_the_same_for_any_number(
    client, tea, rows, official, django_assert_max_num_queries
):
    for _ in range(rows):
        lot = factories.make_lot(tea)
        lots.check_fact(lot=lot, topic="place", by=official, seen="Đồi chè số 3")
    client.force_login(factories.owner_of(tea.partner.seller))
    client.get("/ban-hang/lo-hang/")

    with django_assert_max_num_queries(9):
        html = client.get("/ban-hang/lo-hang/").content.decode()
    assert html.count("Chè móc câu") == rows
    client.force_login(official)
    with django_assert_max_num_queries(24):
        html = client.get("/duyet/lo-hang/").content.decode()
    assert html.count("Chè móc câu") == rows


def test_a_seller_without_goods_is_led_to_listing_some_first(seller_client, tea_seller):
    for url in (reverse("sellers:lots"), reverse("sellers:lot-new")):
        page = seller_client.get(url).content.decode()

        assert "chưa có món nào để tạo lô" in page
        assert 'href="/ban-hang/dang-ban/"' in page
