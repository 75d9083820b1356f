"""The review queue: whose listings, approve or send back with a reason."""

import pytest
from django.urls import reverse

from accounts.models import RoleGrant
from jobs import outbox
from sellers import review_nav
from tests import factories, messages
from tests.operators import enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting():
    return factories.make_listing(factories.make_seller(), state="submitted")


@pytest.fixture
def operator_client(client):
    enter(client, factories.make_official(RoleGrant.Role.OPERATOR))
    return client


def test_operator_approves_and_the_listing_is_in_the_window(operator_client, waiting):
    operator_client.post(reverse("sellers:review", args=[waiting.pk]), {"decision": "approve"})

    waiting.refresh_from_db()
    assert (waiting.state, waiting.is_public) == ("approved", True)
    assert waiting.reviewed_by is not None


def test_operator_sends_back_with_a_reason_that_the_seller_reads(operator_client, waiting):
    operator_client.post(
        reverse("sellers:review", args=[waiting.pk]),
        {"decision": "reject", "note": "Ảnh mờ quá, chụp lại giúp"},
    )

    waiting.refresh_from_db()
    assert (waiting.state, waiting.review_note) == ("rejected", "Ảnh mờ quá, chụp lại giúp")


def test_sending_back_without_a_reason_asks_for_one(operator_client, waiting):
    response = operator_client.post(
        reverse("sellers:review", args=[waiting.pk]), {"decision": "reject", "note": ""}
    )

    waiting.refresh_from_db()
    assert "Viết cho bà con biết cần sửa gì." in response.content.decode()
    assert waiting.state == "submitted"


def test_people_without_a_role_may_not_review(client, waiting):
    client.force_login(factories.make_user())

    codes = [
        client.get(reverse("sellers:review-queue")).status_code,
        client.post(
            reverse("sellers:review", args=[waiting.pk]), {"decision": "approve"}
        ).status_code,
    ]

    waiting.refresh_from_db()
    assert codes == [403] * 2
    assert waiting.state == "submitted"


@pytest.mark.parametrize(
    ("role", "place", "answer", "state"),
    [
        ("commune_official", {"commune": "05503"}, 302, "approved"),
        ("commune_official", {"commune": "05692"}, 404, "submitted"),
        ("province_official", {"province": "19"}, 302, "approved"),
        ("province_official", {"province": "01"}, 404, "submitted"),
    ],
)
def test_officials_decide_on_the_listings_of_their_places(
    client, waiting, role, place, answer, state
):
    client.force_login(factories.make_official(role, **place))
    page = reverse("sellers:review", args=[waiting.pk])

    seen = client.get(page).status_code
    listed = waiting.title in client.get(reverse("sellers:review-queue")).content.decode()
    done = client.post(page, {"decision": "approve"}).status_code

    waiting.refresh_from_db()
    assert (seen, listed) == (200 if answer == 302 else 404, answer == 302)
    assert (done, waiting.state) == (answer, state)


def test_the_row_of_pages_shows_what_waits_and_only_what_may_be_opened(client, waiting):
    commune = factories.make_official("commune_official", commune="05503")
    province = factories.make_official("province_official", province="19")

    seen = review_nav.tabs(user=commune, path="/duyet/ho/05503/")

    rows = {t.label: (t.waiting, t.is_current) for t in seen}
    assert rows["Món hàng"] == (1, False)
    assert rows["Giấy OCOP"] == (0, False)
    assert rows["Phiếu nhận tài khoản"] == (None, True)
    of_province = [t.label for t in review_nav.tabs(user=province, path="/duyet/")]
    assert "Món hàng" in of_province
    assert "Phiếu nhận tài khoản" not in of_province


def test_seller_is_told_of_the_decision_by_message(operator_client, waiting):
    operator_client.post(reverse("sellers:review", args=[waiting.pk]), {"decision": "approve"})
    outbox.drain()

    assert "đã được duyệt" in messages.last_to(waiting.partner.phone)
