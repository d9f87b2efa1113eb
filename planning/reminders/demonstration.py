"""What the demo's people were mailed in the last weeks: to be looked at, and sent to nobody.

Planned, gathered and written day by day as the real mails are; only their leaving is made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from clients.mail.sources import NotNeededError
from clients.models import Firm, Mail, MailStep, PortalGrant, Role, User
from clients.today import database_now, today_of
from planning.ledger.preflight import preflight
from planning.models import ClientLetter, Digest, PlanVersion, Reminder
from planning.reminders.calendar import DAY, moment
from planning.reminders.client_mails import release_letter
from planning.reminders.digests import gather
from planning.reminders.plan_release import release_plan
from planning.reminders.planner import plan_firm
from planning.reminders.preferences import change_settings, hours_of, settings_of
from planning.reminders.source import Reminders
from planning.services import (
    build_client_letter,
    build_plan_file,
    request_client_letter,
    request_plan,
    review_plan,
    work_on_plan,
)

WEEKS = timedelta(weeks=5)
LATELY = timedelta(days=6)
WORDS_OF_A_PLAN = (
    "This is the plan we talked about. Look first at what is to be done this year; the rest is for "
    "reading when you like. Ask wherever something is not plain."
)
State, Step = Mail.State, MailStep.Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of a mail: its steps, each so many seconds after it was made."""

    state: Mail.State
    steps: tuple[tuple[MailStep.Step, str, int], ...]
    error: str = ""


LEFT = ((Step.HANDING_OFF, "", 4), (Step.ACCEPTED, "250", 5))
SENT = Fate(state=State.SENT, steps=LEFT)
LATE = Fate(
    state=State.SENT,
    steps=(
        (Step.PUT_OFF, "451", 4), (Step.HANDING_OFF, "", 437), (Step.ACCEPTED, "250", 438)
    ),
)  # fmt: skip
UNANSWERED = ((Step.HANDING_OFF, "", 4), (Step.UNANSWERED, "TimeoutError", 64))
FOUND = Fate(state=State.SENT, steps=(*UNANSWERED, (Step.FOUND, "found", 965)))


def live_through_the_last_weeks(firm: Firm, as_of: date, weeks: timedelta = WEEKS) -> int:
    """Make the mails of the weeks before a day; return how many."""
    began = database_now() - timedelta(seconds=1)
    hours, made = hours_of(firm, settings_of(firm)), 0
    fates = _fates_of_late()
    with transaction.atomic():
        for day in filter(hours.works_on, _days(as_of - weeks, as_of)):
            at = moment(day, hours.slots[0], hours.zone) + timedelta(minutes=1)
            plan_firm(firm, at)
            _put_back(firm, began, at)
            for digest in gather(firm, at, rings=False):
                _put_back(firm, began, at)
                fate = next(fates, SENT) if day >= as_of - LATELY else (SENT if made else FOUND)
                _leave(digest, at, fate)
                _put_back(firm, began, at)
                made += 1
    return made


def release_a_letter(firm: Firm) -> ClientLetter | None:
    """Put a letter into the demo client's portal, and tell them by mail."""
    grant = PortalGrant.objects.filter(firm=firm).select_related("household__firm").first()
    owner = User.objects.filter(membership__firm=firm, membership__role=Role.OWNER).first()
    if grant is None or owner is None:
        return None
    revision = settings_of(firm).revision
    change_settings(actor=owner, firm=firm, revision=revision, values={"tells_clients": True})
    for person in grant.household.people.filter(is_member=True):
        letter = request_client_letter(
            actor=owner,
            household=grant.household,
            person=person,
            year=today_of(firm).year,
            request_key=uuid4(),
        )
        build_client_letter(letter.pk)
        letter.refresh_from_db()
        if letter.state == ClientLetter.State.DONE:
            release_letter(actor=owner, letter=letter)
            return letter
    return None


def release_a_plan(firm: Firm) -> PlanVersion | None:
    """Put a plan into the demo client's portal, as two of its people would; once.

    What a worker that was killed had begun is gone on with.
    """
    grant = PortalGrant.objects.filter(firm=firm).select_related("household__firm").first()
    people = User.objects.filter(membership__firm=firm)
    advisor = people.filter(membership__role=Role.ADVISOR).first()
    owner = people.filter(membership__role=Role.OWNER).first()
    if grant is None or advisor is None or owner is None:
        return None
    versions = PlanVersion.objects.filter(household=grant.household).select_related("firm")
    if versions.of_clients().exists():
        return None
    if not versions.exists():
        run = request_plan(actor=advisor, household=grant.household, words=WORDS_OF_A_PLAN)
        for pdf_id in work_on_plan(run.pk):
            build_plan_file(pdf_id)
    version = versions.first()
    if version is None:
        return None
    version.household = grant.household
    if version.state == PlanVersion.State.DRAFT:
        weighed = [one for one in preflight(version) if one.is_to_be_weighed]
        reasons = {one.key: _("Talked about at the meeting.") for one in weighed}
        version = review_plan(actor=advisor, version=version, reasons=reasons)
    return release_plan(actor=owner, version=version)


def _fates_of_late() -> Iterator[Fate]:
    """Yield what became of the first mails of the last days: something waits for somebody."""
    yield Fate(
        state=State.DEAD,
        steps=((Step.REFUSED, "550", 4),),
        error=_("The mail server refused it (%(code)d); look at the address.") % {"code": 550},
    )
    yield LATE
    yield Fate(
        state=State.HELD,
        steps=(*UNANSWERED, (Step.HELD, "no_proof", 965)),
        error=_("Nobody knows whether it was taken: the server did not answer."),
    )


def _leave(digest: Digest, at: datetime, fate: Fate) -> None:
    """Let a mail come to its end, each step at its time."""
    mail = digest.mail
    try:
        Reminders().compose(mail, at)
    except NotNeededError:
        fate = Fate(state=State.CANCELLED, steps=((Step.CANCELLED, "", 3),))
    times = [at + timedelta(seconds=after) for _step, _code, after in fate.steps]
    MailStep.objects.bulk_create(
        MailStep(mail=mail, firm=mail.firm, fence=1, step=step, code=code, at=then)
        for (step, code, _after), then in zip(fate.steps, times, strict=True)
    )
    handed_off = [
        then
        for (step, _code, _after), then in zip(fate.steps, times, strict=True)
        if step == Step.HANDING_OFF
    ]
    Mail.objects.filter(pk=mail.pk).update(
        state=fate.state,
        error=fate.error,
        error_code=fate.steps[-1][1],
        attempts=2 if fate is LATE else 1,
        fence=1,
        created_at=at,
        next_attempt_at=at,
        handed_off_at=handed_off[-1] if handed_off else None,
        sent_at=times[-1] if fate.state == State.SENT else None,
        reply="2.0.0 Ok: queued" if fate.steps[-1][0] == Step.ACCEPTED else "",
    )
    mail.refresh_from_db()
    Reminders().settled(mail)


def _put_back(firm: Firm, began: datetime, at: datetime) -> None:
    """Let what was written now have been written then."""
    rows = Reminder.objects.filter(firm=firm)
    rows.filter(created_at__gt=began).update(created_at=at)
    rows.filter(settled_at__gt=began).update(settled_at=at)
    Digest.objects.filter(firm=firm, created_at__gt=began).update(created_at=at)


def _days(first: date, end: date) -> Iterator[date]:
    while first < end:
        yield first
        first += DAY
