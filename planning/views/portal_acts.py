"""What clients do in the portal: send, wish, look at, ask, answer. Each ends with a receipt."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from clients.access import get_portal_grant_or_404
from clients.models import PortalGrant
from clients.requests import SignedInRequest, posted
from clients.services.once import once
from planning import services
from planning.access import (
    get_ask_of_household_or_404,
    released_letters_for,
    released_plans_for,
)
from planning.forms.portal import (
    AnswerForm,
    BeneficiariesForm,
    PortalForm,
    QuestionForm,
    SendForm,
    WishesForm,
)
from planning.models import PlanVersion, PortalAct, PortalAsk
from planning.reports.plan_questions import parts_of, subject_of_part, subjects_of_plan
from planning.reports.your_beneficiaries import read_your_beneficiaries
from planning.reports.your_year import subjects_of

Kind = PortalAct.Kind
HEADINGS = {
    Kind.UPLOAD: lazy("Send a document"),
    Kind.WISHES: lazy("Gifts and taxes: what you wish"),
    Kind.BENEFICIARIES: lazy("Who inherits your accounts"),
    Kind.QUESTION: lazy("Ask a question"),
    Kind.ANSWER: lazy("Your advisor asks"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def portal_act(request: SignedInRequest, household_id: UUID, kind: str) -> HttpResponse:
    """The page of one act; done, its receipt."""
    grant = get_portal_grant_or_404(request.user, household_id)
    if kind not in Kind.values:
        raise Http404
    ask = _ask(request, grant, kind)
    seen: dict[str, Any] = {}
    if kind == Kind.BENEFICIARIES and ask is not None and ask.is_open:
        seen = {"beneficiaries": read_your_beneficiaries(grant.household)}
    plans = _plans(request, grant) if kind == Kind.QUESTION else []
    form = _form(request, grant, kind, plans)
    if form.is_valid():
        try:
            act = once(
                grant.firm,
                form.sending,
                lambda: services.act_in_portal(
                    grant=grant,
                    kind=kind,
                    said={**form.said, **seen},
                    ask=ask,
                    upload=form.cleaned_data.get("file"),
                    **_paragraph(form, plans),
                ),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("planning:portal_receipt", act.pk)
    context = {
        "form": form,
        "heading": HEADINGS[Kind(kind)],
        "household": grant.household,
        "firm": grant.firm,
        "kind": kind,
        "ask": ask,
        **seen,
    }
    status = 422 if form.errors else 200
    return render(request, "planning/portal_act.html", context, status=status)


def _ask(request: SignedInRequest, grant: PortalGrant, kind: str) -> PortalAsk | None:
    """Return what the act is to answer.

    What is asked no more is not there; only who sends their answer twice is told what became of it.
    """
    asked = request.GET.get("ask")
    if asked is None:
        if kind in services.ONLY_WHEN_ASKED:
            raise Http404
        return None
    ask = get_ask_of_household_or_404(grant.household, asked, kind=kind)
    if request.method != "POST" and not ask.is_open:
        raise Http404
    return ask


def _plans(request: SignedInRequest, grant: PortalGrant) -> list[PlanVersion]:
    return list(released_plans_for(request.user).filter(household=grant.household_id))


def _paragraph(form: PortalForm, plans: list[PlanVersion]) -> dict[str, Any]:
    """Return the paragraph of a plan that a question is about, where it is about one."""
    if not isinstance(form, QuestionForm):
        return {}
    for plan in plans:
        for paragraph, _title in parts_of(plan):
            if form.cleaned_data["about"] == subject_of_part(plan, paragraph):
                return {"plan": plan, "paragraph": paragraph}
    return {}


def _form(
    request: SignedInRequest, grant: PortalGrant, kind: str, plans: list[PlanVersion]
) -> PortalForm:
    data = posted(request)
    if kind == Kind.UPLOAD:
        return SendForm(data, request.FILES or None)
    if kind == Kind.WISHES:
        return WishesForm(data)
    if kind == Kind.BENEFICIARIES:
        return BeneficiariesForm(data)
    if kind == Kind.ANSWER:
        return AnswerForm(data)
    letters = released_letters_for(request.user).filter(household=grant.household_id)
    subjects = [
        *subjects_of(letters.select_related("person")),
        *(subject for plan in plans for subject in subjects_of_plan(plan)),
    ]
    return QuestionForm(data, subjects=subjects, initial={"about": request.GET.get("about", "")})
