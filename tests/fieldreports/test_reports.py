"""Somebody says that a listing is not right, gets a number, and an answer in time."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from fieldreports import answering, due, sending
from fieldreports.models import FieldReport
from fieldreports.subjects import listing
from jobs import outbox
from sellers.feedback import complaint_times
from sellers.strangers import NotYours
from tests import factories
from tests.catalogue import hostile
from tests.catalogue.conftest import upload
from tests.messages import sent
from tests.operators import enter

pytestmark = pytest.mark.django_db
QUEUE = "/duyet/phan-anh/"


@pytest.fixture
def tea():
    return factories.make_listing(factories.make_seller(), "Chè nõn tôm")


@pytest.fixture
def operator(client):
    enter(client, factories.make_official("operator"))
    return client


def url(tea) -> str:
    return f"{tea.get_absolute_url()}phan-anh/"


def send(tea, browser=None, **typed):
    form = {"reason": "hang-gia", "text": "Gói in tên nhà khác", "phone": ""}
    return (browser or Client()).post(url(tea), form | typed)


def opened(tea) -> Client:
    """Return a browser that has the form open."""
    browser = Client()
    browser.get(url(tea))
    return browser


def test_one_address_does_not_flood_the_queue(tea, monkeypatch):
    monkeypatch.setattr(sending, "MOST_OF_ADDRESS", 3)

    codes = [send(tea, opened(tea), text=f"Chuyện {number}").status_code for number in range(4)]

    assert codes == [302, 302, 302, 200]
    # Who shows a phone is not counted with the others there.
    browser = Client()
    browser.force_login(factories.make_user())
    assert send(tea, browser, text="Của tôi").status_code == 302


@pytest.mark.parametrize("words", ["", "  "])
def test_another_thing_needs_words(tea, words):
    answer = send(tea, reason="khac", text=words)

    assert "Kể giúp một câu: thấy gì, ở đâu." in answer.content.decode()
    assert not FieldReport.objects.exists()
    assert send(tea, reason="hang-gia", text=words).status_code == 302


def test_a_visitor_reports_and_follows_the_number(tea, client):
    answer = send(tea)

    one = FieldReport.objects.get()
    assert answer["Location"] == f"/phan-anh/{one.number}/"
    page = client.get(answer["Location"]).content.decode()
    assert "Đã nhận" in page
    assert "Sàn trả lời lần đầu trước" in page
    # The number may be passed on: what was told stays inside.
    assert "Gói in tên nhà khác" not in page
    assert client.get(f"/phan-anh/?ma={one.number.lower()}")["Location"] == answer["Location"]


def test_the_times_are_those_of_the_kind(tea):
    for key, time in complaint_times.times().items():
        if "listing" in time.subjects:
            one = sending.report(subject=listing(tea), reason=key)
            assert one.answer_by - one.received_at == dt.timedelta(hours=time.first_hours)
            assert one.solve_by - one.received_at == dt.timedelta(days=time.solve_days)


def test_a_number_that_is_not_there_shows_nothing(client):
    assert client.get("/phan-anh/ABCDEFGHKM/").status_code == 404
    assert "Không có phản ánh nào" in client.get("/phan-anh/?ma=ABCDEFGHKM").content.decode()


def test_keeps_what_was_typed_when_the_reason_is_missing(tea):
    page = send(tea, reason="", text="Gói in tên nhà khác").content.decode()

    assert "Chọn một chuyện ở trên." in page
    assert "Gói in tên nhà khác</textarea>" in page
    assert not FieldReport.objects.exists()


def test_a_repeated_press_sends_one(tea):
    browser = opened(tea)

    numbers = {send(tea, browser)["Location"] for _ in range(2)}

    assert len(numbers) == FieldReport.objects.count() == 1


def test_the_second_press_adds_what_the_first_one_had_not(tea):
    browser = opened(tea)
    send(tea, browser)

    send(tea, browser, photo=upload(hostile.held(1), "anh.jpg"), place_note="dãy 3")

    one = FieldReport.objects.get()
    assert (one.place_note, one.photo.open("rb").read(2)) == ("dãy 3", b"\xff\xd8")


@pytest.mark.parametrize("how", ["browser", "place", "later", "closed"])
def test_what_others_or_later_say_is_a_report_of_its_own(tea, how):
    browser, before = opened(tea), {"place_note": "dãy 3"}
    send(tea, browser, **before)
    first = FieldReport.objects.get()
    if how == "later":
        came = timezone.now() - sending.SAME_WITHIN - dt.timedelta(seconds=1)
        FieldReport.objects.update(received_at=came)
    if how == "closed":
        by = factories.make_official("operator")
        answering.decide(report=first, by=by, upheld=False, answer="Đã xem, không sai")

    send(tea, opened(tea) if how == "browser" else browser,
         place_note="cổng sau" if how == "place" else "dãy 3")  # fmt: skip

    assert FieldReport.objects.count() == 2


def test_one_browser_does_not_flood_the_queue(tea):
    browser = opened(tea)
    for number in range(sending.MOST_A_DAY):
        send(tea, browser, text=f"Chuyện {number}")

    answer = send(tea, browser, text="Một chuyện nữa")
    # Others of the same carrier do.
    assert send(tea, opened(tea), text="Chuyện của tôi").status_code == 302
    FieldReport.objects.latest("pk").delete()

    assert answer.status_code == 200
    assert "mai gửi tiếp" in answer.content.decode()
    assert FieldReport.objects.count() == sending.MOST_A_DAY


@pytest.mark.parametrize("name", ["HTML", "SVG", "ZIP", "PHP"])
def test_a_file_that_is_no_photo_is_refused(tea, name):
    data = {"HTML": hostile.HTML, "SVG": hostile.SVG, "ZIP": hostile.packed(), "PHP": hostile.PHP}

    answer = send(tea, photo=upload(data[name], "anh.jpg"))

    assert answer.status_code == 200
    assert not FieldReport.objects.exists()


def test_a_photo_is_for_moderators_only_and_tells_no_place(tea, operator):
    send(tea, photo=upload(hostile.held(1), "anh.jpg"))
    one = FieldReport.objects.get()

    answer = operator.get(f"{QUEUE}{one.pk}/anh/")

    assert answer.content.startswith(b"\xff\xd8")
    assert b"GPS" not in answer.content
    assert Client().get(f"{QUEUE}{one.pk}/anh/").status_code == 302
    with pytest.raises(ValueError, match="no URL"):
        _ = one.photo.url


def test_scripts_are_only_words(tea, operator):
    send(tea, text="<script>alert(1)</script>")

    for page in (QUEUE, f"{QUEUE}{FieldReport.objects.get().pk}/"):
        assert "<script>alert" not in operator.get(page).content.decode()


def test_who_left_a_phone_hears_of_both_answers(tea, operator):
    send(tea, phone="0912 345 678")
    one = FieldReport.objects.get()
    sending.prove(report=one)

    operator.post(f"{QUEUE}{one.pk}/", {"decision": "begin"})
    operator.post(
        f"{QUEUE}{one.pk}/", {"decision": "uphold", "answer": "Đã gỡ món này. Cảm ơn bạn."}
    )

    outbox.drain()
    texts = [m["text"] for m in sent() if m["to_phone"] == "+84912345678"]
    assert [text.partition(".")[0] for text in texts] == [
        "Sàn đã nhận và đang xem phản ánh của bạn",
        "Sàn đã trả lời phản ánh của bạn: đã xử lý",
    ]
    page = Client().get(f"/phan-anh/{one.number}/").content.decode()
    assert "Đã gỡ món này. Cảm ơn bạn." in page


def test_a_report_is_decided_once(tea):
    one = sending.report(subject=listing(tea), reason="khac")
    how = {"report": one, "by": factories.make_official("operator"), "answer": "Đã xem, không sai"}
    answering.decide(**how, upheld=False)

    with pytest.raises(answering.AlreadyDecided):
        answering.decide(**how, upheld=True)

    one.refresh_from_db()
    assert one.state == "declined"


def test_people_of_the_shop_do_not_decide(tea):
    one = sending.report(subject=listing(tea), reason="khac")
    official = factories.make_official("province_official", province="19")
    tea.partner.seller.memberships.create(user=official, role="packer")

    with pytest.raises(NotYours):
        answering.decide(report=one, by=official, upheld=False, answer="Không có gì đâu")


def test_another_province_sees_nothing(client, tea):
    one = sending.report(subject=listing(tea), reason="khac", text="Chuyện riêng")
    client.force_login(factories.make_official("province_official", province="01"))

    assert client.get(f"{QUEUE}{one.pk}/").status_code == 404
    assert "Chuyện riêng" not in client.get(QUEUE).content.decode()


def test_operators_hear_once_before_the_first_answer_is_late(tea):
    operator = factories.make_official("operator")
    one = sending.report(subject=listing(tea), reason="khac")
    before, soon = one.answer_by - dt.timedelta(hours=9), one.answer_by - dt.timedelta(hours=7)

    assert [due.alarm_due(moment) for moment in (before, soon, soon)] == [0, 1, 0]

    outbox.drain()
    assert [m["to_phone"] for m in sent() if m["template"] == "report-alarm"] == [operator.phone]


def test_nobody_is_told_of_what_is_being_looked_at(tea):
    factories.make_official("operator")
    one = sending.report(subject=listing(tea), reason="khac")
    answering.begin(report=one, by=factories.make_official("operator"))

    assert due.alarm_due(timezone.now() + dt.timedelta(days=9)) == 0


@pytest.mark.parametrize("count", [1, 30])
def test_the_queue_stays_within_its_queries(operator, tea, count, django_assert_max_num_queries):
    for _ in range(count):
        sending.report(subject=listing(tea), reason="khac")

    with django_assert_max_num_queries(24):
        page = operator.get(QUEUE).content.decode()
    assert page.count("card--pad") == count


def test_who_decides_on_an_old_page_keeps_the_time_of_the_first_look(tea):
    one = sending.report(subject=listing(tea), reason="khac")
    by = factories.make_official("operator")
    looked = answering.begin(report=FieldReport.objects.get(pk=one.pk), by=by).seen_at

    answering.decide(report=one, by=by, upheld=False, answer="Đã xem, không sai")

    assert FieldReport.objects.get().seen_at == looked
