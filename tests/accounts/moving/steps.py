"""The steps of who changes the phone of an account."""

import datetime as dt
import re

import time_machine
from django.test import Client
from django.utils import timezone

from accounts import moving
from accounts.models import PhoneChange, User
from jobs.models import Outbox
from tests import messages

OLD, NEW, PAGE = "+84912345678", "+84987654321", "/tai-khoan/doi-so/"
HOME = "/tai-khoan/"


def sign_in(browser: Client, phone: str):
    browser.post("/tai-khoan/dang-nhap/", {"phone": phone})
    return browser.post("/tai-khoan/ma-xac-nhan/", {"code": messages.last_code_to(phone)})


def ask(browser: Client, phone: str = NEW):
    browser.post(PAGE, {"phone": phone})
    return browser.post(PAGE, {"phone": phone, "code": messages.last_code_to(phone)})


def told(phone: str) -> list[str]:
    rows = Outbox.objects.filter(payload__template="account-phone", payload__to_phone=phone)
    return [row.payload["text"] for row in rows.order_by("pk")]


def link_in(text: str) -> str:
    return re.search(r"(/tai-khoan/dung-doi-so/\S+/)", text)[1]


def after(**time):
    return time_machine.travel(timezone.now() + dt.timedelta(**time), tick=False)


def phone_of(user: User) -> str:
    return User.objects.get(pk=user.pk).phone


def move(user: User, phone: str) -> None:
    """Ask for another phone and do it now."""
    change = moving.ask(user=user, new_phone=phone, by=user)
    PhoneChange.objects.filter(pk=change.pk).update(due_at=change.asked_at)
    assert moving.carry_out_due() == 1
    user.refresh_from_db()
