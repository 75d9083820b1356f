"""A helper acts for one household at a time, within the table, and every change is in the trail."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from jobs import outbox
from sellers import contacts
from sellers.helping import acting, grants, masking, summaries
from sellers.models import HelperAct, HouseholdRecord
from shop.order import moves
from tests import factories, messages
from tests.sellers.helping import made
from tests.sellers.placed import make_part

pytestmark = pytest.mark.django_db
PHONE = "+84990123456"


@pytest.fixture
def helper():
    return made.make_helper()


@pytest.fixture
def grant(helper, tea_seller):
    return made.let_help(tea_seller, helper)


@pytest.fixture
def pages(helper, grant):
    """A browser of the helper, who has chosen the household."""
    return made.working(helper, grant)


@pytest.fixture
def tea(tea_seller):
    return factories.make_listing(tea_seller, "Chè nõn tôm", price_vnd=185_000)


def words_of(answer) -> str:
    return answer.content.decode()


def acts() -> list[str]:
    return list(HelperAct.objects.order_by("pk").values_list("words", flat=True))


def test_works_for_the_chosen_household_under_a_bar_on_every_page(pages, tea):
    bodies = [words_of(pages.get(url)) for url in ("/ban-hang/san-pham/", "/", "/ho-tro/")]
    pages.post("/ho-tro/thoi/")
    after = pages.get("/ban-hang/")

    assert "Chè nõn tôm" in bodies[0]
    assert all("Đang làm giúp: <strong>Hộ bà Trần Thị Ngọc</strong>" in body for body in bodies)
    assert (after.status_code, after.url) == (302, "/ban-hang/dang-ky/")


def test_a_page_drawn_before_the_session_is_known_has_no_bar(rf):
    assert acting.household_of(rf.get("/")) == ""


def test_a_change_is_in_the_trail_with_both_names(pages, grant, tea):
    pages.post(f"/ban-hang/san-pham/{tea.pk}/gia/", {"price": "120k"})

    act = HelperAct.objects.get()
    assert (act.helper_name, act.seller_name) == ("Nguyễn Thị Lan", "Hộ bà Trần Thị Ngọc")
    assert (act.grant, act.route, act.words) == (grant, "sellers:price", "đổi giá Chè nõn tôm")
    assert tea.stockrecords.get().price == 120_000


def test_looking_and_refused_answers_leave_no_act(pages, tea, tea_seller):
    part = make_part(tea_seller)
    moves.confirm(seller_order=part)

    pages.get("/ban-hang/")
    pages.post(f"/ban-hang/san-pham/{tea.pk}/gia/", {"price": "không biết"})
    pages.post(f"/ban-hang/don-hang/{part.number}/buoc/", {"verb": "confirm"})
    pages.post(f"/ban-hang/san-pham/{tea.pk}/kho/", {"on_shelf": "-5"})

    assert acts() == []


def test_a_change_that_is_rolled_back_takes_its_act_along_and_a_kept_one_has_one(
    pages, tea, monkeypatch
):
    def fails_first(*, listing, price_vnd, actor):
        try:
            with transaction.atomic():
                listing.stockrecords.update(price=1)
                raise ValueError
        except ValueError:
            listing.stockrecords.update(price=price_vnd)
            listing.stockrecords.update(price=price_vnd)

    monkeypatch.setattr("sellers.listings.change_price", fails_first)
    pages.post(f"/ban-hang/san-pham/{tea.pk}/gia/", {"price": "120k"})
    assert acts() == ["đổi giá Chè nõn tôm"]

    def fails(*, listing, price_vnd, actor):
        with transaction.atomic():
            listing.stockrecords.update(price=1)
            raise ValueError

    monkeypatch.setattr("sellers.listings.change_price", fails)
    pages.raise_request_exception = False
    assert pages.post(f"/ban-hang/san-pham/{tea.pk}/gia/", {"price": "9k"}).status_code == 500
    assert len(acts()) == 1


@pytest.mark.parametrize("how", ["household", "role", "time", "closed", "inactive"])
def test_the_next_request_after_the_end_does_nothing(pages, grant, helper, tea, tea_seller, how):
    price = f"/ban-hang/san-pham/{tea.pk}/gia/"
    assert pages.get("/ban-hang/").status_code == 200
    own_shop = factories.make_seller("Hộ của Lan", made.COMMUNE)
    own_shop.memberships.update(user=helper)
    if how == "household":
        grants.end(grant=grant, by=factories.owner_of(tea_seller))
    elif how == "role":
        helper.role_grants.update(until=timezone.now())
    elif how == "closed":
        tea_seller.state = "closed"
        tea_seller.save()
    elif how == "inactive":
        helper.is_active = False
        helper.save()

    when = timezone.now() + dt.timedelta(days=29, hours=23, minutes=59)
    with time_machine.travel(when + dt.timedelta(minutes=5) if how == "time" else timezone.now()):
        answer = pages.post(price, {"price": "120k"})

    assert answer.status_code == 302
    assert tea.stockrecords.get().price == 185_000
    assert acts() == []


def test_a_consent_of_somebody_else_in_the_session_is_worth_nothing(grant, tea):
    thief = made.browser_of(made.make_helper(name="Trần Văn Tám"))
    session = thief.session
    session[acting._KEY] = grant.pk
    session.save()

    answer = thief.post(f"/ban-hang/san-pham/{tea.pk}/gia/", {"price": "1k"})

    assert answer.url == "/ho-tro/"
    assert tea.stockrecords.get().price == 185_000
    assert thief.post(f"/ho-tro/{grant.pk}/lam/").status_code == 404


def test_buyers_phones_are_masked_and_labels_are_the_households_own(pages, tea_seller):
    part = make_part(tea_seller, phone=PHONE)
    part.order.customer_note = "Gọi 0990 123 456 hoặc 84990123456 trước khi giao"
    part.order.save()
    moves.confirm(seller_order=part)

    urls = [f"/ban-hang/don-hang/{part.number}/", "/ban-hang/don-hang/", "/ban-hang/goi-hang/"]
    bodies = [words_of(pages.get(url)) for url in urls]
    closed = [f"/ban-hang/don-hang/{part.number}/nhan.pdf", "/ban-hang/goi-hang/nhan.pdf"]

    assert "0990 *** 456" in bodies[0]
    for body in bodies:
        assert "990123456" not in body.replace(" ", "")
        assert "nhan.pdf" not in body
    assert [pages.get(url).status_code for url in closed] == [403, 403]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("gọi 0912 345 678 nhé", "gọi 0912 *** 678 nhé"),
        ("gọi +84912345678.", "gọi 0912 *** 678."),
        ("0208.3852.114", "0208 *** 114"),
        ("đơn 100123-1, 185.000 ₫", "đơn 100123-1, 185.000 ₫"),
        ("/media/photos/0912345678.jpg", "/media/photos/0912345678.jpg"),
    ],
)
def test_masks_a_phone_however_it_is_typed(text, shown):
    assert masking.masked((text, [text])) == (shown, [shown])


def test_steps_that_say_money_has_come_are_not_offered_and_not_done(pages, tea_seller):
    part = make_part(tea_seller)
    moves.confirm(seller_order=part)
    moves.pack(seller_order=part)
    moves.ship(seller_order=part)

    page = words_of(pages.get(f"/ban-hang/don-hang/{part.number}/"))
    answer = pages.post(f"/ban-hang/don-hang/{part.number}/buoc/", {"verb": "deliver"})

    part.refresh_from_db()
    assert 'value="deliver"' not in page
    assert "Khách chỉ nhận một phần" not in page
    assert "Giao không được" in page
    assert (answer.status_code, part.state) == (403, "shipped")


def test_goods_that_a_helper_lists_are_not_self_listed(pages, helper, tea_seller):
    made.list_goods(pages)

    listing = tea_seller.partner.products.get()
    assert (listing.listed_by, listing.is_self_listed) == (helper, False)
    assert any("đăng món" in act for act in acts())


def test_the_trail_is_never_edited_nor_deleted(pages, tea):
    pages.post(f"/ban-hang/san-pham/{tea.pk}/gia/", {"price": "120k"})
    act = HelperAct.objects.get()

    for change in (
        lambda: HelperAct.objects.update(words="không có gì"),
        lambda: HelperAct.objects.all().delete(),
        lambda: act.save(),
        lambda: connection.cursor().execute("DELETE FROM sellers_helperact"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    assert acts() == ["đổi giá Chè nõn tôm"]


def test_the_household_reads_the_trail_and_one_message_in_the_evening(
    pages, helper, tea, tea_seller
):
    owner = factories.owner_of(tea_seller)
    morning = timezone.localtime().replace(hour=8, minute=0) + dt.timedelta(days=1)
    with time_machine.travel(morning):
        for price in ("120k", "130k"):
            pages.post(f"/ban-hang/san-pham/{tea.pk}/gia/", {"price": price})
        pages.post(f"/ban-hang/san-pham/{tea.pk}/kho/", {"delta": "10"})
        assert summaries.send_summaries() == 0
    with time_machine.travel(morning.replace(hour=19, minute=5)):
        for _ in range(2):
            summaries.send_summaries()
        outbox.drain()
        page = words_of(made.browser_of(owner).get("/ban-hang/nguoi-giup/"))

    texts = [m["text"] for m in messages.sent() if m["template"] == "help-day"]
    assert len(texts) == 1
    assert (
        "Nguyễn Thị Lan hôm nay làm giúp gian hàng của bà con 2 việc: đổi giá Chè nõn tôm"
        in (texts[0])
    )
    assert "Đổi giá Chè nõn tôm" in page
    assert "Nguyễn Thị Lan" in page


def test_a_summary_is_sent_later_when_no_worker_ran(pages, tea):
    with time_machine.travel(timezone.localtime().replace(hour=8) + dt.timedelta(days=1)) as clock:
        pages.post(f"/ban-hang/san-pham/{tea.pk}/gia/", {"price": "120k"})
        clock.shift(dt.timedelta(days=2))
        summaries.send_summaries()
        outbox.drain()

    assert [m["template"] for m in messages.sent()].count("help-day") == 1


def test_working_for_others_is_no_use_of_the_own_household(helper, grant, tea_seller):
    own = factories.make_seller("Hộ của Lan", made.COMMUNE)
    own.memberships.update(user=helper)
    household = HouseholdRecord.objects.create(
        code="L1", commune_code=made.COMMUNE, head_name="Lan", seller=own, claimed_at=timezone.now()
    )
    pages = made.working(helper, grant)
    HouseholdRecord.objects.update(last_active_on=None)
    session = pages.session
    session.pop("sellers.used_on", None)
    session.save()

    pages.get("/ban-hang/")
    household.refresh_from_db()
    during = household.last_active_on
    pages.post("/ho-tro/thoi/")
    pages.get("/ban-hang/")

    household.refresh_from_db()
    assert (during, household.last_active_on) == (None, timezone.localdate())


def test_who_helps_a_household_is_whom_to_ask_when_it_does_not_answer(helper, grant, tea_seller):
    made.make_helper(name="Người khác")
    tea_seller.partner.phone = factories.owner_of(tea_seller).phone

    assert contacts.contact_of(tea_seller.partner).phone == helper.phone


def test_a_helper_costs_a_page_one_question_more(
    pages, seller_client, tea, django_assert_num_queries
):
    from django.test.utils import CaptureQueriesContext

    counts = []
    for client in (seller_client, pages):
        client.get("/ban-hang/san-pham/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/ban-hang/san-pham/").status_code == 200
        counts.append(len(asked))

    assert counts[1] <= counts[0]
    with django_assert_num_queries(counts[1]):
        pages.get("/ban-hang/san-pham/")


def _token(browser, page: str) -> str:
    shown = browser.get(page).content.decode()
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown)[1]


def test_a_form_of_the_own_shop_left_in_a_tab_does_not_write_into_the_household():
    household, own = factories.make_seller("Hộ bà Ngọc", made.COMMUNE), factories.make_seller()
    helper = factories.owner_of(own)
    helper.role_grants.create(role="helper", commune_code=made.COMMUNE, team=made.TEAM)
    grant = made.let_help(household, helper)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(helper)
    page = "/ban-hang/gian-hang/mot-cau/"
    left = {"answer": "Chè nhà tôi", "csrfmiddlewaretoken": _token(browser, page)}
    begin = {"csrfmiddlewaretoken": _token(browser, "/ho-tro/")}
    assert browser.post(f"/ho-tro/{grant.pk}/lam/", begin).status_code == 302

    refused = browser.post(page, left)
    household.refresh_from_db()
    kept = household.quote
    taken = browser.post(page, left | {"csrfmiddlewaretoken": _token(browser, page)})
    household.refresh_from_db()

    assert (refused.status_code, kept) == (403, "")
    assert (taken.status_code, household.quote) == (302, "Chè nhà tôi")
