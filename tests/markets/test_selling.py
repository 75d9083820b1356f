"""The system counts sales at stalls apart, takes mistakes back, and counts no money twice."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from markets import board_queries, paying, selling
from markets.models import InPersonSale, Trader
from shop.order.models import SellerOrder
from shop.payment import inbox
from shop.payment.gateways import Notice
from shop.payment.models import LedgerEntry, PaymentCase
from stats.models import DirtyKey
from tests.factories import make_market, make_seller, make_stall, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def stall():
    return make_stall(make_market(), phone="+84990555111")


@pytest.fixture
def trader_page(client, stall):
    client.force_login(make_user("+84990555111"))
    return client


def sell(stall, amount=50_000, how="cash", key="1"):
    return selling.record_sale(stall=stall, amount_vnd=amount, how=how, key=key)


def sold(stall) -> tuple[int, int]:
    found = board_queries.sold(stall.sales)
    return found.count, int(found.value_vnd)


def told(stall, amount=50_000, reference="SP1", account="3205000000001", words=None):
    return inbox.take(
        Notice(
            provider="sepay",
            reference=reference,
            amount_vnd=Decimal(amount),
            is_paid=True,
            raw="{}",
            memo=words or f"MBVCB.123.{paying.stall_memo(stall).lower()} CT tu 0123",
            account=account,
            occurred_at=timezone.now(),
        )
    )


def test_one_tap_writes_one_sale_however_often_it_is_sent(trader_page, stall):
    page = trader_page.get(f"/quay/{stall.code}/ban/")
    form = {"amount": "85k", "how": "cash", "key": str(page.context["form"].initial["key"])}

    for _ in range(2):
        answer = trader_page.post(f"/quay/{stall.code}/ban/", form, follow=True)

    assert sold(stall) == (1, 85_000)
    assert "Đã ghi 85.000" in answer.content.decode().replace("\xa0", " ")


def test_what_is_typed_wrong_is_kept_and_explained(trader_page, stall):
    form = {"amount": "85 nghn", "how": "cash", "key": "3b6f0c1e-2d35-4ad0-8d5a-0d8b9f1e7c55"}

    answer = trader_page.post(f"/quay/{stall.code}/ban/", form)

    assert sold(stall) == (0, 0)
    assert 'value="85 nghn"' in answer.content.decode()
    assert "Ví dụ" in answer.content.decode()


def test_a_mistake_is_taken_back_by_a_row_of_its_own(trader_page, stall):
    sale = sell(stall)

    for _ in range(2):
        trader_page.post(f"/quay/{stall.code}/ban/{sale.pk}/bo/")

    assert sold(stall) == (0, 0)
    assert InPersonSale.objects.filter(reverses=sale).count() == 1
    assert InPersonSale.objects.get(pk=sale.pk).amount_vnd == 50_000


def test_a_sale_of_yesterday_stays(stall):
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        sale = sell(stall)

    with pytest.raises(selling.NotNow):
        selling.undo(sale=sale)

    assert sold(stall) == (1, 50_000)


def test_rows_are_never_edited_or_deleted(stall):
    sale = sell(stall)

    for change in (
        lambda: InPersonSale.objects.filter(pk=sale.pk).update(amount_vnd=1),
        lambda: InPersonSale.objects.filter(pk=sale.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_stall_of_somebody_else_does_not_exist(client, stall):
    client.force_login(make_user("+84990555222"))
    sale = sell(stall)

    codes = [
        client.get(f"/quay/{stall.code}/ban/").status_code,
        client.post(f"/quay/{stall.code}/ban/{sale.pk}/bo/").status_code,
    ]

    assert codes == [404, 404]
    assert sold(stall) == (1, 50_000)


def test_a_trader_without_a_phone_belongs_to_nobody(client):
    stall = make_stall(make_market(), phone="")
    client.force_login(make_user())

    assert client.get(f"/quay/{stall.code}/ban/").status_code == 404


def test_the_people_of_the_shop_behind_a_stall_may_sell(client):
    seller = make_seller()
    stall = make_stall(make_market(), partner=seller.partner)
    client.force_login(seller.memberships.get().user)

    assert client.get(f"/quay/{stall.code}/ban/").status_code == 200


def test_the_bank_writes_a_sale_once_for_ten_notices(stall):
    outcomes = {told(stall) for _ in range(10)}

    assert outcomes == {"matched"}
    assert sold(stall) == (1, 50_000)
    assert InPersonSale.objects.get().how == "bank"


def test_the_bank_replaces_what_the_trader_noted_of_the_same_money(stall):
    sell(stall, how="transfer", key="1")
    sell(stall, how="cash", key="2")

    told(stall)

    assert sold(stall) == (2, 100_000)
    counted = InPersonSale.objects.filter(reverses=None, reversed_by=None)
    assert sorted(counted.values_list("how", flat=True)) == ["bank", "cash"]


def test_two_transfers_of_the_same_amount_are_two_sales(stall):
    sell(stall, how="transfer", key="1")
    sell(stall, how="transfer", key="2")

    told(stall, reference="SP1")
    told(stall, reference="SP2")

    assert sold(stall) == (2, 100_000)


def test_a_note_after_the_bank_told_is_refused(stall):
    told(stall)

    with pytest.raises(selling.ToldByBank):
        sell(stall, how="transfer")

    assert sold(stall) == (1, 50_000)


@pytest.mark.parametrize(
    ("account", "words"),
    [("9999999999", None), ("3205000000001", "cam on chi"), ("3205000000001", "TNCQ0000000001")],
)
def test_money_with_other_words_or_on_another_account_is_no_sale(stall, account, words):
    outcome = told(stall, account=account, words=words)

    assert outcome == "unmatched"
    assert sold(stall) == (0, 0)
    assert PaymentCase.objects.count() == 1


def test_sales_at_stalls_never_reach_the_figures_or_books_of_the_floor(stall):
    before = DirtyKey.objects.count()

    with CaptureQueriesContext(connection) as asked:
        sell(stall)
        told(stall, amount=70_000)

    written = [q["sql"] for q in asked if q["sql"].startswith(("INSERT", "UPDATE"))]
    assert not [sql for sql in written if "order_" in sql or "stat_" in sql]
    assert DirtyKey.objects.count() == before
    assert not SellerOrder.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_a_stall_that_is_over_takes_no_new_sale(stall):
    stall.active_to = timezone.localdate() - timedelta(days=1)
    stall.save()

    with pytest.raises(selling.NotNow):
        sell(stall)


def test_old_paper_of_a_shop_with_a_new_account_still_counts():
    seller = make_seller()
    from shop.partner import bank

    bank.set_account(partner=seller.partner, bank_bin="970405", number="111222333", holder="Lan")
    bank.set_account(partner=seller.partner, bank_bin="970405", number="444555666", holder="Lan")
    stall = make_stall(make_market(), partner=seller.partner)

    assert told(stall, account="111222333") == "matched"
    assert Trader.objects.get().bank_account == ""


@pytest.mark.django_db(transaction=True)
def test_two_phones_that_take_back_at_once_take_back_once():
    stall = make_stall(make_market())
    sale = sell(stall)
    problems = []

    def take_back():
        try:
            selling.undo(sale=sale)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=take_back) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    assert sold(stall) == (0, 0)
