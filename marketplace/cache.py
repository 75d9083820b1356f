"""A cache that may vanish: a dead Redis is a miss, never an error page."""

import logging
import time

from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger(__name__)

#: After a fault the server is left alone for so long: one that hangs costs one wait, not each page.
PAUSE_S = 5.0
_server = {"down_until": 0.0}


def _calm(name: str, nothing):
    method = getattr(RedisCache, name)

    def calm(self, *args, **kwargs):
        if time.monotonic() >= _server["down_until"]:
            try:
                return method(self, *args, **kwargs)
            except RedisError as problem:
                _server["down_until"] = time.monotonic() + PAUSE_S
                log.warning("cache %s failed: %s", name, type(problem).__name__)
        # ``get(key, default)`` is the one call whose answer the caller chooses.
        return kwargs.get("default", args[1] if name == "get" and len(args) > 1 else nothing)

    calm.__doc__ = f"Do ``{name}``; a dead server counts as {nothing!r}."
    return calm


class CalmRedisCache(RedisCache):
    """Django's Redis cache whose faults are misses."""

    def __init__(self, server, params) -> None:
        """Ask once: the client's own three retries are three more waits."""
        options = {"retry": Retry(NoBackoff(), 0)} | params.get("OPTIONS", {})
        super().__init__(server, params | {"OPTIONS": options})

    get = _calm("get", None)
    set = _calm("set", None)
    add = _calm("add", False)
    touch = _calm("touch", False)
    incr = _calm("incr", 0)
    delete = _calm("delete", False)
    has_key = _calm("has_key", False)
    get_many = _calm("get_many", {})
    set_many = _calm("set_many", [])
    delete_many = _calm("delete_many", None)
    clear = _calm("clear", False)
