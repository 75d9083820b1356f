"""Rows that tell who did what are refused by the database itself when somebody edits them."""

import pytest
from django.db import DatabaseError, connection, transaction

from sellers import append_only
from sellers.event_log import note
from sellers.helping import grants
from sellers.models import HelperAct, HelperChange, SellerEvent
from tests import factories
from tests.sellers.helping import made

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(tea_seller):
    """One row in each table."""
    helper = made.make_helper()
    grant = grants.give(helper=helper, seller=tea_seller, team="")
    act = HelperAct.objects.create(
        grant=grant, helper=helper, seller=tea_seller, helper_name="Lan", words="đổi giá"
    )
    change = HelperChange.objects.create(act=act, label="Giá", before="1 đ", after="2 đ")
    event = note(
        seller=tea_seller, kind="paused", words="Tạm nghỉ", actor=factories.owner_of(tea_seller)
    )
    return {row._meta.db_table: row for row in (act, change, event)}


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", append_only.TABLES)
def test_a_row_is_neither_changed_nor_deleted(rows, table):
    row = rows[table]
    for change in (
        row.save,
        row.delete,
        lambda: type(row).objects.filter(pk=row.pk).update(id=row.pk),
        lambda: run(f"UPDATE {table} SET id = id"),
        lambda: run(f"DELETE FROM {table}"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()

    assert type(row).objects.filter(pk=row.pk).exists()


def test_an_event_is_changed_where_the_triggers_are_gone(rows):
    """Negative control: it is the triggers that refuse."""
    append_only.remove(connection)
    try:
        missing = append_only.missing(connection)
        SellerEvent.objects.update(words="không có gì")
        changed = SellerEvent.objects.get().words
    finally:
        append_only.install(connection)

    assert changed == "không có gì"
    assert {name.partition("_no_")[0] for name in missing} == set(append_only.TABLES)
    assert append_only.missing(connection) == []


def test_who_did_something_to_a_shop_is_not_deleted(rows, tea_seller):
    actor = rows["sellers_sellerevent"].actor

    for thing in (tea_seller, actor):
        with pytest.raises(DatabaseError), transaction.atomic():
            thing.delete()

    assert SellerEvent.objects.get().actor == actor


def test_the_site_is_not_ready_without_one_of_them(client, rows):
    name = "sellers_sellerevent_no_update"
    where = " ON sellers_sellerevent" if connection.vendor == "postgresql" else ""
    run(f"DROP TRIGGER {name}{where}")
    try:
        answer = client.get("/readyz")
    finally:
        append_only.install(connection)

    assert (answer.status_code, answer.json()["missing"]) == (503, [name])
