"""R6: no money without a case that a person sees; and what that person does about it."""

import itertools

import pytest
from django.test import Client

from jobs.models import Outbox
from shop.order import moves
from shop.payment import cases, claims, inbox, ledger, masking, money, queries, resolving
from shop.payment.models import LedgerEntry, PaymentAttempt, PaymentCase, PaymentInbox
from tests.factories import make_basket, make_listing, make_official, make_seller, make_user
from tests.operators import enter
from tests.shop.payment import transfers

pytestmark = pytest.mark.django_db
QUEUE = "/doi-soat-tien/"


@pytest.fixture
def operator():
    return make_official("operator")


@pytest.fixture
def browser(operator):
    browser = Client()
    enter(browser, operator)
    return browser


@pytest.fixture
def part(place):
    return transfers.waiting_part(place)


@pytest.fixture
def attempt(part):
    return transfers.attempt_of(part)


@pytest.fixture
def unmatched(attempt):
    """Money whose memo the shopper forgot."""
    inbox.take(transfers.transfer(attempt, memo="tien che", raw='{"content": "tien che"}'))
    return PaymentCase.objects.get()


@pytest.fixture
def twice(part, attempt):
    """Money that came twice."""
    for _ in range(2):
        inbox.take(transfers.transfer(attempt))
    return PaymentCase.objects.get(is_open=True)


def act(browser, case, name, **words):
    return browser.post(f"{QUEUE}{case.pk}/", {"act": name, **words}, follow=True)


