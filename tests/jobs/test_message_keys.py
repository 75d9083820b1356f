"""Keys of messages outlive texts and people's data: they name no phone, and still tell once."""

from importlib import import_module

import pytest

from jobs.messages import send_message, without_phones
from jobs.models import Outbox
from shop.partner import bank
from tests.factories import make_seller

pytestmark = pytest.mark.django_db
PHONE = "+84912345678"
mark_phones = import_module("jobs.migrations.0002_no_phones_in_keys").mark_phones


def say(key: str, phone=PHONE) -> Outbox:
    return send_message(to_phone=phone, template="t", text="Xin chào.", dedupe_key=key)


def written_before(key: str, **more) -> Outbox:
    payload = {"to_phone": PHONE, "dedupe_key": key} | more.pop("payload", {})
    return Outbox.objects.create(
        kind="message", dedupe_key=f"message:{key}", payload=payload, **more
    )


def test_a_key_keeps_a_mark_of_the_phone_and_tells_once():
    row = say(f"takedown-1-4-{PHONE}")

    assert say(f"takedown-1-4-{PHONE}") == row
    assert say("takedown-1-4-+84987654321", "+84987654321") != row
    assert not Outbox.objects.filter(dedupe_key__contains="912345678").exists()
    assert "912345678" not in row.payload["dedupe_key"]


def test_a_key_without_a_phone_stays_as_it_is():
    assert without_phones("order-rest:TN-84912345678") == "order-rest:TN-84912345678"


def test_what_was_told_before_the_change_is_not_told_again():
    old = written_before(f"bank-account-set:7:{PHONE}")

    mark_phones(Outbox.objects.all())

    assert say(f"bank-account-set:7:{PHONE}") == old
    old.refresh_from_db()
    assert "912345678" not in old.dedupe_key
    assert old.payload["dedupe_key"] == old.dedupe_key.removeprefix("message:")
    mark_phones(Outbox.objects.all())
    assert Outbox.objects.get() == old


def test_without_the_change_of_old_keys_it_would_be_told_twice():
    """Negative control."""
    written_before(f"bank-account-set:7:{PHONE}")

    say(f"bank-account-set:7:{PHONE}")

    assert Outbox.objects.count() == 2


def test_a_text_that_was_sent_and_forgotten_stays_forgotten():
    old = written_before(f"stall-account:7:{PHONE}")
    Outbox.objects.update(payload={})

    mark_phones(Outbox.objects.all())

    old.refresh_from_db()
    assert old.payload == {}


def test_keys_of_other_work_are_left_alone():
    other = Outbox.objects.create(kind="own-data", dedupe_key=f"own-data:{PHONE}")

    mark_phones(Outbox.objects.all())

    other.refresh_from_db()
    assert other.dedupe_key == f"own-data:{PHONE}"


def test_a_new_bank_account_leaves_no_phone_in_a_key():
    partner = make_seller("Hộ chè Khe Cốc").partner
    partner.phone = PHONE
    partner.save()

    bank.set_account(partner=partner, bank_bin="970405", number="85002051731", holder="TRAN NGOC")

    told = Outbox.objects.get(payload__template="bank-account")
    assert told.payload["to_phone"] == PHONE
    assert "912345678" not in told.dedupe_key
