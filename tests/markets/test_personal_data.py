"""The system forgets who traded at a market, and opens no stall to who holds the number next."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import moving, recycled
from accounts.models import PhoneChange
from accounts.personal_data.holders import Person
from markets import personal_data, selling
from markets.models import FormerAccount, Stall, Trader
from markets.reach import own_stalls
from tests.factories import make_market, make_stall, make_user

pytestmark = pytest.mark.django_db
PHONE = "+84990555111"


@pytest.fixture
def stall():
    return make_stall(make_market(), phone=PHONE)


@pytest.fixture
def person():
    return Person(user=make_user(PHONE), phone=PHONE)


def end(stall) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Stall.objects.filter(pk=stall.pk).update(active_to=yesterday)


def sell(stall, person) -> None:
    selling.record_sale(
        stall=stall, amount_vnd=50_000, how="cash", key="1", actor=person.user
    )  # fmt: skip


def test_who_left_is_forgotten(stall, person):
    sell(stall, person)
    FormerAccount.objects.create(trader=stall.trader, number="222222222")
    end(stall)

    assert personal_data._refuses(person) == ""
    counts = personal_data._forgets(person)

    trader = Trader.objects.get()
    assert counts == {"traders": 1, "former_phones": 0}
    assert (trader.name, trader.phone, trader.bank_account) == ("Người bán cũ", "", "")
    assert trader.bank_holder == ""
    assert not FormerAccount.objects.exists()
    assert stall.sales.count() == 1


def test_who_sells_there_now_leaves_first(stall, person):
    sell(stall, person)

    assert "ghi nghỉ trước" in personal_data._refuses(person)


def test_a_number_that_a_board_wrote_stands_in_nobodys_way(stall, person):
    Trader.objects.create(market=stall.market, name="Bà Tư", former_phone=PHONE)

    assert personal_data._refuses(person) == ""
    personal_data._forgets(person)

    assert not Trader.objects.filter(phone=PHONE).exists()
    assert not Trader.objects.filter(former_phone=PHONE).exists()
    assert Trader.objects.get(pk=stall.trader_id).bank_account == "3205000000001"


def test_a_number_that_changed_hands_reaches_no_stall(stall, person):
    recycled.detach(user=person.user)

    assert not own_stalls(make_user(PHONE)).exists()


def test_without_the_follower_the_next_holder_reaches_the_stall(stall, person, monkeypatch):
    """Negative control: nothing else closes it."""
    monkeypatch.setattr(recycled, "_followers", [])
    recycled.detach(user=person.user)

    assert own_stalls(make_user(PHONE)).exists()


def test_the_first_phone_of_a_stall_is_not_pushed_out_by_one_in_between(stall, person):
    trader = stall.trader
    Trader.objects.filter(pk=trader.pk).update(
        former_phone="+84911222333", phone_changed_at=timezone.now()
    )
    change = moving.ask(user=person.user, new_phone="+84987654321", by=person.user)
    PhoneChange.objects.filter(pk=change.pk).update(due_at=timezone.now())
    assert moving.carry_out_due() == 1

    trader.refresh_from_db()
    assert (trader.phone, trader.former_phone) == ("+84987654321", "+84911222333")
