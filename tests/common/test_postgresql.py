"""The pool of connections after the database server went away and came back."""

import time

import environ
import pytest
from django.db import OperationalError, connections
from django.db.backends.postgresql import base as django_postgresql

from common.postgresql import base
from tests.races.ledger import Ledger, new_database

#: As the settings have it, but the negative control need not wait five seconds.
POOL = {"timeout": 3, "reconnect_timeout": 1, "min_size": 4}


@pytest.fixture(scope="module")
def database(postgres_url):
    return new_database(postgres_url, "pooled")


@pytest.fixture(autouse=True)
def may_ask(django_db_blocker):
    with django_db_blocker.unblock():
        yield


def wrapper(backend, url):
    asked = {"OPTIONS": {"pool": POOL}, "CONN_HEALTH_CHECKS": True}
    return backend.DatabaseWrapper(
        connections["default"].settings_dict | environ.Env.db_url_config(url) | asked, "pooled"
    )


def seconds_to_ask_after_a_restart(backend, url) -> float:
    """Fill the pool of a process that then rests, end all its connections, and ask once."""
    connection = wrapper(backend, url)
    try:
        ask(connection)
        connection.pool.wait()
        Ledger(url).rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = 'pooled' AND pid <> pg_backend_pid()"
        )
        begun = time.monotonic()
        ask(connection)
        return time.monotonic() - begun
    finally:
        connection.close_pool()


def ask(connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    connection.close()


def test_the_first_visitor_after_a_restart_is_served_although_all_kept_connections_died(database):
    assert seconds_to_ask_after_a_restart(base, database) < POOL["timeout"]


def test_with_the_pool_as_django_makes_it_that_visitor_waits_in_vain(database):
    """Negative control."""
    with pytest.raises(OperationalError, match="get a connection"):
        seconds_to_ask_after_a_restart(django_postgresql, database)
