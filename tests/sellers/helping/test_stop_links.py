"""The link in the message of a household stops its helper: once, and nobody else."""

import datetime as dt
import re
import string

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from common import signed_numbers
from common.text import unaccented
from jobs import outbox
from sellers.helping import grants, stop_links, summaries
from sellers.models import HelperAct, HelperGrant
from tests import factories, messages
from tests.sellers.helping import made
from tests.threads import at_once

pytestmark = pytest.mark.django_db
ONE_SMS = 160


@pytest.fixture
def helper():
    return made.make_helper()


@pytest.fixture
def grant(helper, tea_seller):
    return made.let_help(tea_seller, helper)


@pytest.fixture
def tea(tea_seller):
    return factories.make_listing(tea_seller, "Chè nõn tôm", price_vnd=185_000)


def told(seller) -> str:
    outbox.drain()
    return messages.last_to(factories.owner_of(seller).phone)


def path_in(text: str) -> str:
    return re.search(r"/thoi-giup/\S+", text)[0]


def test_the_message_at_the_start_stops_the_helper_at_its_next_request(
    client, grant, helper, tea_seller, tea
):
    working = made.working(helper, grant)
    link = path_in(told(tea_seller))
    page = client.get(link).content.decode()

    answer = client.post(link, follow=True)
    refused = working.post(f"/ban-hang/san-pham/{tea.pk}/gia/", {"price": "120k"}, follow=True)

    grant.refresh_from_db()
    assert "Nguyễn Thị Lan" in page
    assert "Không cho làm giúp nữa" in page
    assert "Đã dừng" in answer.content.decode()
    assert grant.ended_by == factories.owner_of(tea_seller)
    assert "không cho làm giúp nữa" in refused.content.decode()
    assert tea.stockrecords.get().price == 185_000
    assert not HelperAct.objects.exists()
    assert "_auth_user_id" not in client.session
    outbox.drain()
    assert "không cần làm giúp nữa" in messages.last_to(helper.phone)


def test_the_helper_goes_on_when_nobody_pressed(client, grant, helper, tea_seller, tea):
    """Negative control: looking at the page, as a robot does, stops nobody."""
    working = made.working(helper, grant)
    for method in (client.get, client.head, client.options):
        method(path_in(told(tea_seller)))

    working.post(f"/ban-hang/san-pham/{tea.pk}/gia/", {"price": "120k"})

    assert tea.stockrecords.get().price == 120_000
    assert HelperGrant.objects.in_force().get() == grant


def test_the_message_is_one_sms_and_its_address_names_nobody(settings, grant, tea_seller):
    settings.SITE_URL = "https://nongsan.thainguyen.gov.vn"
    grants.end(grant=grant, by=None)
    longest = made.make_helper(name="Nguyễn Thị Phương Thảo")
    made.let_help(tea_seller, longest)

    text = told(tea_seller)

    token = path_in(text).split("/")[2]
    # As if there had been a million consents before.
    assert len(unaccented(text)) + len("zzzz-") + 16 - len(token) <= ONE_SMS, (len(text), text)
    assert set(token) <= set(string.ascii_lowercase + string.digits + "-")


@pytest.mark.parametrize("how", ["stopped", "over", "newer"])
def test_a_link_works_once_and_only_for_its_own_consent(client, grant, helper, tea_seller, how):
    link = f"/thoi-giup/{stop_links.token_of(grant)}/"
    at = timezone.now()
    if how == "stopped":
        client.post(link)
    elif how == "over":
        at = grant.expires_at + dt.timedelta(minutes=1)
    else:
        made.let_help(tea_seller, helper)
    in_force = set(HelperGrant.objects.in_force(at))

    with time_machine.travel(at, tick=False):
        again = client.post(link)
        page = client.get(link).content.decode()

    assert again.status_code == 409
    assert "Đã dừng" in page
    assert set(HelperGrant.objects.in_force(at)) == in_force


@pytest.mark.django_db(transaction=True)
def test_six_taps_at_once_stop_once(grant):
    link = f"/thoi-giup/{stop_links.token_of(grant)}/"

    answers = at_once([lambda: Client().post(link).status_code for _ in range(6)])

    assert sorted(answers) == [302] + [409] * 5, answers


def forged(grant, other) -> list[str]:
    genuine = stop_links.token_of(grant)
    number, mac = genuine.split("-")
    swapped = stop_links.token_of(other).split("-")[1]
    flipped = ("b" if mac[0] == "a" else "a") + mac[1:]
    return [f"{number}-{swapped}", f"{number}-{flipped}", f"zz-{mac}", number, f"{genuine}a"]


def test_no_other_token_stops_anybody(client, grant, tea_seller):
    other = made.let_help(tea_seller, made.make_helper(name="Trần Văn Tám"))

    for token in forged(grant, other):
        assert client.get(f"/thoi-giup/{token}/").status_code == 404, token
        assert client.post(f"/thoi-giup/{token}/").status_code == 404, token

    assert HelperGrant.objects.in_force().count() == 2


def test_a_swapped_token_stops_when_nobody_compares(client, grant, tea_seller, monkeypatch):
    """Negative control: without the comparison a guessed token ends a consent."""
    other = made.let_help(tea_seller, made.make_helper(name="Trần Văn Tám"))
    monkeypatch.setattr(signed_numbers, "constant_time_compare", lambda one, two: True)

    client.post(f"/thoi-giup/{forged(grant, other)[0]}/")

    assert HelperGrant.objects.in_force().get() == other


def test_a_tap_needs_the_token_of_its_page_and_is_kept_nowhere(client, grant):
    link = f"/thoi-giup/{stop_links.token_of(grant)}/"
    answer = client.get(link)

    assert Client(enforce_csrf_checks=True).post(link).status_code == 403
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["Referrer-Policy"] == "same-origin"


def test_wrong_links_are_looked_up_thirty_times_an_hour(client, grant):
    for _ in range(30):
        client.get("/thoi-giup/1-aaaaaaaaaaaaaaaa/")

    assert client.get(f"/thoi-giup/{stop_links.token_of(grant)}/").status_code == 404


def test_the_message_of_a_day_stops_the_one_who_helped(client, grant, helper, tea_seller, tea):
    made.working(helper, grant).post(f"/ban-hang/san-pham/{tea.pk}/gia/", {"price": "120k"})
    summaries.send_summaries(timezone.now() + dt.timedelta(days=1))

    client.post(path_in(told(tea_seller)))

    assert not HelperGrant.objects.in_force().exists()


def test_the_message_of_a_day_with_two_helpers_leads_to_the_page_of_both(tea_seller, tea):
    for name in ("Nguyễn Thị Lan", "Trần Văn Tám"):
        helper = made.make_helper(name=name)
        browser = made.working(helper, made.let_help(tea_seller, helper))
        browser.post(f"/ban-hang/san-pham/{tea.pk}/gia/", {"price": "120k"})
        factories.StockRecord.objects.update(price=185_000)
    summaries.send_summaries(timezone.now() + dt.timedelta(days=1))

    text = told(tea_seller)
    assert "/ban-hang/nguoi-giup/" in text
    assert "/thoi-giup/" not in text
