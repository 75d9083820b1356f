"""One-time codes: single use, five minutes, five tries, one browser, bounded sending."""

import contextlib
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from accounts import codes, services
from accounts.models import OneTimeCode
from jobs.models import Outbox

NOON = datetime(2025, 11, 3, 5, 0, tzinfo=UTC)
PHONE = "+84912345678"
OTHER_PHONE = "+84987654321"


@pytest.fixture
def clock(settings, db):
    """Stand still at noon, with the limits of production."""
    settings.CODE_LIMITS = codes.DEFAULT_LIMITS
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def ask(phone=PHONE, browser="browser-a", ip="203.0.113.7", purpose="login", **more):
    codes.request_code(phone=phone, purpose=purpose, browser_key=browser, ip=ip, **more)
    text = Outbox.objects.latest("pk").payload["text"]
    return re.search(r"\d{6}", text).group()


def check(code, phone=PHONE, browser="browser-a", purpose="login"):
    codes.check_code(phone=phone, purpose=purpose, code=code, browser_key=browser)


def other_than(code):
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_right_code_is_accepted_and_used_up(clock):
    code = ask()

    check(code)

    assert OneTimeCode.objects.get().used_at == NOON


def test_code_used_twice_is_refused(clock):
    code = ask()
    check(code)

    with pytest.raises(codes.CodeUsed, match=r"Mã này đã dùng rồi\. Bấm gửi lại mã\."):
        check(code)


def test_stale_second_reader_cannot_use_the_code_again(clock):
    ask()
    mine, yours = OneTimeCode.objects.get(), OneTimeCode.objects.get()

    assert codes._use_up(mine)

    assert not codes._use_up(yours)


def test_code_is_refused_in_another_browser_and_stays_good_in_its_own(clock):
    code = ask()

    with pytest.raises(codes.WrongCode):
        check(code, browser="browser-b")

    check(code)


@pytest.mark.parametrize(
    "change",
    [{"phone": OTHER_PHONE}, {"purpose": "order"}],
    ids=["other phone", "other purpose"],
)
def test_code_is_bound_to_its_phone_and_purpose(clock, change):
    code = ask()

    with pytest.raises(codes.WrongCode):
        check(code, **change)


def test_code_works_until_just_before_five_minutes(clock):
    code = ask()

    clock.shift(timedelta(minutes=4, seconds=59))

    check(code)
    assert OneTimeCode.objects.get().used_at is not None


def test_code_is_expired_after_five_minutes(clock):
    code = ask()
    clock.shift(timedelta(minutes=5))

    with pytest.raises(codes.CodeExpired, match="hết hạn"):
        check(code)


def test_wrong_code_tells_how_many_tries_are_left(clock):
    code = ask()

    with pytest.raises(codes.WrongCode, match="còn 4 lần"):
        check(other_than(code))


def test_fifth_try_still_succeeds_when_right(clock):
    code = ask()
    for _ in range(4):
        with pytest.raises(codes.WrongCode):
            check(other_than(code))

    check(code)


def test_sixth_try_fails_even_when_right(clock):
    code = ask()
    for _ in range(5):
        with pytest.raises(codes.WrongCode):
            check(other_than(code))

    with pytest.raises(codes.WrongCode, match="sai 5 lần"):
        check(code)


def test_check_inside_a_transaction_that_could_undo_the_try_is_refused(
    transactional_db,
):
    OneTimeCode.objects.create(
        phone=PHONE,
        purpose="login",
        session_key_hash=codes._hash("browser", "browser-a"),
        expires_at=datetime.now(UTC) + timedelta(minutes=5),
    )

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        check("123456")

    assert OneTimeCode.objects.get().used_at is None


def test_only_the_newest_code_counts(clock):
    old = ask()
    clock.shift(timedelta(seconds=61))
    new = ask()

    if old != new:
        with pytest.raises(codes.WrongCode):
            check(old)
    check(new)


