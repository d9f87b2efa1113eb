"""The only door to what belongs to somebody."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.db.models.functions import Now
from django.http import Http404

from clients.access import (
    WHOLE_FIRM,
    To,
    Visitor,
    firm_of,
    get_household_or_404,
    granted_households_for,
    households_for,
    may_edit,
    membership_of,
)
from clients.mail.deciding import waits_for_somebody
from clients.models import Household
from planning.models import (
    ClientLetter,
    ClosingCertificate,
    ClosingRun,
    Digest,
    Letter,
    LetterBatch,
    MissedCase,
    PlanDifference,
    PlannedPayment,
    PlanPdf,
    PlanRun,
    PlanVersion,
    PortalAct,
    PortalAsk,
    RoadmapAnswer,
    RoadmapRun,
    RunPerson,
    SavedView,
    Scenario,
    ScenarioComparison,
    WorkAct,
    WorkActItem,
    YearClosing,
)
from planning.models.plan_version import PlanVersionQuerySet
from planning.models.roadmap_run import RoadmapRunQuerySet

SESSION_KEY = "letters"

JobOfMany = TypeVar("JobOfMany", LetterBatch, ClosingRun)


def letter_owner(session: SessionBase) -> str:
    """Return the mark of this browser's letters, beginning one where there is none.

    The browser's session keeps a secret and the rows its hash, so that reading the table
    opens no letter.
    """
    return _hashed(session.setdefault(SESSION_KEY, secrets.token_urlsafe(32)))


def get_letter_or_404(session: SessionBase, letter_id: UUID) -> Letter:
    """Return a letter of this browser; another's, an expired and a missing one look the same."""
    letter = (
        Letter.objects.live()
        .filter(owner_hash=_hashed(session.get(SESSION_KEY, "")))
        .filter(pk=letter_id)
        .first()
    )
    if letter is None:
        raise Http404
    return letter


def client_letters_for(user: Visitor) -> QuerySet[ClientLetter]:
    """Return the letters from the records of the households a user may read."""
    return ClientLetter.objects.filter(household__in=households_for(user))


def get_client_letter_or_404(user: Visitor, letter_id: UUID) -> ClientLetter:
    letters = client_letters_for(user).select_related("firm", "household", "person", "requested_by")
    letter = letters.filter(pk=letter_id).first()
    if letter is None:
        raise Http404
    return letter


def released_letters_for(user: Visitor) -> QuerySet[ClientLetter]:
    """Return the letters that were released to the households a client was granted."""
    letters = ClientLetter.objects.filter(household__in=granted_households_for(user))
    return letters.filter(released_at__isnull=False, household__archived_at=None)


def get_released_letter_or_404(user: Visitor, letter_id: UUID) -> ClientLetter:
    letter = released_letters_for(user).select_related("firm", "household").filter(pk=letter_id)
    found = letter.first()
    if found is None:
        raise Http404
    return found


def open_asks_for(household: Household) -> QuerySet[PortalAsk]:
    """Return what the clients of a household were asked for and have not done."""
    return PortalAsk.objects.filter(household=household, withdrawn_at=None, acts=None)


def get_ask_of_household_or_404(household: Household, ask_id: str, *, kind: str) -> PortalAsk:
    """Return what the clients of a household are asked for, or were, by the id in an address."""
    try:
        asks = PortalAsk.objects.filter(household=household, pk=UUID(ask_id), kind=kind)
    except ValueError:
        raise Http404 from None
    ask = asks.first()
    if ask is None:
        raise Http404
    return ask


def get_portal_ask_or_404(user: Visitor, ask_id: UUID, *, to: To = "view") -> PortalAsk:
    """Return what was asked of the clients of a household that somebody may see, or change."""
    seen = PortalAsk.objects.filter(household__in=households_for(user), pk=ask_id)
    ask = seen.select_related("asked_by").first()
    if ask is None:
        raise Http404
    ask.household = get_household_or_404(user, ask.household_id, to=to)
    return ask


