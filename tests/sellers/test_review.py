"""The review queue: operators only, approve or send back with a reason."""

import pytest
from django.urls import reverse

from accounts.models import RoleGrant
from jobs import outbox
from tests import factories, messages

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting():
    return factories.make_listing(factories.make_seller(), state="submitted")


@pytest.fixture
def operator_client(client):
    client.force_login(factories.make_official(RoleGrant.Role.OPERATOR))
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


def test_seller_and_commune_official_may_not_review(client, waiting):
    commune = factories.make_official(RoleGrant.Role.COMMUNE_OFFICIAL, commune="05503")
    people = [factories.make_user(), commune]

    codes = []
    for person in people:
        client.force_login(person)
        codes.append(client.get(reverse("sellers:review-queue")).status_code)
        codes.append(
            client.post(
                reverse("sellers:review", args=[waiting.pk]), {"decision": "approve"}
            ).status_code
        )

    waiting.refresh_from_db()
    assert codes == [403] * 4
    assert waiting.state == "submitted"


@pytest.mark.parametrize("rows", [1, 30])
def test_queue_reads_a_constant_number_of_rows(
    operator_client, django_assert_max_num_queries, rows
):
    seller = factories.make_seller()
    for n in range(rows):
        factories.make_listing(seller, f"Chè {n}", state="submitted")

    with django_assert_max_num_queries(12):
        response = operator_client.get(reverse("sellers:review-queue"))

    assert response.status_code == 200


def test_seller_is_told_of_the_decision_by_message(operator_client, waiting):
    operator_client.post(reverse("sellers:review", args=[waiting.pk]), {"decision": "approve"})
    outbox.drain()

    assert "đã được duyệt" in messages.last_to(waiting.partner.phone)
