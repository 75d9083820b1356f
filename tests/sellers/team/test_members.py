"""Inviting, joining, leaving, handing over."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import OneTimeCode
from common.dates import local_today
from jobs import outbox
from sellers.models import Membership, SellerEvent, TeamInvitation
from sellers.queries import seller_of
from sellers.team import members
from tests import factories, messages

pytestmark = pytest.mark.django_db
R = Membership.Role


@pytest.fixture
def coop():
    return factories.make_seller("HTX chè Đồi Xanh", kind="cooperative")


@pytest.fixture
def owner(coop):
    return factories.owner_of(coop)


@pytest.fixture
def browser(client, owner):
    client.force_login(owner)
    return client


def browser_of(user) -> Client:
    one = Client()
    one.force_login(user)
    return one


def join(coop, owner, role=R.PACKER):
    user = factories.make_user(name="Lý Thị Mai")
    asked = members.invite(seller=coop, phone=user.phone, role=role, actor=owner)
    return members.accept(invitation=asked, user=user)


def code_of(phone: str) -> str:
    outbox.drain()
    return re.search(r"\b(\d{6})\b", messages.last_to(phone))[1]


def test_invited_person_says_yes_on_its_own_phone_and_works(browser, coop, owner):
    mai = factories.make_user("+84990777001", "Lý Thị Mai")

    browser.post("/ban-hang/nhom/moi/", {"phone": "0990 777 001", "role": "packer"})

    assert seller_of(mai) is None  # asked is not joined
    outbox.drain()
    assert "/ban-hang/loi-moi/" in messages.last_to(mai.phone)
    hers = browser_of(mai)
    assert "Có gian hàng mời" in hers.get("/ban-hang/dang-ky/").content.decode()
    page = hers.get("/ban-hang/loi-moi/").content.decode()
    assert "HTX chè Đồi Xanh" in page
    asked = TeamInvitation.objects.get()
    hers.post("/ban-hang/loi-moi/", {"invitation": asked.pk, "viec": "dong-y"})

    assert hers.get("/ban-hang/don-hang/").status_code == 200
    assert hers.get("/ban-hang/tien/tai-khoan/").status_code == 403
    assert "Lý Thị Mai" in browser.get("/ban-hang/nhom/").content.decode()
    assert [event.kind for event in SellerEvent.objects.all()] == ["joined", "invited"]


def test_somebody_else_cannot_answer_an_invitation(browser):
    browser.post("/ban-hang/nhom/moi/", {"phone": "0990 777 001", "role": "manager"})
    thief = factories.make_user()

    answer = browser_of(thief).post(
        "/ban-hang/loi-moi/", {"invitation": TeamInvitation.objects.get().pk, "viec": "dong-y"}
    )

    assert answer.status_code == 404
    assert seller_of(thief) is None


@pytest.mark.parametrize("change", ["declined", "cancelled", "expired"])
def test_invitation_that_ended_lets_nobody_in(browser, coop, owner, change):
    mai = factories.make_user()
    asked = members.invite(seller=coop, phone=mai.phone, role=R.PACKER, actor=owner)
    if change == "declined":
        members.decline(invitation=asked, user=mai)
    elif change == "cancelled":
        browser.post(f"/ban-hang/nhom/moi/{asked.pk}/rut/")
    else:
        TeamInvitation.objects.update(expires_at=timezone.now())

    with pytest.raises(members.TeamRefused):
        members.accept(invitation=asked, user=mai)


def test_who_works_for_a_seller_does_not_join_a_second(coop, owner):
    other = factories.owner_of(factories.make_seller("Hộ khác"))
    asked = members.invite(seller=coop, phone=other.phone, role=R.PACKER, actor=owner)

    with pytest.raises(members.TeamRefused, match="gian hàng khác"):
        members.accept(invitation=asked, user=other)


def test_nobody_is_invited_as_owner(browser):
    page = browser.post("/ban-hang/nhom/moi/", {"phone": "0990 777 001", "role": "owner"})

    assert "Chọn một việc trong danh sách." in page.content.decode()
    assert not TeamInvitation.objects.exists()


def test_a_phone_is_not_bombed_with_invitations(coop, owner):
    sellers = [factories.make_seller(f"HTX số {n}") for n in range(3)]
    for seller in sellers:
        members.invite(
            seller=seller, phone="+84990777001", role=R.PACKER, actor=factories.owner_of(seller)
        )

    with pytest.raises(members.TeamRefused, match="Mai mời lại"):
        members.invite(seller=coop, phone="+84990777001", role=R.PACKER, actor=owner)
    members.invite(
        seller=sellers[0], phone="+84990777001", role=R.MANAGER,
        actor=factories.owner_of(sellers[0]),
    )  # fmt: skip
    outbox.drain()
    assert len([one for one in messages.sent() if one["to_phone"] == "+84990777001"]) == 3


def test_removed_member_is_out_at_the_next_request(browser, coop, owner):
    member = join(coop, owner)
    hers = browser_of(member.user)
    assert hers.get("/ban-hang/don-hang/").status_code == 200

    browser.post(f"/ban-hang/nhom/{member.pk}/bo/")

    assert hers.get("/ban-hang/don-hang/").url == "/ban-hang/dang-ky/"


def test_role_changes_and_the_owner_is_no_member_to_change(browser, coop, owner):
    member = join(coop, owner)

    browser.post(f"/ban-hang/nhom/{member.pk}/", {"role": "bookkeeper"})

    member.refresh_from_db()
    assert member.role == R.BOOKKEEPER
    own = coop.memberships.get(role=R.OWNER)
    for end in ("", "bo/"):
        assert browser.post(f"/ban-hang/nhom/{own.pk}/{end}").status_code == 404
    assert browser.post("/ban-hang/nhom/roi/").url == "/ban-hang/nhom/"
    assert coop.memberships.filter(role=R.OWNER).exists()


def test_member_of_another_team_does_not_exist(browser):
    other = factories.make_seller("HTX khác")
    stranger = join(other, factories.owner_of(other))

    for end in ("", "bo/"):
        assert browser.get(f"/ban-hang/nhom/{stranger.pk}/{end}").status_code == 404


def test_shop_is_handed_over_with_the_code_of_the_owners_phone(browser, coop, owner):
    heir = join(coop, owner, R.MANAGER)
    old_phone = coop.partner.phone
    page = "/ban-hang/nhom/giao-lai/"

    sent = browser.post(page, {"member": heir.pk})
    assert "Mã đã gửi đến máy" in sent.content.decode()
    wrong = browser.post(page, {"member": heir.pk, "code": "000000"}).content.decode()
    assert "Mã chưa đúng" in wrong
    assert coop.memberships.get(role=R.OWNER).user == owner
    browser.post(page, {"member": heir.pk, "code": code_of(owner.phone)})

    roles = {one.user: one.role for one in coop.memberships.all()}
    coop.partner.refresh_from_db()
    assert roles == {owner: R.MANAGER, heir.user: R.OWNER}
    assert coop.partner.phone == heir.user.phone
    outbox.drain()
    for phone in (old_phone, owner.phone, heir.user.phone):
        assert "nay do Lý Thị Mai làm chủ" in messages.last_to(phone)
    assert browser.get("/ban-hang/nhom/").status_code == 403


def test_who_it_is_is_proved_anew_after_a_hand_over_and_the_goods_stay_meanwhile(coop, owner):
    heir = join(coop, owner, R.MANAGER)
    listing = factories.make_listing(coop)
    type(coop).objects.filter(pk=coop.pk).update(identity="verified", excused_until=None)

    members.hand_over(seller=coop, to=heir, actor=owner)

    coop.refresh_from_db()
    listing.refresh_from_db()
    assert (coop.identity, coop.excused_until) == ("unverified", local_today() + members.PROVE_ANEW)
    assert coop.identity_checks.first().note == "Gian hàng đã đổi chủ."
    assert listing.is_public


def test_a_hand_over_gives_no_time_to_who_was_never_confirmed(coop, owner):
    heir = join(coop, owner, R.MANAGER)
    type(coop).objects.filter(pk=coop.pk).update(identity="pending", excused_until=None)

    members.hand_over(seller=coop, to=heir, actor=owner)

    coop.refresh_from_db()
    assert (coop.identity, coop.excused_until) == ("unverified", None)


def test_code_for_signing_in_hands_nothing_over(browser, coop, owner):
    from accounts import codes, signin

    heir = join(coop, owner)
    session = browser.session
    key = signin.browser_key(session)
    session.save()
    codes.request_code(phone=owner.phone, purpose=OneTimeCode.Purpose.LOGIN, browser_key=key, ip="")

    browser.post("/ban-hang/nhom/giao-lai/", {"member": heir.pk, "code": code_of(owner.phone)})

    assert coop.memberships.get(role=R.OWNER).user == owner


@pytest.mark.parametrize("number", [1, 30])
def test_team_page_asks_the_same_few_questions(
    browser, coop, django_assert_max_num_queries, number
):
    for n in range(number):
        coop.memberships.create(user=factories.make_user(name=f"Người {n}"), role=R.PACKER)
    browser.get("/ban-hang/nhom/")

    with django_assert_max_num_queries(6):
        assert browser.get("/ban-hang/nhom/").content.decode().count("Người gói hàng") == number
