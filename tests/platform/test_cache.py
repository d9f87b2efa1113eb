"""A page neither fails nor waits because Redis is away; attempts are counted all the same."""

from __future__ import annotations

import pytest
from django.core.cache.backends.redis import RedisCache
from django.db import OperationalError
from django.test import Client

from advisorsite.cache import SharedCache
from tests.faults.servers import free_port


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch) -> SharedCache:
    """Nobody listens there."""
    monkeypatch.setattr(SharedCache, "away_until", 0.0)
    cache = SharedCache(f"redis://127.0.0.1:{free_port()}/0", {"KEY_PREFIX": "site"})
    cache.clear()
    return cache


def test_what_was_counted_stands_while_redis_is_away(cache: SharedCache) -> None:
    assert cache.add("attempts", 1)
    assert not cache.add("attempts", 1)
    assert cache.incr("attempts") == 2
    assert cache.get("attempts") == 2
    cache.delete("attempts")
    assert cache.get("attempts", "none") == "none"


def test_redis_is_not_asked_again_at_once(
    cache: SharedCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_args: object, **_options: object) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr(RedisCache, "get", asked)
    assert cache.get("anything") is None
    monkeypatch.setattr(SharedCache, "away_until", 0.0)


def test_a_database_that_is_away_is_said_to_come_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_request: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("advisorsite.health.findings", lambda: away(None))
    client.raise_request_exception = False
    answer = client.get("/readyz")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "The site will be back in a moment" in answer.text
