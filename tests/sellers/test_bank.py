"""The account that is paid: the first at once, a change after three days, never silently."""

import datetime as dt
import threading

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts import moving, signin
from accounts.models import OneTimeCode, PhoneChange
from jobs.models import Outbox
from shop.partner import bank
from shop.partner.models import BankAccount, Partner
from shop.payment.vietqr.payload import parse
from tests import factories, messages
from tests.shop.test_races import at_once

pytestmark = pytest.mark.django_db
URL = "/ban-hang/tien/tai-khoan/"
FIRST = {"bank_bin": "970405", "number": "8500 2051 2345 6", "holder": "Trần Thị Ngọc"}
SECOND = {"bank_bin": "970436", "number": "0011001234567", "holder": "Trần Thị Ngọc"}


def set_account(seller, facts=FIRST):
    return bank.set_account(partner=seller.partner, **facts)


def test_counts_the_first_account_at_once_in_the_letters_of_banks(tea_seller):
    account = set_account(tea_seller)

    now = bank.accounts_of(tea_seller.partner)
    assert (now.current, now.coming) == (account, None)
    assert (account.number, account.holder) == ("8500205123456", "TRAN THI NGOC")


def test_keeps_the_old_account_in_force_for_three_days(tea_seller):
    old, new = set_account(tea_seller), set_account(tea_seller, SECOND)

    assert bank.accounts_of(tea_seller.partner) == bank.Accounts(old, new)
    with time_machine.travel(timezone.now() + dt.timedelta(hours=71.9)):
        assert bank.accounts_of(tea_seller.partner).current == old
    with time_machine.travel(timezone.now() + dt.timedelta(hours=72.1)):
        assert bank.accounts_of(tea_seller.partner) == bank.Accounts(new, None)


def test_warns_the_phone_of_the_seller_at_once(tea_seller, django_capture_on_commit_callbacks):
    set_account(tea_seller)
    with django_capture_on_commit_callbacks(execute=True):
        set_account(tea_seller, SECOND)

    text = messages.last_to(tea_seller.partner.phone)
    assert "4567" in text
    assert "tài khoản cũ" in text
    assert "0011001234567" not in text


def test_changes_nothing_when_the_same_account_is_typed_again(tea_seller):
    assert set_account(tea_seller) == set_account(tea_seller)
    assert BankAccount.objects.count() == 1
    assert Outbox.objects.filter(payload__template="bank-account").count() == 1


def test_keeps_one_change_waiting(tea_seller):
    set_account(tea_seller)
    set_account(tea_seller, SECOND)
    third = set_account(tea_seller, SECOND | {"number": "0099887766"})

    assert bank.accounts_of(tea_seller.partner).coming == third
    assert BankAccount.objects.filter(withdrawn_at=None).count() == 2


def test_waits_three_days_after_the_first_one_was_withdrawn(tea_seller):
    bank.withdraw(account=set_account(tea_seller))

    new = set_account(tea_seller, SECOND)

    assert bank.accounts_of(tea_seller.partner) == bank.Accounts(None, new)


def test_brings_no_older_account_back(tea_seller):
    set_account(tea_seller)
    new = set_account(tea_seller, SECOND)
    with time_machine.travel(timezone.now() + dt.timedelta(hours=73)):
        bank.withdraw(account=new)

        assert bank.accounts_of(tea_seller.partner) == bank.Accounts(None, None)


def test_drops_a_change_and_keeps_the_old_account(tea_seller):
    old, new = set_account(tea_seller), set_account(tea_seller, SECOND)

    bank.withdraw(account=new)

    assert bank.accounts_of(tea_seller.partner) == bank.Accounts(old, None)


def test_the_preview_names_the_account_and_no_amount(tea_seller):
    qr = parse(bank.preview_text(set_account(tea_seller)))

    assert (qr.bin, qr.account, qr.amount_vnd) == ("970405", "8500205123456", None)


def prove(browser):
    """Type a code of the own phone in a browser, as signing in does."""
    session = browser.session
    signin.mark_proved(session)
    session.save()


def test_saves_the_account_on_its_page(seller_client, tea_seller):
    prove(seller_client)

    answer = seller_client.post(URL, FIRST)

    assert answer.url == URL
    html = seller_client.get(URL).content.decode()
    assert "Agribank" in html
    assert "qr-code" in html
    assert tea_seller.partner.bank_accounts.get().created_by == factories.owner_of(tea_seller)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"bank_bin": ""}, "Chọn ngân hàng"),
        ({"bank_bin": "000000"}, "Chọn ngân hàng trong danh sách"),
        ({"number": "12"}, "từ 6 đến 19 chữ số"),
        ({"number": "8500' OR 1=1"}, "từ 6 đến 19 chữ số"),
        ({"holder": "!"}, "Nhập tên chủ tài khoản"),
        ({"holder": "Trần " * 15}, "Tên dài quá"),
    ],
)
def test_says_what_is_wrong_and_keeps_what_was_typed(seller_client, wrong, words):
    typed = FIRST | wrong

    html = seller_client.post(URL, typed).content.decode()

    assert "<title>Lỗi:" in html
    assert words in html
    kept = next(value for name, value in FIRST.items() if name not in wrong and name != "bank_bin")
    assert kept in html
    assert not BankAccount.objects.exists()


def test_an_old_session_alone_sets_no_account(seller_client, tea_seller):
    html = seller_client.post(URL, FIRST).content.decode()

    assert not BankAccount.objects.exists()
    assert "Mã đã gửi đến máy" in html
    assert FIRST["number"] in html
    wrong = seller_client.post(URL, FIRST | {"code": "000000"}).content.decode()
    assert "Mã chưa đúng" in wrong
    code = messages.last_code_to(factories.owner_of(tea_seller).phone)
    assert seller_client.post(URL, FIRST | {"code": code}).url == URL
    assert tea_seller.partner.bank_accounts.count() == 1


