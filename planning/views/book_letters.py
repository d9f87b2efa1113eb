"""Letters to everybody some rows of the book are about: confirmed, waited for, downloaded."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.access import households_for, may_edit, require_role
from clients.models import AuditAct, Role
from clients.requests import SignedInRequest
from planning import services, tasks
from planning.access import batches_for, get_batch_or_404
from planning.forms.letters import BookLettersForm
from planning.models import LetterBatch
from planning.reports.book_files import outdated_note
from planning.reports.letter_batch import read_batch
from planning.reports.letter_people import Recipients, recipients_of
from planning.views.book import asked_book
from planning.views.jobs import noted_file_of, part_to_wait_on

NEWEST = 10
CONTENT_TYPES = {"pdf": "application/pdf", "zip": "application/zip"}
private = cache_control(private=True, no_store=True)


@require_http_methods(["GET", "HEAD", "POST"])
@private
def book_letters(request: SignedInRequest) -> HttpResponse:
    """Say who gets a letter and who does not, then begin."""
    firm = require_role(
        request.user, Role.OWNER, Role.ADVISOR, Role.OPERATIONS, Role.COMPLIANCE
    ).firm
    if not may_edit(request.user):
        raise PermissionDenied
    book, rows, query = asked_book(request, firm)
    recipients = recipients_of(rows, year=book.year)
    form = _form(request, recipients)
    if form.is_valid() and book.outdated:
        form.add_error(None, outdated_note(book))
    elif form.is_valid():
        try:
            batch = services.request_batch(
                actor=request.user,
                firm=firm,
                addressees=recipients.addressees,
                year=book.year,
                form=form.cleaned_data["form"],
                query=query,
                language=get_language() or "en",
                request_key=form.cleaned_data["request_key"],
            )
        except services.LetterRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            tasks.work_on_batch.delay_on_commit(str(batch.pk))
            return redirect("planning:letter_batch", batch.pk)
    context = {
        "book": book,
        "firm": firm,
        "query": query,
        "recipients": recipients,
        "archived": households_for(request.user).exclude(archived_at=None).count(),
        "form": form,
        "batches": batches_for(request.user).select_related("requested_by")[:NEWEST],
    }
    return render(
        request, "planning/book_letters.html", context, status=422 if form.errors else 200
    )


@require_safe
@private
def letter_batch(request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    """The page to wait on, and what is known of the letters after."""
    batch = get_batch_or_404(request.user, batch_id)
    context = {"page": read_batch(batch), "may_edit": may_edit(request.user)}
    return render(request, "planning/letter_batch.html", context)


@require_safe
@private
def letter_batch_status(request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    """The part of the page that changes; nothing while it says what is shown already."""
    page = read_batch(get_batch_or_404(request.user, batch_id))
    template = "planning/_letter_batch_status.html"
    context = {"page": page, "may_edit": may_edit(request.user)}
    return part_to_wait_on(request, page.batch, template, context, seen=page.seen)


@require_safe
@private
def letter_batch_file(request: SignedInRequest, batch_id: UUID) -> HttpResponseBase:
    """The bound letters, if whoever asks may still read every one."""
    batch = get_batch_or_404(request.user, batch_id)
    return noted_file_of(
        request,
        batch,
        act=AuditAct.EXPORTED,
        detail={"year": batch.year, "form": batch.form, "sha256": batch.sha256},
        name=f"rmd-letters-{batch.year}.{batch.form}",
        content_type=CONTENT_TYPES[batch.form],
    )


@require_POST
@private
def cancel_batch(request: SignedInRequest, batch_id: UUID) -> HttpResponse:
    """Stop what is not made yet."""
    batch = get_batch_or_404(request.user, batch_id, to="edit")
    if services.cancel_batch(actor=request.user, batch=batch):
        messages.success(request, _("Cancelled. Letters that were made already are kept."))
    return redirect("planning:letter_batch", batch.pk)


def _form(request: SignedInRequest, recipients: Recipients) -> BookLettersForm:
    count = len(recipients.addressees)
    if request.method != "POST":
        return BookLettersForm(
            initial={"form": LetterBatch.Form.PDF, "request_key": uuid4(), "letters": count}
        )
    form = BookLettersForm(request.POST)
    if form.is_valid() and form.cleaned_data["letters"] != count:
        form.add_error(
            None, _("The book has changed since you opened this page. Look at it again first.")
        )
        form.data = {**request.POST.dict(), "letters": str(count)}
    return form
