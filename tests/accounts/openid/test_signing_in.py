"""Citizens sign in by the province's identity service; nobody gets in who did not prove it."""

import pytest
from django.test import Client

from accounts.models import User
from jobs.models import Outbox
from tests import factories
from tests.accounts.openid.walking import (
    BACK,
    HOME,
    LEAVE,
    LOGIN,
    PAGE,
    go,
    leave,
    link,
    prove_phone,
    who,
)
from tests.architecture.crawling import order_of

pytestmark = pytest.mark.django_db


def test_linked_person_is_in_without_a_code(client, provider, ngoc):
    link(ngoc, provider)
    Outbox.objects.all().delete()
    client.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 13; K) Chrome/126.0"

    page = go(client, provider, next="/tai-khoan/may/")

    html = page.content.decode()
    assert (who(client), page.request["PATH_INFO"]) == (ngoc, "/tai-khoan/may/")
    assert "Chrome trên Android</strong>, máy này, vào bằng định danh" in html
    assert not Outbox.objects.exists()


def test_link_outlives_new_keys_of_the_site(client, provider, ngoc, settings):
    settings.SEAL_KEYS = ["khóa đầu"]
    link(ngoc, provider)

    settings.SECRET_KEY, settings.SEAL_KEYS = "khác hẳn", ["khóa mới", "khóa đầu"]
    go(client, provider)

    assert who(client) == ngoc


def test_leaving_page_says_what_is_kept_and_leads_back(client, provider, ngoc):
    visitor = client.post(LEAVE).content.decode()
    prove_phone(client)
    person = client.post(LEAVE).content.decode()

    assert all("Chợ chỉ giữ một dấu riêng" in html for html in (visitor, person))
    assert "Thôi, dùng số điện thoại" in visitor
    assert "dùng số điện thoại" not in person
    assert f'<a href="{PAGE}">Thôi, để sau</a>' in person


@pytest.mark.parametrize("when", ["before", "after leaving"])
def test_person_whom_the_provider_revoked_is_not_let_in(client, provider, ngoc, when):
    link(ngoc, provider)
    if when == "before":
        provider.revoked.add("u-1")
    answer = provider.sign_in(leave(client))
    provider.revoked.add("u-1")

    html = client.get(BACK, answer, follow=True).content.decode()

    assert who(client) is None
    assert "số điện thoại" in html


def test_blocked_account_stays_shut_and_an_open_session_ends(client, provider, ngoc):
    link(ngoc, provider)
    open_one = Client()
    go(open_one, provider)
    User.objects.filter(pk=ngoc.pk).update(is_active=False)

    html = go(client, provider).content.decode()

    assert "đang bị khoá" in html
    assert who(client) is None
    assert open_one.get(HOME).status_code == 302


def test_identity_reaches_no_order_of_somebody_else(client, provider, ngoc):
    order = order_of(factories.make_user(), factories.make_listing(factories.make_seller()))
    link(ngoc, provider)
    go(client, provider)

    assert who(client) == ngoc
    assert client.get(f"/tai-khoan/don-hang/{order.number}/").status_code == 404


def test_without_a_provider_nothing_of_it_is_shown(client, ngoc):
    client.force_login(ngoc)

    assert client.get(PAGE).status_code == 404
    assert client.post(LEAVE).status_code == 404
    assert client.get(BACK).status_code == 404
    assert "Thái Nguyên ID" not in client.get(HOME).content.decode()
    assert "Thái Nguyên ID" not in Client().get(LOGIN).content.decode()
