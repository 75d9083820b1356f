"""The operators' pages: set up, open, stop, settle, and a report that is the ledger."""

import csv
import io
import re
import zipfile

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEvent
from common.dates import format_date, local_today
from shop.order import moves
from shop.payment import ledger
from shop.payment.models import LedgerEntry
from shop.programme import codes, reporting, running
from shop.programme.models import Programme, Redemption
from tests.factories import make_basket, make_listing, make_official, make_seller
from tests.operators import enter
from tests.shop.programme.making import make_programme

pytestmark = pytest.mark.django_db
HOME = "/doi-soat-tien/chuong-trinh/"
A, K = LedgerEntry.Account, LedgerEntry.Kind
S = Programme.State


@pytest.fixture
def operator(db):
    """Who runs the programmes."""
    return make_official("operator")


@pytest.fixture
def browser(operator):
    """The browser of an operator."""
    browser = Client()
    enter(browser, operator)
    return browser


def settle(programme, partner_id: int, reference: str, actor):
    """Note the sum that the page shows now."""
    shown = {one.partner_id: one.key for one in reporting.report(programme).sellers()}
    return running.settle(
        programme=programme, partner_id=partner_id, shown_key=shown[partner_id],
        reference=reference, actor=actor,
    )  # fmt: skip


def finish(part) -> None:
    for step in (moves.confirm, moves.pack, moves.ship, moves.deliver, moves.complete):
        step(seller_order=part)


def booked() -> int:
    """Return what the ledger says that programmes pay, by its rows alone."""
    sale = LedgerEntry.objects.filter(kind__in=(K.SALE, K.CHANGE))
    more = sale.filter(debit=A.PROGRAMME).aggregate(sum=Sum("amount_vnd"))["sum"] or 0
    less = sale.filter(credit=A.PROGRAMME).aggregate(sum=Sum("amount_vnd"))["sum"] or 0
    return int(more - less)


@pytest.fixture
def orders(redeem, tea):
    """Orders of two sellers: done, under way, called off, and done and brought back."""
    noodles = make_listing(make_seller("HTX miến"), "Miến dong", price_vnd=150_000, stock=20)
    phones = [f"+8499012345{n}" for n in range(5)]
    goods = (tea, noodles, tea, tea, noodles)
    placed = [
        redeem(make_basket((what, 1)), phone=phone).seller_orders.get()
        for what, phone in zip(goods, phones, strict=True)
    ]
    finish(placed[0])
    moves.cancel(seller_order=placed[2])
    finish(placed[3])
    moves.move(seller_order=placed[3], to="returned")
    finish(placed[4])
    return placed


FILLED = {
    "name": "Tết dùng hàng Thái Nguyên",
    "funder": "Sở Công Thương",
    "budget_vnd": "50tr",
    "code": "tet thai nguyen",
    "amount_vnd": "30k",
    "per_person": "1",
    "who": "everyone",
    "goods": "ocop",
}


def days() -> dict:
    return {"starts_on": format_date(local_today()), "ends_on": format_date(local_today())}


def test_sets_up_opens_stops_and_closes(browser):
    answer = browser.post(f"{HOME}moi/", FILLED | days())
    programme = Programme.objects.get()
    assert (answer.status_code, programme.state) == (302, S.PAUSED)
    assert (programme.budget_vnd, programme.amount_vnd) == (50_000_000, 30_000)
    assert programme.codes.get().shown == "TETTHAINGUYEN"
    address = f"{HOME}{programme.pk}/"

    states = []
    for act in ("open", "pause", "open", "close", "open"):
        browser.post(address, {"act": act})
        programme.refresh_from_db()
        states.append(programme.state)

    assert states == [S.OPEN, S.PAUSED, S.OPEN, S.CLOSED, S.CLOSED]
    acts = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"programme.created", "programme.moved"} <= acts


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"amount_vnd": ""}, "một trong hai"),
        ({"percent": "20"}, "một trong hai"),
        ({"amount_vnd": "", "percent": "51"}, "Nhiều nhất 50 phần trăm"),
        ({"ends_on": "01/01/2020"}, "Ngày kết thúc phải sau"),
        ({"who": "communes"}, "Chọn ít nhất một xã"),
        ({"goods": "sets"}, "Chọn ít nhất một mục"),
        ({"code": "ă"}, "Mã gồm 4 đến 20"),
    ],
)
def test_says_what_is_wrong_and_keeps_what_was_typed(browser, typed, says):
    page = browser.post(f"{HOME}moi/", FILLED | days() | typed)

    assert says in page.content.decode()
    assert FILLED["name"] in page.content.decode()
    assert not Programme.objects.exists()


