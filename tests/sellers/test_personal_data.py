"""A shopper is forgotten everywhere, the books stay; nothing is kept longer than it should be."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as live
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import moving
from accounts.models import ErasureRequest, OneTimeCode, StaffSession, User
from accounts.personal_data import erasing, keeping
from accounts.personal_data.holders import NOBODY
from catalogue.models import SeasonAsk
from catalogue.reviews.models import ProductQuestion, ProductReview, ReviewPhoto
from common.files import private_files
from fieldreports.models import FieldReport
from jobs import outbox
from jobs.messages import send_message
from jobs.models import Outbox
from places.models import Commune
from sellers.models import Notice, NoticeStep, TeamInvitation
from shop.address.models import UserAddress
from shop.invariants.checking import check_invariants
from shop.order import moves
from shop.order.models import Order, SellerOrder, SellerOrderEvent, ShippingAddress
from shop.order.personal_data import forget_old_contacts
from shop.order.placing import Customer, fresh_basket, place_order
from shop.payment.models import PaymentCase, PaymentInbox
from shop.shipping.methods import PerSellerDelivery
from stats import draining, proof
from stats.models import BuyerMonth, SalesMonth
from tests import messages
from tests.factories import make_basket, make_listing, make_official, make_seller, make_user

pytestmark = pytest.mark.django_db
NAME, PHONE, HOUSE = "Trịnh Thị Quỳnh Dao", "+84912777888", "Số 77 ngõ Hoa Ban"
#: As banks write the name, with and without spaces, and as JSON escapes it.
MEMOS = ("TRINH THI QUYNH DAO", "TRINHTHIQUYNHDAO", json.dumps(NAME)[1:-1])
TRACES = re.compile(
    "|".join([NAME, "84912777888", "0912777888", "0912 777 888", HOUSE, *map(re.escape, MEMOS)]),
    re.IGNORECASE,
)


def place(product, user=None, name=NAME, phone=PHONE, house=HOUSE) -> Order:
    commune = Commune.objects.get(code="05443")
    customer = Customer(name, phone, commune.province, commune, house, note=f"gọi {name} nhé")
    basket = fresh_basket(make_basket((product, 1), owner=user).pk, user)
    fee = PerSellerDelivery(customer).calculate(basket).incl_tax
    total = basket.total_incl_tax + fee
    return place_order(basket=basket, customer=customer, user=user, shown_total_vnd=total)


def leave_marks_at_the_bank(part: SellerOrder) -> None:
    for number, memo in enumerate(MEMOS):
        notice = PaymentInbox.objects.create(
            provider="sepay", reference=f"m{number}", raw=f'{{"content": "{memo} CK"}}',
            memo=f"{memo.lower()} chuyen tien", received_at=timezone.now(),
            outcome="ignored",
        )  # fmt: skip
        PaymentCase.objects.create(
            kind="over", seller_order=part, notice=notice, amount_vnd=1000, is_open=False,
            opened_at=timezone.now(), closed_at=timezone.now(),
            resolution=f"Trả lại {memo}",
        )  # fmt: skip


def finish(order: Order) -> None:
    for part in order.seller_orders.all():
        for step in (moves.confirm, moves.pack, moves.ship, moves.deliver, moves.complete):
            step(seller_order=part)


@pytest.fixture
def shopper():
    return make_user(PHONE, NAME)


@pytest.fixture
def life(shopper):
    """Everything that a shopper may leave behind."""
    tea = make_listing(make_seller(), "Chè búp khô", stock=50)
    own, guest = place(tea, shopper), place(tea)
    gift = place(tea, make_user(), name="Người tặng", house="Số 9")
    other = place(tea, make_user(), name="Người khác", phone="+84913111222", house="Số 5")
    for order in (own, guest, gift, other):
        finish(order)
    part = own.seller_orders.get()
    SellerOrder.objects.filter(pk=part.pk).update(reason=f"Khách {NAME} không nghe máy 0912777888")
    last = part.events.order_by("-id").first()
    SellerOrderEvent.objects.filter(pk=last.pk).update(note=f"đã gọi {PHONE}")
    leave_marks_at_the_bank(part)
    notice = Notice.objects.create(seller_order=part, started_at=timezone.now())
    NoticeStep.objects.create(
        notice=notice, position=1, channel="sms", due_at=timezone.now(), to_phone=PHONE
    )
    moving.ask(user=shopper, new_phone="0987654321", by=shopper)
    moving.stop(change=shopper.phone_changes.get())
    own.notes.create(message=f"Gọi chị {NAME}, {HOUSE}")
    commune = Commune.objects.get(code="05443")
    UserAddress.objects.create(
        user=shopper, first_name=NAME, line1=HOUSE, country_id="VN", commune=commune,
        province=commune.province, phone_number=PHONE,
    )  # fmt: skip
    review = ProductReview.objects.create(
        product=tea, user=shopper, line=own.lines.first(), score=5, status=1, name="T. Q. Dao",
        body=f"Ngon. {NAME} 0912 777 888",
    )  # fmt: skip
    by_guest = ProductReview.objects.create(
        product=tea, line=guest.lines.first(), score=5, status=1, name="T. Q. Dao",
        body=f"Gói kỹ. {NAME}",
    )  # fmt: skip
    by_giver = ProductReview.objects.create(
        product=tea, user=gift.user, line=gift.lines.first(), score=4, status=1, name="N. Tặng",
        body="Quà tốt",
    )  # fmt: skip
    for number, written in enumerate((review, by_guest, by_giver)):
        path = default_storage.save(
            f"reviews/{number}.webp", ContentFile(b"x" if written is by_giver else NAME.encode())
        )
        ReviewPhoto.objects.create(
            review=written, digest=f"d{number}", renditions={"320": path}, width=1, height=1
        )
    ProductQuestion.objects.create(product=tea, user=shopper, name=NAME, text=f"Tôi là {NAME}")
    SeasonAsk.objects.create(product=tea, phone=PHONE)
    FieldReport.objects.create(
        number="R1", product=tea, reason="khac", text=f"Gọi tôi {PHONE}", phone=PHONE,
        phone_proven_at=timezone.now(), place_note=f"Nhà {NAME}",
        photo=private_files().save("reports/1.jpg", ContentFile(b"x")),
        answer_by=timezone.now() + timedelta(1), solve_by=timezone.now() + timedelta(2),
    )  # fmt: skip
    OneTimeCode.objects.create(
        phone=PHONE, purpose="login", code_hash="x", session_key_hash="y",
        expires_at=timezone.now(),
    )  # fmt: skip
    LogEntry.objects.log_actions(make_user().pk, [shopper], CHANGE, "x")
    Client().force_login(shopper)
    outbox.drain()
    send_message(to_phone=PHONE, template="x", text=NAME, dedupe_key="waits")
    Outbox.objects.filter(dedupe_key="message:waits").update(
        not_before=timezone.now() + timedelta(hours=1)
    )
    return {"own": own, "guest": guest, "gift": gift, "other": other}


def traces() -> list[tuple[str, str]]:
    """Return what is left of the shopper in any table and in any file that people sent."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [
                (table, hit) for row in cursor.fetchall() for hit in TRACES.findall(repr(row))
            ]
    for root in (live.MEDIA_ROOT, live.STORAGES["private"]["OPTIONS"]["location"]):
        for path in filter(Path.is_file, root.rglob("*")):
            text = path.read_bytes().decode(errors="replace")
            found += [(path.name, hit) for hit in TRACES.findall(text)]
    return found