def get_portal_act_or_404(user: Visitor, act_id: UUID, *, to: To = "view") -> PortalAct:
    """Return what a client of a household did that somebody may see, or answer."""
    seen = PortalAct.objects.filter(household__in=households_for(user), pk=act_id)
    act = seen.select_related("firm", "actor", "person", "document", "ask", "settled_by").first()
    if act is None:
        raise Http404
    act.household = get_household_or_404(user, act.household_id, to=to)
    return act


def get_own_act_or_404(user: Visitor, act_id: UUID) -> PortalAct:
    """Return an act of a client's own household, to show its receipt."""
    households = granted_households_for(user).filter(archived_at=None)
    acts = PortalAct.objects.filter(household__in=households, pk=act_id)
    act = acts.select_related("firm", "household", "actor", "document", "ask", "settled_by").first()
    if act is None:
        raise Http404
    return act


def digests_to(user: Visitor) -> QuerySet[Digest]:
    """Return the mails that reminded somebody, the latest first."""
    own = Digest.objects.filter(recipient=membership_of(user))
    return own.select_related("mail").order_by("-on", "-slot")


def mails_waiting(user: Visitor) -> int:
    """Count the firm's mails that wait for somebody, for who looks after them."""
    membership = membership_of(user)
    if membership is None or membership.role not in WHOLE_FIRM:
        return 0
    return waits_for_somebody(membership.firm).count()


def batches_for(user: Visitor) -> QuerySet[LetterBatch]:
    """Return the letters of the book of which a user may read every one, as of now."""
    unseen = ClientLetter.objects.exclude(household__in=households_for(user))
    batches = LetterBatch.objects.filter(firm=firm_of(user), letters__isnull=False)
    return batches.exclude(letters__in=unseen).distinct()


def get_batch_or_404(user: Visitor, batch_id: UUID, *, to: To = "view") -> LetterBatch:
    return _of_the_whole_book(batches_for(user), user, batch_id, to=to)


def get_planned_or_404(user: Visitor, planned_id: UUID, *, to: To = "view") -> PlannedPayment:
    """Return a planned payment of a household that somebody may see, or change."""
    seen = PlannedPayment.objects.filter(household__in=households_for(user), pk=planned_id)
    planned = seen.select_related("account__owner", "account__custodian", "planned_by").first()
    if planned is None:
        raise Http404
    planned.household = get_household_or_404(user, planned.household_id, to=to)
    return planned


def get_closing_or_404(user: Visitor, closing_id: UUID, *, to: To = "view") -> YearClosing:
    """Return a closed year of a household a user may read; nothing of an archived one changes."""
    closings = YearClosing.objects.filter(household__in=households_for(user))
    closings = closings.select_related("household__firm", "household__team", "person", "closed_by")
    closing = closings.filter(pk=closing_id).first()
    if closing is None:
        raise Http404
    if to == "edit" and (not may_edit(user) or closing.household.archived_at is not None):
        raise PermissionDenied
    return closing


def certificates_for(user: Visitor) -> QuerySet[ClosingCertificate]:
    """Return the certificates of the households a user may read."""
    return ClosingCertificate.objects.filter(household__in=households_for(user))


def get_certificate_or_404(user: Visitor, certificate_id: UUID) -> ClosingCertificate:
    certificates = certificates_for(user).select_related(
        "firm", "household", "closing__person", "requested_by"
    )
    certificate = certificates.filter(pk=certificate_id).first()
    if certificate is None:
        raise Http404
    return certificate


def closing_runs_for(user: Visitor) -> QuerySet[ClosingRun]:
    """Return the closings of the book of which a user may read everybody, as of now."""
    unseen = RunPerson.objects.exclude(household__in=households_for(user))
    runs = ClosingRun.objects.filter(firm=firm_of(user), people__isnull=False)
    return runs.exclude(people__in=unseen).distinct()


def get_closing_run_or_404(user: Visitor, run_id: UUID, *, to: To = "view") -> ClosingRun:
    return _of_the_whole_book(closing_runs_for(user), user, run_id, to=to)


