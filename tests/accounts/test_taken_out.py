"""A refresh token is good for its own app, and an app that the operator took out for nothing."""

import json

import pytest
from django.test import Client

from accounts import programs
from accounts.models import ProgramAccess
from tests import factories
from tests.accounts.apps import REGISTERED, allowed, asking, browser_of, call, fetch, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def hoa(settings):
    settings.APP_CLIENTS = REGISTERED
    return factories.make_user(name="Hoa")


@pytest.fixture
def tokens(hoa):
    return fetch(code=allowed(hoa)).json()


def refresh(token: str):
    body = json.dumps({"refresh_token": token})
    return Client().post("/api/v1/sign-in/refresh", body, "application/json")


def renew(token: str, client_id: str = "c-thainguyen"):
    return fetch(grant_type="refresh_token", refresh_token=token, client_id=client_id)


def test_address_without_a_name_renews_no_registered_app(tokens):
    answer = refresh(tokens["refresh_token"])

    assert answer.status_code == 401
    # Nothing was used up by it.
    assert renew(tokens["refresh_token"]).status_code == 200


def test_address_of_registered_apps_renews_no_program_that_named_itself(hoa):
    own = programs.begin(user=hoa, client="c-thainguyen", rights=["basket"])

    assert renew(own.refresh).json() == {"error": "invalid_grant"}
    assert refresh(own.refresh).status_code == 200


def test_app_that_was_taken_out_does_nothing_more(tokens, settings, hoa):
    settings.APP_CLIENTS = REGISTERED[1:]

    assert call("me", tokens["access_token"]).status_code == 401
    assert refresh(tokens["refresh_token"]).status_code == 401
    assert renew(tokens["refresh_token"]).status_code == 401
    assert renew(tokens["refresh_token"], "other").json() == {"error": "invalid_grant"}
    with pytest.raises(programs.TokenRefused):
        programs.renew(refresh=tokens["refresh_token"], client_id="c-thainguyen")
    assert "C-ThaiNguyen" not in browser_of(hoa).get("/tai-khoan/ung-dung/").content.decode()


def test_without_the_look_at_the_list_it_would_go_on(tokens, settings, monkeypatch):
    """Negative control."""
    settings.APP_CLIENTS = []
    monkeypatch.setattr(programs, "_is_known", lambda row: True)

    assert call("me", tokens["access_token"]).status_code == 200
    assert ProgramAccess.objects.filter(ended_at=None).exists()


def test_other_apps_and_programs_without_a_name_of_ours_go_on(hoa, settings):
    settings.APP_CLIENTS = REGISTERED[1:]
    code = allowed(hoa, client_id="other", scope="basket")
    other = fetch(code=code, client_id="other").json()
    own = programs.begin(user=hoa, client="C-ThaiNguyen", rights=["basket"])

    assert call("me", other["access_token"]).status_code == 200
    assert call("me", own.access).status_code == 200
    assert renew(other["refresh_token"], "other").status_code == 200


def test_program_that_takes_the_id_of_an_app_as_its_name_is_told_another_sub(tokens, hoa):
    app = ProgramAccess.objects.get()
    named = programs.begin(user=hoa, client="c-thainguyen", rights=["basket"]).row

    assert programs.subject_of(app) != programs.subject_of(named)


@pytest.mark.parametrize(("length", "has_code"), [(500, True), (501, False)])
def test_state_comes_back_whole_or_the_app_is_told(hoa, length, has_code):
    words = words_of(browser_of(hoa).post(asking(state="s" * length), {"allow": "1"}))

    assert ("code" in words, words.get("error")) == (
        has_code,
        None if has_code else "invalid_request",
    )
    assert words.get("state") == ("s" * length if has_code else None)
