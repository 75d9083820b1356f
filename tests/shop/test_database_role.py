"""The database role of the running market sells and records, and cannot edit what it recorded."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.test import Client

from audit import append_only
from audit.models import AuditEvent
from audit.recording import record
from audit.sealing import seal
from marketplace.shop_role import APPEND_ONLY, give
from shop.order.models import Order
from tests.factories import make_basket, make_listing, make_user
from tests.personas import Person
from tests.shop.payment.transfers import paid_seller

ROLE = "role_of_a_test"
VERBS = ("UPDATE {table} SET {key} = {key}", "DELETE FROM {table}", "TRUNCATE {table} CASCADE")


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def as_role(db):
    """Become the role until the test is rolled back, and with it the role."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles; its triggers are tested with the trail")
    give(connection, role=ROLE, password="only-in-this-test")
    give(connection, role=ROLE, password="only-in-this-test")

    def become(role: str = ROLE) -> None:
        run(f"SET LOCAL ROLE {role}")

    return become


def test_signs_in_places_an_order_and_writes_the_trail(as_role, customer, total_of):
    from shop.order.placing import place_order

    shopper = Person("0912345678", "Trần Thu Hà")
    basket = make_basket((make_listing(paid_seller("HTX Chè"), "Chè"), 2))
    as_role()

    shopper.sign_in()
    place_order(
        basket=basket, customer=customer, user=shopper.user, shown_total_vnd=total_of(basket)
    )
    record("role.granted", on=shopper.user, actor=shopper.user, label="thử")

    assert Order.objects.count() == 1
    assert AuditEvent.objects.filter(action="role.granted").exists()
    assert seal() >= 1
    assert Client().get("/").status_code == 200


@pytest.mark.parametrize("verb", VERBS)
def test_may_not_touch_any_table_that_is_only_added_to(as_role, verb):
    as_role()

    for table in APPEND_ONLY:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            run(verb.format(table=table, key=key(table)))


def test_may_not_drop_the_triggers_or_make_tables(as_role):
    as_role()

    for forbidden in (
        "DROP TRIGGER audit_auditevent_no_update ON audit_auditevent",
        "ALTER TABLE audit_auditevent DISABLE TRIGGER ALL",
        "CREATE TABLE public.of_mine (id int)",
    ):
        with pytest.raises(ProgrammingError, match=r"denied|must be owner"), transaction.atomic():
            run(forbidden)


def test_uses_what_the_next_migrate_makes_before_the_rights_are_given_anew(as_role):
    run("CREATE TABLE of_the_next_release (id bigserial PRIMARY KEY, words text)")
    as_role()

    run("INSERT INTO of_the_next_release (words) VALUES ('x')")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, words FROM of_the_next_release")
        assert cursor.fetchall() == [(1, "x")]


def test_the_rights_hold_alone_and_the_owner_without_triggers_could_edit(as_role):
    """The negative control: with the triggers gone, only the role is what refuses."""
    record("role.granted", on=make_user(), label="thật")
    append_only.remove(connection)

    run("UPDATE audit_auditevent SET object_label = 'giả'")
    assert AuditEvent.objects.get().object_label == "giả"

    as_role()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        run("UPDATE audit_auditevent SET object_label = 'giả'")


def test_says_what_is_missing(db, settings):
    settings.DATABASE_SHOP_PASSWORD = ""

    with pytest.raises(CommandError, match="POSTGRES_SHOP_PASSWORD"):
        call_command("shop_role")


def key(table: str) -> str:
    """Return the column of the primary key."""
    with connection.cursor() as cursor:
        return connection.introspection.get_primary_key_column(cursor, table)
