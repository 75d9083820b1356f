"""One code, or one refresh token, that comes several times at the same moment."""

import pytest

from accounts import programs
from accounts.granting import codes
from accounts.models import ProgramAccess
from tests import factories
from tests.accounts.apps import BACK, REGISTERED, VERIFIER, allowed, call, fetch
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 4


@pytest.fixture(autouse=True)
def hoa(settings):
    settings.APP_CLIENTS = REGISTERED
    return factories.make_user("+84912345678", "Nguyễn Thị Hoa")


def change(code: str) -> programs.Tokens:
    return codes.change(code=code, client_id="c-thainguyen", redirect_uri=BACK, verifier=VERIFIER)


def given(results: list) -> list[programs.Tokens]:
    assert all(isinstance(one, programs.Tokens | codes.CodeRefused) for one in results), results
    return [one for one in results if isinstance(one, programs.Tokens)]


def test_one_of_four_gets_tokens_and_the_others_end_them(hoa):
    """RFC 6749, 4.1.2: two had the code, so nobody knows whose app the first one was."""
    code = allowed(hoa)

    (tokens,) = given(at_once([lambda: change(code)] * TIMES))

    row = ProgramAccess.objects.get()
    assert (row.pk, row.ended_by) == (tokens.row.pk, ProgramAccess.End.REUSED)
    assert programs.access_of(tokens.access) is None
    with pytest.raises(programs.TokenRefused):
        programs.renew(refresh=tokens.refresh)


def test_without_the_mark_of_use_all_four_would_get_tokens(hoa, monkeypatch):
    """Negative control."""
    code = allowed(hoa)
    monkeypatch.setattr(codes, "_use_up", lambda row, now: True)

    tokens = given(at_once([lambda: change(code)] * TIMES))

    assert len(tokens) == TIMES
    assert all(programs.access_of(one.access) for one in tokens)


def test_two_calls_of_the_address_at_once_are_answered_in_good_order(hoa):
    code = allowed(hoa)

    answers = at_once([lambda: fetch(code=code)] * 2)

    (won,) = [one.json() for one in answers if one.status_code == 200]
    assert [one.json() for one in answers if one.status_code == 400] == [{"error": "invalid_grant"}]
    assert call("me", won["access_token"]).status_code == 401


def test_pairs_that_did_not_follow_from_the_token_would_differ(hoa, monkeypatch):
    """Negative control of renewing at once (``test_programs``)."""
    old, real = programs.begin(user=hoa, client="C", rights=["basket"]), programs._new
    monkeypatch.setattr(programs, "_new", lambda kind, handle, after="": real(kind, handle))

    results = at_once([lambda: programs.renew(refresh=old.refresh)] * TIMES)

    pairs = {one.refresh for one in results if isinstance(one, programs.Tokens)}
    assert len(pairs) > 1


def test_renewing_never_outlives_signing_out_at_the_same_moment(hoa):
    old = programs.begin(user=hoa, client="C", rights=["basket"], client_id="c-thainguyen")

    results = at_once([
        lambda: programs.renew(refresh=old.refresh, client_id="c-thainguyen"),
        lambda: programs.revoke(token=old.refresh, client_id="c-thainguyen"),
    ])  # fmt: skip

    assert ProgramAccess.objects.get().ended_by == ProgramAccess.End.PROGRAM
    renewed = [one for one in results if isinstance(one, programs.Tokens)]
    assert not any(programs.access_of(one.access) for one in renewed)
