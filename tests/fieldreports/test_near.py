"""Who is reported does not read by whom, nor move the report; who reads the phone depends."""

import base64
import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from accounts import recycled
from accounts.personal_data.holders import Person
from fieldreports import answering, desks, personal_data, sending, subjects
from fieldreports.models import FieldReport
from sellers.models import HelperGrant
from sellers.strangers import NotYours
from tests import factories
from tests.catalogue import hostile
from tests.catalogue.conftest import upload
from tests.operators import enter

pytestmark = pytest.mark.django_db
QUEUE = "/duyet/phan-anh/"
HERE, ELSEWHERE = "05443", "05503"
PHONE = "+84912345678"
PASS = {"desk": "platform", "note": "Chuyển đi cho khuất mắt"}


@pytest.fixture
def seller():
    return factories.make_seller(commune=HERE)


def about(seller, **more) -> FieldReport:
    return sending.report(
        subject=subjects.seller(seller.partner), reason="mat-ve-sinh", **({"phone": PHONE} | more)
    )


def signed_in(user) -> Client:
    browser = Client()
    enter(browser, user)
    return browser


def official(role="commune_official", **where):
    return factories.make_official(role, **(where or {"commune": HERE}))


def work(seller, user) -> None:
    seller.memberships.create(user=user, role="packer")


def help_out(seller, user) -> None:
    user.role_grants.create(role="helper", commune_code=HERE)
    until = timezone.now() + dt.timedelta(days=1)
    HelperGrant.objects.create(seller=seller, helper=user, expires_at=until)


@pytest.mark.parametrize("near", [work, help_out])
@pytest.mark.parametrize("role", ["commune_official", "province_official", "operator"])
def test_who_is_reported_does_not_read_it(seller, near, role):
    where = {"commune_official": {"commune": HERE}, "province_official": {"province": "19"}}
    factories.make_official("commune_official", commune=HERE)
    user, one = official(role, **where.get(role, {"province": ""})), about(seller)
    tea = factories.make_listing(seller, "Chè")
    old = sending.report(subject=subjects.listing(tea), reason="khac", text="Lạ")
    FieldReport.objects.filter(pk=old.pk).update(partner=None, desk="commune")
    browser = signed_in(user)
    # Negative control: a stranger reads both.
    assert desks.reports_of(user).count() == 2

    near(seller, user)
    user = type(user).objects.get(pk=user.pk)

    assert not desks.reports_of(user).exists()
    assert browser.get(f"{QUEUE}{one.pk}/").status_code == 404
    assert browser.post(f"{QUEUE}{one.pk}/", {"decision": "pass", **PASS}).status_code == 404
    with pytest.raises(NotYours):
        answering.pass_on(report=one, by=user, **PASS)


def test_a_trader_on_the_board_does_not_read_about_the_own_stall():
    market = factories.make_market(commune=HERE)
    board = factories.make_official("market_board", market=market.slug)
    own = factories.make_stall(market, phone=board.phone)
    other = factories.make_stall(market, "Ô 9", phone="+84912000222")
    reports = [sending.report(subject=subjects.stall(s), reason="can-thieu") for s in (own, other)]

    assert list(desks.reports_of(board)) == reports[1:]


def test_the_phone_is_for_officials_of_the_place_who_are_not_of_the_board():
    market = factories.make_market(commune=HERE)
    board = factories.make_official("market_board", market=market.slug)
    one = sending.report(
        subject=subjects.stall(factories.make_stall(market)), reason="can-thieu", phone=PHONE
    )
    elsewhere = factories.make_official("commune_official", commune=ELSEWHERE)
    both = factories.make_official("commune_official", commune=HERE)
    both.role_grants.create(role="market_board", market_slug=market.slug)
    far_and_board = factories.make_official("commune_official", commune=ELSEWHERE)
    far_and_board.role_grants.create(role="market_board", market_slug=market.slug)
    seen = {
        "board": board, "elsewhere": elsewhere, "both": both, "far and board": far_and_board,
        "here": official(), "province": official("province_official", province="19"),
        "far province": official("province_official", province="01"),
        "operator": factories.make_official("operator"),
    }  # fmt: skip

    reads = [name for name, user in seen.items() if desks.may_see_sender(user, one)]

    assert reads == ["here", "province", "operator"]
    page = signed_in(far_and_board).get(f"{QUEUE}{one.pk}/").content.decode()
    assert "Người gửi" not in page


def test_the_listing_is_opened_by_whoever_decides_on_it(seller):
    one = sending.report(
        subject=subjects.listing(factories.make_listing(seller, "Chè")), reason="khac", text="Lạ"
    )

    assert desks.opens_listing(official(), one)
    assert not desks.opens_listing(official(commune=ELSEWHERE), one)


def test_a_number_handed_out_again_opens_nothing(seller, client):
    owner = factories.make_user(PHONE)
    one = about(seller, user=owner)
    client.force_login(owner)
    # Negative control: the owner reads it.
    assert one.number in client.get("/phan-anh/").content.decode()

    recycled.detach(user=owner)

    client.force_login(new := factories.make_user(PHONE))
    assert one.number not in client.get("/phan-anh/").content.decode()
    assert personal_data._tables(Person(user=new, phone=PHONE)) == {"phan_anh": []}
    answering.begin(report=one, by=factories.make_official("operator"))
    one.refresh_from_db()
    assert (one.phone, one.phone_proven_at) == ("", None)


def test_a_phone_that_nobody_proved_opens_no_words_and_erases_none(seller):
    one = about(seller, text="Lời của người khác", photo=upload(hostile.held(1), "anh.jpg"))
    person = Person(user=factories.make_user(PHONE), phone=PHONE, words={"Lời của"})

    assert personal_data._tables(person) == {"phan_anh": []}
    personal_data._forgets(person)

    one.refresh_from_db()
    assert (one.phone, one.text, bool(one.photo)) == ("", "Lời của người khác", True)


def test_a_proven_phone_takes_everything_along_and_erases_it(seller):
    """Negative control of the one above."""
    owner = factories.make_user(PHONE)
    one = about(
        seller, user=owner, text="Lời của tôi", place_note="Sau nhà",
        photo=upload(hostile.held(1), "anh.jpg"),
    )  # fmt: skip
    person = Person(user=owner, phone=PHONE, words={"Lời của"})

    (row,) = personal_data._tables(person)["phan_anh"]
    assert (row["ve"], row["loi"], row["cho"]) == (seller.partner.name, "Lời của tôi", "Sau nhà")
    assert row["xa"] == one.commune.full_name
    assert row["luc"]
    assert base64.b64decode(row["anh"]).startswith(b"\xff\xd8")
    personal_data._forgets(person)

    one.refresh_from_db()
    assert (one.phone, bool(one.photo)) == ("", False)
    assert "Lời của" not in one.text
