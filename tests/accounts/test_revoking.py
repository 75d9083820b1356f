"""An app gives its tokens back when its citizen signs out (RFC 7009)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts import programs
from accounts.models import ProgramAccess, User
from common import limits
from marketplace import limiting
from tests import factories
from tests.accounts.apps import REGISTERED, REVOKE, TOKEN, allowed, call, fetch

pytestmark = pytest.mark.django_db
FLOOD = "1.52.3.77"


@pytest.fixture
def tokens(settings):
    settings.APP_CLIENTS = REGISTERED
    return fetch(code=allowed(factories.make_user(name="Hoa"))).json()


def revoke(given: str, **changes):
    form = {"token": given, "client_id": "c-thainguyen"} | changes
    return Client(enforce_csrf_checks=True).post(REVOKE, form)


def is_open(tokens: dict) -> bool:
    return call("me", tokens["access_token"]).status_code == 200


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_either_token_ends_both_at_once(tokens, kind):
    answer = revoke(tokens[kind], token_type_hint="nothing-known")

    assert (answer.status_code, answer.content) == (200, b"")
    assert "no-store" in answer["Cache-Control"]
    assert not is_open(tokens)
    renewed = fetch(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert renewed.json() == {"error": "invalid_grant"}
    assert ProgramAccess.objects.get().ended_by == ProgramAccess.End.PROGRAM


def test_said_twice_it_is_done_all_the_same(tokens):
    assert [revoke(tokens["refresh_token"]).status_code for _ in range(2)] == [200, 200]


def test_refresh_token_of_before_ends_it_too_and_an_old_access_token_does_not(tokens):
    fresh = fetch(grant_type="refresh_token", refresh_token=tokens["refresh_token"]).json()

    revoke(tokens["access_token"])
    assert is_open(fresh)
    revoke(tokens["refresh_token"])
    assert not is_open(fresh)


@pytest.mark.parametrize("guess", ["x", "tnr_a_b_c", "tna_é_é_é"])
def test_what_was_never_a_token_is_answered_calmly(tokens, guess):
    assert revoke(guess).status_code == 200
    assert is_open(tokens)


def test_guess_with_a_right_handle_ends_nobodys_access(tokens):
    kind, handle, secret, mark = tokens["refresh_token"].split("_")

    assert revoke("_".join((kind, handle, secret[::-1], mark))).status_code == 200
    assert is_open(tokens)


def test_token_of_another_app_is_refused(tokens):
    answer = revoke(tokens["refresh_token"], client_id="other")

    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})
    assert is_open(tokens)


def test_without_the_check_of_the_app_another_would_end_it(tokens, monkeypatch):
    """Negative control."""
    real = programs._row_of

    def anybodys(token, kind):
        row = real(token, kind)
        if row:
            row.client_id = "other"
        return row

    monkeypatch.setattr(programs, "_row_of", anybodys)
    revoke(tokens["refresh_token"], client_id="other")
    monkeypatch.undo()

    assert not is_open(tokens)


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [({"client_id": "nobody"}, 401, "invalid_client"), ({"token": ""}, 400, "invalid_request")],
)
def test_app_that_asks_wrongly_is_told(tokens, changes, status, error):
    answer = revoke(tokens["refresh_token"], **changes)

    assert (answer.status_code, answer.json()) == (status, {"error": error})
    assert is_open(tokens)


def test_without_a_registered_app_nothing_is_there(tokens, settings):
    settings.APP_CLIENTS = []

    assert revoke(tokens["refresh_token"]).status_code == 404


@pytest.mark.parametrize("path", [TOKEN, REVOKE])
def test_who_asks_too_often_waits_and_is_told_in_the_words_of_programs(
    tokens, settings, tmp_path, path
):
    settings.VAR_DIR, settings.RATE_LIMIT_FACTOR = tmp_path, 3 / limiting.TOKENS.network
    with time_machine.travel(timezone.now(), tick=False):
        answers = [
            Client().post(path, {"client_id": "c-thainguyen", "token": "x"}, REMOTE_ADDR=FLOOD)
            for _ in range(4)
        ]

    assert [one.status_code == 429 for one in answers] == [False, False, False, True]
    assert answers[3].json() == {"error": "temporarily_unavailable"}
    assert int(answers[3]["Retry-After"]) > 0
    limits.forget()


def test_app_knows_its_citizen_again_and_two_apps_cannot_compare(tokens):
    user = User.objects.get()
    first = call("me", tokens["access_token"]).json()["sub"]
    User.objects.update(phone="+84987654321", full_name="Khác")

    again = call("me", fetch(code=allowed(user)).json()["access_token"]).json()["sub"]
    code = allowed(user, client_id="other", scope="basket")
    elsewhere = call("me", fetch(code=code, client_id="other").json()["access_token"]).json()["sub"]

    assert again == first != elsewhere


def test_other_citizen_has_another_sub(tokens):
    with time_machine.travel(timezone.now() + timedelta(seconds=1)):
        others = fetch(code=allowed(factories.make_user())).json()

    subs = {call("me", one["access_token"]).json()["sub"] for one in (tokens, others)}
    assert len(subs) == 2
