"""The worklist: what waits for somebody, given out, set aside, talked about."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from clients.access import colleagues_for, households_for, may_edit, require_role, teams_for
from clients.models import Firm, Role
from clients.requests import SignedInRequest
from clients.today import today_of
from planning import tasks
from planning.access import get_work_act_or_404, latest_work_act
from planning.forms.worklist import ActForm, WorklistForm
from planning.standings import bring_up_to_date
from planning.worklist.acts import Intent, Verb, act_on, history_of, undo
from planning.worklist.kinds import KINDS
from planning.worklist.page import MINE, SORTS, WHEN, Worklist, read_worklist
from planning.worklist.proving import KIND as PROVEN

PER_PAGE = 50
COLUMNS = {
    "who": lazy("Who, what"),
    "reason": lazy("Waits because"),
    "amount": lazy("Amount"),
    "day": lazy("Last day"),
    "with": lazy("With"),
}
CSS = {"reason": "reason", "amount": "end"}
Count = tuple[str, Any, int]  # a code, its words and how many there are of it
OFFERED = {"kind": KINDS, "when": WHEN, "sort": [*SORTS, *(f"-{name}" for name in SORTS)]}
READERS = (Role.OWNER, Role.ADVISOR, Role.OPERATIONS, Role.COMPLIANCE)
private = cache_control(private=True, no_store=True)


@require_safe
@private
def worklist(request: SignedInRequest) -> HttpResponse:
    """Everything that waits, narrowed as the address says."""
    firm = require_role(request.user, *READERS).firm
    form = _asked(request)
    every = _read(request, firm, form)
    seen = every.narrowed(form.asked, user=request.user)
    kind, when, sort = (form.asked.get(name) for name in ("kind", "when", "sort"))
    shown = seen.of(kind=kind, when=when)
    lines = Paginator(shown.in_order(sort), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "firm": firm,
        "form": form,
        "kind": kind,
        "when": when,
        "every": every,
        "seen": seen,
        "shown": shown,
        "kinds": _offered(seen.of(when=when).counts, kind),
        "whens": _offered(seen.of(kind=kind).whens, when),
        "columns": _columns(sort or ""),
        "lines": lines,
        "has_evidence": any(line.item.kind == PROVEN for line in lines),
        "may_edit": may_edit(request.user),
        "latest": latest_work_act(request.user),
    }
    return render(request, "planning/worklist.html", context)


@require_safe
@private
def work_counts(request: SignedInRequest) -> HttpResponse:
    """How much waits, for the top of the book, which does not wait for it."""
    firm = require_role(request.user, *READERS).firm
    waiting = _read(request, firm, _asked(request)).narrowed({}, user=request.user)
    mine = len(waiting.narrowed({"who": MINE}, user=request.user).lines)
    return render(request, "planning/_work_counts.html", {"waiting": waiting, "mine": mine})


@require_POST
@private
def work_on(request: SignedInRequest) -> HttpResponse:
    """Say what would be done to the chosen items; done once it is confirmed."""
    firm = require_role(request.user, *READERS).firm
    if not may_edit(request.user):
        raise PermissionDenied
    filter_form = _asked(request)
    codes = request.POST.getlist("item")
    every = _read(request, firm, filter_form)
    items = every.chosen(codes)
    is_confirmed = "verb" in request.POST
    form = ActForm(
        request.POST if is_confirmed else None,
        initial={"request_key": uuid4(), "verb": Verb.ASSIGN},
        colleagues=colleagues_for(request.user),
        today=every.as_of,
    )
    if is_confirmed and form.is_valid():
        facts = form.cleaned_data
        intent = Intent(
            verb=Verb(facts["verb"]), to=facts["to"], until=facts["until"], text=facts["text"]
        )
        try:
            act_on(items, intent, actor=request.user, firm=firm, request_key=facts["request_key"])
        except ValidationError as refusal:
            for name, sentences in refusal.message_dict.items():
                form.add_error(name if name in form.fields else None, list(sentences))
        else:
            return redirect(f"{reverse('planning:worklist')}?{filter_form.query}")
    context = {
        "form": form,
        "codes": codes,
        "items": items,
        "gone": len(set(codes)) - len(items),
        "query": filter_form.query,
    }
    status = 422 if form.errors else 200
    return render(request, "planning/work_on.html", context, status=status)


@require_POST
@private
def undo_work(request: SignedInRequest, act_id: UUID) -> HttpResponse:
    """Take an act back."""
    act = get_work_act_or_404(request.user, act_id, to="edit")
    try:
        undo(act, actor=request.user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("Undone: everything is as it was before."))
    return redirect("planning:worklist")


@require_safe
@private
def work_item(request: SignedInRequest) -> HttpResponse:
    """One item: whose it is, what was said and done, and why it waits."""
    firm = require_role(request.user, *READERS).firm
    kind, _colon, subject = request.GET.get("item", "").partition(":")
    every = _read(request, firm, _asked(request))
    line = next((one for one in every.lines if one.item.key == (kind, subject)), None)
    history = history_of(households_for(request.user), kind=kind, subject=subject)
    if line is None and not history:
        raise Http404
    context = {"line": line, "history": history, "may_edit": may_edit(request.user)}
    return render(request, "planning/work_item.html", context)


def asked_worklist(request: SignedInRequest) -> tuple[Worklist, WorklistForm]:
    """Return all that waits, and what the address asks of it."""
    form = _asked(request)
    return _read(request, require_role(request.user, *READERS).firm, form), form


def _asked(request: SignedInRequest) -> WorklistForm:
    return WorklistForm(
        request.GET,
        teams=teams_for(request.user),
        colleagues=colleagues_for(request.user),
        offered=OFFERED,
    )


def _offered(counts: list[Count], chosen: str | None) -> tuple[int, list[Count]]:
    """Return how many there are in all, and those worth offering: what there is, and the choice."""
    return (
        sum(count for _code, _label, count in counts),
        [one for one in counts if one[2] or one[0] == chosen],
    )


def _columns(sort: str) -> list[dict[str, Any]]:
    """Say of each column how it sorts now, and how it would after its heading is followed."""
    by, is_down = sort.removeprefix("-"), sort.startswith("-")
    return [
        {
            "label": label,
            "css": CSS.get(name, ""),
            "order": ("descending" if is_down else "ascending") if name == by else "none",
            "next": f"-{name}" if name == by and not is_down else name,
        }
        for name, label in COLUMNS.items()
    ]


def _read(request: SignedInRequest, firm: Firm, form: WorklistForm) -> Worklist:
    """Read what waits, of figures as new as the book's."""
    households = households_for(request.user)
    if team := form.asked.get("team"):
        households = households.filter(team=team)
    today = today_of(firm)
    if bring_up_to_date(households, firm=firm, year=today.year, as_of=today):
        tasks.work_out_book.delay(str(firm.pk), today.year)
    return read_worklist(households, firm=firm, as_of=today, is_ahead=bool(form.asked.get("day")))
