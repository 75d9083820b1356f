"""The chain: a hundred tamperings are found, and writers never wait for the sealer."""

import datetime as dt
import random
import threading

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import override_settings

from audit import append_only, checking, heads, sealing
from audit.models import AuditEvent, AuditSeal
from audit.recording import record
from tests.factories import make_user

pytestmark = pytest.mark.django_db
COLUMNS = {
    "actor_id": 999_999, "actor_label": "Người khác", "role": "helper", "household_id": 77,
    "household_label": "Hộ khác", "action": "role.ended", "object_kind": "order",
    "object_key": "999999", "object_label": "khác", "changes": '{"state": ["a", "z"]}',
    "address_hash": "0" * 64, "at": "2020-01-01 00:00:00+00:00",
    "nonce": "00000000000000000000000000000000", "mark": "0" * 64,
}  # fmt: skip


def write(count: int = 12) -> None:
    actor = make_user(name="Lê Thị Vận Hành")
    for number in range(count):
        record("role.granted", on=actor, actor=actor, changes={"place": ("", str(number))})


def run(sql: str, *params) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)


def ids() -> list[int]:
    return list(AuditEvent.objects.order_by("pk").values_list("pk", flat=True))


def edit(rng):
    column = rng.choice(list(COLUMNS))
    run(f"UPDATE audit_auditevent SET {column} = %s WHERE id = %s",
        COLUMNS[column], rng.choice(ids()))  # fmt: skip


def edit_seal(rng):
    number = rng.randint(1, AuditSeal.objects.count())
    run("UPDATE audit_auditseal SET hash = %s WHERE number = %s", "f" * 64, number)


def delete(rng):
    gone = rng.choice(ids())
    number = AuditSeal.objects.get(event_id=gone).number
    run("DELETE FROM audit_auditseal WHERE event_id = %s", gone)
    run("DELETE FROM audit_auditevent WHERE id = %s", gone)
    if rng.random() < 0.5:
        # Close the gap, as somebody would who hides it.
        for later in range(number + 1, AuditSeal.objects.count() + 2):
            run("UPDATE audit_auditseal SET number = %s WHERE number = %s", later - 1, later)


def swap(rng):
    first, second = rng.sample(ids(), 2)
    columns = ", ".join(c for c in COLUMNS if c not in ("nonce", "mark"))
    if rng.random() < 0.5:
        rows = dict(AuditSeal.objects.values_list("event_id", "number"))
        run("UPDATE audit_auditseal SET event_id = -1 * event_id WHERE event_id = %s", first) \
            if connection.vendor == "sqlite" else None  # fmt: skip
        if connection.vendor == "sqlite":
            run("UPDATE audit_auditseal SET event_id = %s WHERE number = %s", first, rows[second])
            run("UPDATE audit_auditseal SET event_id = %s WHERE number = %s", second, rows[first])
            return
    run(f"UPDATE audit_auditevent SET ({columns}) = (SELECT {columns} FROM audit_auditevent"
        " WHERE id = %s) WHERE id = %s", first, second)  # fmt: skip


def truncate(rng):
    left = rng.randint(0, AuditSeal.objects.count() - 1)
    gone = list(AuditSeal.objects.filter(number__gt=left).values_list("event_id", flat=True))
    run("DELETE FROM audit_auditseal WHERE number > %s", left)
    for pk in gone:
        run("DELETE FROM audit_auditevent WHERE id = %s", pk)


def insert(rng):
    columns = "actor_id, actor_label, role, household_id, household_label, action, object_kind,"
    columns += " object_key, object_label, changes, address_hash, at"
    source = rng.choice(ids())
    nonce = f"{rng.getrandbits(128):032x}"
    run(f"INSERT INTO audit_auditevent ({columns}, nonce, mark) SELECT {columns}, %s, %s"
        " FROM audit_auditevent WHERE id = %s",
        nonce, f"{rng.getrandbits(256):064x}", source)  # fmt: skip


WAYS = (edit, edit_seal, delete, swap, truncate, insert)


@pytest.mark.parametrize("seed", range(100))
def test_finds_every_tampering(seed):
    rng = random.Random(seed)
    write()
    sealing.seal()
    assert checking.problems() == []

    append_only.remove(connection)
    WAYS[seed % len(WAYS)](rng)
    sealing.seal()

    assert checking.problems() != []


def test_would_take_an_inserted_row_for_true_with_the_key_in_hand():
    """The negative control: without the key of the settings none of the above would be found."""
    write(2)
    sealing.seal()
    record("role.granted", label="giả")

    sealing.seal()

    assert checking.problems() == []


@pytest.mark.parametrize("table", ["audit_auditevent", "audit_auditseal"])
@pytest.mark.parametrize("what", ["UPDATE {} SET at = at", "DELETE FROM {}"])
def test_refuses_to_edit_or_delete(table, what):
    write(1)
    sealing.seal()

    with pytest.raises(DatabaseError, match="never edited"), transaction.atomic():
        run(what.format(table))
    assert append_only.missing(connection) == []


def test_seals_what_waited_for_days_in_many_batches(monkeypatch):
    monkeypatch.setattr(sealing, "_BATCH", 2)
    with time_machine.travel("2026-11-20 08:00+07:00", tick=False) as clock:
        write(1)
        sealing.seal()
        write(5)
        clock.shift(dt.timedelta(days=3))

        assert sealing.seal() == 5

        assert checking.problems() == []


def test_seals_each_event_once_and_in_order():
    write(5)

    assert (sealing.seal(), sealing.seal()) == (5, 0)
    write(2)
    assert sealing.seal() == 2

    assert list(AuditSeal.objects.values_list("number", flat=True).order_by("number")) == [
        *range(1, 8)
    ]
    assert [head.number for head in heads.written()] == [5, 7]
    assert checking.problems() == []


def test_says_that_nobody_seals(monkeypatch):
    write(1)
    monkeypatch.setattr(checking, "_PATIENCE", -checking._PATIENCE)

    assert checking.problems() == ["1 events wait for a seal for more than an hour"]


def test_takes_seals_that_a_restored_backup_does_not_have_for_gone_with_reason():
    write(4)
    sealing.seal()
    append_only.remove(connection)
    truncate(random.Random(2))
    assert checking.problems() != []

    heads.start_anew()

    assert checking.problems() == []


def test_opens_rows_of_before_a_change_of_keys():
    with override_settings(AUDIT_KEYS=["old"]):
        write(3)
        sealing.seal()
    with override_settings(AUDIT_KEYS=["new", "old"]):
        write(3)
        sealing.seal()
        assert checking.problems() == []

    with override_settings(AUDIT_KEYS=["new"]):
        assert len(checking.problems()) >= 3


def test_keeps_a_rolled_back_act_out():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write(1)
        raise ZeroDivisionError

    assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_lets_writers_write_while_sealers_seal():
    actor = make_user(name="Lê Thị Vận Hành")
    stop, faults = threading.Event(), []

    def writer():
        try:
            for number in range(15):
                with transaction.atomic():
                    record("role.granted", actor=actor, changes={"place": ("", number)})
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    def sealer():
        try:
            while not stop.is_set():
                sealing.seal()
                stop.wait(0.01)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    writers = [threading.Thread(target=writer) for _ in range(3)]
    sealers = [threading.Thread(target=sealer) for _ in range(2)]
    for thread in writers + sealers:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    for thread in sealers:
        thread.join()
    sealing.seal()

    assert faults == []
    assert checking.counted() == (45, 45)
    assert checking.problems() == []