def test_code_is_stored_only_as_a_keyed_hash(clock):
    code = ask()

    row = OneTimeCode.objects.get()
    stored = " ".join(str(getattr(row, field.name)) for field in row._meta.fields[2:])
    assert code not in stored.replace(str(NOON), "")
    assert "203.0.113.7" not in stored
    assert "browser-a" not in stored


def test_message_holds_the_code_without_marks_and_ends_with_it(clock):
    ask()

    payload = Outbox.objects.get().payload
    assert payload["text"].isascii()
    assert len(payload["text"]) <= 160
    assert payload["to_phone"] == PHONE
    assert payload["expires_at"] == (NOON + timedelta(minutes=5)).isoformat()


def test_second_code_within_a_minute_is_refused_with_the_wait(clock):
    ask()
    clock.shift(timedelta(seconds=15))

    with pytest.raises(codes.TooManyCodes, match="45 giây") as refusal:
        ask()

    assert refusal.value.wait == timedelta(seconds=45)
    assert OneTimeCode.objects.count() == 1


def test_fourth_code_in_a_quarter_hour_is_refused(clock):
    for _ in range(3):
        ask()
        clock.shift(timedelta(seconds=61))

    with pytest.raises(codes.TooManyCodes, match="12 phút"):
        ask()


def test_ninth_code_in_a_day_is_refused_until_the_first_is_a_day_old(clock):
    for _ in range(8):
        ask()
        clock.shift(timedelta(minutes=16))

    with pytest.raises(codes.TooManyCodes, match="giờ"):
        ask()
    clock.move_to(NOON + timedelta(days=1, seconds=1))
    ask()

    assert OneTimeCode.objects.count() == 9


def test_strangers_cannot_use_up_the_codes_of_a_known_browser(clock):
    for number in range(8):
        ask(ip=f"198.51.100.{number}", browser=f"stranger-{number}")
        clock.shift(timedelta(minutes=16))

    with pytest.raises(codes.TooManyCodes):
        ask(browser="browser-b")
    check(ask(browser="browser-b", is_known=True), browser="browser-b")

    # It has as many as everybody, and no more than one a minute.
    with pytest.raises(codes.TooManyCodes):
        ask(browser="browser-b", is_known=True)
    for _ in range(7):
        clock.shift(timedelta(minutes=16))
        ask(browser="browser-b", is_known=True)
    clock.shift(timedelta(minutes=16))
    with pytest.raises(codes.TooManyCodes):
        ask(browser="browser-b", is_known=True)


def test_limits_of_one_number_do_not_touch_another(clock):
    ask()

    ask(phone=OTHER_PHONE)

    assert OneTimeCode.objects.count() == 2


def test_one_address_gets_twenty_codes_an_hour_and_others_go_on(clock):
    for number in range(20):
        ask(phone=f"+849123400{number:02d}")

    with pytest.raises(codes.TooManyCodes):
        ask(phone=OTHER_PHONE)
    ask(phone=OTHER_PHONE, ip="198.51.100.9")

    assert OneTimeCode.objects.count() == 21


def test_all_addresses_of_one_household_count_together(clock):
    for number in range(20):
        ask(phone=f"+849123400{number:02d}", ip=f"2001:ee0:4001:7::{number:x}")

    with pytest.raises(codes.TooManyCodes):
        ask(phone=OTHER_PHONE, ip="2001:ee0:4001:7::ff")
    ask(phone=OTHER_PHONE, ip="2001:ee0:4001:8::1")

    assert OneTimeCode.objects.count() == 21


def test_one_network_gets_sixty_codes_an_hour_and_others_go_on(clock):
    for number in range(60):
        ask(phone=f"+849123400{number:02d}", ip=f"171.224.10.{number}")

    with pytest.raises(codes.TooManyCodes):
        ask(phone=OTHER_PHONE, ip="171.224.10.200")
    ask(phone=OTHER_PHONE, ip="171.224.11.200")

    assert OneTimeCode.objects.count() == 61


