"""The cache while its server is away."""

import pytest
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as GoneError

from marketplace.cache import CalmRedisCache

NOWHERE = "unix:///nowhere/valkey.sock"


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