@pytest.mark.parametrize("wrong", [{"bank_bin": ""}, {"number": "12"}, {"holder": "!"}])
def test_an_account_spoiled_beside_the_code_keeps_the_code(seller_client, tea_seller, wrong):
    seller_client.post(URL, FIRST)
    code = messages.last_code_to(factories.owner_of(tea_seller).phone)

    html = seller_client.post(URL, FIRST | wrong | {"code": code}).content.decode()

    assert "<title>Lỗi:" in html
    assert f'name="code" value="{code}"' in html
    assert not BankAccount.objects.exists()
    assert seller_client.post(URL, FIRST | {"code": code}).url == URL


def test_no_code_is_asked_for_that_was_never_sent(seller_client):
    html = seller_client.post(URL, FIRST | {"number": "12", "code": "123456"}).content.decode()

    assert 'name="code"' not in html


def test_another_code_keeps_what_was_typed(seller_client, tea_seller, settings):
    settings.CODE_LIMITS = {"phone": [], "ip": []}
    seller_client.post(URL, FIRST)

    html = seller_client.post(URL, FIRST | {"code": "", "resend": "1"}).content.decode()

    assert FIRST["number"] in html
    assert html.index("Lưu tài khoản</button>") < html.index('name="resend"')
    phone = factories.owner_of(tea_seller).phone
    assert OneTimeCode.objects.filter(phone=phone).count() == 2
    assert seller_client.post(URL, FIRST | {"code": messages.last_code_to(phone)}).url == URL


def test_none_is_set_while_it_is_open_whose_phone_it_is(seller_client, tea_seller):
    owner = factories.owner_of(tea_seller)
    moving.ask(user=owner, new_phone="0987654321", by=owner)
    prove(seller_client)

    html = seller_client.post(URL, FIRST).content.decode()

    assert "chờ đổi số điện thoại" in html
    assert not BankAccount.objects.exists()


def test_the_phone_before_hears_of_an_account_for_thirty_days(tea_seller):
    owner = factories.owner_of(tea_seller)
    old = owner.phone
    Partner.objects.filter(pk=tea_seller.partner_id).update(phone=old)
    moving.ask(user=owner, new_phone="0987654321", by=owner)
    told = Outbox.objects.filter(payload__template="bank-account", payload__to_phone=old)
    with time_machine.travel(timezone.now() + moving.HOLD):
        assert moving.carry_out_due() == 1
        tea_seller.partner.refresh_from_db()
        set_account(tea_seller)
        assert (tea_seller.partner.phone, told.count()) == ("+84987654321", 1)

    with time_machine.travel(timezone.now() + moving.HOLD + dt.timedelta(days=31)):
        set_account(tea_seller, SECOND)
    assert told.count() == 1


def test_the_first_of_two_phones_before_hears_also_when_the_shop_writes_another(tea_seller):
    owner = factories.owner_of(tea_seller)
    old = owner.phone
    Partner.objects.filter(pk=tea_seller.partner_id).update(phone="+84966000111")
    for phone in ("+84987654321", "+84987654322"):
        moving.ask(user=owner, new_phone=phone, by=owner)
        PhoneChange.objects.waiting().update(due_at=timezone.now())
        with time_machine.travel(timezone.now() + dt.timedelta(hours=1)):
            assert moving.carry_out_due() == 1
        owner.refresh_from_db()
    tea_seller.partner.refresh_from_db()
    set_account(tea_seller)

    told = Outbox.objects.filter(payload__template="bank-account")
    phones = {row.payload["to_phone"] for row in told}
    assert phones == {"+84966000111", old, "+84987654321"}


def test_withdraws_on_a_page_of_its_own_and_only_the_own_account(client, seller_client, tea_seller):
    account = set_account(tea_seller)
    url = f"{URL}{account.pk}/bo/"
    assert seller_client.get(url).status_code == 200
    account.refresh_from_db()
    assert account.withdrawn_at is None

    client.force_login(factories.owner_of(factories.make_seller("HTX miến", "05692")))
    assert client.post(url).status_code == 404

    client.force_login(factories.owner_of(tea_seller))
    client.post(url)
    account.refresh_from_db()
    assert account.withdrawn_at is not None


def name_two_at_once(partner):
    """Let two people name the first account of a seller at one moment."""

    def name(number):
        return bank.set_account(partner=partner, bank_bin="970405", number=number, holder="Ngọc")

    return at_once([lambda n=number: name(n) for number in ("8500205123456", "1903612345678")])


def usable_now(partner) -> int:
    return BankAccount.objects.filter(partner=partner, usable_from__lte=timezone.now()).count()


@pytest.mark.django_db(transaction=True)
def test_lets_only_one_of_two_first_accounts_count_at_once():
    partner = factories.make_seller().partner

    results = name_two_at_once(partner)

    assert all(isinstance(one, BankAccount) for one in results), results
    assert (BankAccount.objects.count(), usable_now(partner)) == (2, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_lets_both_count_when_nobody_waits(monkeypatch):
    """Negative control: without the lock on the seller both are the first."""
    partner, met = factories.make_seller().partner, threading.Barrier(2)
    monkeypatch.setattr(bank, "hold", lambda name: met.wait(20))
    monkeypatch.setattr(bank, "_warn", lambda account, is_first: met.wait(20))

    name_two_at_once(partner)

    assert usable_now(partner) == 2
