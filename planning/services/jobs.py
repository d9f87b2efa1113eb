"""How is work done in the background, once, whatever breaks off meanwhile?

Every kind of job goes this way: a worker claims the row, makes what was asked for outside any
transaction, so that no lock is held meanwhile, and says that it is there. The attempt is counted
in the claim itself, before anything can crash, and is the fence of every later write: those match
only while this worker's claim is the last one, and the job was not cancelled.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from io import SEEK_END, BytesIO
from typing import IO, TypeVar
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import translation

from planning.engine.errors import EngineError
from planning.models import Claimable, Job, JobQuerySet
from planning.reports.pdf import PdfError

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)  # twice what the renderer is given
PATIENCE_WITH_A_MESSAGE = timedelta(seconds=20)

AnyClaimable = TypeVar("AnyClaimable", bound=Claimable)
AnyJob = TypeVar("AnyJob", bound=Job)


class LetterRefusedError(Exception):
    """Why a letter is not taken on, or not made; its text is for readers."""


def claim(
    jobs: JobQuerySet[AnyClaimable],
    job_id: UUID,
    *,
    lease: timedelta | None = None,
    **changes: object,
) -> AnyClaimable | None:
    """Take a job for this worker, or return None where there is nothing to take."""
    claimable = jobs.claimable().worth_trying()
    job = claimable.filter(pk=job_id).first()
    if job is None:
        return None
    claimed = claimable.filter(pk=job_id, attempts=job.attempts).update(
        state=Claimable.State.RUNNING,
        attempts=F("attempts") + 1,
        lease_until=Now() + (lease or LEASE),
        **changes,
    )
    job.attempts += 1
    return job if claimed else None


def carry_out(
    job: AnyJob,
    make: Callable[[AnyJob], bytes | IO[bytes]],
    keep: Callable[[AnyJob, IO[bytes]], object],
    *,
    apology: Callable[[], str],
) -> None:
    """Make the file of a claimed job and keep it, or note in a sentence why there is none.

    The file is in the language of its reader; the sentence is for who asked for it, in English.
    """
    try:
        with translation.override(job.language):
            content = make(job)
    except (EngineError, LetterRefusedError, PdfError) as error:
        fail(job, str(error))
    except Exception:
        logger.exception("%s could not be made", job)
        fail(job, apology())
    else:
        with closing(BytesIO(content) if isinstance(content, bytes) else content) as file:
            keep(job, file)


def put_away(
    job: Job,
    content: IO[bytes],
    *,
    noted: Callable[[str], object] = lambda sha256: None,
    **changes: object,
) -> None:
    """Store the file, then say that it is there and note the act, in one transaction.

    A worker that lost its claim on the way leaves no trace.
    """
    size = content.seek(0, SEEK_END)
    content.seek(0)
    sha256 = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
    storage = job.file.storage
    name = storage.save(job.file_name(job.attempts), File(content))
    is_kept = False
    try:
        with transaction.atomic():
            is_written = write(
                job,
                state=Job.State.DONE,
                file=name,
                sha256=sha256,
                size=size,
                **changes,
            )
            if is_written:
                noted(sha256)
        is_kept = is_written
    finally:
        if not is_kept:
            storage.delete(name)


def fail(job: Claimable, error: str, **changes: object) -> None:
    write(job, state=Claimable.State.FAILED, error=error, **changes)


def write(job: Claimable, **changes: object) -> bool:
    """Write to the row if this worker's claim is still the last one."""
    held = type(job)._default_manager.filter(pk=job.pk, state=Claimable.State.RUNNING)
    return held.filter(attempts=job.attempts).update(**changes) == 1


def give_up(jobs: JobQuerySet[AnyClaimable], sentence: Callable[[], str]) -> None:
    """Say of what broke off too often that it is not made."""
    for job in jobs.given_up():
        fail(job, sentence())


def waiting(jobs: JobQuerySet[AnyClaimable]) -> list[UUID]:
    """Return what should be offered again, the oldest first.

    Newly asked jobs are left alone for a moment: their message is still on its way.
    """
    left = jobs.claimable().filter(created_at__lte=Now() - PATIENCE_WITH_A_MESSAGE)
    return list(left.order_by("created_at").values_list("pk", flat=True))