def roadmap_runs_for(user: Visitor) -> RoadmapRunQuerySet:
    """Return the roadmaps of the households a user may read."""
    return RoadmapRun.objects.filter(household__in=households_for(user))


def latest_plan_of(household: Household) -> RoadmapRun | None:
    """Return the latest roadmap, with a document, of a household that somebody was let see."""
    runs = RoadmapRun.objects.of_the_plan().filter(household=household).exclude(stage="")
    return runs.order_by("-created_at").first()


def get_roadmap_run_or_404(user: Visitor, run_id: UUID, *, to: To = "view") -> RoadmapRun:
    """Return a roadmap of a household that somebody may see, or change."""
    run = roadmap_runs_for(user).select_related("requested_by").filter(pk=run_id).first()
    if run is None:
        raise Http404
    run.household = get_household_or_404(user, run.household_id, to=to)
    return run


def roadmap_answer_for(user: Visitor, run: RoadmapRun, question: str) -> RoadmapAnswer | None:
    """Return the answer to a question about a roadmap a user may read; None: not asked yet."""
    seen = RoadmapAnswer.objects.filter(run__in=roadmap_runs_for(user))
    return seen.select_related("requested_by").filter(run=run, question=question).first()


def scenarios_of(household: Household) -> QuerySet[Scenario]:
    """Return the scenarios of a household that somebody was let see, with their roadmaps."""
    scenarios = Scenario.objects.filter(household=household, withdrawn_at=None)
    return scenarios.select_related("run")


def get_scenario_or_404(user: Visitor, scenario_id: UUID, *, to: To = "view") -> Scenario:
    """Return a scenario of a household that somebody may see, or change."""
    seen = Scenario.objects.filter(household__in=households_for(user), withdrawn_at=None)
    scenario = seen.select_related("run").filter(pk=scenario_id).first()
    if scenario is None:
        raise Http404
    scenario.household = get_household_or_404(user, scenario.household_id, to=to)
    return scenario


def comparisons_of(household: Household) -> QuerySet[ScenarioComparison]:
    """Return the comparisons kept of a household that somebody was let see."""
    kept = ScenarioComparison.objects.filter(household=household)
    return kept.select_related("made_by")


def get_comparison_or_404(user: Visitor, comparison_id: UUID) -> ScenarioComparison:
    """Return a comparison kept of a household that somebody may see."""
    kept = ScenarioComparison.objects.filter(household__in=households_for(user), pk=comparison_id)
    found = kept.select_related("made_by", "household__firm").first()
    if found is None:
        raise Http404
    return found


def plan_versions_for(user: Visitor) -> PlanVersionQuerySet:
    """Return the versions of plans of the households a user may read."""
    return PlanVersion.objects.filter(household__in=households_for(user))


def get_plan_version_or_404(user: Visitor, version_id: UUID, *, to: To = "view") -> PlanVersion:
    """Return a version of a plan of a household that somebody may see, or change."""
    people = ("made_by", "reviewed_by", "released_by")
    seen = plan_versions_for(user).select_related("firm", *people)
    version = seen.filter(pk=version_id).first()
    if version is None:
        raise Http404
    version.household = get_household_or_404(user, version.household_id, to=to)
    return version


def plan_under_way_of(household: Household) -> PlanRun | None:
    """Return the making of a plan that is under way, of a household that somebody was let see."""
    return PlanRun.objects.unfinished().filter(household=household, rebuilds=None).first()


def get_plan_run_or_404(user: Visitor, run_id: UUID, *, to: To = "view") -> PlanRun:
    """Return the making of a plan of a household that somebody may see, or change."""
    seen = PlanRun.objects.filter(household__in=households_for(user), pk=run_id)
    run = seen.select_related("requested_by", "version").defer("version__document").first()
    if run is None:
        raise Http404
    run.household = get_household_or_404(user, run.household_id, to=to)
    return run


