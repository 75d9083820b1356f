"""After a test that commits, the next finds the database as the session began with."""

import pytest
from django.db import connection
from django.test import TransactionTestCase

from audit import append_only
from places.models import Commune
from shop.partner.models import Partner
from tests.factories import make_seller

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL is flushed"),
]


def schema() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master")
        return {sql for (sql,) in cursor.fetchall()}


def test_rows_and_triggers_come_back_and_nothing_else_stays():
    before, communes = schema(), Commune.objects.count()
    make_seller()
    append_only.remove(connection)
    Commune.objects.exclude(pk__in=Partner.objects.values("commune")).delete()
    assert schema() != before
    assert Commune.objects.count() < communes

    TransactionTestCase._fixture_teardown(None)

    assert schema() == before
    assert Commune.objects.count() == communes > 3000
    assert not Partner.objects.exists()
