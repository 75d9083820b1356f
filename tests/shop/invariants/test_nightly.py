"""The check as a command, as a nightly job, and what /readyz tells of it."""

import json
import logging
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import RoleGrant
from jobs import periodic
from shop.basket.models import Basket
from shop.invariants import checking, nightly
from shop.invariants.findings import Finding, Outcome, Report
from tests.factories import make_official, make_user
from tests.operators import enter

pytestmark = pytest.mark.django_db
#: 8 and 20 o'clock in the evening, and 2 o'clock at night, in Vietnam.
EVENING = datetime(2026, 11, 22, 13, tzinfo=UTC)
NIGHT = datetime(2026, 11, 22, 19, tzinfo=UTC)


def break_something():
    Basket.objects.create(status="Submitted")


def run_command(*words) -> tuple[str, int]:
    out = StringIO()
    try:
        call_command("check_invariants", *words, stdout=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def test_prints_the_outcome_for_machines(market):
    text, code = run_command("--json")

    outcome = json.loads(text)
    ids = ["I1", "I2", "I3", "I4", "I4b", "I5", "I6", "I7", "I9", "I10", "I11", "I12", "I13", "I14"]
    assert (outcome["ok"], code) == (True, 0)
    assert datetime.fromisoformat(outcome["checked_at"]).tzinfo
    assert [row["id"] for row in outcome["invariants"]] == ids
    assert all(row.keys() == {"id", "ok", "broken", "examples"} for row in outcome["invariants"])


def test_exits_1_and_names_what_is_broken(market):
    break_something()

    text, code = run_command()

    assert code == 1
    assert "I5: BROKEN 1\n  basket submitted without an order: " in text
    assert json.loads(run_command("--json")[0])["ok"] is False


def test_asks_the_same_number_of_questions_whatever_the_size(place, market):
    with CaptureQueriesContext(connection) as few:
        checking.check_invariants()
    for _ in range(4):
        place(Basket.objects.get(pk=copy_of(market.waiting.basket)))
    with CaptureQueriesContext(connection) as many:
        checking.check_invariants()

    assert len(many) == len(few) <= 64


def copy_of(basket) -> int:
    lines = list(basket.lines.all())
    basket.pk, basket.status, basket._state.adding = None, "Open", True
    basket.save()
    for line in lines:
        line.pk, line._state.adding, line.basket = None, True, basket
        line.line_reference = f"{line.line_reference}-{basket.pk}"
        line.save()
    return basket.pk


@pytest.mark.django_db(transaction=True)
def test_reads_everything_as_of_one_moment(monkeypatch):
    seen = []

    def look() -> Finding:
        seen.append(Basket.objects.count())
        return Finding()

    def write_elsewhere() -> Finding:
        from concurrent.futures import ThreadPoolExecutor

        def work():
            break_something()
            connection.close()

        with ThreadPoolExecutor(1) as pool:
            pool.submit(work).result(20)
        return Finding()

    monkeypatch.setattr(checking, "CHECKS", {"I1": look, "I2": write_elsewhere, "I3": look})

    checking.check_invariants()

    assert (seen, Basket.objects.count()) == ([0, 0], 1)


@pytest.mark.django_db(transaction=True)
def test_leaves_no_transaction_open():
    checking.check_invariants()

    with transaction.atomic():
        break_something()
    assert checking.check_invariants().broken_ids == ("I5",)


def test_keeps_the_last_outcome_and_logs_an_error(caplog):
    break_something()

    with caplog.at_level(logging.ERROR, logger=nightly.__name__):
        report = nightly.run()

    last = nightly.last_check()
    assert (last.at, last.broken) == (report.checked_at, ("I5",))
    assert "I5 broken 1 times: basket submitted without an order" in caplog.text


def test_forgets_a_break_that_was_mended():
    break_something()
    nightly.run()
    Basket.objects.all().delete()

    nightly.run()

    assert nightly.last_check().broken == ()


@pytest.fixture
def checks(monkeypatch):
    """The moments at which the check ran, without its work."""
    moments = []

    def note():
        moments.append(nightly.timezone.now())
        return Report(moments[-1], (Outcome("I1", Finding()),))

    monkeypatch.setattr(nightly, "check_invariants", note)
    return moments


def test_checks_at_once_where_nobody_ever_checked(checks):
    with time_machine.travel(EVENING, tick=False):
        nightly.check_in_the_night()
        nightly.check_in_the_night()

    assert checks == [EVENING]


def test_checks_once_a_night(checks):
    for quarter in range(7 * 24 * 4):
        with time_machine.travel(EVENING + timedelta(minutes=15 * quarter), tick=False):
            nightly.check_in_the_night()

    assert len(checks) == 1 + 7
    assert {moment.hour for moment in checks[1:]} <= {18, 19, 20, 21}


def test_checks_by_day_when_the_market_sleeps_at_night(checks):
    for day in range(7):
        with time_machine.travel(EVENING + timedelta(days=day), tick=False):
            nightly.check_in_the_night()

    assert len(checks) == 4


def test_is_known_to_the_scheduler():
    assert "shop.check_invariants" in periodic._registered


def readyz(client):
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


@pytest.fixture
def checked():
    """A break that the check saw an hour before now."""
    break_something()
    with time_machine.travel(NIGHT, tick=False):
        nightly.run()
    with time_machine.travel(NIGHT + timedelta(hours=1), tick=False):
        yield


def test_says_nothing_of_invariants_before_the_first_check(client):
    assert readyz(client) == (200, {"ok": True})


def test_tells_everyone_only_that_something_is_broken(client, checked):
    expected = (200, {"ok": True, "invariants": "broken"})
    assert readyz(client) == expected

    client.force_login(make_user())

    assert readyz(client) == expected


def test_tells_operators_what_is_broken_and_since_when(client, checked):
    enter(client, make_official(RoleGrant.Role.OPERATOR))

    detail = {"ok": False, "age_s": 3600, "broken": ["I5"]}
    assert readyz(client) == (200, {"ok": True, "invariants": detail})


def test_is_ready_and_well_when_all_holds(client):
    nightly.run()

    assert readyz(client) == (200, {"ok": True, "invariants": "ok"})
