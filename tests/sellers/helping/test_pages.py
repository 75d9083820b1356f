"""The pages of both sides, and the officials' page of helpers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import RoleGrant, User
from jobs import outbox
from sellers.models import HelperGrant
from tests import factories, messages
from tests.sellers.helping import made

pytestmark = pytest.mark.django_db
TEAMS = "/duyet/to-ho-tro/"
FORM = {
    "full_name": "Nguyễn Thị  Lan", "phone": "0987 654 321", "commune": made.COMMUNE,
    "team": made.TEAM,
}  # fmt: skip


@pytest.fixture
def helper():
    return made.make_helper()


def test_a_household_sees_its_helpers_and_ends_one_with_one_tap(seller_client, tea_seller, helper):
    grant = made.let_help(tea_seller, helper)
    page = seller_client.get("/ban-hang/nguoi-giup/").content.decode()

    answer = seller_client.post(f"/ban-hang/nguoi-giup/{grant.pk}/dung/", follow=True)
    again = seller_client.post(f"/ban-hang/nguoi-giup/{grant.pk}/dung/")

    grant.refresh_from_db()
    assert "Nguyễn Thị Lan" in page
    assert made.TEAM in page
    assert (grant.ended_by, again.status_code) == (factories.owner_of(tea_seller), 404)
    assert "không làm giúp được nữa" in answer.content.decode()
    outbox.drain()
    assert "không cần làm giúp nữa" in messages.last_to(helper.phone)


def test_a_helper_ends_its_own_help_only(tea_seller, helper):
    grant = made.let_help(tea_seller, helper)
    stranger = made.browser_of(made.make_helper(name="Trần Văn Tám"))
    url = f"/ho-tro/{grant.pk}/dung/"

    assert stranger.get(url).status_code == stranger.post(url).status_code == 404
    browser = made.browser_of(helper)
    assert "Thôi giúp Hộ bà Trần Thị Ngọc?" in browser.get(url).content.decode()
    browser.post(url)

    grant.refresh_from_db()
    assert grant.ended_by == helper
    outbox.drain()
    assert "đã thôi làm giúp" in messages.last_to(factories.owner_of(tea_seller).phone)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("operator", {}),
        ("province_official", {"province": "19"}),
        ("commune_official", {"commune": made.COMMUNE}),
    ],
)
def test_whoever_is_in_charge_of_a_commune_appoints_a_helper(role, place):
    browser = made.browser_of(factories.make_official(role, **place))

    answer = browser.post(TEAMS, FORM, follow=True)

    user = User.objects.get(phone="+84987654321")
    post = user.role_grants.get()
    assert (user.full_name, post.role, post.commune_code, post.team) == (
        "Nguyễn Thị Lan", "helper", made.COMMUNE, made.TEAM)  # fmt: skip
    assert "Nguyễn Thị Lan" in answer.content.decode()
    outbox.drain()
    assert "/ho-tro/" in messages.last_to(user.phone)


def test_an_official_of_another_commune_neither_appoints_nor_dismisses(helper):
    browser = made.browser_of(factories.make_official("commune_official", commune="05503"))
    post = helper.role_grants.get()

    refused = browser.post(TEAMS, FORM)
    gone = browser.post(f"{TEAMS}{post.pk}/thoi/")

    assert (refused.status_code, gone.status_code) == (200, 404)
    assert "Nguyễn Thị Lan" not in browser.get(TEAMS).content.decode()
    assert RoleGrant.objects.active().filter(role="helper").get() == post


def test_appointing_keeps_the_name_that_a_person_gave_itself():
    known = factories.make_user("+84987654321", "Lê Văn Tư")
    browser = made.browser_of(factories.make_official("operator"))

    browser.post(TEAMS, FORM)
    browser.post(TEAMS, FORM | {"team": "Tổ hai"})

    known.refresh_from_db()
    assert known.full_name == "Lê Văn Tư"
    assert known.role_grants.get().team == "Tổ hai"


def test_dismissing_ends_every_consent_for_good(helper, tea_seller):
    made.let_help(tea_seller, helper)
    official = factories.make_official("commune_official", commune=made.COMMUNE)
    browser = made.browser_of(official)
    post = helper.role_grants.get()
    asked = browser.get(f"{TEAMS}{post.pk}/thoi/").content.decode()

    browser.post(f"{TEAMS}{post.pk}/thoi/")
    RoleGrant.objects.filter(pk=post.pk).update(until=None)

    assert "Đang giúp 1 hộ" in asked
    assert not HelperGrant.objects.in_force(timezone.now()).exists()
    assert HelperGrant.objects.get().ended_by == official


def test_lists_cost_the_same_for_one_and_for_thirty(helper):
    costs = []
    official = made.browser_of(factories.make_official("commune_official", commune=made.COMMUNE))
    browser = made.browser_of(helper)
    for count, name in ((1, "A"), (29, "B")):
        for n in range(count):
            seller = factories.make_seller(f"Hộ {name}{n}", made.COMMUNE)
            made.let_help(seller, helper)
            made.make_helper(name=f"Người {name}{n}")
        browser.get("/ho-tro/")
        official.get(TEAMS)
        with CaptureQueriesContext(connection) as own, CaptureQueriesContext(connection) as both:
            assert browser.get("/ho-tro/").status_code == 200
            asked = len(own)
            assert official.get(TEAMS).status_code == 200
        costs.append((asked, len(both)))

    assert costs[0] == costs[1]
    # The row of pages of reviewers asks too, a little more with each page.
    assert costs[0] <= (6, 30)
