"""A change of phone is stopped by the old one, by the person, or by nobody."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import moving
from accounts.models import LinkedIdentity, PhoneChange, User
from audit.models import AuditEvent
from tests.accounts.moving.steps import (
    HOME,
    NEW,
    OLD,
    PAGE,
    after,
    ask,
    link_in,
    move,
    phone_of,
    told,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def test_the_link_stops_it_and_signs_everybody_out(browser, hoa):
    ask(browser)
    link = link_in(told(OLD)[0])
    stranger = Client()

    page = stranger.get(link)
    assert (page.status_code, PhoneChange.objects.waiting().count()) == (200, 1)
    stranger.post(link)

    assert browser.get(HOME).status_code == 302
    assert "Đã dừng" in stranger.get(link).content.decode()
    assert stranger.post(link).status_code == 409
    with after(hours=73):
        assert moving.carry_out_due() == 0
    assert phone_of(hoa) == OLD


@pytest.mark.parametrize("how", ["another number", "another change", "no token"])
def test_a_forged_link_stops_nothing(browser, client, how):
    ask(browser)
    number, _, mac = link_in(told(OLD)[0]).strip("/").split("/")[-1].partition("-")
    forged = {"another number": f"{number}1-{mac}", "another change": f"{number}-{'a' * 16}"}

    answer = client.post(f"/tai-khoan/dung-doi-so/{forged.get(how, 'x')}/")

    assert answer.status_code == 404
    assert PhoneChange.objects.waiting().count() == 1


def test_the_person_stops_it_on_the_own_page_and_stays_signed_in(browser):
    ask(browser)
    assert "dùng để đăng nhập từ" in browser.get(PAGE).content.decode()

    browser.post(PAGE, {"stop": "1"})

    assert browser.get(HOME).status_code == 200
    assert not PhoneChange.objects.waiting().exists()


def test_another_wish_takes_the_place_of_the_first_and_is_written_down(hoa):
    for phone in (NEW, "+84987654322"):
        moving.ask(user=hoa, new_phone=phone, by=hoa)

    assert [one.new_phone for one in PhoneChange.objects.waiting()] == ["+84987654322"]
    assert AuditEvent.objects.filter(action="account.phone-replaced").count() == 1


def test_the_first_phone_hears_of_the_second_change_and_stops_it(hoa):
    move(hoa, NEW)
    moving.ask(user=hoa, new_phone="+84987654322", by=hoa)
    texts = told(OLD)

    assert "…322" in texts[-1]
    assert Client().post(link_in(texts[-1])).status_code == 302
    assert not PhoneChange.objects.waiting().exists()


def test_the_first_phone_hears_that_the_second_change_is_done(hoa):
    move(hoa, NEW)
    move(hoa, "+84987654322")

    assert sum("vừa được đổi sang số khác" in text for text in told(OLD)) == 2


def test_nobody_hears_longer_than_thirty_days(hoa):
    move(hoa, NEW)
    heard = len(told(OLD))
    with after(days=31):
        moving.ask(user=hoa, new_phone="+84987654322", by=hoa)

    assert len(told(OLD)) == heard


@pytest.mark.parametrize("is_control", [False, True])
@pytest.mark.parametrize("how", ["stopped", "done"])
def test_a_thief_does_not_come_back_by_an_identity(hoa, how, is_control, monkeypatch):
    """Control: with the links left alone the e-identity opens the account."""
    LinkedIdentity.objects.create(user=hoa, issuer="https://id.example", subject_mark="x" * 64)
    if is_control:
        monkeypatch.setattr(moving.linking, "unlink", lambda *, user: 0)
    if how == "done":
        move(hoa, NEW)
    else:
        change = moving.ask(user=hoa, new_phone=NEW, by=hoa)
        moving.stop(change=change, is_stranger=True)

    assert LinkedIdentity.objects.exists() == is_control


def end_first(change, end):
    end(change, stopped_at=timezone.now())
    return User.objects.all()


def rows_in_turn(work) -> list[str]:
    """Return whose rows the work takes, in its order: the account it reads, the change it ends."""
    with CaptureQueriesContext(connection) as queries:
        work()
    marks = {f'FROM "{User._meta.db_table}"': "account",
             f'UPDATE "{PhoneChange._meta.db_table}"': "change"}  # fmt: skip
    seen = [word for one in queries for mark, word in marks.items() if mark in one["sql"]]
    return list(dict.fromkeys(seen))


@pytest.mark.parametrize("is_control", [False, True])
def test_stopping_and_doing_take_the_account_before_the_change(hoa, is_control, monkeypatch):
    """Control: a stop that ends the change first takes them the other way, and both would wait."""
    first = moving.ask(user=hoa, new_phone=NEW, by=hoa)
    if is_control:
        end = moving._end
        monkeypatch.setattr(moving.User.objects, "select_for_update", lambda: end_first(first, end))
    stopped = rows_in_turn(lambda: moving.stop(change=first))
    monkeypatch.undo()

    second = moving.ask(user=hoa, new_phone=NEW, by=hoa)
    with after(hours=73):
        done = rows_in_turn(lambda: moving._carry_out(second))

    assert done == ["account", "change"]
    assert (stopped == done) != is_control


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_stranger", [False, True])
def test_stopping_and_doing_at_once_end_one_way(hoa, is_stranger):
    change = moving.ask(user=hoa, new_phone=NEW, by=hoa)
    with time_machine.travel(change.due_at + dt.timedelta(minutes=1), tick=False):
        results = at_once(
            [moving.carry_out_due, lambda: moving.stop(change=change, is_stranger=is_stranger)]
        )

    change.refresh_from_db()
    assert not [one for one in results if isinstance(one, Exception)], results
    assert [bool(one) for one in results].count(True) == 1, results
    assert (change.done_at is None) != (change.stopped_at is None)
    assert (phone_of(hoa) == NEW) == (change.done_at is not None)
