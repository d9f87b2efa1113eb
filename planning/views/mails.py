"""The desk of mails: what left, what waits, what somebody has to decide, and the switch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from clients import audit
from clients.access import get_mail_or_404, households_for, require_role
from clients.mail import deciding, doubt, switch
from clients.mail.outbox import MailError
from clients.models import AuditAct, Firm, Mail, MailSwitch, Membership, Role
from clients.requests import SignedInRequest
from clients.today import database_now
from planning.forms.mails import DecisionForm, LetBeForm, MailFilterForm, SwitchForm
from planning.reminders import desk
from planning.reminders.why_pages import members_of_digest

PER_PAGE = 50
READERS = (Role.OWNER, Role.OPERATIONS, Role.COMPLIANCE)
DECIDERS = (Role.OWNER, Role.OPERATIONS)
private = cache_control(private=True, no_store=True)
# What mail programs let a mail do: wear what stands in its elements.
AS_SEEN = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "frame-ancestors": [SELF],
    "sandbox": True,
}

Decision = Callable[..., None]
DECISIONS: dict[str, tuple[Decision, Any]] = {
    "again": (deciding.send_again, lazy("It goes once more.")),
    "give_up": (deciding.give_up, lazy("It is given up and waits for nobody.")),
    "arrived": (deciding.note_arrived, lazy("Noted: it arrived.")),
}


@require_safe
@private
def mails(request: SignedInRequest) -> HttpResponse:
    """How mails stand, and those that the address asks for."""
    own = require_role(request.user, *READERS)
    _noted(request, own.firm, "mails")
    return _desk(request, own, SwitchForm(), status=200)


@require_POST
@private
def switch_mails(request: SignedInRequest) -> HttpResponse:
    """Stop a firm's mails, or let them go again."""
    own = require_role(request.user, *DECIDERS)
    form = SwitchForm(request.POST)
    if not form.is_valid():
        return _desk(request, own, form, status=422)
    stops = MailSwitch.Stops(form.cleaned_data["stops"])
    because = form.cleaned_data["because"]
    switch.stop(firm=own.firm, stops=stops, because=because, actor=request.user)
    is_open = stops == MailSwitch.Stops.NOTHING
    messages.success(request, _("Mails go again.") if is_open else _("Stopped."))
    return redirect("planning:mails")


@require_safe
@private
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # knows no other request
def mail(request: SignedInRequest, mail_id: UUID) -> HttpResponse:
    """One mail: each step of each attempt, what it told and said."""
    found = get_mail_or_404(request.user, mail_id, *READERS)
    own = require_role(request.user, *READERS)
    _noted(request, own.firm, "mail", found)
    return _mail(request, own, found, DecisionForm(), status=200)


@require_safe
@private
@xframe_options_sameorigin
@csp(AS_SEEN)  # type: ignore[arg-type]
def mail_as_seen(request: SignedInRequest, mail_id: UUID) -> HttpResponse:
    """The mail as its recipient’s program shows it, in a frame that can do nothing."""
    found = get_mail_or_404(request.user, mail_id, *READERS)
    html = desk.content_of(found, desk.digest_of(found)).get("html", "")
    if not html:
        raise Http404
    # A link that is followed would open in a new window, which the sandbox does not let it.
    return HttpResponse(html.replace("<head>", '<head><base target="_blank">', 1))


@require_POST
@private
def decide_mail(request: SignedInRequest, mail_id: UUID, decision: str) -> HttpResponse:
    """Send it again, give it up, or take note that it arrived."""
    found = get_mail_or_404(request.user, mail_id, *DECIDERS)
    if decision not in DECISIONS:
        raise Http404
    decide, done = DECISIONS[decision]
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            decide(actor=request.user, mail=found, because=form.cleaned_data["because"])
        except MailError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(done))
            return redirect("planning:mail", found.pk)
    found.refresh_from_db()
    return _mail(request, require_role(request.user, *DECIDERS), found, form, status=422)


@require_POST
@private
def let_be(request: SignedInRequest) -> HttpResponse:
    """Take note of how somebody saw to what nobody was told of."""
    own = require_role(request.user, *DECIDERS)
    form = LetBeForm(request.POST)
    if not form.is_valid():
        return _desk(request, own, SwitchForm(), status=422, let_be_form=form)
    desk.let_be(actor=request.user, firm=own.firm, because=form.cleaned_data["because"])
    messages.success(request, _("Noted."))
    return redirect("planning:mails")


def _desk(
    request: SignedInRequest,
    own: Membership,
    switch_form: SwitchForm,
    *,
    status: int,
    let_be_form: LetBeForm | None = None,
) -> HttpResponse:
    firm, at = own.firm, database_now()
    standings = [(code, label) for code, (label, _q) in desk.STANDINGS.items()]
    form = MailFilterForm(request.GET, firm=firm, standings=standings)
    found = desk.mails_of(firm, form.asked)
    context = {
        "firm": firm,
        "form": form,
        "switch_form": switch_form,
        "let_be_form": let_be_form or LetBeForm(),
        "switches": desk.switches_over(firm),
        "own_switch": desk.switch_of(firm),
        "counts": desk.counts_of(firm, at),
        "alarms": desk.alarms_of(firm, at),
        "health": desk.health_of(firm),
        "nobody": desk.told_to_nobody(firm),
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "may_decide": own.role in DECIDERS,
    }
    return render(request, "planning/mails.html", context, status=status)


def _mail(
    request: SignedInRequest, own: Membership, found: Mail, form: DecisionForm, *, status: int
) -> HttpResponse:
    digest = desk.digest_of(found)
    households = households_for(request.user)
    context = {
        "mail": found,
        "message_id": doubt.message_id_of(found),
        "form": form,
        "steps": desk.steps_of(found),
        "digest": digest,
        "members": members_of_digest(digest, households) if digest else (),
        "content": desk.content_of(found, digest),
        "may_decide": own.role in DECIDERS and deciding.decidable().filter(pk=found.pk).exists(),
        "may_have_arrived": deciding.may_have_arrived(found),
    }
    return render(request, "planning/mail.html", context, status=status)


def _noted(request: SignedInRequest, firm: Firm, page: str, row: Mail | None = None) -> None:
    audit.record(
        AuditAct.READ,
        actor=request.user,
        firm=firm,
        subject=row,
        detail={"page": page},
        request=request,
    )
