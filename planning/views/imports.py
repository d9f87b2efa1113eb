"""Custodians' files of year-end balances: sent, looked at, accepted or let go."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients import audit, firms
from clients.access import balance_files_for, get_balance_file_or_404, may_edit, require_role
from clients.models import AuditAct, BalanceFile, Role
from clients.requests import SignedInRequest, posted
from clients.services import balance_files
from clients.spreadsheets import csv_lines
from clients.today import today_of
from planning.forms.imports import AnswersForm, ColumnsForm, UploadForm, choices_made
from planning.imports import filing
from planning.imports.layouts import Statement, UnknownTable, table_in
from planning.imports.page import REPORT, read_page, report_rows, shown_lines
from planning.imports.reading import ImportRefusedError
from planning.imports.verdicts import preview
from planning.views.files import saved

PER_PAGE = 20
private = cache_control(private=True, no_store=True)
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@read_or_post
@private
def imports(request: SignedInRequest) -> HttpResponse:
    """Send a file; below are those that came before."""
    roles = [Role.OWNER, Role.ADVISOR, Role.OPERATIONS]
    if request.method != "POST":
        roles.append(Role.COMPLIANCE)
    firm = require_role(request.user, *roles).firm
    form = UploadForm(
        posted(request),
        request.FILES or None,
        custodians=firms.custodians_of(firm),
        today=today_of(firm),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            file = filing.take_in(
                actor=request.user,
                firm=firm,
                upload=data["file"],
                year=data["year"],
                custodian=data["custodian"],
            )
        except ImportRefusedError as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("planning:import", file.pk)
    files = balance_files_for(request.user).select_related("uploaded_by", "imported_by")
    context = {
        "form": form,
        "page": Paginator(files, PER_PAGE).get_page(request.GET.get("page")),
        "may_edit": may_edit(request.user),
    }
    status = 422 if form.errors else 200
    return render(request, "planning/imports.html", context, status=status)


@read_or_post
@private
def import_file(request: SignedInRequest, file_id: UUID) -> HttpResponse:
    """Every account of a file with its verdict; accepting it puts what is new on record."""
    to = "edit" if request.method == "POST" else "view"
    file = get_balance_file_or_404(request.user, file_id, to=to)  # type: ignore[arg-type]
    statement = filing.statement_of(file)
    if isinstance(statement, UnknownTable):
        return redirect("planning:import_columns", file.pk)
    if request.method == "POST":
        return _decided(request, file, statement)
    _note_reading(request, file)
    return _page(request, file, statement)


@read_or_post
@private
def import_columns(request: SignedInRequest, file_id: UUID) -> HttpResponse:
    """Say once which column says what; files with the same headings are read so from then on."""
    file = get_balance_file_or_404(request.user, file_id, to="edit")
    rows = filing.rows_of(file)
    table = table_in(rows)
    form = ColumnsForm(posted(request), headings=table.headings, initial=table.guess)
    if request.method == "POST" and form.is_valid():
        remember = form.cleaned_data["remember"]
        try:
            filing.explain(file, rows, actor=request.user, columns=form.columns, remember=remember)
        except ImportRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("planning:import", file.pk)
    _note_reading(request, file)
    context = {"file": file, "form": form, "table": table}
    status = 422 if form.errors else 200
    return render(request, "planning/import_columns.html", context, status=status)


@require_POST
@private
def import_answers(request: SignedInRequest, file_id: UUID) -> HttpResponse:
    """Of what day the figures are."""
    file = get_balance_file_or_404(request.user, file_id, to="edit")
    statement = filing.statement_of(file)
    if isinstance(statement, UnknownTable):
        return redirect("planning:import_columns", file.pk)
    form = AnswersForm(request.POST, file=file, today=today_of(file.firm))
    if not form.is_valid():
        return _page(request, file, statement, answers=form)
    balance_files.answer(file, **form.cleaned_data)
    return redirect("planning:import", file.pk)


@require_POST
@private
def discard_import(request: SignedInRequest, file_id: UUID) -> HttpResponse:
    """Let go of a file nothing was recorded from."""
    file = get_balance_file_or_404(request.user, file_id, to="edit")
    if balance_files.discard(file, actor=request.user):
        messages.success(request, _("The file is deleted. Nothing of it was recorded."))
        return redirect("planning:imports")
    messages.info(request, _("Balances on record came from this file: it stays."))
    return redirect("planning:import", file.pk)


@require_safe
@private
def import_report(request: SignedInRequest, file_id: UUID) -> HttpResponse | StreamingHttpResponse:
    """Every line with its verdict, for a spreadsheet."""
    file = get_balance_file_or_404(request.user, file_id)
    statement = filing.statement_of(file)
    if isinstance(statement, UnknownTable):
        return redirect("planning:import_columns", file.pk)
    whole = preview(file, statement, request.user)
    detail = {"rows": len(whole.lines)}
    audit.record(
        AuditAct.EXPORTED,
        actor=request.user,
        firm=file.firm,
        subject=file,
        detail=detail,
        request=request,
    )
    return StreamingHttpResponse(
        csv_lines(REPORT, report_rows(whole)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="balances-{file.year}-report.csv"'},
    )


@require_safe
@private
def import_original(request: SignedInRequest, file_id: UUID) -> FileResponse:
    """The file as it came."""
    file = get_balance_file_or_404(request.user, file_id)
    audit.record(
        AuditAct.EXPORTED, actor=request.user, firm=file.firm, subject=file, request=request
    )
    content_type = "application/octet-stream"
    return saved(file.file.open("rb"), name=file.name, content_type=content_type)


def _decided(request: SignedInRequest, file: BalanceFile, statement: Statement) -> HttpResponse:
    """Note what was chosen on the page; record what is new, if that is what was asked for."""
    before = read_page(file, statement, request.user, _asked(request))
    picks, taken = choices_made(request.POST, shown_lines(before["page"]))
    balance_files.choose(file, picks=picks, taken=taken)
    if "record" not in request.POST:
        return redirect(request.get_full_path())
    file.refresh_from_db(fields=["picks", "taken"])
    after = preview(file, statement, request.user)
    if after.seen != before["preview"].seen:
        text = _(
            "Your choices are noted, and nothing is recorded yet: look once more, then record."
        )
        messages.info(request, text)
        return redirect(request.get_full_path())
    try:
        recorded = filing.accept(
            file, statement, actor=request.user, seen=request.POST.get("seen", "")
        )
    except filing.ImportMovedError:
        text = _("What is on record has changed since you opened this page. Nothing was recorded.")
        return _page(request, file, statement, refused=[text])
    except filing.LinesRefusedError as refusal:
        return _page(request, file, statement, refused=refusal.sentences)
    done = ngettext(
        "%(count)d balance is on record.", "%(count)d balances are on record.", recorded
    )
    messages.success(request, done % {"count": recorded})
    return redirect("planning:import", file.pk)


def _page(
    request: SignedInRequest,
    file: BalanceFile,
    statement: Statement,
    *,
    answers: AnswersForm | None = None,
    refused: list[str] | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        **read_page(file, statement, request.user, _asked(request)),
        "answers": answers or AnswersForm(file=file, today=today_of(file.firm)),
        "refused": refused,
        "may_edit": may_edit(request.user),
    }
    status = 422 if answers or refused else 200
    return render(request, "planning/import.html", context, status=status)


def _note_reading(request: SignedInRequest, file: BalanceFile) -> None:
    audit.record(AuditAct.READ, actor=request.user, firm=file.firm, subject=file, request=request)


def _asked(request: SignedInRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("verdict", "page") if name in request.GET}