def figures():
    draining.settle(budget_s=20)
    kept = [f.name for f in SalesMonth._meta.concrete_fields if f.name not in ("id", "computed_at")]
    return (
        sorted(map(str, SalesMonth.objects.values_list(*kept))),
        sorted(map(str, BuyerMonth.objects.values_list("commune_code", "day", "buyers"))),
        list(Order.objects.order_by("pk").values_list("total_incl_tax", "status")),
        list(SellerOrder.objects.order_by("pk").values_list("goods_vnd", "shipping_vnd", "state")),
        list(ShippingAddress.objects.order_by("pk").values_list("commune__code")),
    )


def test_leaves_no_name_phone_or_address_anywhere(
    shopper, life, settings, django_capture_on_commit_callbacks
):
    before = figures()
    assert len(traces()) > 20, "the negative control: it was there"

    with django_capture_on_commit_callbacks(execute=True):
        request = erasing.ask(user=shopper)
    outbox.drain()

    assert request.done_at
    assert traces() == []
    assert figures() == before
    assert check_invariants().broken_ids == ()
    assert proof.check_stats().differences == 0


def test_leaves_other_people_alone(shopper, life):
    erasing.ask(user=shopper)

    life["other"].refresh_from_db()
    assert (life["other"].customer_name, life["other"].customer_phone) == (
        "Người khác",
        "+84913111222",
    )
    assert life["other"].shipping_address.line1 == "Số 5"


def test_what_another_account_sent_to_the_phone_stays_theirs_but_for_the_phone(shopper, life):
    gift = life["gift"]

    erasing.ask(user=shopper)

    gift.refresh_from_db()
    assert (gift.customer_name, gift.shipping_address.line1) == ("Người tặng", "Số 9")
    assert gift.customer_phone.startswith("xoa")
    review = ProductReview.objects.get(line__order=gift)
    assert (review.user_id, review.body, review.photos.count()) == (gift.user_id, "Quà tốt", 1)


