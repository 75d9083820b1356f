"""Programs that act for a person: short tokens, renewed once, ended by whoever is in doubt."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts import programs
from accounts.models import ProgramAccess
from accounts.personal_data import erasing
from tests.factories import make_user
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def lan():
    return make_user(name="Lan")


def begin(user, rights=("basket", "orders"), client="C-ThaiNguyen"):
    return programs.begin(user=user, client=client, rights=rights)


def later(**time):
    return time_machine.travel(timezone.now() + timedelta(**time), tick=False)


def test_keeps_hashes_only(lan):
    tokens = begin(lan)

    kept = repr(ProgramAccess.objects.values().get())
    for token in (tokens.access, tokens.refresh):
        assert token not in kept
        assert token.split("_")[2] not in kept


def test_opens_for_a_quarter_of_an_hour(lan):
    tokens = begin(lan)

    assert programs.access_of(tokens.access).user == lan
    with later(minutes=14, seconds=59):
        assert programs.access_of(tokens.access)
    with later(minutes=15):
        assert programs.access_of(tokens.access) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda tokens: "",
        lambda tokens: "tna_x",
        lambda tokens: tokens.refresh,
        lambda tokens: tokens.access[:-1] + ("0" if tokens.access[-1] != "0" else "1"),
        lambda tokens: tokens.access.replace("tna", "tnr"),
        lambda tokens: tokens.access + "\0",
        lambda tokens: "tna_é_é_é",
    ],
)
def test_opens_nothing_with_a_wrong_token(lan, spoil):
    assert programs.access_of(spoil(begin(lan))) is None


def test_renewing_ends_the_tokens_of_before(lan):
    old = begin(lan)

    new = programs.renew(refresh=old.refresh)

    assert programs.access_of(new.access)
    assert programs.access_of(old.access) is None
    assert new.row.rights == ["basket", "orders"]


def test_gives_tokens_again_to_a_phone_that_lost_the_answer(lan):
    old = begin(lan)
    first = programs.renew(refresh=old.refresh)

    with later(seconds=50):
        again = programs.renew(refresh=old.refresh)

        assert programs.access_of(again.access)
    assert (again.access, again.refresh) == (first.access, first.refresh)
    with later(minutes=5):
        assert programs.renew(refresh=first.refresh)


def test_a_pair_cannot_be_reckoned_without_our_secret(lan, settings):
    """Negative control."""
    old = begin(lan)
    ours = programs.renew(refresh=old.refresh)
    settings.SECRET_KEY = "another"

    assert programs._new("tnr", ours.row.handle, after=old.refresh) != ours.refresh


def test_asks_for_a_code_again_after_180_days(lan):
    tokens, start = begin(lan), timezone.now()
    for days in (50, 100, 150):
        with time_machine.travel(start + timedelta(days=days)):
            tokens = programs.renew(refresh=tokens.refresh)

    with time_machine.travel(start + timedelta(days=179)):
        tokens = programs.renew(refresh=tokens.refresh)
    with time_machine.travel(start + timedelta(days=181)), pytest.raises(programs.TokenRefused):
        programs.renew(refresh=tokens.refresh)


def test_ends_all_when_a_used_token_comes_again(lan):
    old = begin(lan)
    stolen = programs.renew(refresh=old.refresh)

    with later(seconds=61):
        with pytest.raises(programs.TokenRefused):
            programs.renew(refresh=old.refresh)

        assert programs.access_of(stolen.access) is None
        with pytest.raises(programs.TokenRefused):
            programs.renew(refresh=stolen.refresh)
    assert ProgramAccess.objects.get().ended_by == "reused"


def test_ends_all_also_for_a_token_that_is_long_used(lan):
    old = begin(lan)
    newest = programs.renew(refresh=programs.renew(refresh=old.refresh).refresh)

    with pytest.raises(programs.TokenRefused):
        programs.renew(refresh=old.refresh)

    assert programs.access_of(newest.access) is None


def test_a_guess_ends_nobodys_access(lan):
    tokens = begin(lan)
    kind, handle, secret, mark = tokens.refresh.split("_")
    guess = "_".join((kind, handle, secret[::-1], mark))

    with pytest.raises(programs.TokenRefused):
        programs.renew(refresh=guess)

    assert programs.access_of(tokens.access)


def test_renews_for_sixty_days(lan):
    tokens = begin(lan)

    with later(days=60), pytest.raises(programs.TokenRefused):
        programs.renew(refresh=tokens.refresh)


def test_opens_nothing_for_a_closed_account(lan):
    tokens = begin(lan)

    lan.is_active = False
    lan.save()

    assert programs.access_of(tokens.access) is None
    with pytest.raises(programs.TokenRefused):
        programs.renew(refresh=tokens.refresh)


def test_ends_the_oldest_when_there_are_too_many(lan):
    first = begin(lan)
    for _ in range(programs.MOST_OPEN):
        begin(lan)

    assert programs.access_of(first.access) is None
    assert len(programs.open_accesses(lan)) == programs.MOST_OPEN


def test_forgets_what_is_over_for_a_month(lan):
    gone, kept = begin(lan), begin(lan)
    programs.end(user=lan, pk=gone.row.pk)
    with later(days=31):
        programs.forget_ended()

    assert ProgramAccess.objects.get() == kept.row


def test_is_forgotten_with_the_person(lan):
    begin(lan)

    erasing.ask(user=lan)

    assert not ProgramAccess.objects.exists()


def test_reads_a_token_with_one_query(lan, django_assert_num_queries):
    tokens = begin(lan)

    with django_assert_num_queries(1):
        programs.access_of(tokens.access)


def test_shows_the_person_what_acts_for_them_and_ends_it(lan):
    tokens = begin(lan, rights=["orders"])
    browser = Client()
    browser.force_login(lan)

    page = browser.get("/tai-khoan/ung-dung/").content.decode()
    browser.post(f"/tai-khoan/ung-dung/{tokens.row.pk}/thoat/")

    assert "C-ThaiNguyen" in page
    assert "Đặt và xem đơn hàng" in page
    assert "Giỏ hàng" not in page.split("Được làm")[1].split("</p>")[0]
    assert programs.access_of(tokens.access) is None
    assert "Chưa có ứng dụng nào" in browser.get("/tai-khoan/ung-dung/").content.decode()


def test_ends_nothing_of_somebody_else(lan):
    tokens = begin(lan)
    browser = Client()
    browser.force_login(make_user())

    answer = browser.post(f"/tai-khoan/ung-dung/{tokens.row.pk}/thoat/")

    assert answer.status_code == 404
    assert programs.access_of(tokens.access)


@pytest.mark.parametrize("many", [1, 20])
def test_lists_programs_with_the_same_queries(lan, many, django_assert_max_num_queries):
    for _ in range(many):
        begin(lan)
    browser = Client()
    browser.force_login(lan)
    browser.get("/tai-khoan/")

    with django_assert_max_num_queries(6):
        browser.get("/tai-khoan/ung-dung/")


@pytest.mark.django_db(transaction=True)
def test_renewing_six_times_at_once_gives_one_pair_that_works(lan):
    old = begin(lan)

    results = at_once([lambda: programs.renew(refresh=old.refresh) for _ in range(6)])

    pairs = [one for one in results if isinstance(one, programs.Tokens)]
    assert len({(pair.access, pair.refresh) for pair in pairs}) == 1
    assert programs.access_of(pairs[0].access)
