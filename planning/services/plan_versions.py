"""What becomes of a version of a plan: checked and reviewed, or sent back.

Each act names the state it was decided on, so that of two people at once the second is told.
It is released in `planning.reminders.plan_release`, which also tells the clients.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients import audit
from clients.models import AuditAct, User
from planning.forms.plan_version import LONGEST_REASON
from planning.ledger.preflight import Finding, preflight
from planning.models import PlanVersion
from planning.services.plan_pdfs import lacks_a_file

State = PlanVersion.State


@transaction.atomic
def review_plan(*, actor: User, version: PlanVersion, reasons: Mapping[str, str]) -> PlanVersion:
    """Say that somebody looked at a draft, with a reason for everything that has to be weighed.

    Raises: ValidationError, with the sentence of what stands against it.
    """
    held = held_in(version, State.DRAFT)
    findings = preflight(held)
    refuse(against(held, findings, reasons))
    held.state = State.REVIEWED
    held.reviewed_at, held.reviewed_by, held.sent_back_because = timezone.now(), actor, ""
    held.findings = [one.kept(reasons.get(one.key, "").strip()) for one in findings]
    held.save(
        update_fields=["state", "reviewed_at", "reviewed_by", "sent_back_because", "findings"]
    )
    note(AuditAct.CHANGED, held, actor, "reviewed")
    return held


@transaction.atomic
def send_plan_back(*, actor: User, version: PlanVersion, because: str) -> PlanVersion:
    """Make a reviewed version a draft again, saying why.

    Raises: ValidationError.
    """
    held = held_in(version, State.REVIEWED)
    if not because.strip():
        raise ValidationError({"because": _("Say in a few words why it goes back.")})
    held.state, held.sent_back_because = State.DRAFT, because.strip()
    held.reviewed_at, held.reviewed_by, held.findings = None, None, []
    held.save(
        update_fields=["state", "sent_back_because", "reviewed_at", "reviewed_by", "findings"]
    )
    note(AuditAct.CHANGED, held, actor, "sent back")
    return held


def against(
    version: PlanVersion, findings: Sequence[Finding], reasons: Mapping[str, str]
) -> list[str]:
    """Return what stands against going on with a version, in sentences."""
    found = [_("{text} {advice}").format(text=one.text, advice=one.advice) for one in findings
             if one.blocks]  # fmt: skip
    unweighed = [
        one for one in findings if one.is_to_be_weighed and not reasons.get(one.key, "").strip()
    ]
    found += [_("Say why this may pass: {text}").format(text=one.text) for one in unweighed]
    if lacks_a_file(version):
        found.append(_("Its PDF is not there yet; wait for it, or have it made again."))
    if any(len(reason) > LONGEST_REASON for reason in reasons.values()):
        found.append(
            _("A reason has at most {most} characters; shorten it.").format(most=LONGEST_REASON)
        )
    return found


def refuse(sentences: list[str]) -> None:
    """Raise what stands against something, all of it. Raises: ValidationError."""
    if sentences:
        raise ValidationError(sentences)


def note(act: AuditAct, version: PlanVersion, actor: User, changed: str, **said: object) -> None:
    detail = {"household": str(version.household_id), "changed": changed, **said}
    audit.record(act, actor=actor, firm=version.firm, subject=version, detail=detail)


def held_in(version: PlanVersion, state: str) -> PlanVersion:
    """Return the row, held until the act is done.

    Raises: ValidationError, where it is not in the state the act was decided on any more.
    """
    held = PlanVersion.objects.select_for_update(of=("self",)).select_related("household__firm")
    row = held.get(pk=version.pk)
    if row.household.archived_at is not None:
        raise ValidationError(_("The household is archived."))
    if row.state != state:
        raise ValidationError(
            _("Somebody was faster: this version is {state} by now. Look at it again.").format(
                state=row.get_state_display().lower()
            )
        )
    return row
