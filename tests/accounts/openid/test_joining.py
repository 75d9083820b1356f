"""An e-identity comes to open an account by a code of its phone, and loses it again."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts import moving, recycled
from accounts.models import LinkedIdentity, User
from accounts.openid import joining
from accounts.personal_data import erasing
from audit.models import AuditEvent
from jobs.models import Outbox
from tests import factories
from tests.accounts.openid.walking import (
    BACK,
    CODE,
    HOME,
    LEAVE,
    LOGIN,
    NAME,
    PAGE,
    PHONE,
    change_phone,
    go,
    leave,
    link,
    newest_code,
    prove_phone,
    who,
)

pytestmark = pytest.mark.django_db


def test_new_person_proves_the_phone_once_and_keeps_the_name(client, provider):
    provider.person |= {"phone_number": "+84 912 345 678", "phone_number_verified": True}

    html = go(client, provider).content.decode()
    asked_name = prove_phone(client).content.decode()
    said = client.post("/tai-khoan/ho-ten/", {"full_name": NAME}, follow=True).content.decode()

    assert "Còn một bước" in html
    assert 'value="0912 345 678"' in html
    assert 'value="TRẦN THỊ NGỌC"' in asked_name
    assert "Lần sau bạn vào bằng Thái Nguyên ID" in said
    again = Client()
    go(again, provider)
    assert who(again) == who(client) == User.objects.get(phone=PHONE)


def test_claimed_phone_of_an_account_opens_nothing_without_its_code(client, provider, ngoc):
    provider.person = {"sub": "thief", "name": NAME, "phone_number": PHONE,
                       "phone_number_verified": True}  # fmt: skip

    go(client, provider)
    client.post(LOGIN, {"phone": PHONE})
    client.post(CODE, {"code": "000000" if newest_code() != "000000" else "111111"})

    assert who(client) is None
    assert not LinkedIdentity.objects.exists()
    assert client.get(HOME).status_code == 302


def test_right_code_links_the_account_of_the_same_name(client, provider, ngoc):
    go(client, provider)

    prove_phone(client)

    assert who(client) == ngoc
    row = LinkedIdentity.objects.get()
    assert row.user == ngoc
    assert "u-1" not in row.subject_mark
    assert AuditEvent.objects.filter(action="account.linked", object_key=str(ngoc.pk)).exists()


def test_another_of_the_household_in_the_same_browser_is_not_linked(client, provider):
    hoa = factories.make_user(PHONE, "Nguyễn Thị Hoa")
    go(client, provider)

    html = prove_phone(client).content.decode()

    assert who(client) == hoa
    assert "tên hai bên khác nhau" in html
    assert not LinkedIdentity.objects.exists()


def test_without_its_check_the_household_would_be_linked(client, provider, monkeypatch):
    """Negative control."""
    hoa = factories.make_user(PHONE, "Nguyễn Thị Hoa")
    monkeypatch.setattr(joining, "_bare", lambda name: "")
    go(client, provider)

    prove_phone(client)

    assert LinkedIdentity.objects.get().user == hoa


@pytest.mark.parametrize(
    ("claimed", "own", "why"),
    [
        ("", NAME, "Thái Nguyên ID không cho biết họ tên"),
        (NAME, "", "tài khoản chưa có họ tên"),
        ("", "", "Thái Nguyên ID không cho biết họ tên"),
    ],
)
def test_missing_name_links_nobody_and_is_said(client, provider, claimed, own, why):
    factories.make_user(PHONE, own)
    provider.person["name"] = claimed
    go(client, provider)

    html = prove_phone(client).content.decode()

    assert f"chưa được liên kết, vì {why}" in html
    assert not LinkedIdentity.objects.exists()


def test_who_says_not_me_drops_the_identity(client, provider, ngoc):
    go(client, provider)

    html = client.post(LOGIN, {"not_me": "1"}).content.decode()
    prove_phone(client)

    assert "Vào bằng Thái Nguyên ID" in html
    assert who(client) == ngoc
    assert not LinkedIdentity.objects.exists()


def test_identity_waits_a_quarter_of_an_hour_for_its_phone(client, provider, ngoc):
    go(client, provider)

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        html = client.get(LOGIN).content.decode()
        kept = str(dict(client.session.items()))
        prove_phone(client)

    assert "Còn một bước" not in html
    assert "TRẦN" not in kept
    assert not LinkedIdentity.objects.exists()


def test_signed_in_person_links_with_a_fresh_code_and_unlinks(client, provider, ngoc):
    client.force_login(ngoc)
    stale = client.post(LEAVE)
    client.logout()
    prove_phone(client)

    html = go(client, provider).content.decode()

    assert stale.url.startswith("/tai-khoan/dung-la-ban/")
    assert "Đã liên kết" in html
    assert LinkedIdentity.objects.get().user == ngoc
    client.post(PAGE)
    assert not LinkedIdentity.objects.exists()
    other = Client()
    assert "Còn một bước" in go(other, provider).content.decode()


def test_one_identity_opens_one_account_and_one_account_has_one(client, provider, ngoc):
    link(factories.make_user(), provider)
    prove_phone(client)

    taken = go(client, provider).content.decode()
    provider.person["sub"] = "u-2"
    go(client, provider)
    provider.person["sub"] = "u-3"
    second = go(client, provider).content.decode()

    assert "đã liên kết với tài khoản khác" in taken
    assert "đã liên kết với người khác" in second
    assert LinkedIdentity.objects.filter(user=ngoc).count() == 1


def told(phone=PHONE) -> list[str]:
    rows = Outbox.objects.filter(payload__template="account-identity", payload__to_phone=phone)
    return [row.payload["text"] for row in rows.order_by("pk")]


def test_phone_hears_of_a_link_and_of_its_end(client, provider, ngoc, settings):
    settings.OPERATOR = settings.OPERATOR | {"phone": "+84208123456"}
    prove_phone(client)
    go(client, provider)
    go(client, provider)  # linked already: nothing new to tell
    client.post(PAGE)
    client.post(PAGE)

    linked, unlinked = told()

    assert "nay vào được bằng Thái Nguyên ID. Không phải bạn" in linked
    assert "không còn vào được bằng Thái Nguyên ID" in unlinked
    assert all("0208 123 456" in text or "0208 1234 56" in text for text in (linked, unlinked))


def test_account_that_lost_its_number_is_told_nothing_more(provider, ngoc):
    link(ngoc, provider)

    recycled.detach(user=ngoc)

    assert len(told()) == 1
    assert not Outbox.objects.filter(payload__to_phone__startswith="roi-").exists()


def test_nothing_is_linked_while_the_phone_changes(client, provider, ngoc):
    prove_phone(client)
    left = provider.sign_in(leave(client))
    change_phone(ngoc)

    late = client.get(BACK, left, follow=True).content.decode()
    early = client.post(LEAVE, follow=True).content.decode()
    other = Client()
    go(other, provider)
    by_code = prove_phone(other).content.decode()

    assert all("đang chờ đổi số điện thoại" in html for html in (late, early, by_code))
    assert who(other) == ngoc
    assert not LinkedIdentity.objects.exists()


def test_without_its_check_a_link_would_outrun_the_change(client, provider, ngoc, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(moving, "require_settled", lambda user: None)
    change_phone(ngoc)
    prove_phone(client)

    go(client, provider)

    assert LinkedIdentity.objects.get().user == ngoc


def test_link_ends_with_the_number_and_with_the_person(provider, ngoc):
    link(ngoc, provider)
    recycled.detach(user=ngoc)
    link(ngoc, provider)
    change_phone(ngoc)
    with time_machine.travel(timezone.now() + moving.HOLD):
        assert moving.carry_out_due() == 1
    ngoc.refresh_from_db()
    assert not LinkedIdentity.objects.exists()

    link(ngoc, provider)
    erasing.ask(user=ngoc)

    assert not LinkedIdentity.objects.exists()
