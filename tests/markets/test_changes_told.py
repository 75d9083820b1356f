"""The system lets no board turn a trader's money away unheard, and loses no change of a stall."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import AuditEvent
from jobs import outbox
from jobs.models import Outbox
from markets import boards, linking, paying
from markets.models import Stall, Trader
from shop.partner import bank
from shop.payment import inbox
from shop.payment.gateways import Notice
from tests import messages
from tests.factories import make_market, make_official, make_seller, make_stall, owner_of

pytestmark = pytest.mark.django_db
TRADER, OTHER = "+84990555111", "+84990555222"


@pytest.fixture
def stall():
    return make_stall(make_market(), phone=TRADER)


def shop_of(phone: str, *, number: str = "9704000111222"):
    """Return the owner of a shop that is paid on an account, signed in by a phone."""
    seller = make_seller()
    owner = owner_of(seller)
    owner.phone = phone
    owner.save()
    if number:
        bank.set_account(partner=seller.partner, bank_bin="970405", number=number, holder="Lan")
    return owner


def change(stall, **facts) -> Stall:
    fresh = Stall.objects.select_related("trader").get(pk=stall.pk)
    return boards.change_stall(stall=fresh, facts=replace(boards.facts_of(fresh), **facts))


def texts_to(phone: str) -> list[str]:
    outbox.drain()
    return [one["text"] for one in messages.sent() if phone in one.values()]


def paid_on(stall) -> str:
    trader = Trader.objects.select_related("partner").get(pk=stall.trader_id)
    return paying.accounts_of([trader])[trader.pk].number


def test_a_board_member_cannot_be_paid_by_writing_the_own_phone(client, stall):
    member = make_official("market_board", market=stall.market.slug)
    owner = shop_of(OTHER)
    form = {"place": stall.place, "trader": stall.trader.name, "goods": stall.goods,
            "phone": "0990555222", "bank_bin": "970405", "bank_account": "3205000000001",
            "bank_holder": "LE THI HOA"}  # fmt: skip

    client.force_login(member)
    client.post(f"/ban-quan-ly-cho/{stall.market.slug}/quay/{stall.code}/", form)
    client.force_login(owner)
    answer = client.post(f"/quay/{stall.code}/gian-hang/", follow=True)

    assert Trader.objects.get().phone == OTHER
    assert "vừa đổi" in answer.content.decode()
    assert paid_on(stall) == "3205000000001"
    assert any("số điện thoại …222" in text for text in texts_to(TRADER))


def test_the_phone_before_hears_of_a_link_after_the_wait(stall):
    owner = shop_of(OTHER)
    change(stall, phone="+84990555333")
    change(stall, phone=OTHER)

    early = time_machine.travel(timezone.now() + timedelta(hours=71))
    with early, pytest.raises(linking.PhoneIsNew):
        linking.link_shop(stall=stall, user=owner)
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        linking.link_shop(stall=stall, user=owner)
        told = [texts_to(phone) for phone in (TRADER, OTHER)]

    assert paid_on(stall) == "9704000111222"
    assert all(any("gắn với gian hàng" in text for text in texts) for texts in told)


def test_the_same_path_pays_the_stranger_without_the_wait(stall, monkeypatch):
    """Negative control: the wait is what stops it."""
    monkeypatch.setattr("markets.linking.WAIT", timedelta(0))
    owner = shop_of(OTHER)
    change(stall, phone=OTHER)

    linking.link_shop(stall=stall, user=owner)

    assert paid_on(stall) == "9704000111222"


def test_only_the_trader_puts_the_own_shop_behind_the_stall(client, stall):
    owner = shop_of(TRADER)
    client.force_login(owner)

    client.post(f"/quay/{stall.code}/gian-hang/")

    assert Trader.objects.get().partner == owner.memberships.get().seller.partner
    with pytest.raises(linking.NoShop):
        linking.link_shop(stall=stall, user=make_official("market_board", market="cho-thai"))


def test_a_shop_without_an_account_is_not_put_behind_a_stall(stall):
    owner = shop_of(TRADER, number="")

    with pytest.raises(linking.NoAccount):
        linking.link_shop(stall=stall, user=owner)

    assert paid_on(stall) == "3205000000001"


def test_every_change_of_an_account_is_told_also_back_and_forth(stall):
    for number in ("222222222", "3205000000001", "222222222"):
        change(stall, bank_account=number)

    told = texts_to(TRADER)
    assert [text.count("…2222") for text in told] == [1, 0, 1]
    assert all("in lại" in text for text in told)


def test_another_account_is_told_to_the_phone_that_was_known(stall):
    change(stall, bank_account="222222222", phone="+84990555999")

    assert any("…2222" in text for text in texts_to(TRADER))
    assert not Outbox.objects.filter(payload__to_phone="+84990555999").exists()


def test_money_from_old_paper_is_known_after_a_change_and_a_link(stall):
    change(stall, bank_account="222222222")
    linking.link_shop(stall=stall, user=shop_of(TRADER))

    outcomes = [
        inbox.take(
            Notice(
                provider="sepay",
                reference=account,
                amount_vnd=Decimal(50_000),
                is_paid=True,
                raw="{}",
                memo=paying.stall_memo(stall),
                account=account,
                occurred_at=timezone.now(),
            )
        )
        for account in ("3205000000001", "222222222", "9704000111222", "777777777")
    ]

    assert outcomes == ["matched", "matched", "matched", "unmatched"]


def test_a_stall_that_is_over_is_neither_changed_nor_linked(stall):
    old = Stall.objects.select_related("trader").get()
    boards.end_stall(stall=stall)

    with pytest.raises(boards.StallIsOver):
        boards.change_stall(stall=old, facts=replace(boards.facts_of(old), goods="Cá"))
    with pytest.raises(boards.StallIsOver):
        linking.link_shop(stall=old, user=shop_of(TRADER))

    assert Stall.objects.get().active_to is not None


def test_a_change_saves_only_what_it_changes(stall, monkeypatch):
    """What somebody else writes between the reading and the saving stays."""
    partner = make_seller().partner
    real = boards.facts_of

    def meanwhile(locked):
        facts = real(locked)
        Stall.objects.filter(pk=locked.pk).update(active_to=timezone.localdate())
        Trader.objects.filter(pk=locked.trader_id).update(partner=partner)
        return facts

    fresh = Stall.objects.select_related("trader").get()
    facts = replace(real(fresh), goods="Cá", trader="Bà Tư")
    monkeypatch.setattr(boards, "facts_of", meanwhile)

    boards.change_stall(stall=fresh, facts=facts)

    after = Stall.objects.select_related("trader").get()
    assert (after.goods, after.trader.name) == ("Cá", "Bà Tư")
    assert after.active_to is not None
    assert after.trader.partner == partner


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
def test_changes_lock_the_stall_before_the_trader(stall):
    for act in (
        lambda: change(stall, goods="Cá"),
        lambda: linking.link_shop(stall=stall, user=shop_of(TRADER)),
    ):
        with CaptureQueriesContext(connection) as asked:
            act()
        locks = [q["sql"] for q in asked if "FOR UPDATE" in q["sql"] and "markets_" in q["sql"]]
        tables = [sql.split(' FROM "')[1].split('"')[0] for sql in locks]
        assert tables[-2:] == ["markets_stall", "markets_trader"]


def test_the_trail_keeps_no_name_and_no_whole_number(stall):
    change(stall, bank_account="222222229999", bank_holder="TRAN VAN BA", trader="Trần Văn Ba")

    kept = str(AuditEvent.objects.get(action="stall.changed").changes)
    assert "…9999" in kept
    for word in ("222222229999", "3205000000001", "TRAN VAN BA", "Trần", "Lê Thị Hoa"):
        assert word not in kept
