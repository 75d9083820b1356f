"""The operators see whom to call, what was tried, and note what came of it."""

import datetime as dt

import pytest
import time_machine

from sellers.models import Notice
from shop.order import moves
from tests import factories
from tests.operators import enter
from tests.sellers.clock import work
from tests.sellers.placed import make_part

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 11, 25, 1, 0, tzinfo=dt.UTC)
URL = "/can-goi/"


@pytest.fixture
def operator(client):
    user = factories.make_official("operator")
    enter(client, user)
    return user


def unanswered(seller, count: int = 1):
    with time_machine.travel(MORNING, tick=False) as clock:
        parts = [make_part(seller, phone=f"+8499012{n:04d}") for n in range(count)]
        clock.shift(dt.timedelta(hours=4))
        work()
    return parts


def test_shows_whom_to_call_and_what_was_tried(client, operator, tea_seller):
    [part] = unanswered(tea_seller)

    html = client.get(URL).content.decode()

    for words in (part.number, "Hộ bà Trần Thị Ngọc", f"tel:{tea_seller.partner.phone}",
                  "Gọi người giúp", "Tin nhắn SMS", "đã gửi, "):  # fmt: skip
        assert words in html, words
    assert "Thu Hà" not in html


def test_leaves_out_what_is_answered_or_still_climbing(client, operator, tea_seller):
    [part] = unanswered(tea_seller)
    moves.confirm(seller_order=part)
    make_part(factories.make_seller("HTX miến Nà Dài", "05692"))
    work()

    assert "Không có đơn nào phải gọi" in client.get(URL).content.decode()


def test_a_noted_call_takes_the_order_off_the_list_once(client, operator, tea_seller):
    unanswered(tea_seller)
    notice = Notice.objects.get()
    form = {"notice": notice.pk, "note": "Bà Ngọc nhận đơn chiều nay"}

    first = client.post(URL, form, follow=True)
    again = client.post(URL, form, follow=True)

    notice.refresh_from_db()
    assert (notice.via, notice.note, notice.ended_by) == ("operator", form["note"], operator)
    assert "Không có đơn nào phải gọi" in first.content.decode()
    assert "vừa có câu trả lời" in again.content.decode()


def test_a_call_without_a_word_is_not_noted(client, operator, tea_seller):
    unanswered(tea_seller)
    notice = Notice.objects.get()

    html = client.post(URL, {"notice": notice.pk, "note": ""}).content.decode()

    assert "Viết một câu" in html
    assert "<title>Lỗi:" in html
    notice.refresh_from_db()
    assert notice.ended_at is None


@pytest.mark.parametrize("pk", ["0", "x", "", "99999999999999999999999"])
def test_an_unknown_notice_is_not_found(client, operator, pk):
    assert client.post(URL, {"notice": pk, "note": "x"}).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_any_number_of_rows_costs_the_same(
    client, operator, tea_seller, rows, django_assert_max_num_queries
):
    parts = unanswered(tea_seller, 1)
    for n in range(rows - 1):
        with time_machine.travel(MORNING, tick=False):
            parts.append(make_part(tea_seller, phone=f"+8499013{n:04d}"))
    with time_machine.travel(MORNING + dt.timedelta(hours=4), tick=False):
        work()
    client.get(URL)

    with django_assert_max_num_queries(9):
        html = client.get(URL).content.decode()

    assert html.count("Gọi người bán") == rows
