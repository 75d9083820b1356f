"""Guessing codes: what the limits leave of an attack."""

import os
import random
import secrets
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common import codes as common_codes
from sellers.households import claiming, codes, limits
from sellers.models import ClaimTry, HouseholdRecord, Seller
from tests.sellers.households import made

CLAIM = "/nhan-tai-khoan/"
OFF = {name: [] for name in limits.DEFAULT_LIMITS}
HOUSEHOLDS = 190_000
#: Guesses of the long run; 1,000,000 take about an hour.
GUESSES = int(os.environ.get("GUESSES", "5000"))


def guesses(count, seed=1):
    """Return codes with a right check sign: an attacker knows the alphabet and the sum."""
    chance = random.Random(seed)
    drawn = ("".join(chance.choices(codes.ALPHABET, k=11)) for _ in range(count))
    return [one + codes.check_sign(one) for one in drawn]


@pytest.fixture
def looked_up(monkeypatch):
    """Count the guesses that reach the slips."""
    seen, real = [], claiming._slip
    monkeypatch.setattr(
        claiming, "_slip", lambda code_hash, **words: seen.append(code_hash) or real(code_hash)
    )
    return seen


def test_a_million_guesses_hit_one_of_all_slips_in_less_than_one_case_of_five_hundred():
    chance_of_one = HOUSEHOLDS / len(codes.ALPHABET) ** (codes.LENGTH - 1)

    assert 1_000_000 * chance_of_one < 1 / 500
    assert limits.DEFAULT_LIMITS["all"][1][0] * 365 * chance_of_one < 1 / 50


def test_codes_are_drawn_from_the_whole_space(monkeypatch):
    drawn = {codes.new_code() for _ in range(5_000)}

    assert len(drawn) == 5_000
    assert common_codes.secrets is secrets
    for place in range(codes.LENGTH):
        assert {code[place] for code in drawn} == set(codes.ALPHABET)


@pytest.mark.django_db
def test_hundreds_of_guesses_from_many_addresses_claim_nothing(looked_up):
    for number in range(30):
        made.slip_of(made.make_household(f"Hộ Số {number}"))
    answers, addresses = [], 20

    for place, guess in enumerate(guesses(600)):
        browser = Client(REMOTE_ADDR=f"203.0.113.{place % addresses}")
        answers.append(browser.post(CLAIM, {"code": guess}))

    refused = [one for one in answers if one.status_code == 429]
    assert {one["Retry-After"] for one in refused} == {"900"}
    allowed = limits.DEFAULT_LIMITS["ip"][0][0] * addresses
    assert len(looked_up) == allowed
    assert len(refused) == len(answers) - allowed > 0
    assert "Đã gõ sai nhiều lần" in refused[0].content.decode()
    assert all(one.status_code == 200 for one in answers if one not in refused)
    assert not Seller.objects.exists()
    assert not HouseholdRecord.objects.exclude(claimed_at=None).exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_long_attack_from_five_thousand_addresses_claims_nothing(looked_up):
    for number in range(30):
        made.slip_of(made.make_household(f"Hộ Số {number}"))
    stopped = wrong = 0

    for place, guess in enumerate(guesses(GUESSES, seed=7)):
        try:
            claiming.look_up(
                typed=guess, browser_key=f"b{place}", ip=f"10.0.{place % 5000 // 200}.{place % 200}"
            )
        except limits.TooManyTries:
            stopped += 1
        except claiming.WrongSlip:
            wrong += 1

    hourly = limits.DEFAULT_LIMITS["all"][0][0]
    print(f"\n{GUESSES:,} guesses: {wrong:,} looked up, {stopped:,} stopped by the limits")
    assert wrong + stopped == GUESSES
    assert len(looked_up) == wrong
    assert hourly <= wrong <= limits.DEFAULT_LIMITS["all"][1][0]
    assert not HouseholdRecord.objects.exclude(claimed_at=None).exists()


@pytest.mark.django_db
def test_without_limits_every_guess_reaches_the_slips(settings, looked_up):
    """Negative control."""
    settings.CLAIM_LIMITS = OFF

    answers = [Client().post(CLAIM, {"code": guess}) for guess in guesses(300)]

    assert len(looked_up) == 300
    assert {one.status_code for one in answers} == {200}


@pytest.mark.django_db
def test_one_browser_may_be_wrong_five_times_in_a_quarter_of_an_hour(client, household):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        answers = [client.post(CLAIM, {"code": guess}).status_code for guess in guesses(6)]
        right = made.slip_of(household)
        held = client.post(CLAIM, {"code": right}).status_code
        clock.shift(timedelta(minutes=16))
        later = client.post(CLAIM, {"code": right}).status_code

    assert answers == [200] * 5 + [429]
    assert (held, later) == (429, 302)


@pytest.mark.django_db
def test_everybody_together_may_be_wrong_so_many_times(settings, looked_up):
    settings.CLAIM_LIMITS = {"all": [(10, 3600)]}

    for place, guess in enumerate(guesses(15)):
        Client(REMOTE_ADDR=f"203.0.113.{place}").post(CLAIM, {"code": guess})

    assert len(looked_up) == 10


@pytest.mark.django_db
def test_a_slip_of_the_finger_and_a_right_code_cost_no_try(client, household):
    code = made.slip_of(household)
    wrong = codes.ALPHABET[(codes.ALPHABET.index(code[0]) + 1) % 19] + code[1:]

    for _ in range(20):
        assert "gõ sai" in client.post(CLAIM, {"code": wrong}).content.decode()
        assert client.post(CLAIM, {"code": code}).status_code == 302

    assert not ClaimTry.objects.filter(is_right=False).exists()


@pytest.mark.django_db
def test_an_unknown_code_costs_the_same_queries_as_a_spent_one(household):
    spent = made.slip_of(household)
    made.slip_of(household)
    asked = []
    for typed in (guesses(1)[0], spent):
        refused = pytest.raises((claiming.WrongSlip, claiming.SpentSlip))
        with CaptureQueriesContext(connection) as queries, refused:
            claiming.look_up(typed=typed, browser_key="b", ip="203.0.113.1")
        asked.append([query["sql"].split()[0] for query in queries])

    assert asked[0] == asked[1]
    assert len(asked[0]) > 5


@pytest.mark.django_db
def test_keeps_neither_code_nor_address_and_forgets_tries_after_a_week(client, household):
    code = made.slip_of(household)
    client.post(CLAIM, {"code": code})
    row = ClaimTry.objects.get()
    stored = household.claim_codes.get().code_hash

    assert "127.0.0.1" not in row.ip_hash
    assert code not in stored
    assert len(stored) == 64
    ClaimTry.objects.update(at=timezone.now() - timedelta(days=8))
    assert limits.forget_old_tries() == 1
