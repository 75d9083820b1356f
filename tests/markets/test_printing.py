"""A board asks for the codes of its market, a job draws them, and a day later they are gone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import outbox
from jobs.models import Outbox
from markets import printing, prints
from markets.models import MarketPrint, Stall
from tests.factories import make_market, make_official, make_stall

pytestmark = pytest.mark.django_db

PAGE = "/ban-quan-ly-cho/cho-thai/in/"


@pytest.fixture
def market():
    return make_market()


@pytest.fixture
def board(client, market):
    client.force_login(make_official("market_board", market=market.slug))
    return client


def pdf_of(answer) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_job_draws_what_the_board_asks_for(board, market):
    make_stall(market)

    page = board.post(PAGE, {"kind": "the-a7"}, follow=True)

    assert "đang làm" in page.content.decode()
    assert "data-look-again" in page.content.decode()
    outbox.drain()
    page = board.get(PAGE).content.decode()
    assert "data-look-again" not in page
    row = MarketPrint.objects.get()
    assert f'href="{PAGE}{row.pk}.pdf"' in page
    assert (row.stalls, row.kind) == (1, "the-a7")
    answer = board.get(f"{PAGE}{row.pk}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    body = pdf_of(answer)
    assert body.startswith(b"%PDF-")
    assert len(body) == row.size_bytes


def test_a_file_of_another_market_does_not_exist(board, market):
    other = make_stall(make_market("Chợ Đu", "05611")).market
    row = printing.ask(market=other, kind="to-a4", actor=None)
    printing.make(row.pk)

    assert board.get(f"/ban-quan-ly-cho/cho-du/in/{row.pk}.pdf").status_code == 404
    assert board.get(f"{PAGE}{row.pk}.pdf").status_code == 404


def test_pressed_twice_one_file_is_drawn(market):
    make_stall(market)

    first = printing.ask(market=market, kind="to-a4", actor=None)
    again = printing.ask(market=market, kind="to-a4", actor=None)

    assert first.pk == again.pk
    assert Outbox.objects.filter(kind=printing.KIND).count() == 1
    assert printing.ask(market=market, kind="the-a6", actor=None).pk != first.pk


def test_a_job_that_runs_again_draws_nothing(market, monkeypatch):
    make_stall(market)
    row = printing.ask(market=market, kind="the-a7", actor=None)
    printing.make(row.pk)
    monkeypatch.setattr(prints, "draw", lambda *args, **kwargs: pytest.fail("drawn again"))

    printing.make(row.pk)

    assert MarketPrint.objects.get().ready_at is not None


def test_two_jobs_at_once_leave_one_file(market, monkeypatch):
    make_stall(market)
    row = printing.ask(market=market, kind="the-a7", actor=None)
    plain = prints.draw

    def draw(*args, **kwargs):
        """While the first draws, the second comes and is ready before."""
        monkeypatch.setattr(prints, "draw", plain)
        printing.make(row.pk)
        return plain(*args, **kwargs)

    monkeypatch.setattr(prints, "draw", draw)
    printing.make(row.pk)

    kept = MarketPrint.objects.get().file
    _folders, files = kept.storage.listdir("prints")
    assert [f"prints/{name}" for name in files] == [kept.name]


def test_nothing_to_print_and_no_size_are_said(board, market):
    page = board.post(PAGE, {"kind": "to-a4"}, follow=True).content.decode()
    assert "Chợ này chưa có quầy nào để in" in page

    page = board.post(PAGE, {"kind": "to-a0"}, follow=True).content.decode()
    assert "Chưa chọn cỡ" in page
    assert not MarketPrint.objects.exists()


def test_stalls_that_end_meanwhile_leave_a_sentence(board, market):
    make_stall(market, active_from="2026-01-01")
    row = printing.ask(market=market, kind="to-a4", actor=None)
    Stall.objects.update(active_to="2026-02-01")

    printing.make(row.pk)

    page = board.get(PAGE).content.decode()
    assert "không còn quầy nào để in" in page
    assert f"{row.pk}.pdf" not in page


def test_a_day_later_row_and_file_are_gone(market):
    make_stall(market)
    old = printing.ask(market=market, kind="the-a7", actor=None)
    printing.make(old.pk)
    MarketPrint.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    young = printing.ask(market=market, kind="the-a7", actor=None)
    printing.make(young.pk)
    kept = MarketPrint.objects.get(pk=young.pk).file

    assert printing.drop_old() == 1

    assert list(MarketPrint.objects.values_list("pk", flat=True)) == [young.pk]
    _folders, files = kept.storage.listdir("prints")
    assert [f"prints/{name}" for name in files] == [kept.name]


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_needs_few_queries(board, market, count, django_assert_max_num_queries):
    for _ in range(count):
        market.prints.create(kind="to-a4", asked_at=timezone.now())

    with django_assert_max_num_queries(9):
        board.get(PAGE)
