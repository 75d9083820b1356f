"""The second factor: a code opens once, guessing is stopped, the phone may be lost."""

import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.models import RecoveryCode, SecondFactor, User
from accounts.operators import factor
from audit.models import AuditEvent
from tests.factories import make_official, make_user

pytestmark = pytest.mark.django_db
NOW = timezone.now()
#: RFC 6238, appendix B, SHA-1, the last six of eight digits.
VECTORS = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]


@pytest.fixture
def made():
    user = make_official("operator")
    secret = factor.begin(user=user)
    factor.check(user=user, typed=factor.code_at(secret, NOW), at=NOW)
    return secret, factor.confirm(user=user)


@pytest.mark.parametrize(("second", "code"), VECTORS)
def test_makes_the_codes_of_the_standard(second, code, monkeypatch):
    monkeypatch.setattr(factor, "secret_of", lambda _: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")

    assert factor._totp(None).generate(second).decode() == code


def test_keeps_the_secret_sealed(made):
    secret = factor.secret_of(made[0])

    assert len(secret) == 32
    assert secret not in str(SecondFactor.objects.values_list())
    assert not any(code in str(RecoveryCode.objects.values_list()) for code in made[1])


def test_refuses_a_code_that_was_used(made):
    with pytest.raises(factor.WrongFactor):
        factor.check(user=made[0].user, typed=factor.code_at(made[0], NOW), at=NOW)


def test_would_take_it_twice_without_the_step_of_last_use(made):
    """Negative control: without the mark of the last use the same code passes, and is marked."""
    used = SecondFactor.objects.get().last_step
    SecondFactor.objects.update(last_step=0)

    factor.check(user=made[0].user, typed=factor.code_at(made[0], NOW), at=NOW)

    assert SecondFactor.objects.get().last_step == used > 0


@pytest.mark.parametrize(("seconds", "passes"), [(30, True), (60, False), (-60, False)])
def test_forgives_a_clock_that_is_half_a_minute_off(made, seconds, passes):
    SecondFactor.objects.update(last_step=0)
    code = factor.code_at(made[0], NOW + timedelta(seconds=seconds))

    if passes:
        factor.check(user=made[0].user, typed=code, at=NOW)
    else:
        with pytest.raises(factor.WrongFactor):
            factor.check(user=made[0].user, typed=code, at=NOW)


def test_locks_after_five_wrong_codes_even_for_the_right_one(made):
    later = NOW + timedelta(minutes=5)
    for _ in range(5):
        with pytest.raises(factor.WrongFactor):
            factor.check(user=made[0].user, typed="000000", at=later)

    with pytest.raises(factor.Locked):
        factor.check(user=made[0].user, typed=factor.code_at(made[0], later), at=later)

    assert AuditEvent.objects.filter(action="factor.locked").count() == 1
    after = later + timedelta(minutes=16)
    factor.check(user=made[0].user, typed=factor.code_at(made[0], after), at=after)


def test_opens_once_with_each_recovery_code(made):
    code = f" {made[1][0][:4]}-{made[1][0][4:]} ".lower()

    factor.check(user=made[0].user, typed=code, at=NOW)

    with pytest.raises(factor.WrongFactor):
        factor.check(user=made[0].user, typed=code, at=NOW)
    assert AuditEvent.objects.filter(action="factor.recovered").count() == 1


def test_takes_no_recovery_code_of_somebody_else(made):
    other = make_official("operator")
    factor.begin(user=other)
    factor.confirm(user=other)

    with pytest.raises(factor.WrongFactor):
        factor.check(user=other, typed=made[1][0])


def test_gives_no_second_secret_to_who_has_one(made):
    with pytest.raises(factor.HasFactor):
        factor.begin(user=made[0].user)


def test_a_code_of_one_browser_confirms_nothing_that_another_began_since():
    user = make_official("operator")
    factor.begin(user=user, browser_key="one")
    factor.begin(user=user, browser_key="two")

    with pytest.raises(factor.NotBegun):
        factor.confirm(user=user, browser_key="one")

    assert not factor.has_factor(user)


def test_the_command_makes_resets_and_says_no(capsys):
    user = make_user("+84912345672")

    call_command("operator_factor", "0912345672")
    out = capsys.readouterr().out

    assert f"secret {factor.secret_of(SecondFactor.objects.get(user=user))}" in out
    with pytest.raises(CommandError):
        call_command("operator_factor", "0912345672")
    call_command("operator_factor", "0912345672", "--reset")
    assert not SecondFactor.objects.exists()
    with pytest.raises(CommandError):
        call_command("operator_factor", "0912345673")


@pytest.mark.django_db(transaction=True)
def test_lets_one_of_two_at_once_through():
    user = make_official("operator")
    made = factor.begin(user=user)
    code, passed = factor.code_at(made, NOW), []
    together = threading.Barrier(4)

    def press():
        together.wait()
        try:
            factor.check(user=User.objects.get(pk=user.pk), typed=code, at=NOW)
            passed.append(1)
        except (factor.WrongFactor, factor.Locked):
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(passed) == 1
