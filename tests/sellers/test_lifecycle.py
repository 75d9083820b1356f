"""Resting, opening again, closing."""

import re
from datetime import timedelta

import pytest

from catalogue.sets import ListingState
from common.dates import local_today
from jobs import outbox
from sellers import lifecycle
from sellers.models import HelperGrant, Seller, SellerEvent
from sellers.team import members
from shop.order.models import SellerOrder
from tests import factories, messages
from tests.operators import enter
from tests.sellers.helping import made
from tests.sellers.placed import place

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller():
    return factories.make_seller("Hộ bà Ngọc")


@pytest.fixture
def tea(seller):
    return factories.make_listing(seller)


@pytest.fixture
def browser(client, seller):
    client.force_login(factories.owner_of(seller))
    return client


def day(days: int) -> str:
    return (local_today() + timedelta(days=days)).isoformat()


def test_resting_hides_the_goods_until_the_day_and_shoppers_read_when(browser, seller, tea):
    browser.post("/ban-hang/tam-nghi/", {"back_on": day(10)})

    tea.refresh_from_db()
    page = browser.get(seller.partner.get_absolute_url()).content.decode()
    assert (tea.state, tea.is_public) == (ListingState.APPROVED, False)
    assert f"bán lại ngày {(local_today() + timedelta(days=10)):%d/%m/%Y}" in page
    assert "đang tạm nghỉ" in browser.get("/ban-hang/").content.decode()


def test_shop_opens_by_itself_on_the_day_and_its_people_are_told(seller, tea):
    owner = factories.owner_of(seller)
    lifecycle.pause(seller=seller, back_on=local_today() + timedelta(days=1), actor=owner)
    assert lifecycle.reopen_due() == 0

    Seller.objects.update(back_on=local_today())
    assert lifecycle.reopen_due() == 1
    assert lifecycle.reopen_due() == 0

    tea.refresh_from_db()
    assert tea.is_public
    outbox.drain()
    assert "bán lại như đã hẹn" in messages.last_to(seller.partner.phone)
    assert SellerEvent.objects.first().actor_label == "Sàn"


@pytest.mark.parametrize(
    ("back_on", "words"),
    [(day(0), "Chọn ngày bán lại từ ngày mai"), (day(400), "sáu tháng"), ("hôm qua", "Ví dụ")],
)
def test_odd_days_are_refused_in_words(browser, seller, tea, back_on, words):
    page = browser.post("/ban-hang/tam-nghi/", {"back_on": back_on}).content.decode()

    tea.refresh_from_db()
    assert words in page
    assert tea.is_public


def test_owner_opens_before_the_day(browser, seller, tea):
    browser.post("/ban-hang/tam-nghi/", {"back_on": day(10)})

    browser.post("/ban-hang/mo-lai/")

    seller.refresh_from_db()
    tea.refresh_from_db()
    assert (seller.state, seller.back_on, tea.is_public) == ("open", None, True)


def test_listing_that_its_seller_hid_stays_hidden_after_a_rest(browser, seller):
    hidden = factories.make_listing(seller, state=ListingState.HIDDEN)
    browser.post("/ban-hang/tam-nghi/", {"back_on": day(10)})

    browser.post("/ban-hang/mo-lai/")

    hidden.refresh_from_db()
    assert not hidden.is_public


def test_shop_with_orders_under_way_is_not_closed_and_serves_them(browser, seller, tea):
    part = place((tea, 1)).seller_orders.get()
    browser.post("/ban-hang/tam-nghi/", {"back_on": day(10)})

    page = browser.post("/ban-hang/dong/").content.decode()

    seller.refresh_from_db()
    assert "Còn 1 đơn chưa xong." in page
    assert seller.state == "paused"
    browser.post(f"/ban-hang/don-hang/{part.number}/buoc/", {"verb": "confirm"})
    part.refresh_from_db()
    assert part.state == "confirmed"


def test_shop_is_closed_with_the_code_and_the_order_of_the_last_second_wins(
    browser, seller, tea, monkeypatch
):
    owner = factories.owner_of(seller)
    sent = browser.post("/ban-hang/dong/")
    assert "Mã đã gửi đến máy" in sent.content.decode()
    assert "Mã chưa đúng" in browser.post("/ban-hang/dong/", {"code": "000000"}).content.decode()
    outbox.drain()
    code = re.search(r"\b(\d{6})\b", messages.last_to(owner.phone))[1]

    browser.post("/ban-hang/dong/", {"code": code})

    seller.refresh_from_db()
    tea.refresh_from_db()
    assert (seller.state, tea.is_public) == ("closed", False)
    assert "Gian hàng đã đóng" in browser.get("/ban-hang/").content.decode()
    assert browser.get("/ban-hang/du-lieu/").status_code == 200
    outbox.drain()
    assert "đã đóng" in messages.last_to(seller.partner.phone)


def test_closing_rolls_back_when_an_order_slips_in(seller, tea):
    place((tea, 1))

    with pytest.raises(lifecycle.CannotClose):
        lifecycle.close(seller=seller, actor=factories.owner_of(seller))

    tea.refresh_from_db()
    assert Seller.objects.get().state == "open"
    assert tea.is_public
    assert SellerOrder.objects.count() == 1


def test_only_an_operator_opens_a_closed_shop_again(client, seller, tea):
    lifecycle.close(seller=seller, actor=factories.owner_of(seller))
    page = f"/duyet/xac-thuc/{seller.pk}/"

    client.force_login(factories.make_official("commune_official", commune="05503"))
    assert client.post(page, {"viec": "mo-lai"}).status_code == 403
    assert "mo-lai" not in client.get(page).content.decode()
    enter(client, factories.make_official("operator"))
    assert "mo-lai" in client.get(page).content.decode()
    client.post(page, {"viec": "mo-lai"})

    tea.refresh_from_db()
    assert tea.is_public


def test_member_cannot_close_and_manager_can_rest(client, seller, tea):
    manager = factories.make_user()
    seller.memberships.create(user=manager, role="manager")
    client.force_login(manager)

    assert client.get("/ban-hang/dong/").status_code == 403
    assert client.get("/ban-hang/du-lieu/").status_code == 403
    assert client.post("/ban-hang/tam-nghi/", {"back_on": day(3)}).status_code == 302


@pytest.mark.parametrize("what", ["close", "hand_over", "pause"])
def test_help_ends_with_the_shop_or_with_its_owner_and_does_not_come_back(seller, what):
    owner = factories.owner_of(seller)
    helper = made.make_helper(seller.partner.commune.code)
    grant = made.let_help(seller, helper)
    if what == "close":
        lifecycle.close(seller=seller, actor=owner)
        lifecycle.restore(seller=seller, operator=factories.make_official("operator"))
    elif what == "hand_over":
        heir = seller.memberships.create(user=factories.make_user(), role="member")
        members.hand_over(seller=seller, to=heir, actor=owner)
    else:
        lifecycle.pause(seller=seller, back_on=local_today() + timedelta(days=1), actor=owner)

    holds = HelperGrant.objects.in_force().filter(pk=grant.pk).exists()
    assert holds == (what == "pause")