def get_plan_difference_or_404(
    user: Visitor, difference_id: UUID, *, to: To = "view"
) -> PlanDifference:
    """Return a difference of two plans of a household that somebody may see, or change."""
    seen = PlanDifference.objects.filter(household__in=households_for(user), pk=difference_id)
    found = seen.select_related("one", "other", "requested_by").first()
    if found is None:
        raise Http404
    found.household = get_household_or_404(user, found.household_id, to=to)
    return found


def latest_plan_difference_of(one: PlanVersion, other: PlanVersion) -> PlanDifference | None:
    """Return what was asked about two versions that somebody was let see."""
    return PlanDifference.objects.filter(one=one, other=other).order_by("-created_at").first()


def get_plan_pdf_or_404(user: Visitor, pdf_id: UUID, *, to: To = "view") -> PlanPdf:
    """Return the PDF of a version that somebody may see, or change."""
    seen = PlanPdf.objects.filter(household__in=households_for(user), pk=pdf_id)
    pdf = seen.select_related("firm", "version").defer("version__facts", "version__document")
    found = pdf.first()
    if found is None:
        raise Http404
    found.household = get_household_or_404(user, found.household_id, to=to)
    return found


def released_plans_for(user: Visitor) -> PlanVersionQuerySet:
    """Return the plans that were released to the households a client was granted."""
    plans = PlanVersion.objects.of_clients().filter(household__in=granted_households_for(user))
    return plans.filter(household__archived_at=None)


def get_released_plan_or_404(user: Visitor, version_id: UUID) -> PlanVersion:
    """Return a plan that clients may read; one that was never released is not there for them."""
    plans = released_plans_for(user).select_related("firm", "household")
    plan = plans.filter(pk=version_id).first()
    if plan is None:
        raise Http404
    return plan


def get_missed_case_or_404(user: Visitor, case_id: UUID, *, to: To = "view") -> MissedCase:
    """Return the case of a missed requirement of a household that somebody may see, or change."""
    seen = MissedCase.objects.filter(household__in=households_for(user), pk=case_id)
    case = seen.select_related("person", "filing").first()
    if case is None:
        raise Http404
    case.household = get_household_or_404(user, case.household_id, to=to)
    case.person.household = case.household
    return case


def saved_views_for(user: Visitor) -> QuerySet[SavedView]:
    """Return the views a user keeps for themselves in the firm they work for."""
    return SavedView.objects.filter(user=user.pk, firm=firm_of(user))


def get_saved_view_or_404(user: Visitor, view_id: UUID) -> SavedView:
    view = saved_views_for(user).filter(pk=view_id).first()
    if view is None:
        raise Http404
    return view


def _of_the_whole_book(
    seen: QuerySet[JobOfMany], user: Visitor, job_id: UUID, *, to: To
) -> JobOfMany:
    """Return what was made of many people; who asked for it and may not read all any more
    gets 403."""
    job = seen.select_related("firm", "requested_by").filter(pk=job_id).first()
    if job is None:
        asked = seen.model._default_manager.filter(firm=firm_of(user), requested_by=user.pk)
        if asked.filter(pk=job_id).exists():
            raise PermissionDenied
        raise Http404
    if to == "edit" and not may_edit(user):
        raise PermissionDenied
    return job


def work_acts_for(user: Visitor) -> QuerySet[WorkAct]:
    """Return the acts on the worklist that are about nothing but what a user may read."""
    unseen = WorkActItem.objects.exclude(household__in=households_for(user))
    return WorkAct.objects.filter(firm=firm_of(user)).exclude(items__in=unseen)


def get_work_act_or_404(user: Visitor, act_id: UUID, *, to: To = "view") -> WorkAct:
    act = work_acts_for(user).filter(pk=act_id).first()
    if act is None:
        raise Http404
    if to == "edit" and not may_edit(user):
        raise PermissionDenied
    return act


def latest_work_act(user: Visitor) -> WorkAct | None:
    """Return what a user did last on the worklist, while it is likely that they wonder."""
    since = Now() - timedelta(minutes=10)
    acts = work_acts_for(user).filter(actor=user.pk, undone_at=None, created_at__gt=since)
    return acts.annotate(count=Count("items")).select_related("to").last()


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
