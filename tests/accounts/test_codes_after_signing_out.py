"""A code that an app did not fetch yet is worth nothing once its person signs everybody out."""

import pytest

from accounts import moving, programs, recycled
from accounts.granting import clients, codes
from accounts.models import GrantCode, ProgramAccess, User
from tests import factories
from tests.accounts.apps import BACK, REGISTERED, VERIFIER, allowed, asking, browser_of, fetch
from tests.threads import at_once

pytestmark = pytest.mark.django_db
NEW = "+84987000111"


@pytest.fixture
def hoa(settings):
    settings.APP_CLIENTS = REGISTERED
    return factories.make_user("+84912345678", "Nguyễn Thị Hoa")


def stop_the_move(user):
    moving.stop(change=moving.ask(user=user, new_phone=NEW, by=user), is_stranger=True)


def move(user):
    change = moving.ask(user=user, new_phone=NEW, by=user)
    moving._carry_out(change)


def sign_out_others(user):
    browser_of(user).post("/tai-khoan/may/", {"others": "1"})


def let_go(user):
    recycled.detach(user=user)


@pytest.mark.parametrize("way", [stop_the_move, move, sign_out_others, let_go])
def test_code_of_before_gives_no_tokens(hoa, way):
    code = allowed(hoa)

    way(hoa)

    assert fetch(code=code).json() == {"error": "invalid_grant"}
    assert not ProgramAccess.objects.exists()
    hoa.refresh_from_db()
    # Whoever lets an app in afterwards is served.
    assert fetch(code=allowed(hoa)).status_code == 200


def test_code_that_was_used_stays_and_still_ends_what_it_gave(hoa):
    code = allowed(hoa)
    fetch(code=code)
    programs.end_all(user=hoa)

    assert GrantCode.objects.get().access_id
    assert fetch(code=code).status_code == 400


def test_code_of_somebody_else_stays(hoa):
    code = allowed(factories.make_user())

    programs.end_all(user=hoa)

    assert fetch(code=code).status_code == 200


@pytest.mark.parametrize("is_control", [False, True])
def test_signing_out_between_reading_a_code_and_its_lock_wins(hoa, monkeypatch, is_control):
    """Control: a code that is not read again under the lock gives tokens."""
    code, lock = allowed(hoa), programs.lock
    if is_control:
        monkeypatch.setattr(codes, "_still_open", lambda row: row)
        monkeypatch.setattr(codes, "_use_up", lambda row, now: True)

    def late(*, user_pk):
        monkeypatch.setattr(programs, "lock", lock)
        programs.end_all(user=hoa)
        return lock(user_pk=user_pk)

    monkeypatch.setattr(programs, "lock", late)

    assert fetch(code=code).status_code == (200 if is_control else 400)
    assert ProgramAccess.objects.filter(ended_at=None).exists() == is_control


def test_a_page_that_was_signed_out_meanwhile_gives_no_code(hoa):
    wish = clients.Wish(clients.client_of("c-thainguyen"), BACK, "", ("orders",), "x" * 43)
    before = User.objects.get(pk=hoa.pk)
    sign_out_others(hoa)

    with pytest.raises(codes.SignedOut):
        codes.give(user=before, wish=wish)

    assert not GrantCode.objects.exists()


def test_the_page_sends_who_was_signed_out_meanwhile_to_sign_in(hoa, monkeypatch):
    browser, give = browser_of(hoa), codes.give

    def late(**named):
        stop_the_move(hoa)
        return give(**named)

    monkeypatch.setattr(codes, "give", late)
    answer = browser.post(asking(), {"allow": "1"})

    assert answer.url == asking()
    assert browser.get(answer.url).url.startswith("/tai-khoan/dang-nhap/")


def closed(user):
    User.objects.filter(pk=user.pk).update(is_active=False)


def moved(user):
    User.objects.filter(pk=user.pk).update(phone=NEW)


@pytest.mark.parametrize("change", [closed, moved])
def test_no_program_begins_for_an_account_that_changed_since_its_code_was_checked(hoa, change):
    change(hoa)

    with pytest.raises(programs.TokenRefused):
        programs.begin(user=hoa, client="C", rights=["basket"])

    assert not ProgramAccess.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_fetching_and_signing_out_at_once_leave_nothing_open(hoa):
    for _ in range(3):
        code = allowed(User.objects.get(pk=hoa.pk))

        results = at_once([
            lambda code=code: codes.change(
                code=code, client_id="c-thainguyen", redirect_uri=BACK, verifier=VERIFIER
            ),
            lambda: programs.end_all(user=hoa),
        ])  # fmt: skip

        assert isinstance(results[0], programs.Tokens | codes.CodeRefused), results
        assert isinstance(results[1], int), results
        assert not ProgramAccess.objects.filter(ended_at=None).exists()
