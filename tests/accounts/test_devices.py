"""Where somebody is signed in is listed and ended at once; a recycled number opens nothing."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import device_views, devices, programs, recycled
from accounts.models import Device, LinkedIdentity, User
from audit.models import AuditEvent
from jobs.models import Outbox
from shop.order.models import Order
from tests import factories
from tests.architecture.crawling import order_of

pytestmark = pytest.mark.django_db
PHONE, NAME = "+84912345678", "Nguyễn Thị Hoa"
HOME, LIST, RECHECK = "/tai-khoan/", "/tai-khoan/may/", "/tai-khoan/hoi-lai/"
AGENTS = {
    "Chrome trên Android": "Mozilla/5.0 (Linux; Android 13; K) Chrome/126.0 Mobile Safari/537.36",
    "Safari trên iPhone": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Version/17.5 Safari/604.1",
    "Zalo trên Android": "Mozilla/5.0 (Linux; Android 12) Chrome/120 Mobile Safari Zalo/24.1",
    "Trình duyệt": "",
}


@pytest.fixture
def hoa():
    return factories.make_user(PHONE, NAME)


def sign_in(browser: Client, phone: str = PHONE, agent: str = ""):
    browser.defaults["HTTP_USER_AGENT"] = agent
    browser.post("/tai-khoan/dang-nhap/", {"phone": phone})
    texts = [row.payload["text"] for row in Outbox.objects.order_by("-pk") if "text" in row.payload]
    code = next(found[0] for text in texts if (found := re.search(r"\d{6}", text)))
    return browser.post("/tai-khoan/ma-xac-nhan/", {"code": code})


def is_in(browser: Client) -> bool:
    return browser.get(HOME).status_code == 200


@pytest.fixture
def two(hoa, settings):
    settings.CODE_LIMITS = {"phone": [], "ip": []}
    phone, computer = Client(), Client()
    sign_in(phone, agent=AGENTS["Chrome trên Android"])
    sign_in(computer, agent="Mozilla/5.0 (Windows NT 10.0) Firefox/127.0")
    return phone, computer


@pytest.mark.parametrize("label", AGENTS)
def test_calls_a_browser_what_people_call_it(label):
    assert devices.label_of(AGENTS[label]) == label


def test_lists_where_one_is_signed_in(two):
    phone, computer = two

    html = phone.get(LIST).content.decode()

    assert "Chrome trên Android</strong>, máy này" in html
    assert "Firefox trên Windows" in html
    computer.post("/tai-khoan/dang-xuat/")
    assert "Firefox" not in phone.get(LIST).content.decode()


def test_signs_one_other_browser_out_at_once(two):
    phone, computer = two
    other = Device.objects.get(label="Firefox trên Windows")

    phone.post(LIST, {"may": other.pk})

    assert (is_in(phone), is_in(computer)) == (True, False)


def test_signs_all_others_out_at_once_also_those_of_before(two, hoa):
    phone, computer = two
    old = Client()
    old.force_login(User.objects.get(pk=hoa.pk))
    programs.begin(user=hoa, client="C-ThaiNguyen", rights=["orders"])
    Device.objects.filter(label="Firefox trên Windows").delete()

    phone.post(LIST, {"others": "1"})

    assert (is_in(phone), is_in(computer), is_in(old)) == (True, False, False)
    assert not programs.open_accesses(hoa)
    assert "máy này" in phone.get(LIST).content.decode()


def test_they_would_stay_without_the_secret_that_changes(two, monkeypatch):
    """Negative control."""
    phone, computer = two
    monkeypatch.setattr(devices, "end_all", lambda user: None)

    phone.post(LIST, {"others": "1"})

    assert is_in(computer)


@pytest.mark.parametrize("is_control", [False, True])
def test_signing_all_others_out_ends_the_identity_too(two, hoa, monkeypatch, is_control):
    """Control: with the links left alone whoever linked it comes in again without a code."""
    phone = two[0]
    LinkedIdentity.objects.create(user=hoa, issuer="https://id.example", subject_mark="x" * 64)
    if is_control:
        monkeypatch.setattr(device_views.linking, "unlink", lambda *, user: 0)

    phone.post(LIST, {"others": "1"})

    assert LinkedIdentity.objects.exists() == is_control


def test_nobody_signs_out_somebody_else(two):
    phone, _ = two
    thief = Client()
    thief.force_login(factories.make_user())

    for device in Device.objects.all():
        thief.post(LIST, {"may": device.pk})

    assert is_in(phone)
    assert "Firefox" not in thief.get(LIST).content.decode()


def test_the_mark_is_sent_to_the_pages_of_signing_in_only(two):
    mark = two[0].cookies[devices.COOKIE]

    assert (mark["path"], mark["httponly"], mark["samesite"]) == ("/tai-khoan/", True, "Lax")
    assert not Device.objects.filter(mark_hash=mark.value).exists()


def test_the_list_asks_as_much_for_many_as_for_one(two, django_assert_max_num_queries, hoa):
    phone, _ = two
    for n in range(30):
        key = Session.objects.first().pk
        Device.objects.create(user=hoa, mark_hash=f"{n}", label="x", session_key=key)

    with django_assert_max_num_queries(12):
        phone.get(LIST)


# A number that was silent for long ---------------------------------------------------------------


@pytest.fixture
def silent(hoa, settings):
    """An account with an order, last used 91 days ago on a phone that is known; that phone."""
    settings.CODE_LIMITS = {"phone": [], "ip": []}
    known = Client()
    with time_machine.travel(timezone.now() - timedelta(days=91)):
        sign_in(known)
        order = order_of(hoa, factories.make_listing(factories.make_seller()))
        guest = order_of(factories.make_user(), factories.make_listing(factories.make_seller()))
    Order.objects.filter(pk=guest.pk).update(user=None, customer_phone=PHONE)
    Order.objects.filter(pk=order.pk).update(customer_phone=PHONE)
    return known


def test_a_new_device_after_91_days_reaches_the_question_only(silent, hoa):
    stranger = Client()

    answer = sign_in(stranger)

    assert answer["Location"] == RECHECK
    html = stranger.get(RECHECK).content.decode()
    assert NAME not in html
    for page in (HOME, "/tai-khoan/don-hang/", "/tai-khoan/du-lieu/", "/ban-hang/tien/"):
        assert stranger.get(page).status_code == 302
    # Nor by the page on which new people give a name.
    assert stranger.post("/tai-khoan/ho-ten/", {"full_name": "X Y"})["Location"] == RECHECK
    assert not is_in(stranger)


def test_it_would_open_the_account_without_the_question(silent, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(recycled, "SILENT", timedelta(days=1000))
    stranger = Client()

    sign_in(stranger)

    assert is_in(stranger)


def test_the_known_device_is_not_asked(silent):
    sign_in(silent)

    assert is_in(silent)


def test_a_new_device_is_not_asked_while_the_account_is_in_use(two):
    new = Client()

    sign_in(new)

    assert is_in(new)


def test_who_knows_the_name_is_in(silent):
    owner = Client()
    sign_in(owner)

    wrong = owner.post(RECHECK, {"full_name": "Trần Văn Bình"})
    owner.post(RECHECK, {"full_name": "nguyen thi  hoa"})

    assert "không khớp" in wrong.content.decode()
    assert is_in(owner)


def test_the_name_is_guessed_five_times_a_day_at_most(silent):
    stranger = Client()
    sign_in(stranger)
    for n in range(5):
        stranger.post(RECHECK, {"full_name": f"Nguyễn Thị {'ABCDE'[n]}x"})

    answer = stranger.post(RECHECK, {"full_name": NAME})

    assert "đã thử nhiều lần" in answer.content.decode()
    assert not is_in(stranger)


def test_who_says_not_me_gets_an_account_of_the_own(silent, hoa, settings):
    hoa.role_grants.create(role="helper", commune_code="05503")
    stranger = Client()
    sign_in(stranger)

    assert stranger.post(RECHECK, {"not_me": "1"})["Location"] == "/tai-khoan/ho-ten/"
    stranger.post("/tai-khoan/ho-ten/", {"full_name": "Lê Văn Mới"})

    hoa.refresh_from_db()
    new = User.objects.get(phone=PHONE)
    assert (new.full_name, new.pk != hoa.pk, hoa.phone) == ("Lê Văn Mới", True, f"roi-{hoa.pk}")
    data = stranger.post("/tai-khoan/du-lieu/").content.decode()
    assert "Số 12" not in stranger.get("/tai-khoan/don-hang/").content.decode() + data
    assert not hoa.role_grants.active().exists()
    assert not is_in(silent)
    assert AuditEvent.objects.filter(action="account.detached").count() == 1
    told = Outbox.objects.filter(payload__template="account-detached").get()
    assert told.payload["to_phone"] == settings.OPERATOR["phone"]


def test_the_shop_of_the_one_before_sends_the_new_holder_nothing(silent, hoa):
    seller = factories.make_seller()
    seller.memberships.all().delete()
    seller.memberships.create(user=hoa, role="owner")
    seller.partner.phone = PHONE
    seller.partner.save()
    stranger = Client()
    sign_in(stranger)

    stranger.post(RECHECK, {"not_me": "1"})

    seller.partner.refresh_from_db()
    assert seller.partner.phone == ""


def test_before_the_code_is_right_nobody_hears_of_an_account(silent, hoa):
    """A closed account once gave a fault here, an open one a page."""
    User.objects.filter(pk=hoa.pk).update(is_active=False)
    answers = []
    for phone in (PHONE, "+84987000111"):
        other = Client(raise_request_exception=False)
        other.post("/tai-khoan/dang-nhap/", {"phone": phone})
        answer = other.get(RECHECK)
        answers.append((answer.status_code, answer["Location"]))

    assert answers == [(302, "/tai-khoan/dang-nhap/")] * 2


def test_an_account_closed_after_the_code_is_told_so(silent, hoa):
    stranger = Client()
    sign_in(stranger)
    User.objects.filter(pk=hoa.pk).update(is_active=False)

    page = stranger.get(RECHECK, follow=True).content.decode()

    assert "đang bị khoá" in page


def test_an_account_never_used_counts_from_the_day_it_was_made(hoa):
    assert not recycled.is_silent(hoa)
    hoa.date_joined -= timedelta(days=91)

    assert recycled.is_silent(hoa)


def test_a_program_that_signed_in_counts_after_its_access_is_forgotten(hoa):
    with time_machine.travel(timezone.now() - timedelta(days=100)):
        tokens = programs.begin(user=hoa, client="C", rights=["basket"])
    with time_machine.travel(timezone.now() - timedelta(days=80)):
        programs.renew(refresh=tokens.refresh)
    hoa.program_accesses.all().delete()
    hoa.refresh_from_db()

    assert not recycled.is_silent(hoa)
    assert recycled.is_silent(hoa, now=timezone.now() + timedelta(days=11))


@pytest.fixture
def nameless(silent, hoa):
    User.objects.filter(pk=hoa.pk).update(full_name="")
    return hoa


def test_an_account_without_a_name_is_known_by_the_names_on_its_orders(nameless):
    name = Order.objects.get(user=nameless).customer_name
    owner = Client()
    sign_in(owner)

    wrong = owner.post(RECHECK, {"full_name": "Trần Văn Bình"})
    assert "không khớp" in wrong.content.decode()
    owner.post(RECHECK, {"full_name": name})

    assert is_in(owner)


def test_an_account_with_no_name_and_no_order_takes_the_name_that_is_given(nameless):
    Order.objects.update(user=None)
    owner = Client()
    sign_in(owner)

    owner.post(RECHECK, {"full_name": "Trần Thu Hà"})

    nameless.refresh_from_db()
    assert (is_in(owner), nameless.full_name) == (True, "Trần Thu Hà")


def test_a_role_without_a_name_is_not_given_to_whoever_names_oneself(nameless):
    """Negative control."""
    Order.objects.update(user=None)
    nameless.role_grants.create(role="helper", commune_code="05503")
    stranger = Client()
    sign_in(stranger)

    stranger.post(RECHECK, {"full_name": "Trần Thu Hà"})

    assert not is_in(stranger)


def test_nobody_lets_an_account_go_that_is_in_use(two, hoa):
    other = Client()
    other.post("/tai-khoan/dang-nhap/", {"phone": PHONE})

    assert other.post(RECHECK, {"not_me": "1"}).status_code == 302
    hoa.refresh_from_db()
    assert hoa.phone == PHONE


def test_a_number_is_let_go_once_and_never_another_one(silent, hoa):
    read = User.objects.get(pk=hoa.pk)

    assert [recycled.detach(user=read, only_silent=True) for _ in range(2)] == [True, False]
    assert AuditEvent.objects.filter(action="account.detached").count() == 1
    User.objects.filter(pk=hoa.pk).update(phone="+84987000111")
    assert not recycled.detach(user=read)
    assert User.objects.get(pk=hoa.pk).phone == "+84987000111"


def test_an_account_that_came_into_use_meanwhile_keeps_its_number(silent, hoa):
    User.objects.filter(pk=hoa.pk).update(last_login=timezone.now())

    assert not recycled.detach(user=hoa, only_silent=True)
    assert User.objects.get(pk=hoa.pk).phone == PHONE