def test_opens_nothing_that_nobody_can_use(browser):
    programme = make_programme(code="", state=S.PAUSED)

    page = browser.post(f"{HOME}{programme.pk}/", {"act": "open"}, follow=True)

    assert "chưa có mã nào" in page.content.decode()


def test_hands_personal_codes_over_once(browser):
    programme = make_programme(code="")

    file = browser.post(f"{HOME}{programme.pk}/ma/", {"count": "3"}).content.decode()

    made = file.splitlines()[1:]
    assert len(set(made)) == programme.codes.count() == 3
    assert all(len(codes.plain(one)) == 13 for one in made)
    assert all(codes.code_of(one) for one in made)
    assert made[0] not in browser.get(f"{HOME}{programme.pk}/").content.decode()


def test_takes_phones_and_more_money_but_never_less_than_held(browser, orders_of_one):
    programme = orders_of_one
    Programme.objects.filter(pk=programme.pk).update(who=Programme.Who.PHONES)
    address = f"{HOME}{programme.pk}/"

    low = browser.post(address, {"act": "budget", "budget_vnd": "19.999"})
    browser.post(address, {"act": "budget", "budget_vnd": "20.000"})
    wrong = browser.post(address, {"act": "phones", "phones": "0990123456\nkhông phải số"})

    programme.refresh_from_db()
    assert "đã giữ nhiều hơn" in low.content.decode()
    assert programme.budget_vnd == 20_000
    assert wrong.content.decode().count("không phải số") == 2
    assert not programme.phones.exists()


def test_puts_codes_and_phones_on_the_trail_by_their_number(browser):
    programme = make_programme(code="", who=Programme.Who.PHONES)
    address = f"{HOME}{programme.pk}/"

    browser.post(address, {"act": "code", "code": "XUAN2027"})
    browser.post(address, {"act": "phones", "phones": "0990123456\n0990123457\n0990123457"})
    browser.post(f"{address}ma/", {"count": "3"})

    kept = {event.action: event.changes for event in AuditEvent.objects.all()}
    assert kept["programme.codes"] == {"count": [None, 1]}
    assert kept["programme.phones"] == {"count": [None, 2]}
    assert kept["programme.personal_codes"] == {"count": [None, 3]}
    assert "XUAN2027" not in str(kept)
    assert "990123" not in str(kept)


@pytest.fixture
def orders_of_one(redeem, basket):
    """A programme with one order of 20.000."""
    programme = make_programme()
    redeem(basket)
    return programme