def test_reviews_of_orders_without_an_account_go_too(shopper, life):
    erasing.ask(user=shopper)

    review = ProductReview.objects.get(line__order=life["guest"])
    assert (review.name, review.photos.count()) == (NOBODY, 0)
    assert NAME not in review.body


def test_gives_the_orders_of_one_person_one_stand_in(shopper, life):
    erasing.ask(user=shopper)

    for order in (life["own"], life["guest"]):
        order.refresh_from_db()
    assert life["own"].customer_phone == life["guest"].customer_phone
    assert life["own"].customer_phone.startswith("xoa")
    assert life["own"].customer_name == NOBODY


def test_closes_account_sessions_and_secret_links(
    shopper, life, django_capture_on_commit_callbacks
):
    browser, token = Client(), life["own"].token
    browser.force_login(shopper)
    key = browser.cookies["sessionid"].value

    with django_capture_on_commit_callbacks(execute=True):
        erasing.ask(user=shopper)

    assert not Session.objects.filter(pk=key).exists()
    assert browser.get("/tai-khoan/").status_code == 302
    assert Client().get(f"/don-hang/{life['own'].number}/?k={token}").status_code == 404
    assert not User.objects.get(pk=shopper.pk).is_active


def test_the_account_is_closed_before_its_sessions_are_gone(shopper, life):
    browser = Client()
    browser.force_login(shopper)

    erasing.ask(user=shopper)

    assert browser.get("/tai-khoan/").status_code == 302


def test_waits_for_orders_under_way_and_goes_on_by_itself(shopper):
    order = place(make_listing(make_seller()), shopper)

    request = erasing.ask(user=shopper)
    assert (request.done_at, request.waits_for) == (None, "Còn 1 đơn chưa xong.")
    assert request.due_at - request.asked_at == timedelta(days=20)
    assert erasing.carry_out_waiting() == 0
    finish(order)

    assert erasing.carry_out_waiting() == 1
    order.refresh_from_db()
    assert order.customer_name == NOBODY
    assert erasing.overdue(timezone.now() + timedelta(days=21)) == 0


def test_one_that_fails_holds_up_nobody_else(shopper, monkeypatch):
    tea = make_listing(make_seller())
    friend = make_user("+84913111222", "Người khác")
    orders = [place(tea, shopper), place(tea, friend, name="Người khác", phone="+84913111222")]
    for user in (shopper, friend):
        erasing.ask(user=user)
    for order in orders:
        finish(order)
    real = erasing._forget

    def fails_for_the_first(request, person):
        if request.user_id == shopper.pk:
            raise OSError("disk")
        return real(request, person)

    monkeypatch.setattr(erasing, "_forget", fails_for_the_first)

    assert erasing.carry_out_waiting() == 1
    assert list(ErasureRequest.objects.filter(done_at=None).values_list("user", flat=True)) == [
        shopper.pk
    ]


@pytest.mark.parametrize("role", ["operator", "commune_official", "helper"])
def test_refuses_people_in_office(role):
    official = make_official(role, commune="05503")

    with pytest.raises(erasing.CannotErase, match="vai trò"):
        erasing.ask(user=official)


def test_refuses_people_of_a_shop():
    owner = make_seller().memberships.get().user

    with pytest.raises(erasing.CannotErase, match="gian hàng"):
        erasing.ask(user=owner)


def test_asks_a_code_of_the_own_phone_first(client, shopper, life):
    client.force_login(shopper)
    OneTimeCode.objects.all().delete()
    assert "Gửi mã" in client.get("/tai-khoan/xoa/").content.decode()

    client.post("/tai-khoan/xoa/")
    outbox.drain()
    wrong = client.post("/tai-khoan/xoa/", {"code": "000000"}).content.decode()
    assert "Mã chưa đúng" in wrong
    assert not ErasureRequest.objects.exists()
    code = re.search(r"\b(\d{6})\b", messages.last_to(PHONE))[1]
    answer = client.post("/tai-khoan/xoa/", {"code": code}, follow=True)

    assert "Đã xoá tên" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert ErasureRequest.objects.get().done_at


def test_lets_the_wish_be_taken_back_while_it_waits(client, shopper):
    place(make_listing(make_seller()), shopper)
    erasing.ask(user=shopper)
    client.force_login(shopper)
    assert "Còn 1 đơn chưa xong" in client.get("/tai-khoan/xoa/").content.decode()

    client.post("/tai-khoan/xoa/", {"cancel": "1"})

    assert ErasureRequest.objects.get().cancelled_at
    assert erasing.carry_out_waiting() == 0


