"""Lines in the log: what happened where, tied together by a request id, and nobody's data.

An address is logged as the route that matched it, never with its arguments or query. The text
of an exception may quote what somebody typed, so in production only its type and place are kept.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
import uuid
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from advisorsite.headers import GetResponse

request_id: ContextVar[str] = ContextVar("request_id", default="-")

log = logging.getLogger(__name__)


class RequestLogMiddleware:
    """Gives every request an id, returns it as X-Request-ID and logs one line per request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = request_id.set(uuid.uuid4().hex)
        request.META["REQUEST_ID"] = request_id.get()
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request_id.get()
            match = request.resolver_match
            milliseconds = 1000 * (time.perf_counter() - started)
            log.info(
                "%s %s %d in %.0f ms",
                request.method,
                f"/{match.route}" if match else "(no route)",
                response.status_code,
                milliseconds,
            )
            return response
        finally:
            request_id.reset(token)


class TextFormatter(logging.Formatter):
    """For the terminal of the person who develops."""

    def __init__(self) -> None:
        super().__init__("%(levelname)s %(name)s: %(message)s")


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id.get(),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["stack"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line)
