"""Another name of a shop: an official looks before shoppers read it."""

import pytest
from django.test import Client

from jobs import outbox
from sellers import lifecycle, naming
from sellers.models import Seller
from tests import factories, messages
from tests.sellers.helping import made
from tests.threads import at_once

pytestmark = pytest.mark.django_db
PAGE = "/ban-hang/gian-hang/"
OLD, NEW = "Hộ bà Trần Thị Ngọc", "Hộ bà Sương Mai"


@pytest.fixture
def official():
    return factories.make_official("commune_official", commune="05818")


@pytest.fixture
def office(official):
    return made.browser_of(official)


@pytest.fixture
def check_page(tea_seller):
    return f"/duyet/xac-thuc/{tea_seller.pk}/"


def ask(seller_client, name: str = NEW) -> str:
    return seller_client.post(f"{PAGE}ten/", {"answer": name}, follow=True).content.decode()


def names(seller: Seller) -> tuple[str, str]:
    now = Seller.objects.select_related("partner").get(pk=seller.pk)
    return now.partner.name, now.asked_name


def kinds(seller: Seller) -> list[str]:
    return list(seller.events.order_by("pk").values_list("kind", flat=True))


def test_shoppers_read_the_old_name_until_an_official_agrees(
    seller_client, tea_seller, office, check_page
):
    factories.make_listing(tea_seller)
    address = tea_seller.partner.get_absolute_url()
    page = ask(seller_client)
    before = Client().get(address).content.decode()
    waiting = office.get("/duyet/xac-thuc/").content.decode()
    assert NEW in office.get(check_page).content.decode()

    office.post(check_page, {"viec": "ten-moi", "ten": NEW})
    office.get(check_page)  # reads what was said

    assert f"Tên mới “{NEW}” đang chờ xã duyệt" in page
    assert NEW in waiting
    assert OLD in before
    assert NEW not in before
    assert NEW in Client().get(address).content.decode()
    assert "Chè búp khô" in Client().get("/tim-kiem/?q=suong+mai").content.decode()
    assert names(tea_seller) == (NEW, "")
    assert kinds(tea_seller) == ["name-asked", "renamed"]
    outbox.drain()
    assert f"tên mới: {NEW}" in messages.last_to(tea_seller.partner.phone)
    assert NEW not in office.get("/duyet/xac-thuc/").content.decode()


def test_an_official_keeps_the_old_name_and_says_why(seller_client, tea_seller, office, check_page):
    ask(seller_client, "Chè Thái Nguyên chính hiệu số một")
    sent = {"viec": "ten-cu", "ten": "Chè Thái Nguyên chính hiệu số một"}
    silent = office.post(check_page, sent | {"note": ""})
    office.post(check_page, sent | {"note": "Tên dễ nhầm với nhãn hiệu chung của tỉnh."})

    assert silent.status_code == 200
    assert names(tea_seller) == (OLD, "")
    assert kinds(tea_seller) == ["name-asked", "name-refused"]
    outbox.drain()
    assert "Tên dễ nhầm với nhãn hiệu chung" in messages.last_to(tea_seller.partner.phone)


def test_a_shop_that_nobody_sees_yet_is_renamed_at_once(client):
    seller = factories.make_seller(OLD, "05818", may_sell=False, identity="unverified")
    client.force_login(factories.owner_of(seller))

    page = ask(client)

    assert names(seller) == (NEW, "")
    assert "chờ xã duyệt" not in page


def test_a_resting_shop_waits_too(seller_client, tea_seller):
    tea_seller.partner.may_sell = False
    tea_seller.partner.save()
    Seller.objects.update(state=Seller.State.PAUSED)

    ask(seller_client)

    assert names(tea_seller) == (OLD, NEW)


def test_the_old_name_takes_the_question_back(seller_client, tea_seller):
    ask(seller_client)
    page = ask(seller_client, OLD)

    assert names(tea_seller) == (OLD, "")
    assert "chờ xã duyệt" not in page
    assert kinds(tea_seller) == ["name-asked", "name-withdrawn"]


def test_a_name_that_changed_while_the_official_read_is_not_shown(
    seller_client, tea_seller, office, check_page
):
    ask(seller_client)
    ask(seller_client, "Hộ bà Mai Hoa")

    page = office.post(check_page, {"viec": "ten-moi", "ten": NEW}, follow=True)

    assert "không còn chờ duyệt" in page.content.decode()
    assert names(tea_seller) == (OLD, "Hộ bà Mai Hoa")


def test_only_who_may_look_at_the_shop_decides(seller_client, tea_seller, check_page, official):
    ask(seller_client)
    tea_seller.memberships.create(user=official, role="member")
    far = factories.make_official("commune_official", commune="05503")

    statuses = [
        made.browser_of(person).post(check_page, {"viec": "ten-moi", "ten": NEW}).status_code
        for person in (far, factories.make_user(), official)
    ]

    assert statuses == [404, 403, 302]
    assert names(tea_seller) == (OLD, NEW)


def test_a_name_is_shown_without_a_look_when_nobody_asks_for_one(
    seller_client, tea_seller, monkeypatch
):
    """Negative control: it is the rule on shown shops that makes the name wait."""
    monkeypatch.setattr(naming, "needs_a_look", lambda seller: False)

    ask(seller_client)

    assert names(tea_seller) == (NEW, "")


@pytest.mark.django_db(transaction=True)
def test_six_decisions_at_once_count_once(tea_seller, official):
    naming.rename(seller=tea_seller, name=NEW, actor=factories.owner_of(tea_seller))

    results = at_once(
        [lambda: naming.accept(seller=tea_seller, name=NEW, official=official) for _ in range(6)]
    )

    assert sum(result is None for result in results) == 1, results
    assert sum(isinstance(result, naming.NoSuchName) for result in results) == 5
    assert kinds(tea_seller) == ["name-asked", "renamed"]


def test_a_closed_shop_is_not_renamed_unseen_and_restored_as_confirmed(tea_seller, official):
    owner = factories.owner_of(tea_seller)
    factories.make_listing(tea_seller)
    lifecycle.close(seller=tea_seller, actor=owner)

    is_shown = naming.rename(seller=tea_seller, name=NEW, actor=owner)
    lifecycle.restore(seller=tea_seller, operator=factories.make_official("operator"))

    assert not is_shown
    assert names(tea_seller) == (OLD, NEW)
    assert NEW not in Client().get(tea_seller.partner.get_absolute_url()).content.decode()
    naming.accept(seller=tea_seller, name=NEW, official=official)
    assert names(tea_seller) == (NEW, "")


def test_a_confirmed_shop_that_lacks_something_for_now_waits_too(seller_client, tea_seller):
    tea_seller.partner.may_sell = False
    tea_seller.partner.save()

    ask(seller_client)

    assert names(tea_seller) == (OLD, NEW)
