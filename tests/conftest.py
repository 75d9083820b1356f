"""What every test stands on: reference data, files and messages of its own, no network."""

import ipaddress
import os
import shutil
import socket
from pathlib import Path

import pytest
from django.core.cache import cache

from tests import servers


def pytest_unconfigure(config: pytest.Config) -> None:
    folder = os.environ.get("VAR_DIR", "")
    is_maker = os.environ.get("VAR_DIR_OF") == str(os.getpid())
    if is_maker and Path(folder).name.startswith("marketplace-test-"):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run last what empties every table: pytest groups by browser after Django's plugin sorted."""
    items.sort(key=empties_the_database)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("full") and not os.environ.get("FULL_SIZE"):
        pytest.skip("more than a minute: FULL_SIZE=1 runs it")


def empties_the_database(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked or (marker and marker.kwargs.get("transaction")))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Build the test database and load what every installation has."""
    from django.db import connection

    from marketplace.reference import load_reference
    from tests.restoring import restore_instead_of_flushing

    with django_db_blocker.unblock():
        load_reference()
        if connection.vendor == "sqlite":
            restore_instead_of_flushing()


@pytest.fixture(autouse=True)
def reference_data_after_flush(request):
    """Load the reference data again where the test before emptied every table: not on SQLite."""
    if not empties_the_database(request.node):
        return
    from django.db import connection

    from marketplace.reference import load_reference

    request.getfixturevalue("transactional_db")
    if connection.vendor != "sqlite":
        load_reference()


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Keep the photos and messages of one test away from every other."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FEED_DIR = tmp_path / "feeds"
    settings.AUDIT_HEADS = tmp_path / "audit-heads.jsonl"
    private = settings.STORAGES["private"] | {"OPTIONS": {"location": tmp_path / "private"}}
    settings.STORAGES = settings.STORAGES | {"private": private}
    settings.MESSAGES_FILE = tmp_path / "messages.jsonl"


@pytest.fixture(autouse=True)
def empty_cache():
    from common import limits
    from pagecache import versions
    from pagecache.store import store
    from places.queries import forget_lists
    from shop.search import current

    cache.clear()
    limits.forget()
    current.forget()
    store.clear()
    forget_lists()
    yield
    # A database that somebody is connected to cannot be dropped.
    versions.close()


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Refuse connections that leave this machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_loopback(address[0]):
            raise RuntimeError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(scope="session")
def postgres_url():
    """A private PostgreSQL; the URL of its maintenance database."""
    with servers.or_skip(servers.postgres) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url():
    """A private Valkey or Redis; its ``unix://`` URL."""
    with servers.or_skip(servers.redis) as url:
        yield url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Use the system's Chromium; skip the test where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if not program:
        pytest.skip("Chromium is not installed (apt install chromium)")
    return {**browser_type_launch_args, "executable_path": program, "args": ["--no-sandbox"]}