def wrong_money(attempt):
    """Yield what can go wrong with the money of a transfer, as a story with its case."""
    due = int(attempt.amount_vnd)
    yield "under", [transfers.transfer(attempt, due - 1)]
    yield "under", [transfers.transfer(attempt, 1)]
    yield "under", [transfers.transfer(attempt, due // 2), transfers.transfer(attempt, 1)]
    yield "over", [transfers.transfer(attempt, due + 1)]
    yield "over", [transfers.transfer(attempt, due * 10)]
    yield "over", [transfers.transfer(attempt, due - 1), transfers.transfer(attempt, 2)]
    yield "duplicate", [transfers.transfer(attempt), transfers.transfer(attempt)]
    yield "duplicate", [transfers.transfer(attempt), transfers.transfer(attempt, 1)]
    yield "duplicate", ["confirm", transfers.transfer(attempt), transfers.transfer(attempt)]
    yield "duplicate", ["confirm", transfers.transfer(attempt, due - 5)]
    yield "late", ["cancel", transfers.transfer(attempt)]
    yield "late", ["cancel", transfers.transfer(attempt, 5)]
    yield "refund_due", [transfers.transfer(attempt), "cancel"]
    yield "refund_due", [transfers.transfer(attempt, due - 7), "cancel"]
    yield "unmatched", [transfers.transfer(attempt, memo="khong ghi")]


def play(part, story):
    for step in story:
        if step == "cancel":
            moves.cancel(seller_order=part)
        elif step == "confirm":
            claims.confirm_received(seller_order=part, actor=None)
        else:
            inbox.take(step)


@pytest.mark.parametrize("run", range(2))
@pytest.mark.parametrize("number", range(15))
def test_shows_wrong_money_in_the_queue_at_once(place, browser, number, run):
    part = transfers.waiting_part(place, price_vnd=150_000 + run)
    attempt = transfers.attempt_of(part)
    kind, story = next(itertools.islice(wrong_money(attempt), number, None))

    play(part, story)

    case = PaymentCase.objects.get(is_open=True)
    page = browser.get(QUEUE).content.decode()
    assert case.kind == kind
    assert case.get_kind_display() in page
    assert f"{QUEUE}{case.pk}/" in page
    assert browser.get(f"{QUEUE}{case.pk}/").status_code == 200
    assert ledger.balance_of(part).is_balanced
    if kind != "unmatched":
        assert cases.case_of(part).kind == kind


def test_asks_a_bounded_number_of_questions(place, browser, django_assert_max_num_queries):
    product = make_listing(transfers.paid_seller(), stock=100)
    for _ in range(12):
        part = transfers.order_of(place, product)
        inbox.take(transfers.transfer(transfers.attempt_of(part), 1))

    browser.get(QUEUE)  # the first page of a day notes the day

    with django_assert_max_num_queries(9):
        page = browser.get(QUEUE).content.decode()

    assert page.count(f'href="{QUEUE}') >= 12
    assert browser.get(f"{QUEUE}?loai=over").content.decode().count("data-table") == 0


@pytest.mark.parametrize(
    ("person", "status"), [(None, 302), ("shopper", 403), ("province_official", 403)]
)
def test_lets_operators_only_see_and_change_money(unmatched, person, status):
    browser = Client()
    if person == "shopper":
        browser.force_login(make_user())
    elif person:
        browser.force_login(make_official(person, province="19"))

    for path in (QUEUE, f"{QUEUE}{unmatched.pk}/"):
        assert browser.get(path).status_code == status
    assert browser.post(f"{QUEUE}{unmatched.pk}/", {"act": "assign"}).status_code == status


def test_protects_every_act_against_other_sites(unmatched, operator):
    browser = Client(enforce_csrf_checks=True)
    enter(browser, operator)

    assert browser.post(f"{QUEUE}{unmatched.pk}/", {"act": "assign"}).status_code == 403


def test_gives_money_of_nobody_to_the_order_it_is_for(browser, operator, part, unmatched):
    answer = act(browser, unmatched, "assign", number=f" {part.number} ")

    part.refresh_from_db()
    unmatched.refresh_from_db()
    assert "Đã ghi lại" in answer.content.decode()
    assert (part.payment_state, unmatched.is_open) == ("paid", False)
    assert (unmatched.closed_by, part.number in unmatched.resolution) == (operator, True)
    assert PaymentInbox.objects.get().outcome == "matched"
    assert transfers.attempt_of(part).state == PaymentAttempt.State.PAID


def test_does_every_act_once(browser, part, unmatched):
    for _ in range(3):
        act(browser, unmatched, "assign", number=part.number)

    assert ledger.balance_of(part).received_vnd == part.total_vnd


def test_refuses_to_give_money_to_a_seller_who_did_not_get_it(browser, place, part, unmatched):
    other = transfers.waiting_part(place)

    answer = act(browser, unmatched, "assign", number=other.number)

    unmatched.refresh_from_db()
    assert "không phải của người bán" in answer.content.decode()
    assert unmatched.is_open
    assert ledger.balance_of(other).received_vnd == 0


def test_says_which_number_does_not_exist(browser, unmatched):
    assert "Không có đơn nào" in act(browser, unmatched, "assign", number="1-1").content.decode()
    empty = act(browser, unmatched, "assign", number="")
    assert "Nhập mã đơn" in empty.content.decode()


def test_notes_money_of_nobody_that_was_sent_back(browser, operator, unmatched):
    act(browser, unmatched, "return_unmatched", reference="FT26327812345")
    act(browser, unmatched, "return_unmatched", reference="FT00000000000")

    unmatched.refresh_from_db()
    assert not unmatched.is_open
    assert "FT26327812345" in unmatched.resolution
    assert unmatched.closed_by == operator


def test_notes_what_was_given_back_once(browser, operator, part, twice):
    for reference in ("FT26327812345", "FT26327812345", "FT99999999999"):
        act(browser, twice, "mark_refunded", reference=reference)

    twice.refresh_from_db()
    balance = ledger.balance_of(part)
    assert (balance.refunded_vnd, balance.due_vnd) == (part.total_vnd, 0)
    assert (twice.is_open, twice.closed_by) == (False, operator)
    assert "FT26327812345" in twice.resolution


def test_gives_nothing_back_that_did_not_come_too_much(browser, part, attempt):
    inbox.take(transfers.transfer(attempt, 1000))
    case = PaymentCase.objects.get()

    answer = act(browser, case, "mark_refunded", reference="FT26327812345")

    assert "không có tiền thừa" in answer.content.decode()
    assert ledger.balance_of(part).refunded_vnd == 0


def test_calls_off_an_order_whose_money_never_came(browser, part, attempt):
    inbox.take(transfers.transfer(attempt, 1000))
    case = PaymentCase.objects.get()

    act(browser, case, "cancel_order")

    part.refresh_from_db()
    open_case = PaymentCase.objects.get(is_open=True)
    assert part.state == "cancelled"
    assert (open_case.kind, open_case.amount_vnd) == ("refund_due", 1000)


def test_does_not_ask_a_gateway_for_money_that_the_seller_has(browser, twice):
    answer = act(browser, twice, "ask_gateway")

    assert "không giữ tiền" in answer.content.decode()
    assert not Outbox.objects.filter(kind=resolving.KIND).exists()


def test_knows_no_other_acts(browser, twice):
    assert act(browser, twice, "delete").status_code == 404
    assert act(browser, twice, "").status_code == 404


def test_gives_back_from_whoever_holds_the_money(browser, place):
    product = make_listing(make_seller(), stock=10)
    part = place(make_basket((product, 1))).seller_orders.get()
    for number, holder in enumerate(("at_seller", "at_carrier")):
        money.receive(
            seller_order=part,
            amount_vnd=1000 + number,
            holder=holder,
            provider="x",
            reference="1" + holder,
        )
    moves.cancel(seller_order=part)

    act(browser, PaymentCase.objects.get(is_open=True), "mark_refunded", reference="FT1234")

    balance = ledger.balance_of(part)
    assert balance.refunded_vnd == 2001
    assert (balance.at_seller_vnd, balance.at_carrier_vnd) == (0, 0)
    assert LedgerEntry.objects.filter(kind="refund").count() == 2


def test_shows_a_notice_in_the_words_of_the_operator(browser, attempt):
    raw = (
        '{"id": 7, "transactionDate": "2026-11-22 23:59:30", "accountNumber": "8505200000001",'
        ' "transferType": "in", "content": "tien che"}'
    )
    inbox.take(transfers.transfer(attempt, memo="tien che", raw=raw))

    html = browser.get(f"/doi-soat-tien/{PaymentCase.objects.get().pk}/").content.decode()

    assert all(words in html for words in ("SePay", "Vào tài khoản", "22/11/2026 23:59"))
    assert not any(word in html for word in ("transactionDate", "transferType", "accountNumber"))


def test_masks_accounts_phones_and_balances(part, attempt):
    raw = (
        '{"accountNumber": "85052000123456", "accumulated": 19077000, "subAccount": null,'
        f' "content": "TNDH{attempt.reference} CT tu 0123456789012 NGUYEN", "code": null}}'
    )
    inbox.take(transfers.transfer(attempt, 1, raw=raw))

    rows = dict(masking.rows_of(PaymentInbox.objects.get()))

    assert rows["accountNumber"] == "…3456"
    assert "accumulated" not in rows
    assert rows["content"] == f"TNDH{attempt.reference} CT tu …012 NGUYEN"


def test_tells_the_seller_in_words_what_is_wrong(part, attempt):
    assert cases.case_of(part) is None

    inbox.take(transfers.transfer(attempt, attempt.amount_vnd - 5000))

    assert "thiếu 5.000" in cases.case_of(part).sentence


def test_has_words_for_every_kind_with_an_order():
    with_order = set(PaymentCase.Kind.values) - {"unmatched"}

    assert set(cases._SENTENCES) == with_order
    assert queries.open_cases("nonsense").count() == 0


def test_counts_money_once_that_the_seller_noted_before_the_operator(operator, part, unmatched):
    claims.confirm_received(seller_order=part, actor=None)

    resolving.assign(case=unmatched, number=part.number, actor=operator)

    assert ledger.balance_of(part).received_vnd == part.total_vnd
    assert PaymentInbox.objects.get(provider="sepay").outcome == "matched"
    assert not PaymentCase.objects.filter(is_open=True).exists()


def test_counts_a_second_transfer_that_the_operator_gives_to_the_order(operator, part, unmatched):
    claims.confirm_received(seller_order=part, actor=None)
    inbox.take(transfers.transfer(transfers.attempt_of(part)))

    resolving.assign(case=unmatched, number=part.number, actor=operator)

    assert ledger.balance_of(part).received_vnd == 2 * part.total_vnd
    assert PaymentCase.objects.get(is_open=True).kind == "duplicate"


@pytest.mark.parametrize("amounts", [[10**10], [10**13 - 1], [6 * 10**9, 6 * 10**9]])
def test_shows_money_that_is_more_than_a_book_can_hold(browser, part, attempt, amounts):
    for amount in amounts:
        inbox.take(transfers.transfer(attempt, amount))

    case = PaymentCase.objects.get(is_open=True, kind="unmatched")
    answer = act(browser, case, "assign", number=part.number)

    case.refresh_from_db()
    assert (case.amount_vnd, case.is_open) == (amounts[-1], True)
    assert "chỉ ghi được tới" in answer.content.decode()
    assert ledger.balance_of(part).received_vnd == sum(amounts[:-1])


def test_does_not_sign_a_second_refund_with_the_reference_of_the_first(browser, part, twice):
    act(browser, twice, "mark_refunded", reference="FT26327812345")
    inbox.take(transfers.transfer(transfers.attempt_of(part), 2000))
    case = PaymentCase.objects.get(is_open=True)

    answer = act(browser, case, "mark_refunded", reference="FT26327812345")

    case.refresh_from_db()
    assert "đã ghi cho đơn này rồi" in answer.content.decode()
    assert (case.is_open, case.resolution) == (True, "")
    assert ledger.balance_of(part).due_vnd == -2000


def test_does_not_call_off_an_order_that_was_paid_while_the_page_was_open(browser, part, attempt):
    inbox.take(transfers.transfer(attempt, 1000))
    case = PaymentCase.objects.get()
    inbox.take(transfers.transfer(attempt))

    answer = act(browser, case, "cancel_order")

    part.refresh_from_db()
    assert (part.state, part.payment_state) == ("placed", "paid")
    assert resolving.AlreadyResolved.message in answer.content.decode()


def test_gives_money_of_nobody_to_one_order_only(browser, place, part, unmatched):
    other = transfers.order_of(place, part.lines.get().product)

    act(browser, unmatched, "assign", number=part.number)
    act(browser, unmatched, "assign", number=other.number)

    assert ledger.balance_of(part).received_vnd == part.total_vnd
    assert ledger.balance_of(other).received_vnd == 0
