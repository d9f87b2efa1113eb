"""A file made in the background, as its pages see it: waited for, then taken away."""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress
from typing import Any

from django.core.files import File
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from clients import audit
from clients.models import AuditAct
from clients.requests import SignedInRequest
from planning.models import Claimable, FirmJob, Job
from planning.views.files import saved

MOST_IN_MEMORY = 10_000_000  # bytes
STOP_POLLING = 286  # htmx shows this answer and asks no more

logger = logging.getLogger(__name__)


def part_to_wait_on(
    request: HttpRequest, job: Claimable, template: str, context: dict[str, Any], *, seen: str
) -> HttpResponse:
    """The part of a page that changes; nothing while it says what is shown already."""
    if not job.is_over and request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    return render(request, template, context, status=STOP_POLLING if job.is_over else 200)


def file_of(request: HttpRequest, job: Job, *, name: str, content_type: str) -> HttpResponseBase:
    """The file of a job; where it is not what was put away, a page that says who can help."""
    content = _kept(job)
    if content is None:
        return render(request, "planning/file_damaged.html", {"job": job}, status=410)
    return saved(content, name=name, content_type=content_type)


def noted_file_of(
    request: SignedInRequest,
    job: FirmJob,
    *,
    act: AuditAct,
    detail: dict[str, Any],
    name: str,
    content_type: str,
) -> HttpResponseBase:
    """The file of a firm's job; that it was taken is noted before it leaves."""
    response = file_of(request, job, name=name, content_type=content_type)
    if response.status_code == 200:
        audit.record(
            act, actor=request.user, firm=job.firm, subject=job, detail=detail, request=request
        )
    return response


def _kept(job: Job) -> bytes | File[bytes] | None:
    """Return the file if it is still what was put away; one too large to be read, open."""
    if job.state != Job.State.DONE:
        raise Http404
    with suppress(OSError), job.file.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() == job.sha256:
            if job.size > MOST_IN_MEMORY:
                return job.file.storage.open(str(job.file))
            file.seek(0)
            content: bytes = file.read()
            return content
    logger.error("the file of %s is not what was put away", job)
    return None
