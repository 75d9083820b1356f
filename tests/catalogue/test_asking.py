import datetime as dt
import re

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalogue import asking, cards, months
from catalogue.models import Product, SeasonAsk
from common.dates import VIETNAM
from jobs import outbox
from jobs.models import Outbox
from shop.partner import promised
from tests.factories import make_listing, make_preorder, make_seller, make_user
from tests.messages import last_to

PHONE = "+84990555555"
NOON = dt.datetime(2027, 2, 10, 12, tzinfo=VIETNAM)


def on_day(monkeypatch, day: dt.date) -> None:
    for module in (asking, cards, months):
        monkeypatch.setattr(module, "local_today", lambda: day)


def mask(*numbers: int) -> int:
    return sum(1 << (number - 1) for number in numbers)


@pytest.fixture
def tea(seller, monkeypatch):
    """Tea of February to April, looked at in November, in stock."""
    on_day(monkeypatch, dt.date(2026, 11, 26))
    return make_listing(seller, "Chè xuân", harvest_mask=mask(2, 3, 4))


def sent() -> list[Outbox]:
    return list(Outbox.objects.filter(dedupe_key__startswith="message:season-ask-"))


def test_one_message_comes_when_the_season_opens(tea, monkeypatch):
    asking.ask(product=tea, phone=PHONE)
    assert asking.tell_due(NOON.replace(year=2026, month=11)) == 0

    on_day(monkeypatch, NOON.date())
    told = [asking.tell_due(NOON), asking.tell_due(NOON)]

    assert told == [1, 0]
    [message] = sent()
    text = message.payload["text"]
    assert message.payload["to_phone"] == PHONE
    assert text.startswith("“Chè xuân” bạn chờ đã có hàng: ")
    assert tea.get_absolute_url() in text
    assert "/bao-toi/thoi/" in text


def test_two_workers_send_one_message(tea, monkeypatch):
    one = asking.ask(product=tea, phone=PHONE)
    on_day(monkeypatch, NOON.date())
    [first], [second] = list(asking.due()), list(asking.due())

    assert (asking._tell(first, NOON), asking._tell(second, NOON)) == (True, False)
    assert one.pk == first.pk == second.pk
    assert len(sent()) == 1


def test_without_the_claim_two_workers_would_both_tell(tea, monkeypatch):
    asking.ask(product=tea, phone=PHONE)
    on_day(monkeypatch, NOON.date())
    [first], [second] = list(asking.due()), list(asking.due())
    # The guard off: rows are found whether told or not.
    monkeypatch.setattr(type(SeasonAsk.objects.all()), "open", lambda rows: rows.all())

    assert (asking._tell(first, NOON), asking._tell(second, NOON)) == (True, True)


def test_sold_out_goods_are_waited_for(seller, monkeypatch):
    on_day(monkeypatch, NOON.date())
    gone = make_listing(seller, stock=0)
    asking.ask(product=gone, phone=PHONE)
    assert asking.tell_due(NOON) == 0

    gone.stockrecords.update(num_in_stock=5, num_allocated=5)
    assert asking.tell_due(NOON) == 0
    gone.stockrecords.update(num_in_stock=6)

    assert asking.tell_due(NOON) == 1


@pytest.mark.parametrize("change", [{"is_public": False}, {"min_quantity": 20}])
def test_goods_that_cannot_be_bought_are_not_told(tea, monkeypatch, change):
    asking.ask(product=tea, phone=PHONE)
    on_day(monkeypatch, NOON.date())
    Product.objects.filter(pk=tea.pk).update(**change)

    assert asking.tell_due(NOON) == 0


@pytest.mark.parametrize("hour", [0, 7, 20, 23])
def test_no_phone_rings_at_night(tea, monkeypatch, hour):
    asking.ask(product=tea, phone=PHONE)
    on_day(monkeypatch, NOON.date())

    assert asking.tell_due(NOON.replace(hour=hour)) == 0


def test_goods_that_are_there_are_not_waited_for(tea, monkeypatch):
    on_day(monkeypatch, NOON.date())

    with pytest.raises(asking.AvailableNow):
        asking.ask(product=tea, phone=PHONE)


