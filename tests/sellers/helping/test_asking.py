"""A household is asked on its own phone, agrees with the code, and nothing else lets anyone in."""

import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import codes
from accounts.models import OneTimeCode
from jobs import outbox
from jobs.models import Outbox
from sellers.helping import asking, grants
from sellers.models import HelperAsk, HelperGrant
from tests import factories, messages
from tests.sellers.helping import made

pytestmark = pytest.mark.django_db
ASK, CODE = "/ho-tro/", "/ho-tro/ma/"
NOBODY = "0912 345 678"


@pytest.fixture
def helper():
    return made.make_helper()


@pytest.fixture
def pages(helper):
    return made.browser_of(helper)


@pytest.fixture
def owner(tea_seller):
    return factories.owner_of(tea_seller)


def words_of(answer) -> str:
    return answer.content.decode()


def later(**time):
    return time_machine.travel(timezone.now() + dt.timedelta(**time))


def test_a_household_agrees_with_the_code_on_its_own_phone(pages, helper, owner, tea_seller):
    pages.post(ASK, {"household": owner.phone})
    code = made.newest_code(owner.phone)
    asked = messages.last_to(owner.phone)
    answer = pages.post(CODE, {"code": code}, follow=True)

    grant = HelperGrant.objects.get()
    assert (grant.helper, grant.seller, grant.team) == (helper, tea_seller, made.TEAM)
    assert grant.expires_at - grant.granted_at == dt.timedelta(days=30)
    assert HelperGrant.objects.in_force().get() == grant
    assert "Hộ bà Trần Thị Ngọc đã đồng ý" in words_of(answer)
    for words in ("Nguyễn Thị Lan, Tổ công nghệ số xóm Đồng Đình xin làm giúp", "30 ngày",
                  "Không xem được tài khoản ngân hàng", "đừng đọc", "/ban-hang/nguoi-giup/",
                  "0990 208 100"):  # fmt: skip
        assert words in asked, words
    outbox.drain()
    assert "Nguyễn Thị Lan làm giúp gian hàng của bà con đến" in messages.last_to(owner.phone)


def test_a_shop_is_found_by_the_address_of_its_page_and_its_phone_stays_hidden(
    pages, owner, tea_seller
):
    page = f"https://cho.example{tea_seller.partner.get_absolute_url()}"

    answer = pages.post(ASK, {"household": page}, follow=True)
    pages.post(CODE, {"code": made.newest_code(owner.phone)})

    assert HelperGrant.objects.get().seller == tea_seller
    assert owner.phone[3:] not in words_of(answer).replace(" ", "")


def test_an_unknown_number_answers_the_same_and_gets_no_message(pages, owner, helper):
    known = [pages.post(ASK, {"household": owner.phone}, follow=True)]
    known += [pages.post(CODE, {"code": "000000"}) for _ in range(6)]
    known.append(pages.post(ASK, {"household": owner.phone}, follow=True))
    outbox.drain()
    sent_before = len(messages.sent())
    other = made.browser_of(helper)
    unknown = [other.post(ASK, {"household": NOBODY}, follow=True)]
    unknown += [other.post(CODE, {"code": "000000"}) for _ in range(6)]
    unknown.append(other.post(ASK, {"household": NOBODY}, follow=True))
    outbox.drain()

    def masked(answer, typed):
        text = words_of(answer).replace(typed, "SỐ")
        token = answer.context["csrf_token"]
        return answer.status_code, text.replace(str(token), "").count("SỐ"), len(text) // 10

    a = [masked(one, owner.phone) for one in known]
    b = [masked(one, NOBODY) for one in unknown]
    assert a == b
    assert len(messages.sent()) == sent_before
    assert not HelperGrant.objects.exists()
    assert not Outbox.objects.filter(done_at=None).exists()


def test_even_the_right_code_of_an_unknown_number_lets_nobody_in(pages, monkeypatch):
    monkeypatch.setattr(codes.secrets, "randbelow", lambda limit: 123456)
    pages.post(ASK, {"household": NOBODY})

    answer = pages.post(CODE, {"code": "123456"})

    assert "Mã chưa đúng" in words_of(answer)
    assert not HelperGrant.objects.exists()


