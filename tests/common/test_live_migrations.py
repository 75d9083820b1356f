"""A constraint on SQLite builds its table anew: nobody's row is lost meanwhile (R31)."""

import contextlib
import sqlite3

import pytest
from django.db import connections, migrations, models
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.state import ProjectState

from common import live_migrations
from common.live_migrations import AddConstraintLive


@pytest.fixture
def shop(tmp_path, django_db_blocker):
    """A database of its own with one table, as the code before knows it."""
    own = connections["default"].settings_dict | {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(tmp_path / "shop.sqlite3"),
        "OPTIONS": {"transaction_mode": "IMMEDIATE"},
    }
    connection = DatabaseWrapper(own, "shop")
    connections["shop"] = connection
    before, state = ProjectState(), ProjectState()
    order = migrations.CreateModel(
        "order", [("id", models.AutoField(primary_key=True)), ("vnd", models.IntegerField())]
    )
    order.state_forwards("shop", state)
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            order.database_forwards("shop", editor, before, state)
        yield connection, state
        connection.close()
    del connections["shop"]


def rows_after_an_order_in_between(shop, tmp_path) -> list[tuple]:
    """Add the constraint while the shop writes an order just before the old table goes."""
    connection, before = shop
    step = AddConstraintLive(
        "order", models.CheckConstraint(condition=models.Q(vnd__gte=0), name="order_vnd")
    )
    after = before.clone()
    step.state_forwards("shop", after)
    told = []

    def buy() -> None:
        with contextlib.closing(sqlite3.connect(tmp_path / "shop.sqlite3", timeout=0)) as link:
            try:
                link.execute("INSERT INTO shop_order (vnd) VALUES (7)")
                link.commit()
            except sqlite3.OperationalError as busy:
                told.append(str(busy))

    with connection.schema_editor(atomic=False) as editor:
        execute = editor.execute

        def watched(sql, params=()):
            if str(sql).startswith("DROP TABLE"):
                buy()
            return execute(sql, params)

        editor.execute = watched
        step.database_forwards("shop", editor, before, after)
    if told:
        # Who was told to come again does so.
        told.clear()
        buy()
    with connection.cursor() as cursor:
        cursor.execute("SELECT vnd FROM shop_order")
        return cursor.fetchall()


def test_an_order_written_meanwhile_waits_and_is_kept(shop, tmp_path):
    assert rows_after_an_order_in_between(shop, tmp_path) == [(7,)]


def test_without_the_transaction_that_order_would_be_gone(shop, tmp_path, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(live_migrations, "_at_once", lambda editor: contextlib.nullcontext())

    assert rows_after_an_order_in_between(shop, tmp_path) == []