def test_asking_twice_is_once_and_the_database_keeps_it(tea):
    first, second = (asking.ask(product=tea, phone=PHONE) for _ in range(2))

    assert first.pk == second.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        SeasonAsk.objects.create(product=tea, phone=PHONE)


def test_one_phone_waits_for_so_many_only(tea, seller, monkeypatch):
    monkeypatch.setattr(asking, "MAX_OPEN", 1)
    asking.ask(product=tea, phone=PHONE)

    with pytest.raises(asking.TooManyAsks):
        asking.ask(product=make_listing(seller, stock=0), phone=PHONE)


def test_stopping_ends_all_of_the_phone_and_nobody_elses(client, tea, seller, monkeypatch):
    mine = asking.ask(product=tea, phone=PHONE)
    asking.ask(product=make_listing(seller, stock=0), phone=PHONE)
    other = asking.ask(product=tea, phone="+84990666666")
    address = asking.stop_url(mine)

    assert SeasonAsk.objects.open().count() == 3
    assert "Thôi nhận tin báo có hàng?" in client.get(address).content.decode()
    assert SeasonAsk.objects.open().count() == 3
    assert "Đã thôi báo" in client.post(address).content.decode()

    assert list(SeasonAsk.objects.open()) == [other]


@pytest.mark.parametrize("token", ["x", "1-aaaaaaaaaaaaaaaa", "zzzzzzzzzzzz-aaaaaaaaaaaaaaaa"])
def test_guessed_links_stop_nothing(client, tea, token):
    asking.ask(product=tea, phone=PHONE)

    assert client.post(f"/bao-toi/thoi/{token}/").status_code == 404
    assert SeasonAsk.objects.open().count() == 1


def test_phones_are_forgotten(tea, seller):
    now = timezone.now()
    for told, stopped, created in (
        (now - dt.timedelta(days=31), None, now),
        (None, now - dt.timedelta(days=31), now),
        (None, None, now - dt.timedelta(days=401)),
    ):
        SeasonAsk.objects.create(
            product=tea, phone=PHONE, told_at=told, stopped_at=stopped, created_at=created
        )
    kept = asking.ask(product=make_listing(seller, stock=0), phone=PHONE)

    assert asking.forget_old() == 3
    assert list(SeasonAsk.objects.all()) == [kept]


def test_whoever_is_signed_in_needs_one_press(client, tea):
    user = make_user()
    client.force_login(user)

    html = client.post(f"/bao-toi/{tea.pk}/").content.decode()

    assert "Đã ghi lời nhờ" in html
    assert SeasonAsk.objects.get().phone == user.phone


def test_guest_is_taken_down_only_with_the_code(client, tea):
    address = f"/bao-toi/{tea.pk}/"
    client.post(address, {"phone": "0990 555 555"})
    outbox.drain()
    code = re.search(r"\b\d{6}\b", last_to(PHONE)).group()
    wrong = "000000" if code != "000000" else "111111"

    html = client.post(address, {"phone": "0990 555 555", "code": wrong}).content.decode()
    assert "Mã chưa đúng" in html
    assert not SeasonAsk.objects.exists()
    html = client.post(address, {"phone": "0990 555 555", "code": code}).content.decode()

    assert "Đã ghi lời nhờ" in html
    assert SeasonAsk.objects.get().phone == PHONE


def test_code_of_one_phone_confirms_no_other(client, tea):
    address = f"/bao-toi/{tea.pk}/"
    client.post(address, {"phone": "0990 555 555"})
    outbox.drain()
    code = re.search(r"\b\d{6}\b", last_to(PHONE)).group()

    client.post(address, {"phone": "0990 666 666", "code": code})

    assert not SeasonAsk.objects.exists()


def test_hidden_goods_have_no_page_to_ask(client, db):
    hidden = make_listing(make_seller(), state="draft")

    assert client.get(f"/bao-toi/{hidden.pk}/").status_code == 404


