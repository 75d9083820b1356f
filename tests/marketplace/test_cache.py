"""The cache while its server is away."""

import socket
import time

import pytest
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as GoneError

from marketplace import cache as calm
from marketplace.cache import CalmRedisCache

NOWHERE = "unix:///nowhere/valkey.sock"


@pytest.fixture(autouse=True)
def no_fault_before(monkeypatch):
    monkeypatch.setitem(calm._server, "down_until", 0.0)


@pytest.fixture
def hanging_server(tmp_path):
    """A server that takes connections and never says a word."""
    path = str(tmp_path / "hung.sock")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path)
        door.listen(16)
        yield f"unix://{path}"


def test_a_server_that_hangs_costs_one_wait_and_not_one_for_each_call(hanging_server):
    cache = CalmRedisCache(hanging_server, {"OPTIONS": {"socket_timeout": 0.3}})
    begun = time.monotonic()

    for number in range(20):
        assert cache.get(f"k{number}") is None

    assert time.monotonic() - begun < 2 * 0.3 + 0.5


def test_a_server_that_is_back_is_used_again(redis_url, monkeypatch):
    CalmRedisCache(NOWHERE, {}).get("k")
    cache = CalmRedisCache(redis_url, {})
    cache.set("k", 1)
    assert cache.get("k") is None

    monkeypatch.setattr(calm, "_server", {"down_until": time.monotonic() - 1})
    cache.set("k", 1)

    assert cache.get("k") == 1


def test_a_dead_server_is_a_miss():
    cache = CalmRedisCache(NOWHERE, {})

    cache.set("k", 1)

    assert cache.get("k") is None
    assert cache.get("k", 7) == 7
    assert cache.get("k", default=8) == 8
    assert cache.get_many(["k"]) == {}
    assert cache.add("k", 1) is False


def test_without_the_calm_class_the_same_call_breaks_the_page():
    with pytest.raises(GoneError):
        RedisCache(NOWHERE, {}).get("k")


def test_the_server_that_is_there_is_used(redis_url):
    cache = CalmRedisCache(redis_url, {})

    cache.set("k", {"a": 1})

    assert cache.get("k") == {"a": 1}
