"""The system lets the board of a market keep its stalls, days and rents, and of no other."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import AuditEvent
from jobs import outbox
from markets import fees, paying, statuses
from markets.models import Stall, StallCharge, Trader
from shop.payment import inbox
from shop.payment.gateways import Notice
from shop.payment.vietqr import payload
from tests import messages
from tests.factories import make_market, make_official, make_stall, make_user

pytestmark = pytest.mark.django_db
ANSWERS = {
    "place": "Dãy A, ô 12", "trader": "Cô Hoa, rau sạch", "goods": "Rau, củ",
    "phone": "0990 555 111", "rent": "150k", "bank_bin": "970405",
    "bank_account": "3205 2051 2345 6", "bank_holder": "Lê Thị Hoa",
}  # fmt: skip
HEADINGS = "Chỗ,Tên tiểu thương,Bán gì,Điện thoại,Tiền chỗ,Ngân hàng,Số tài khoản,Chủ tài khoản"


@pytest.fixture
def market():
    return make_market(bank_bin="970449", bank_account="7777888899", bank_holder="BQL CHO THAI")


@pytest.fixture
def board(client, market):
    client.force_login(make_official("market_board", market=market.slug))
    return client


def text_of(answer) -> str:
    return answer.content.decode().replace("\xa0", " ")


def send(board, text: str):
    file = SimpleUploadedFile("quay.csv", text.encode("utf-8-sig"))
    return board.post("/ban-quan-ly-cho/cho-thai/nhap/", {"file": file}, follow=True)


def told(charge, amount, reference="SP1"):
    return inbox.take(
        Notice(
            provider="sepay",
            reference=reference,
            amount_vnd=Decimal(amount),
            is_paid=True,
            raw="{}",
            memo=f"{paying.charge_memo(charge)} nop tien cho",
            account="7777888899",
            occurred_at=timezone.now(),
        )
    )


@pytest.fixture
def charge(market):
    make_stall(market, rent_vnd=150_000)
    fees.charge_month(market=market, month=timezone.localdate())
    return StallCharge.objects.select_related("market").get()


def test_a_board_adds_a_stall_and_its_trader_is_told_of_the_account(board, market):
    answer = board.post("/ban-quan-ly-cho/cho-thai/quay-moi/", ANSWERS, follow=True)
    outbox.drain()

    stall = Stall.objects.select_related("trader").get()
    assert "Đã thêm Dãy A, ô 12" in text_of(answer)
    assert (stall.rent_vnd, stall.trader.bank_account) == (150_000, "3205205123456")
    assert stall.trader.bank_holder == "LE THI HOA"
    assert "3456" in messages.last_to("+84990555111")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"bank_bin": ""}, "Chọn ngân hàng"),
        ({"bank_account": "12"}, "6 đến 19"),
        ({"place": ""}, "Nhập chỗ"),
        ({"phone": "12"}, "số"),
    ],
)
def test_what_a_board_types_wrong_is_kept_and_explained(board, market, change, words):
    answer = board.post("/ban-quan-ly-cho/cho-thai/quay-moi/", ANSWERS | change)

    assert words in text_of(answer)
    assert "Cô Hoa, rau sạch" in text_of(answer)
    assert not Stall.objects.exists()


def test_two_traders_do_not_share_a_place(board, market):
    make_stall(market, "Dãy A, ô 12")

    answer = board.post("/ban-quan-ly-cho/cho-thai/quay-moi/", ANSWERS)

    assert "đang có người bán" in text_of(answer)
    assert Stall.objects.count() == 1


def test_who_comes_next_gets_a_code_of_their_own(board, market):
    first = make_stall(market, "Dãy A, ô 12")

    board.post(f"/ban-quan-ly-cho/cho-thai/quay/{first.code}/nghi/")
    board.post("/ban-quan-ly-cho/cho-thai/quay-moi/", ANSWERS)

    codes = set(Stall.objects.values_list("code", flat=True))
    assert len(codes) == 2
    assert "Đừng chuyển tiền" in text_of(board.get(f"/quay/{first.code}/"))


def test_a_board_reaches_no_other_market(board, market):
    other = make_stall(make_market("Chợ Đu", "05611"), rent_vnd=1_000)
    fees.charge_month(market=other.market, month=timezone.localdate())
    charge = StallCharge.objects.get()

    pages = [
        "/ban-quan-ly-cho/cho-du/",
        f"/ban-quan-ly-cho/cho-du/quay/{other.code}/",
        f"/ban-quan-ly-cho/cho-thai/quay/{other.code}/",
        f"/ban-quan-ly-cho/cho-du/phi/{charge.pk}/",
        f"/ban-quan-ly-cho/cho-thai/phi/{charge.pk}/",
        "/ban-quan-ly-cho/cho-du/in/",
    ]

    assert {board.get(page).status_code for page in pages} == {404}
    assert board.post(f"/ban-quan-ly-cho/cho-thai/phi/{charge.pk}/").status_code == 404
    assert board.get("/ban-quan-ly-cho/cho-thai/cho-4-0/").status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_of_a_board_needs_few_queries(board, market, count, django_assert_max_num_queries):
    for number in range(count):
        make_stall(market, f"Ô {number}")

    with django_assert_max_num_queries(12):
        page = board.get("/ban-quan-ly-cho/cho-thai/").context["page"]

    assert (page.stalls, page.with_qr) == (count, count)


def test_stalls_stand_in_the_order_of_their_numbers(board, market):
    for number in (10, 2, 1):
        make_stall(market, f"Ô {number}")

    page = board.get("/ban-quan-ly-cho/cho-thai/").context["page"]

    assert [row.place for row in page.rows] == ["Ô 1", "Ô 2", "Ô 10"]


def test_a_list_is_taken_whole_and_again_changes_nothing(board, market):
    first = "Ô 1,Lê Thị Hoa,Rau,990555111,150000,Agribank,3205205123456,"
    rows = f"{HEADINGS}\n{first}\nÔ 2,Bà Tư,Cá,,,,,"

    first = send(board, rows)
    again = send(board, rows)
    mended = send(board, rows.replace("Cá", "Cá sông"))

    assert "2 quầy mới" in text_of(first)
    assert "0 quầy mới, 0 quầy đổi, 2 quầy như cũ" in text_of(again)
    assert "1 quầy đổi, 1 quầy như cũ" in text_of(mended)
    assert Trader.objects.get(name="Lê Thị Hoa").phone == "+84990555111"
    assert Trader.objects.get(name="Lê Thị Hoa").bank_holder == "LE THI HOA"


def test_a_list_with_a_bad_row_writes_nothing_and_names_the_row(board, market):
    rows = f"{HEADINGS}\nÔ 1,Lê Thị Hoa,Rau,,,,,\nÔ 2,,Cá,,,,,\nÔ 1,Bà Tư,Cá,,,,,"

    answer = send(board, rows)

    assert "Dòng 3: Thiếu tên tiểu thương" in text_of(answer)
    assert "Dòng 4: Chỗ này đã có ở dòng 2" in text_of(answer)
    assert not Stall.objects.exists()


def test_a_list_does_not_push_a_trader_out(board, market):
    make_stall(market, "Ô 1", trader="Bà Tư")

    answer = send(board, f"{HEADINGS}\nÔ 9,Cô Năm,Rau,,,,,\nÔ 1,Lê Thị Hoa,Rau,,,,,")

    assert "Ô 1 đang là của Bà Tư" in text_of(answer)
    assert Stall.objects.count() == 1


def test_a_file_that_is_no_list_is_explained(board, market):
    assert "Chưa thấy dòng tên cột" in text_of(send(board, "a,b\n1,2"))


def test_days_by_the_moon_are_written_and_shown(board, market):
    form = {"opens": "lunar", "lunar_days": "7, 2 ,12", "opens_at": "5:00", "closes_at": "11h30"}

    answer = board.post("/ban-quan-ly-cho/cho-thai/thong-tin/", form, follow=True)

    assert "Đã lưu" in text_of(answer)
    assert "Họp ngày 2, 7, 12 âm lịch" in text_of(board.get("/cho/cho-thai/"))


def test_days_that_no_month_has_are_refused(board, market):
    answer = board.post(
        "/ban-quan-ly-cho/cho-thai/thong-tin/", {"opens": "lunar", "lunar_days": "32"}
    )

    assert "từ 1 đến 30" in text_of(answer)
    market.refresh_from_db()
    assert market.opens == "daily"


def test_rents_of_a_month_are_written_once(board, market):
    make_stall(market, "Ô 1", rent_vnd=150_000)
    make_stall(market, "Ô 2", rent_vnd=0)

    for _ in range(2):
        board.post("/ban-quan-ly-cho/cho-thai/phi/")

    assert list(StallCharge.objects.values_list("amount_vnd", flat=True)) == [150_000]


def test_a_rent_shows_a_code_to_the_account_of_the_board(board, charge, monkeypatch):
    said = []
    monkeypatch.setattr(
        "markets.board_queries.qr_svg", lambda text, *, title: said.append(text) or title
    )

    board.get(f"/ban-quan-ly-cho/cho-thai/phi/{charge.pk}/")

    qr = payload.parse(said[0])
    assert (qr.account, qr.amount_vnd, qr.memo) == (
        "7777888899", 150_000, paying.charge_memo(charge),
    )  # fmt: skip


def test_the_bank_pays_a_rent_once(charge):
    assert [told(charge, 150_000) for _ in range(3)] == ["matched"] * 3

    charge.refresh_from_db()
    assert (charge.paid_vnd, charge.paid_how) == (150_000, "bank")
    assert charge.paid_at is not None


def test_a_rent_paid_in_two_parts_is_paid_with_the_second(charge):
    first = told(charge, 100_000, "SP1")
    charge.refresh_from_db()
    assert (first, charge.paid_at) == ("under", None)

    assert told(charge, 50_000, "SP2") == "matched"
    charge.refresh_from_db()
    assert charge.paid_at is not None


def test_money_too_much_and_money_twice_are_told_apart(charge):
    assert told(charge, 160_000, "SP1") == "over"
    assert told(charge, 150_000, "SP2") == "duplicate"

    charge.refresh_from_db()
    assert charge.paid_vnd == 310_000


def test_the_bank_proves_what_a_person_marked(board, charge):
    board.post(f"/ban-quan-ly-cho/cho-thai/phi/{charge.pk}/", {"verb": "paid"})

    assert told(charge, 150_000) == "matched"
    board.post(f"/ban-quan-ly-cho/cho-thai/phi/{charge.pk}/", {"verb": "take-back"})

    charge.refresh_from_db()
    assert (charge.paid_vnd, charge.paid_how) == (150_000, "bank")


def test_a_mark_by_mistake_is_taken_back(board, charge):
    board.post(f"/ban-quan-ly-cho/cho-thai/phi/{charge.pk}/", {"verb": "paid"})
    board.post(f"/ban-quan-ly-cho/cho-thai/phi/{charge.pk}/", {"verb": "take-back"})

    charge.refresh_from_db()
    assert (charge.paid_vnd, charge.paid_at) == (0, None)


def test_a_mark_adds_the_rest_and_taking_it_back_leaves_the_money_of_the_bank(board, charge):
    page = f"/ban-quan-ly-cho/cho-thai/phi/{charge.pk}/"
    told(charge, 100_000, "SP1")
    open_words = text_of(board.get(page))
    board.post(page, {"verb": "paid"})
    charge.refresh_from_db()
    marked = (charge.paid_vnd, charge.hand_vnd, charge.bank_vnd)

    board.post(page, {"verb": "take-back"})
    charge.refresh_from_db()

    assert "đã nhận 100.000" in open_words
    assert "còn <strong>50.000" in open_words
    assert marked == (150_000, 50_000, 100_000)
    assert (charge.paid_vnd, charge.paid_at, charge.paid_how) == (100_000, None, "bank")


def test_the_bank_adds_to_what_it_told_before_and_proves_only_the_mark(charge):
    told(charge, 100_000, "SP1")
    fees.mark_paid(charge=charge)

    assert told(charge, 50_000, "SP2") == "matched"
    charge.refresh_from_db()
    assert (charge.paid_vnd, charge.hand_vnd, charge.paid_how) == (150_000, 0, "bank")
    assert told(charge, 150_000, "SP3") == "duplicate"
    charge.refresh_from_db()
    assert charge.paid_vnd == 300_000


def test_a_mark_from_before_the_parts_were_kept_is_taken_back_whole(charge):
    StallCharge.objects.update(paid_vnd=150_000, paid_how="hand", paid_at=timezone.now())

    fees.take_back(charge=charge)

    charge.refresh_from_db()
    assert (charge.paid_vnd, charge.paid_at, charge.paid_how) == (0, None, "")


def test_a_trader_sees_what_came_and_what_is_left_of_a_rent(client, charge):
    Trader.objects.update(phone="+84990555111")
    told(charge, 100_000)
    client.force_login(make_user("+84990555111"))
    own = f"/quay/{charge.stall.code}"

    rent = text_of(client.get(f"{own}/phi/{charge.pk}/"))

    assert "Đã trả 100.000" in rent
    assert '<p class="stall__amount num">50.000' in rent
    assert "đã trả 100.000" in text_of(client.get(f"{own}/ban/"))


def test_a_market_gains_and_loses_its_status_with_a_history(client, market):
    client.force_login(make_official("province_official", province="19"))
    page = "/ban-quan-ly-cho/cho-thai/cho-4-0/"

    client.post(page, {"is_40": "1", "since": "28/4/2022", "decision": "156/KH-UBND"})
    client.post(page, {"is_40": "0", "since": "1/6/2024"})
    early = client.post(page, {"is_40": "1", "since": "1/5/2024"})

    market.refresh_from_db()
    assert market.is_40_since is None
    assert [(row.is_40, row.since.year) for row in market.statuses.all()] == [
        (True, 2022),
        (False, 2024),
    ]
    assert "Nhập ngày sau đó" in text_of(early)


def test_a_status_of_tomorrow_is_refused(market):
    tomorrow = timezone.localdate() + timedelta(days=2)

    with pytest.raises(statuses.NotInOrder):
        statuses.set_status(market=market, is_40=True, since=tomorrow)


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "x", ""])
def test_a_month_that_is_none_shows_the_one_that_runs(board, month):
    answer = board.get(f"/ban-quan-ly-cho/cho-thai/phi/?thang={month}")

    assert answer.context["page"].month == timezone.localdate().replace(day=1)


def test_numbers_that_no_row_has_are_not_found(client, market):
    stall = make_stall(market, phone="+84990555111")
    client.force_login(make_official("market_board", market="cho-thai"))
    huge = "9" * 30

    assert client.get(f"/ban-quan-ly-cho/cho-thai/phi/{huge}/").status_code == 404
    assert client.get(f"/quay/{stall.code}/?tien={'9' * 400}").status_code == 200
    assert client.get(f"/cho/cho-thai/?trang={huge}").status_code == 200


@pytest.mark.parametrize("days", ["²", "1, ③", "001", "9" * 80])
def test_days_that_are_no_numbers_are_refused(board, market, days):
    answer = board.post(
        "/ban-quan-ly-cho/cho-thai/thong-tin/", {"opens": "lunar", "lunar_days": days}
    )

    assert "từ 1 đến 30" in text_of(answer)


def test_a_second_press_that_waited_writes_no_second_entry(market):
    make_stall(market, "Ô 1", rent_vnd=150_000)
    month = timezone.localdate()

    with CaptureQueriesContext(connection) as asked:
        written = [fees.charge_month(market=market, month=month) for _ in range(2)]

    assert written == [1, 0]
    assert AuditEvent.objects.filter(action="rents.charged").count() == 1
    # The row of the market is taken before anybody looks at what is missing.
    tables = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    assert 'FROM "markets_market"' in tables[0]


def test_a_rent_in_a_list_is_at_most_what_the_form_takes(board, market):
    answer = send(board, f"{HEADINGS}\nÔ 1,Lê Thị Hoa,Rau,,100000000,,,")

    assert "nhiều nhất 99.999.999" in text_of(answer)
    assert not Stall.objects.exists()
    send(board, f"{HEADINGS}\nÔ 1,Lê Thị Hoa,Rau,,99999999,,,")
    assert Stall.objects.get().rent_vnd == 99_999_999
