"""A report goes to who must answer, is passed on, and is told upwards when it is late."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from common.dates import local_today
from fieldreports import answering, counting, desks, due, sending, subjects
from fieldreports.models import FieldReport
from jobs import outbox
from jobs.models import Outbox
from places.models import Commune
from sellers.strangers import NotYours
from tests import factories
from tests.messages import sent
from tests.operators import enter

pytestmark = pytest.mark.django_db
QUEUE = "/duyet/phan-anh/"
HERE = "05443"


@pytest.fixture
def market():
    return factories.make_market(commune=HERE)


@pytest.fixture
def stall(market):
    return factories.make_stall(market, phone="+84912000111")


@pytest.fixture
def board(market):
    return factories.make_official("market_board", market=market.slug)


@pytest.fixture
def commune():
    return factories.make_official("commune_official", commune=HERE)


@pytest.fixture
def province():
    return factories.make_official("province_official", province="19")


def about(stall, reason="can-thieu", **more) -> FieldReport:
    return sending.report(subject=subjects.stall(stall), reason=reason, **more)


def signed_in(user) -> Client:
    browser = Client()
    enter(browser, user)
    return browser


def told() -> list[str]:
    """Return the phones that heard of one report, in turn."""
    outbox.drain()
    return [one["to_phone"] for one in sent() if one["template"] != "report-arrived"]


@pytest.mark.parametrize(
    ("kind", "reason", "desk"),
    [("market", "cho-hong", "board"), ("stall", "can-thieu", "board"),
     ("stall", "ve-sinh-cho", "commune"), ("seller", "mat-ve-sinh", "commune"),
     ("seller", "gia-la", "platform")],
)  # fmt: skip
def test_each_reason_goes_to_the_desk_of_its_row(stall, board, commune, kind, reason, desk):
    seller = factories.make_seller(commune=HERE)
    address = {
        "market": f"/cho/{stall.market.slug}/",
        "stall": f"/quay/{stall.code}/",
        "seller": seller.partner.get_absolute_url(),
    }[kind]

    answer = Client().post(f"{address}phan-anh/", {"reason": reason, "place_note": "dãy 3"})

    one = FieldReport.objects.get()
    assert answer["Location"] == f"/phan-anh/{one.number}/"
    assert (one.subject, one.desk, one.place_note) == (kind, desk, "dãy 3")
    assert one.commune.code == HERE


def test_where_nobody_sits_the_next_desk_answers(stall):
    assert about(stall).desk == "platform"
    factories.make_official("commune_official", commune=HERE)
    assert about(stall).desk == "commune"
    factories.make_official("market_board", market=stall.market.slug)
    assert about(stall).desk == "board"


def test_the_place_that_is_told_decides_about_a_seller(commune):
    seller = factories.make_seller(commune="05503")

    Client().post(
        f"{seller.partner.get_absolute_url()}phan-anh/",
        {"reason": "mat-ve-sinh", "commune": HERE},
    )

    one = FieldReport.objects.get()
    assert (one.commune.code, one.desk) == (HERE, "commune")


def test_the_market_has_its_own_place(market, commune):
    Client().post(f"/cho/{market.slug}/phan-anh/", {"reason": "cho-hong", "commune": "05503"})

    assert FieldReport.objects.get().commune.code == HERE


def test_a_closed_shop_is_not_there():
    seller = factories.make_seller(may_sell=False)

    assert Client().get(f"{seller.partner.get_absolute_url()}phan-anh/").status_code == 404


def test_a_stall_that_ended_is_not_reported(stall):
    page, browser = f"/quay/{stall.code}/", Client()
    assert f"{page}phan-anh/" in browser.get(page).content.decode()

    stall.active_to = timezone.localdate() - dt.timedelta(days=1)
    stall.save()

    assert f"{page}phan-anh/" not in browser.get(page).content.decode()
    assert browser.get(f"{page}phan-anh/").status_code == 404


def test_each_reads_what_its_desk_answers(stall, board, commune, province):
    one, elsewhere = about(stall), about(factories.make_stall(factories.make_market("Chợ Chu")))
    to_commune = about(stall, "ve-sinh-cho")
    FieldReport.objects.filter(pk=elsewhere.pk).update(desk="board")
    far = factories.make_official("commune_official", commune="05503")

    reach = {
        who: {pk for (pk,) in desks.reports_of(who).values_list("pk")}
        for who in (board, commune, province, far, factories.make_user())
    }

    assert list(reach.values()) == [
        {one.pk}, {to_commune.pk}, {one.pk, to_commune.pk, elsewhere.pk}, set(), set(),
    ]  # fmt: skip
    assert signed_in(board).get(f"{QUEUE}{to_commune.pk}/").status_code == 404
    assert signed_in(board).get(f"{QUEUE}{one.pk}/").status_code == 200


def test_a_board_does_not_learn_who_sent_it(stall, board, commune):
    about(stall, "can-thieu", phone="+84912345678")
    about(stall, "ve-sinh-cho", phone="+84912345678")
    mine, theirs = FieldReport.objects.order_by("pk")

    shown = [
        signed_in(who).get(f"{QUEUE}{one.pk}/").content.decode()
        for who, one in ((board, mine), (commune, theirs))
    ]

    assert ["0912 345 678" in page or "0912&nbsp;345" in page for page in shown] == [False, True]


def test_a_trader_does_not_answer_about_the_own_stall(stall, board):
    one = about(stall)
    board.phone = stall.trader.phone
    board.save()

    with pytest.raises(NotYours):
        answering.begin(report=one, by=board)


def test_a_report_is_passed_on_and_keeps_its_times(stall, board, commune):
    one = about(stall)

    answer = signed_in(board).post(
        f"{QUEUE}{one.pk}/",
        {"decision": "pass", "desk": "commune", "note": "Việc này của xã, chợ không xử được"},
    )

    before, now = one, FieldReport.objects.get()
    assert answer["Location"] == QUEUE
    assert (now.desk, now.answer_by, now.state) == ("commune", before.answer_by, "new")
    assert not desks.reports_of(board).exists()
    page = signed_in(commune).get(f"{QUEUE}{one.pk}/").content.decode()
    assert "Việc này của xã" in page
    assert "Việc này của xã" not in Client().get(f"/phan-anh/{one.number}/").content.decode()


def test_a_report_is_not_passed_on_to_an_empty_desk(stall, board):
    one = about(stall)

    answer = signed_in(board).post(
        f"{QUEUE}{one.pk}/", {"decision": "pass", "desk": "commune", "note": "Việc này của xã"}
    )

    assert "chưa có người trên sàn" in answer.content.decode()
    assert FieldReport.objects.get().desk == "board"


def test_a_report_of_a_seller_is_passed_to_another_commune(commune, province):
    seller = factories.make_seller(commune="05503")
    one = sending.report(subject=subjects.seller(seller.partner), reason="gia-la")

    answering.pass_on(
        report=one, by=province, desk="commune", note="Xảy ra ở xã khác",
        commune=Commune.objects.get(code=HERE),
    )  # fmt: skip

    one.refresh_from_db()
    assert desks.reports_of(commune).get() == one
    assert answering.who(one) == f"Cán bộ {Commune.objects.get(code=HERE).full_name}"
    # It was seen there, and is counted there.
    today = local_today()
    counts = counting.count(today, today, None)
    assert [(row.commune_code, row.counted.received) for row in counts] == [("05503", 1)]
    assert not desks.reports_of(factories.make_official("commune_official", commune="05503"))


def test_a_report_is_not_passed_on_to_where_it_is(stall, board, commune):
    one = about(stall, "ve-sinh-cho")

    for place in (None, one.commune):
        with pytest.raises(answering.SameDesk):
            answering.pass_on(
                report=one, by=commune, desk="commune", note="Của tôi mà", commune=place
            )


def test_the_new_desk_hears_of_each_passing_however_far_it_is(stall, board, commune):
    one = answering.begin(report=about(stall), by=board)
    escalated = timezone.now()
    FieldReport.objects.filter(pk=one.pk).update(escalated_at=escalated)
    one.refresh_from_db()

    for by, desk in ((board, "commune"), (commune, "board"), (board, "commune")):
        answering.pass_on(report=one, by=by, desk=desk, note="Việc của bên kia")

    assert told() == [commune.phone, board.phone, commune.phone]
    one.refresh_from_db()
    assert one.escalated_at == escalated


def test_the_sender_reads_that_others_were_told_once_they_were(stall, board, commune):
    one = about(stall)
    came = timezone.now() - dt.timedelta(days=2)
    FieldReport.objects.filter(pk=one.pk).update(
        received_at=came, answer_by=came + dt.timedelta(days=1)
    )
    browser, pages = Client(), []

    for _ in range(2):
        pages.append(browser.get(f"/phan-anh/{one.number}/").content.decode())
        due.tell_due()

    assert ["đã quá hạn" in page for page in pages] == [True, True]
    assert ["Cấp trên đã được báo" in page for page in pages] == [False, True]


@pytest.mark.parametrize(
    ("sent_at", "leaves_at"), [("14:10", "14:10"), ("23:10", "06:30"), ("03:00", "06:30")]
)
def test_the_desk_hears_once_of_what_arrives_and_not_at_night(stall, board, sent_at, leaves_at):
    came = timezone.make_aware(dt.datetime.fromisoformat(f"2026-12-01T{sent_at}"))
    with time_machine.travel(came, tick=False):
        for words in ("Thiếu 1 lạng", "Thiếu 2 lạng"):
            about(stall, text=words)

    row = Outbox.objects.get(payload__template="report-arrived")
    assert row.payload["to_phone"] == board.phone
    assert stall.trader.name not in row.payload["text"]
    assert f"{timezone.localtime(row.not_before):%H:%M}" == leaves_at


def test_the_desk_hears_again_an_hour_later(stall, board):
    came = timezone.make_aware(dt.datetime(2026, 12, 1, 9, 30))
    for minutes in (0, 20, 40, 75):
        with time_machine.travel(came + dt.timedelta(minutes=minutes), tick=False):
            about(stall, text=f"Lần {minutes}")

    assert Outbox.objects.filter(payload__template="report-arrived").count() == 2


def test_the_desk_hears_before_and_those_above_it_afterwards_each_once(stall, board, commune):
    one = about(stall)
    soon, late = one.answer_by - dt.timedelta(hours=1), one.answer_by + dt.timedelta(minutes=1)

    assert [due.tell_due(moment) for moment in (soon, soon, late, late)] == [1, 0, 1, 0]

    assert told() == [board.phone, commune.phone]
    assert desks.reports_of(commune).get() == one


def test_those_above_hear_again_of_the_next_desk_and_of_the_next_step(stall, commune, province):
    board = factories.make_official("market_board", market=stall.market.slug)
    one = about(stall)
    late, later = (at + dt.timedelta(minutes=1) for at in (one.answer_by, one.solve_by))

    heard = [due.escalate_late(late)]
    first = FieldReport.objects.get().escalated_at
    answering.pass_on(report=one, by=board, desk="commune", note="Việc của xã")
    heard += [due.escalate_late(late), due.escalate_late(late)]
    answering.begin(report=one, by=commune)
    heard += [due.escalate_late(late), due.escalate_late(later), due.escalate_late(later)]

    assert heard == [1, 1, 0, 0, 1, 0]
    outbox.drain()
    of_lateness = [m["to_phone"] for m in sent() if m["template"] == "report-late"]
    assert of_lateness == [commune.phone, province.phone, province.phone]
    # The first time is kept: from then on they reach it.
    assert FieldReport.objects.get().escalated_at == first


def test_what_is_looked_at_is_late_when_it_is_not_solved(stall, board, province):
    one = answering.begin(report=about(stall), by=board)

    assert due.tell_due(one.solve_by - dt.timedelta(seconds=1)) == 0
    assert due.tell_due(one.solve_by + dt.timedelta(seconds=1)) == 1

    assert told() == [province.phone]


def test_the_list_shows_what_is_late_and_what_it_is_about(stall, market, province):
    late, other = about(stall), sending.report(subject=subjects.market(market), reason="khac-cho")
    FieldReport.objects.filter(pk=late.pk).update(
        received_at=timezone.now() - dt.timedelta(days=2),
        answer_by=timezone.now() - dt.timedelta(days=1),
    )
    browser = signed_in(province)

    lists = {
        words: browser.get(f"{QUEUE}?{words}").content.decode()
        for words in ("xem=qua-han", "ve=market", "xem=xong", "xem=lung-tung")
    }

    seen = [[one.number in page for one in (late, other)] for page in lists.values()]
    assert seen == [[True, False], [False, True], [False, False], [True, True]]


def test_the_sender_reads_who_answers_and_the_answer(stall, board):
    one = about(stall)
    answering.decide(report=one, by=board, upheld=True, answer="Đã phạt, đã thay cân mới.")

    page = Client().get(f"/phan-anh/{one.number}/").content.decode()

    assert "Đã phạt, đã thay cân mới." in page
    assert "Ban quản lý Chợ Thái trả lời" in page


def test_without_the_reach_a_board_reads_everything(stall, board, commune, monkeypatch):
    """Negative control."""
    other = about(stall, "ve-sinh-cho")
    monkeypatch.setattr(desks, "reports_of", lambda user: FieldReport.objects.all())

    assert signed_in(board).get(f"{QUEUE}{other.pk}/").status_code == 200
