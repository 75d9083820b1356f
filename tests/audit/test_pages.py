"""The page of the trail: for operators, found by person, household, act and day."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test.utils import CaptureQueriesContext

from audit import sealing, words
from audit.recording import record
from tests.factories import make_official, make_seller, make_user
from tests.operators import enter

pytestmark = pytest.mark.django_db
PAGE = "/quan-tri/nhat-ky/"


@pytest.fixture
def operator(client):
    user = make_official("operator")
    enter(client, user)
    return user


@pytest.mark.parametrize("role", ["province_official", "commune_official", "helper"])
def test_is_for_operators_only(client, role):
    client.force_login(make_official(role, commune="05503", province="19"))

    assert client.get(PAGE).status_code == 403


def test_sends_visitors_to_sign_in(client):
    assert client.get(PAGE)["Location"].startswith("/tai-khoan/dang-nhap/")


def test_finds_by_person_household_act_and_day(client, operator):
    seller, lan = make_seller("HTX Đồi Xanh"), make_user("+84912345671", "Vũ Thị Lan")
    record("role.granted", actor=operator, label="việc một")
    record("listing.approved", actor=lan, household=seller, label="việc hai")

    def shown(query: str) -> tuple[bool, bool]:
        text = client.get(PAGE + query).content.decode()
        return "việc một" in text, "việc hai" in text

    today = dt.date.today()
    assert shown("") == (True, True)
    assert shown("?nguoi=Lan") == shown("?nguoi=0912345671") == (False, True)
    assert shown("?ho=Đồi") == (False, True)
    assert shown("?viec=role.granted") == (True, False)
    assert shown(f"?den={today - dt.timedelta(days=2)}") == (False, False)
    assert shown("?viec=nonsense&tu=xyz") == (True, True)


def test_asks_as_many_queries_for_30_rows_as_for_one(client, operator):
    counts = []
    for rows in (1, 29):
        for number in range(rows):
            record("role.granted", actor=operator, label=f"việc {number}")
        sealing.seal()
        from django.db import connection

        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(PAGE)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 8


def test_the_command_says_what_is_wrong(capsys):
    record("role.granted", label="một")
    call_command("check_audit")
    assert "1 events, 1 sealed" in capsys.readouterr().out

    from django.db import connection

    from audit import append_only

    append_only.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditevent SET actor_label = 'x'")
    with pytest.raises(SystemExit):
        call_command("check_audit", "--json")
    assert "is not what was written" in capsys.readouterr().out


def test_has_words_for_every_act_that_a_service_records():
    root = Path(__file__).resolve().parents[2]
    apps = ("accounts", "audit", "catalogue", "sellers", "shop", "stats")
    code = "".join(path.read_text() for app in apps for path in (root / app).rglob("*.py"))

    named = set(re.findall(r"""record\(\s*"([a-z_]+\.[a-z_]+)\"""", code))

    assert len(named) > 15
    assert named <= set(words.ACTIONS)


@pytest.mark.parametrize("query", ["?den=9999-12-31", "?tu=0001-01-01", "?tu=9999-12-31"])
def test_a_day_out_of_reach_is_as_if_none_was_said(client, operator, query):
    record("role.granted", actor=operator, label="việc một")

    answer = client.get(PAGE + query)

    assert answer.status_code == 200
    assert "việc một" in answer.content.decode()
