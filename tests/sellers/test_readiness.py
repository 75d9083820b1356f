"""What a seller must give before its goods are shown."""

from datetime import timedelta

import pytest
from django.core.checks import run_checks
from django.urls import reverse

from catalogue.sets import ListingState
from common.dates import local_today
from jobs import outbox
from sellers import opening, profile, readiness, reviewing
from sellers.models import Seller
from sellers.registration import register_seller
from tests import factories, messages

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(db, settings):
    """A seller that registered without its hamlet."""
    settings.SELLER_NEEDS = ["representative", "address"]
    user = factories.make_user()
    other = factories.make_seller()
    return register_seller(
        user=user, name="Hộ bà Ngọc", kind="household", commune=other.partner.commune
    )


def approved(seller):
    tea = factories.make_listing(seller, state=ListingState.SUBMITTED)
    reviewing.approve(product=tea, reviewer=factories.make_official("operator"))
    return tea


def test_goods_of_a_seller_that_lacks_something_are_approved_but_not_shown(newcomer):
    tea = approved(newcomer)

    assert (tea.state, tea.is_public) == (ListingState.APPROVED, False)
    outbox.drain()
    words = messages.last_to(newcomer.partner.phone)
    assert "Còn thiếu: xóm, tổ dân phố." in words
    assert reverse("sellers:profile-part", args=["cho-o"]) in words


def test_goods_appear_by_themselves_when_the_last_part_is_there(newcomer):
    tea = approved(newcomer)

    profile.tell(seller=newcomer, fact="hamlet", value="xóm Đồng Đình")

    tea.refresh_from_db()
    assert tea.is_public
    assert newcomer.partner.may_sell


def test_goods_go_when_a_part_goes():
    seller = factories.make_seller()
    tea = factories.make_listing(seller)

    profile.tell(seller=seller, fact="hamlet", value="")

    tea.refresh_from_db()
    assert (tea.state, tea.is_public) == (ListingState.APPROVED, False)


def test_home_and_listing_say_what_is_missing_in_one_sentence_with_one_link(client, newcomer):
    client.force_login(factories.owner_of(newcomer))
    tea = approved(newcomer)

    for page in (reverse("sellers:home"), reverse("sellers:listing", args=[tea.pk])):
        html = client.get(page).content.decode()
        assert html.count("Còn thiếu: xóm, tổ dân phố.") == 1
        assert 'href="/ban-hang/gian-hang/cho-o/"' in html


def test_all_missing_parts_stand_in_one_sentence(settings, newcomer):
    settings.SELLER_NEEDS = ["address", "portrait", "bank_account"]

    missing = readiness.missing_of(newcomer)

    assert missing.sentence.startswith(
        "Còn thiếu: xóm, tổ dân phố, ảnh người làm ra hàng và tài khoản nhận tiền."
    )


def test_seller_of_before_the_rule_sells_until_the_day_and_not_longer():
    today = local_today()
    seller = factories.make_seller(hamlet="", excused_until=today)
    tea = factories.make_listing(seller)

    assert opening.refresh(seller)
    assert "trước hết ngày" in readiness.missing_of(seller).sentence
    assert opening.refresh_excused() == 0

    Seller.objects.filter(pk=seller.pk).update(excused_until=today - timedelta(days=1))
    assert opening.refresh_excused() == 1
    tea.refresh_from_db()
    assert not tea.is_public
    assert opening.refresh_excused() == 0


def test_setting_with_an_unknown_part_does_not_start(settings):
    settings.SELLER_NEEDS = ["address", "horoscope"]

    assert [problem.id for problem in run_checks() if "horoscope" in problem.msg] == [
        "sellers.E002"
    ]
