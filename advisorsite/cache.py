"""The cache the processes share; while Redis is away, each has one of its own.

Limits of attempts and locks that only save work stand in it, so that a page must not fail, nor
wait, because Redis does. Limits then count in each process alone.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

AWAY_FOR = 10.0  # seconds in which Redis is not asked again, once it did not answer
ASKED = (
    "add", "get", "set", "touch", "delete", "get_many", "set_many", "delete_many", "has_key",
    "incr", "clear",
)  # fmt: skip


class SharedCache(RedisCache):
    away_until = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.own = LocMemCache("while-redis-is-away", {**params, "OPTIONS": {}})


def _asked(name: str) -> Callable[..., Any]:
    """Return a method that asks Redis, or where it does not answer, what this process has."""
    of_redis, of_own = getattr(RedisCache, name), getattr(LocMemCache, name)

    def ask(cache: SharedCache, *args: Any, **options: Any) -> Any:
        if time.monotonic() >= SharedCache.away_until:
            try:
                return of_redis(cache, *args, **options)
            except RedisError as error:
                SharedCache.away_until = time.monotonic() + AWAY_FOR
                logger.warning("the cache is away: %s", type(error).__name__)
        return of_own(cache.own, *args, **options)

    return ask


for _name in ASKED:
    setattr(SharedCache, _name, _asked(_name))