@pytest.mark.parametrize("state", ["elsewhere", "closed"])
def test_households_of_other_communes_and_closed_shops_are_unknown(helper, state):
    seller = factories.make_seller("Hộ xa", "05503" if state == "elsewhere" else made.COMMUNE)
    if state == "closed":
        seller.state = "closed"
        seller.save()
    phone = factories.owner_of(seller).phone

    asking.ask(helper=helper, typed=phone, browser_key="b", ip="")

    assert HelperAsk.objects.get().seller is None


def test_a_code_for_signing_in_is_no_consent_and_the_other_way_round(pages, helper, owner):
    pages.post(ASK, {"household": owner.phone})
    consent = made.newest_code(owner.phone)

    with pytest.raises(codes.WrongCode):
        codes.check_code(phone=owner.phone, purpose="login", code=consent, browser_key="b")
    stranger = made.browser_of(made.make_helper(name="Trần Văn Tám"))
    answer = stranger.post(CODE, {"code": consent}, follow=True)

    assert answer.redirect_chain == [("/ho-tro/", 302)]
    assert not HelperGrant.objects.exists()


def test_the_own_shop_and_strangers_are_refused_with_words(pages, helper, tea_seller):
    tea_seller.memberships.create(user=helper, role="member")

    own = pages.post(ASK, {"household": factories.owner_of(tea_seller).phone})
    none = pages.post(ASK, {"household": "khong-co-gian-hang-nay"})
    bad = pages.post(ASK, {"household": "0912"})

    assert "chính anh chị" in words_of(own)
    assert "Không có gian hàng nào mang mã này" in words_of(none)
    assert "thiếu" in words_of(bad)
    assert 'value="0912"' in words_of(bad)
    assert not OneTimeCode.objects.exists()


def test_a_helper_whom_nobody_answers_is_stopped(helper, settings):
    settings.CODE_LIMITS = {"phone": [(99, 60)], "ip": [(99, 60)]}
    for n in range(10):
        asking.ask(helper=helper, typed=f"09123456{n:02d}", browser_key="b", ip="1.1.1.1")

    with pytest.raises(asking.TooManyAsks):
        asking.ask(helper=helper, typed=NOBODY, browser_key="b", ip="1.1.1.1")
    HelperAsk.objects.update(agreed_at=timezone.now())

    asking.ask(helper=helper, typed=NOBODY, browser_key="b", ip="1.1.1.1")


def test_questions_are_forgotten_after_90_days(helper):
    asking.ask(helper=helper, typed=NOBODY, browser_key="b", ip="")

    with later(days=89):
        assert asking.forget_old_asks() == 0
    with later(days=91):
        assert asking.forget_old_asks() == 1


def test_a_second_consent_takes_the_place_of_the_first(helper, tea_seller):
    first = made.let_help(tea_seller, helper)
    with later(days=20):
        second = made.let_help(tea_seller, helper)

    first.refresh_from_db()
    assert first.ended_at is not None
    assert HelperGrant.objects.open().get() == second
    with pytest.raises(IntegrityError), transaction.atomic():
        HelperGrant.objects.create(helper=helper, seller=tea_seller, expires_at=second.expires_at)


@pytest.mark.parametrize("how", ["household", "helper", "role", "role again", "closed", "time"])
def test_help_is_over_at_once(helper, owner, tea_seller, how):
    grant = made.let_help(tea_seller, helper)
    assert HelperGrant.objects.in_force().exists()
    if how == "household":
        grants.end(grant=grant, by=owner)
    elif how == "helper":
        grants.end(grant=grant, by=helper)
    elif how.startswith("role"):
        helper.role_grants.update(until=timezone.now())
        if how == "role again":
            made.appoint_again(helper)
    elif how == "closed":
        tea_seller.state = "closed"
        tea_seller.save()

    with later(days=31) if how == "time" else later(seconds=1):
        assert not HelperGrant.objects.in_force().exists()