def test_gives_own_data_and_nobody_elses(client, shopper, life):
    client.force_login(shopper)

    answer = client.post("/tai-khoan/du-lieu/")

    said = answer.json()
    assert 'filename="du-lieu-cua-toi.json"' in answer["Content-Disposition"]
    assert {one["ma_don"] for one in said["don_hang"]} == {
        life["own"].number, life["guest"].number,
    }  # fmt: skip
    assert said["tai_khoan"][0]["ho_ten"] == NAME
    assert [len(said[name]) for name in ("danh_gia", "cau_hoi", "phan_anh")] == [2, 1, 1]
    assert "Người khác" not in answer.content.decode()


# How long things are kept ------------------------------------------------------------------------


def test_forgets_contacts_of_orders_after_three_years_to_the_day(shopper, life):
    closed = SellerOrder.objects.get(order=life["own"]).completed_at
    Order.objects.update(date_placed=closed - timedelta(days=3))
    for order in (life["guest"], life["other"]):
        order.seller_orders.update(completed_at=closed + timedelta(days=1))

    assert forget_old_contacts(closed) == 0
    assert forget_old_contacts(closed + timedelta(microseconds=1)) == 1

    life["own"].refresh_from_db()
    assert life["own"].customer_name == NOBODY
    assert Order.objects.filter(customer_name=NAME).count() == 1


def test_keeps_contacts_of_orders_that_are_open(shopper):
    order = place(make_listing(make_seller()), shopper)
    Order.objects.update(date_placed=timezone.now() - timedelta(days=2000))

    assert forget_old_contacts(timezone.now()) == 0
    order.refresh_from_db()
    assert order.customer_name == NAME


RULES = {
    "staff_sessions": (365, lambda at: StaffSession.objects.create(
        user=make_user(), last_seen_at=at), StaffSession),
    "unsent_messages": (30, lambda at: Outbox.objects.create(
        kind="message", dedupe_key="k", payload={"a": 1}, created_at=at), None),
    "invitations": (90, lambda at: TeamInvitation.objects.create(
        seller=make_seller(), phone=PHONE, role="packer", expires_at=at, ended_at=at),
        TeamInvitation),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_keeps_until_the_last_moment_and_no_longer(name):
    days, make, model = RULES[name]
    now = timezone.now()
    row = make(now - timedelta(days=days))

    assert keeping.forget_due(now)[name] == 0
    assert keeping.forget_due(now + timedelta(microseconds=1))[name] == 1

    if model:
        assert not model.objects.filter(pk=row.pk).exists()
    else:
        assert Outbox.objects.get(pk=row.pk).payload == {}


def test_takes_the_days_of_the_settings(settings):
    settings.KEEP_DAYS = {"staff_sessions": 10}
    now = timezone.now()
    StaffSession.objects.create(user=make_user(), last_seen_at=now - timedelta(days=11))

    assert keeping.forget_due(now)["staff_sessions"] == 1


def test_forgets_phones_of_reports_a_year_after_the_answer(life):
    now = timezone.now()
    FieldReport.objects.update(state="upheld", decided_at=now - timedelta(days=365))

    assert keeping.forget_due(now)["report_phones"] == 0
    assert keeping.forget_due(now + timedelta(seconds=1))["report_phones"] == 1
    one = FieldReport.objects.get()
    assert (one.phone, one.place_note, one.photo.name) == ("", "", "")


def test_forgets_phones_of_reports_that_nobody_answered(life):
    came = FieldReport.objects.get().received_at

    assert keeping.forget_due(came + timedelta(days=365))["report_phones"] == 0
    assert keeping.forget_due(came + timedelta(days=365, seconds=1))["report_phones"] == 1
    assert FieldReport.objects.get().phone == ""


def test_forgets_where_reports_came_from_after_three_days(life):
    FieldReport.objects.update(sender_hash="a", browser_hash="b")
    came = FieldReport.objects.get().received_at

    assert keeping.forget_due(came + timedelta(days=3))["report_senders"] == 0
    assert keeping.forget_due(came + timedelta(days=3, seconds=1))["report_senders"] == 1
    one = FieldReport.objects.get()
    assert (one.sender_hash, one.browser_hash) == ("", "")


def test_tells_how_long_each_thing_is_kept():
    text = (live.BASE_DIR / "docs" / "personal-data.md").read_text(encoding="utf-8")

    for rule in keeping.rules():
        assert f"`{rule.name}`" in text
        assert not rule.days or f"`{rule.name}`: {rule.days} days" in text