def test_reports_every_order_and_equals_the_ledger(browser, orders_with_programme, all_is_well):
    programme = orders_with_programme

    found = reporting.report(programme)
    text = browser.get(f"{HOME}{programme.pk}/bao-cao.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    book = browser.get(f"{HOME}{programme.pk}/bao-cao.xlsx").content

    listed = {row[0] for row in rows[1:-1]}
    held = Redemption.objects.filter(kind=Redemption.Kind.RESERVED)
    assert listed == set(held.values_list("seller_order__number", flat=True))
    assert len(listed) == 5
    assert found.agrees
    assert found.funded_vnd == booked() == programme.held_vnd == int(rows[-1][8]) == 60_000
    assert int(rows[-1][6]) - int(rows[-1][7]) == 60_000
    assert zipfile.ZipFile(io.BytesIO(book)).testzip() is None
    taken = AuditEvent.objects.filter(action="export.taken").order_by("pk")
    assert [event.object_label for event in taken] == [
        f"bao-cao-{programme.pk}.csv", f"bao-cao-{programme.pk}.xlsx"
    ]  # fmt: skip
    all_is_well()


@pytest.fixture
def orders_with_programme(request):
    """A programme with its five orders."""
    programme = make_programme(least_goods_vnd=0)
    request.getfixturevalue("orders")
    programme.refresh_from_db()
    return programme


def test_pays_sellers_for_what_is_done_and_nothing_twice(
    browser, operator, orders_with_programme, orders, all_is_well
):
    programme, address = orders_with_programme, f"{HOME}{orders_with_programme.pk}/"
    partner = orders[0].partner_id
    shown = {one.partner_id: one.key for one in reporting.report(programme).sellers()}
    typed = {
        "act": "settle", "partner": str(partner), "shown": shown[partner],
        "reference": "FT26327812345",
    }  # fmt: skip

    before = browser.get(address).content.decode()
    browser.post(address, typed)
    again = browser.post(address, typed, follow=True)

    found = {one.partner_id: one for one in reporting.report(programme).sellers()}
    assert "Ghi đã chuyển" in before
    assert "không còn nợ nhau" in again.content.decode()
    assert (found[partner].paid_vnd, found[partner].payable_vnd) == (20_000, 0)
    assert found[orders[4].partner_id].payable_vnd == 20_000
    assert ledger.balance_of(orders[0]).programme_owes_vnd == 0
    assert LedgerEntry.objects.filter(kind=K.FUNDING).count() == 1
    assert reporting.report(programme).agrees
    all_is_well()


def test_asks_for_the_money_back_that_a_returned_order_got(
    orders_with_programme, orders, operator, all_is_well
):
    done = orders[0]
    settle(orders_with_programme, done.partner_id, "A123", operator)
    moves.move(seller_order=done, to="returned")

    back = settle(orders_with_programme, done.partner_id, "B123", operator)

    assert back == -20_000
    assert ledger.balance_of(done).programme_owes_vnd == 0
    all_is_well()


@pytest.mark.parametrize("meanwhile", ["another is done", "one comes back", "both"])
def test_books_no_other_sum_than_the_operator_saw(
    browser, orders_with_programme, orders, meanwhile, all_is_well
):
    """Orders move between looking at the page, the transfer and the press."""
    address, done = f"{HOME}{orders_with_programme.pk}/", orders[4]
    seen = browser.get(address).content.decode()
    key = re.search(
        rf'name="partner" value="{done.partner_id}">.*?name="shown" value="(\w+)"', seen
    )
    typed = {"act": "settle", "partner": str(done.partner_id), "reference": "FT26327812345"}
    if meanwhile != "one comes back":
        finish(orders[1])
    if meanwhile != "another is done":
        moves.move(seller_order=done, to="returned")

    page = browser.post(address, typed | {"shown": key[1]}).content.decode()

    assert not LedgerEntry.objects.filter(kind=K.FUNDING).exists()
    if meanwhile != "one comes back":
        assert "Số cần chuyển vừa đổi" in page
        assert 'name="reference" value="FT26327812345"' in page
        again = re.search(rf'value="{done.partner_id}">.*?name="shown" value="(\w+)"', page)
        browser.post(address, typed | {"shown": again[1]})
        booked_rows = LedgerEntry.objects.filter(kind=K.FUNDING).count()
        assert booked_rows == (2 if meanwhile == "another is done" else 1)
    all_is_well()


def test_books_another_sum_without_the_key(browser, orders_with_programme, orders, monkeypatch):
    """Negative control: whatever is closed now is booked."""
    monkeypatch.setattr(reporting, "key_of", lambda owed: "x")
    finish(orders[1])
    partner = str(orders[4].partner_id)
    typed = {"act": "settle", "partner": partner, "shown": "x", "reference": "FT26327812345"}

    browser.post(f"{HOME}{orders_with_programme.pk}/", typed)

    assert LedgerEntry.objects.filter(kind=K.FUNDING).count() == 2


def test_shows_when_report_and_ledger_differ(browser, orders_of_one):
    """Negative control: money that was held past the service is seen."""
    Programme.objects.filter(pk=orders_of_one.pk).update(held_vnd=0)

    page = browser.get(f"{HOME}{orders_of_one.pk}/").content.decode()

    assert "Báo cáo và sổ tiền lệch nhau" in page


def test_asks_as_many_questions_for_thirty_programmes_and_orders(browser, redeem):
    tea = make_listing(make_seller(), price_vnd=150_000, stock=40)
    programme = make_programme(budget_vnd=10_000_000)
    redeem(make_basket((tea, 1)), phone="+84990000000")
    browser.get(HOME)
    counts = []
    for more in (0, 29):
        for n in range(more):
            make_programme(f"Số {n}", f"MASO{n:02}")
            redeem(make_basket((tea, 1)), phone=f"+849900001{n:02}")
        with CaptureQueriesContext(connection) as asked:
            browser.get(HOME)
            browser.get(f"{HOME}{programme.pk}/")
        counts.append(len(asked))

    assert counts[0] == counts[1]