def test_product_page_leads_there_when_sold_out_or_before_the_season(client, seller, tea):
    gone = make_listing(seller, "Chè hết", stock=0)

    before = client.get(tea.get_absolute_url()).content.decode()
    empty = client.get(gone.get_absolute_url()).content.decode()

    assert f'href="/bao-toi/{tea.pk}/">Báo tôi khi vào vụ tháng 2</a>' in before
    assert f'href="/bao-toi/{gone.pk}/"' in empty
    assert "Báo tôi khi có hàng" in empty


def test_people_see_and_end_what_they_wait_for(client, seller):
    user = make_user()
    teas = [make_listing(seller, f"Chè số {number}", stock=0) for number in range(3)]
    first, second, third = (asking.ask(product=tea, phone=user.phone) for tea in teas)
    client.force_login(user)

    assert all(tea.title in client.get("/bao-toi/").content.decode() for tea in teas)
    html = client.post("/bao-toi/", {"thoi": first.pk}, follow=True).content.decode()
    assert "Đã thôi chờ món này" in html
    assert list(asking.open_asks(phone=user.phone)) == [third, second]

    client.post("/bao-toi/", {"thoi": "tat-ca"})
    assert "Bạn không chờ món nào" in client.get("/bao-toi/").content.decode()


def test_nobody_sees_or_ends_what_another_waits_for(client, seller):
    tea = make_listing(seller, "Chè hết", stock=0)
    theirs = asking.ask(product=tea, phone=PHONE)
    assert client.get("/bao-toi/").status_code == 302
    client.force_login(make_user())

    assert "Chè hết" not in client.get("/bao-toi/").content.decode()
    for wanted in (theirs.pk, "tat-ca", "x", "9" * 30, ""):
        client.post("/bao-toi/", {"thoi": wanted})

    assert list(asking.open_asks(phone=PHONE)) == [theirs]


def test_goods_that_are_hidden_meanwhile_are_named_without_a_link(client, seller):
    user, tea = make_user(), make_listing(seller, "Chè hết", stock=0)
    asking.ask(product=tea, phone=user.phone)
    Product.objects.filter(pk=tea.pk).update(is_public=False)
    client.force_login(user)

    html = client.get("/bao-toi/").content.decode()

    assert "Chè hết" in html
    assert tea.get_absolute_url() not in html


@pytest.mark.parametrize("size", [1, 20])
def test_what_one_waits_for_costs_the_same_questions(
    client, seller, size, django_assert_max_num_queries
):
    user = make_user()
    for number in range(size):
        asking.ask(product=make_listing(seller, f"Chè {number}", stock=0), phone=user.phone)
    client.force_login(user)
    client.get("/bao-toi/")

    with django_assert_max_num_queries(6):
        client.get("/bao-toi/")


def test_robots_are_told_to_stay_away(client):
    assert "Disallow: /bao-toi/\n" in client.get("/robots.txt").content.decode()


def test_a_pre_order_that_opens_is_told_before_the_season(seller, monkeypatch):
    on_day(monkeypatch, dt.date(2026, 11, 26))
    fruit = make_listing(seller, "Na dai", stock=0, harvest_mask=mask(8))
    asking.ask(product=fruit, phone=PHONE)
    morning = NOON.replace(year=2026, month=11)
    assert asking.tell_due(morning) == 0

    promised.promise(
        record=fruit.stockrecords.get(),
        quantity=5,
        ready_on=dt.date(2027, 8, 15),
        orders_until=dt.date(2027, 8, 1),
    )

    assert asking.tell_due(morning) == 1
    [message] = sent()
    assert "đã mở đặt trước, gửi từ 15/08/2027" in message.payload["text"]


def test_a_pre_order_that_is_over_is_no_reason_to_tell(seller, monkeypatch):
    fruit = make_preorder(seller, cap=5)
    fruit.stockrecords.update(orders_until=dt.date(2026, 1, 1), ready_on=dt.date(2026, 1, 2))

    assert asking.is_there(fruit) is False
    asking.ask(product=fruit, phone=PHONE)

    assert asking.tell_due(NOON) == 0
