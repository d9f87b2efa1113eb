"""The log says what happened where, and nothing about anybody."""

from __future__ import annotations

import json
import logging

import pytest
from django.test import Client

from advisorsite.logs import JsonFormatter

pytestmark = [pytest.mark.urls("tests.platform.failing_urls"), pytest.mark.django_db]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture):
    """What the machine-readable log holds so far, as text and as objects."""
    caplog.set_level(logging.INFO)
    caplog.handler.setFormatter(JsonFormatter())

    def read() -> list[dict[str, object]]:
        return [json.loads(line) for line in caplog.text.splitlines()]

    return read


def test_a_request_leaves_one_line_with_its_id_and_route_not_its_data(lines) -> None:
    response = Client().get("/show/Jane?born=1950-01-01")
    (line,) = lines()
    assert line["message"].startswith("GET /show/<name> 200 in ")
    assert line["request_id"] == response["X-Request-ID"]
    assert "Jane" not in str(line)
    assert "1950" not in str(line)


def test_an_exception_leaves_its_type_and_place_not_its_words(lines) -> None:
    response = Client(raise_request_exception=False).get("/crash")
    error, request = lines()
    assert error["exception"] == "ValueError"
    assert "failing_urls.py" in error["stack"][-1]
    assert error["stack"][-1].endswith(" crash")
    assert request["message"].startswith("GET /crash 500 in ")
    assert error["request_id"] == request["request_id"] == response["X-Request-ID"]
    assert "Jane" not in str(error)
    assert "1,234" not in str(error)


def test_an_address_that_leads_nowhere_is_not_quoted(lines) -> None:
    Client().get("/Jane-Roe")
    (line,) = lines()
    assert line["message"].startswith("GET (no route) 404 in ")
    assert "Jane" not in str(line)


def test_requests_have_ids_of_their_own() -> None:
    first, second = (Client().get("/show/Ana")["X-Request-ID"] for _ in range(2))
    assert first != second


def test_a_line_is_one_line_whatever_the_message() -> None:
    record = logging.makeLogRecord({"msg": "first\nsecond", "levelname": "INFO", "name": "test"})
    assert "\n" not in JsonFormatter().format(record)