def flood(requests: int) -> int:
    """Ask a thousand times for 500 numbers from 50 networks, as fast as may be; return the sent."""
    sent = 0
    for number in range(requests):
        with contextlib.suppress(codes.TooManyCodes):
            ask(phone=f"+84912{number % 500:06d}", ip=f"171.{number % 50}.7.9")
            sent += 1
    return sent


def test_a_flood_from_many_networks_leaves_codes_for_everybody_else(clock, settings):
    settings.CODES_A_DAY = 800

    sent = flood(1_000)

    # Half of the day's, then what six an hour of each network leave.
    assert 400 <= sent < 500
    assert Outbox.objects.count() == OneTimeCode.objects.count() == sent
    assert codes.beyond_half(NOON) == sent - 400
    ask(phone=OTHER_PHONE, ip="113.160.1.1")
    assert Outbox.objects.count() == sent + 1


def test_a_flood_without_a_number_for_the_day_sends_more(clock, settings):
    """Negative control: what stops the flood is the day's number."""
    settings.CODES_A_DAY = 0

    assert flood(1_000) == 500
    assert codes.beyond_half(NOON) == 0


def test_when_the_codes_of_the_day_are_sent_everybody_is_told_until_when(clock, settings):
    settings.CODES_A_DAY = 4
    for number in range(4):
        ask(phone=f"+8491234000{number}", ip=f"171.{number}.7.9")
        clock.shift(timedelta(minutes=10))

    with pytest.raises(codes.DaySpent, match="Bạn thử lại sau 24 giờ, hoặc gọi hỗ trợ"):
        ask(phone=OTHER_PHONE, ip="113.160.1.1")
    assert codes.wait_text(phone=OTHER_PHONE) == "24 giờ"
    clock.shift(timedelta(hours=23, minutes=21))

    ask(phone=OTHER_PHONE, ip="113.160.1.1")


def test_setting_loosens_one_limit_and_keeps_the_other(clock, settings):
    settings.CODE_LIMITS = {"phone": [(1000, 1)]}
    for _ in range(20):
        ask()

    with pytest.raises(codes.TooManyCodes):
        ask()


def test_refused_request_stores_and_sends_nothing(clock):
    ask()

    with pytest.raises(codes.TooManyCodes):
        ask()

    assert Outbox.objects.count() == 1


def test_wait_text_is_empty_when_a_code_may_be_sent(clock):
    assert codes.wait_text(phone=PHONE) == ""

    ask()

    assert codes.wait_text(phone=PHONE) == "60 giây"


def test_codes_older_than_a_week_are_forgotten(clock):
    ask()
    clock.shift(timedelta(days=6))
    ask()
    clock.shift(timedelta(days=1, seconds=1))

    assert services.forget_old_codes() == 1

    assert OneTimeCode.objects.count() == 1


def test_the_last_code_sent_counts_when_the_clock_was_set_back_in_between(clock, settings):
    settings.CODE_LIMITS = {"phone": [(9, 60)]}
    ask()
    clock.shift(timedelta(minutes=-5))
    last = ask()

    check(last)

    used = OneTimeCode.objects.exclude(used_at=None)
    assert list(used) == [OneTimeCode.objects.latest("pk")]


@pytest.mark.parametrize("minutes", [-5, 10])
def test_limits_of_a_number_outlive_a_clock_that_is_set(clock, minutes):
    for _ in range(8):
        ask()
        clock.shift(timedelta(minutes=20))
    clock.shift(timedelta(minutes=minutes))

    with pytest.raises(codes.TooManyCodes) as refused:
        ask()

    assert timedelta(0) < refused.value.wait <= timedelta(hours=24)


def test_code_outlives_five_minutes_by_no_more_than_the_clock_was_set_back(clock):
    code = ask()
    clock.shift(timedelta(minutes=-5))
    clock.shift(timedelta(minutes=10))

    with pytest.raises(codes.CodeExpired):
        check(code)
