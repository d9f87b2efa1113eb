"""How is a file handed over? To be saved by the browser, never shown inside the site."""

from __future__ import annotations

import hashlib
import logging
from io import BytesIO

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render

from planning.models import Job

logger = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


def kept_file(job: Job) -> bytes | None:
    """Return the file of a job that is done, None where it is not what was put away."""
    try:
        with job.file.open("rb") as file:
            content: bytes = file.read()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() == job.sha256:
        return content
    logger.error("the file of %s is not what was put away", job)
    return None


def saved(content: bytes, *, name: str, content_type: str) -> FileResponse:
    return FileResponse(
        BytesIO(content),
        as_attachment=True,
        filename=name,
        content_type=content_type,
        headers=HEADERS,
    )


def damaged(request: HttpRequest, job: Job) -> HttpResponse:
    """Say that there is nothing to trust any more, and who can help."""
    return render(request, "planning/file_damaged.html", {"job": job}, status=410)
