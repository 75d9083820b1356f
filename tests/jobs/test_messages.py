"""Messages: one line each, at once when urgent, never sent twice or too late."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from jobs import outbox
from jobs.messages import send_message
from jobs.models import Outbox

NOON = datetime(2025, 11, 3, 5, 0, tzinfo=UTC)


class BrokenBackend:
    """A provider that is down."""

    def send(self, message):
        raise ConnectionError("provider is down")


@pytest.fixture(autouse=True)
def message_file(settings, tmp_path):
    """Write messages to a file of the test."""
    settings.MESSAGE_BACKEND = "jobs.messages.FileBackend"
    settings.MESSAGES_FILE = tmp_path / "new-folder" / "messages.jsonl"
    return settings.MESSAGES_FILE


def say(text="Xin chào, chè đã gửi.", **more):
    fields = {"to_phone": "+84912345678", "template": "hello", "dedupe_key": "m1"}
    return send_message(**{**fields, "text": text, **more})


def lines(path):
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_message_waits_for_the_outbox_then_becomes_one_line(db, message_file):
    say()
    before = lines(message_file)

    outbox.drain()

    assert before == []
    [line] = lines(message_file)
    assert line.pop("at")
    assert line == {
        "to_phone": "+84912345678",
        "template": "hello",
        "text": "Xin chào, chè đã gửi.",
        "dedupe_key": "m1",
        "channel": "sms",
        "params": {},
    }


def test_urgent_message_is_sent_at_commit_without_any_worker(transactional_db, message_file):
    with transaction.atomic():
        say(urgent=True)
        inside = lines(message_file)

    assert inside == []
    assert len(lines(message_file)) == 1
    assert outbox.drain() == 0


def test_urgent_message_is_not_sent_when_the_transaction_rolls_back(transactional_db, message_file):
    with transaction.atomic():
        say(urgent=True)
        transaction.set_rollback(True)

    assert lines(message_file) == []


def test_urgent_message_is_left_to_the_outbox_when_the_provider_is_down(
    transactional_db, message_file, settings
):
    settings.MESSAGE_BACKEND = f"{__name__}.BrokenBackend"

    with time_machine.travel(NOON, tick=False) as clock:
        say(urgent=True)
        failed = Outbox.objects.get()
        settings.MESSAGE_BACKEND = "jobs.messages.FileBackend"
        clock.shift(timedelta(seconds=10))
        outbox.drain()

    assert failed.last_error == "ConnectionError: provider is down"
    assert len(lines(message_file)) == 1


def test_same_key_is_sent_once(transactional_db, message_file):
    say(urgent=True)

    say(urgent=True)
    outbox.drain()

    assert len(lines(message_file)) == 1


def test_message_past_its_end_is_dropped(db, message_file):
    with time_machine.travel(NOON, tick=False) as clock:
        say(expires_at=NOON + timedelta(minutes=5))
        clock.shift(timedelta(minutes=5))

        outbox.drain()

    assert lines(message_file) == []
    assert Outbox.objects.get().done_at is not None


def test_text_and_phone_do_not_stay_in_the_outbox_after_sending(db):
    say("Ma xac nhan cua ban la 123456")

    outbox.drain()

    assert Outbox.objects.get().payload == {}
