"""Nobody decides on the goods of a shop they work for, or help."""

import pytest
from django.urls import reverse

from catalogue.models import Product
from sellers import reviewing, takedowns
from sellers.models import HelperAct, Lot
from sellers.strangers import NotYours
from tests import factories
from tests.sellers.helping import made

pytestmark = pytest.mark.django_db
COMMUNE = "05503"


@pytest.fixture
def seller():
    return factories.make_seller("Hộ bà Ngọc", COMMUNE)


@pytest.fixture
def waiting(seller):
    return factories.make_listing(seller, state="submitted")


def official():
    return factories.make_official("commune_official", commune=COMMUNE)


def own_official(seller, why: str):
    """Return an official of the commune with a tie to the shop."""
    user = official()
    if why == "member":
        seller.memberships.create(user=user, role="packer")
        return user
    user.role_grants.create(role="helper", commune_code=COMMUNE, team=made.TEAM)
    grant = made.let_help(seller, user)
    if why == "helped":
        HelperAct.objects.create(
            grant=grant,
            helper=user,
            seller=seller,
            helper_name="Lan",
            seller_name="Hộ",
            words="sửa",
        )
        grant.ended_at = grant.granted_at
        grant.save()
    return user


@pytest.mark.parametrize("why", ["member", "helper", "helped"])
def test_who_works_for_a_shop_or_helps_it_approves_none_of_its_goods(client, seller, waiting, why):
    client.force_login(own_official(seller, why))
    page = reverse("sellers:review", args=[waiting.pk])

    assert "Cán bộ khác sẽ duyệt" in client.get(page).content.decode()
    client.post(page, {"decision": "approve", "seen": reviewing.fingerprint(waiting)})

    assert Product.objects.get(pk=waiting.pk).state == "submitted"


def test_an_official_without_a_tie_approves(client, waiting):
    """Negative control of the test above."""
    client.force_login(official())
    page = reverse("sellers:review", args=[waiting.pk])

    assert "Cán bộ khác sẽ duyệt" not in client.get(page).content.decode()
    client.post(page, {"decision": "approve", "seen": reviewing.fingerprint(waiting)})

    assert Product.objects.get(pk=waiting.pk).state == "approved"


def test_a_helper_confirms_neither_a_certificate_nor_a_fact_of_a_lot(client, seller, waiting):
    client.force_login(own_official(seller, "helper"))
    paper, lot = factories.declare_certificate(waiting), factories.make_lot(waiting)
    fact = {"topic": "place", "verb": "check", "seen": lot.place}
    seen_at = paper.declared_at.isoformat()

    answers = [
        client.post(f"/duyet/chung-nhan/{paper.pk}/", {"decision": "confirm", "seen_at": seen_at}),
        client.post(f"/duyet/lo-hang/{lot.code}/", fact),
    ]

    paper.refresh_from_db()
    assert [answer.status_code for answer in answers] == [403, 404]
    assert paper.confirmed_at is None
    assert not Lot.objects.get().checks.exists()


def test_who_owns_a_shop_leaves_no_request_against_it_unanswered_as_harmless(seller):
    tea = factories.make_listing(seller)
    request = takedowns.record(
        product=tea, recorder=official(), source="authority", asked_by="QLTT",
        basis="yeu-cau-go", text="Nhãn ghi sai.", received_at=tea.date_created,
    )  # fmt: skip

    with pytest.raises(NotYours):
        takedowns.decline(request=request, reviewer=factories.owner_of(seller), answer="Không sao")
    request.refresh_from_db()
    assert request.state == "open"
