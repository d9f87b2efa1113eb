"""Is the outbox what it should be? Worked out anew, by another way than the planner's.

The planner reads the rows of the book and plans set by set. This asks the engine household by
household, looks for each day's milestone by walking back day by day, and takes nothing from the
planner but the names of kinds. Then it looks at every row of the last months: whether its end is
that of its mail, and whether each mail told what its digest says it told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from clients.mail import proof
from clients.models import Firm, Mail, MailStep
from planning.models import Digest, Reminder
from planning.reminders.calendar import AGAIN
from planning.reminders.digests import members_hash
from planning.reminders.expectations import Place, expected_of
from planning.reminders.planner import planned_from
from planning.reminders.preferences import hours_of, settings_of
from planning.reminders.reasons import COMES_BACK
from planning.reminders.recipients import Recipients

LOOKED_BACK = timedelta(days=100)
PROVEN = 200  # of the latest mails, whose proof is looked up
State = Reminder.State


def audit_firm(firm: Firm, at: datetime) -> list[str] | None:
    """Return what is not as it should be; None where facts changed while it was looked at."""
    settings = settings_of(firm)
    hours = hours_of(firm, settings)
    on = hours.today(at)
    before = planned_from(firm, on, settings, hours, Recipients(firm, settings))
    expected = expected_of(firm, on, settings, hours)
    found = [*_compared(firm, expected), *_rows(firm, on), *_digests(firm, on), *_unproven(firm)]
    after = planned_from(firm, on, settings_of(firm), hours, Recipients(firm, settings))
    return found if before == after else None


def _compared(firm: Firm, expected: set[Place]) -> Iterator[str]:
    """Yield what should be there and is not, and what waits and should not."""
    columns = (
        "recipient_id",
        "deadline_key",
        "milestone",
        "state",
        "because",
        "digest_id",
        "over_at",
    )
    keys = {key for _recipient, key, _milestone in expected}
    rows = Reminder.objects.filter(firm=firm).filter(
        Q(state=State.PENDING, digest=None) | Q(deadline_key__in=keys)
    )
    there = {}
    in_order = rows.order_by("created_at").values_list(*columns)
    for recipient, key, telling, state, because, digest, over in in_order.iterator():
        milestone = telling.partition(AGAIN)[0]
        place = (recipient, key, milestone)
        there[place] = (state, because, over)
        if state == State.PENDING and digest is None and place not in expected:
            yield f"{key} {milestone}: waits, and nothing says it should"
    for place in expected:
        _recipient, key, milestone = place
        if place not in there:
            yield f"{key} {milestone}: should be there, and is not"
            continue
        state, because, over = there[place]
        if state == State.SENT and over is not None:
            yield f"{key} {milestone}: told, over, open again, and not told again"
        if state == State.CANCELLED and because in COMES_BACK:
            yield f"{key} {milestone}: cancelled, and still open"


def _rows(firm: Firm, on: date) -> Iterator[str]:
    """Yield the rows whose end is not that of their mail."""
    rows = Reminder.objects.filter(firm=firm, due_local_date__gte=on - LOOKED_BACK)
    accepted = MailStep.objects.filter(step__in=[MailStep.Step.ACCEPTED, MailStep.Step.FOUND])
    taken = accepted.filter(firm=firm).values("mail")
    sent = Q(state=State.SENT)
    wrong = {
        "sent, and its mail was not": sent & ~Q(digest__mail__state=Mail.State.SENT),
        "sent, and nobody took the mail": sent & ~Q(digest__mail__in=taken),
        "waits in a mail that is over": Q(
            state=State.PENDING, digest__mail__state__in=[str(state) for state in Mail.OVER]
        ),
        "took the place of nothing like it": Q(state=State.SUPERSEDED)
        & (
            Q(superseded_by=None)
            | ~Q(superseded_by__deadline_key=F("deadline_key"))
            | ~Q(superseded_by__recipient=F("recipient"))
        ),
        "superseded by something, and not over": Q(superseded_by__isnull=False)
        & ~Q(state=State.SUPERSEDED),
        "dead, and its mail is not": Q(because="mail_dead") & ~Q(digest__mail__state="dead"),
        "held, and its mail is not": Q(because="mail_held") & ~Q(digest__mail__state="held"),
        "named as something else": ~Q(deadline_key__startswith=Concat("kind", Value(":"))),
    }
    for sentence, condition in wrong.items():
        for key, milestone in rows.filter(condition).values_list("deadline_key", "milestone"):
            yield f"{key} {milestone}: {sentence}"


def _digests(firm: Firm, on: date) -> Iterator[str]:
    """Yield the mails that left and told something else than their members."""
    left = Digest.objects.filter(firm=firm, on__gte=on - LOOKED_BACK, mail__state=Mail.State.SENT)
    for digest in left.iterator():
        told = Reminder.objects.filter(digest=digest, state=State.SENT)
        members = list(told.only("deadline_key", "milestone"))
        if len(members) != digest.members or members_hash(members) != digest.members_hash:
            yield f"digest {digest.pk}: told {digest.members}, and {len(members)} say so"


def _unproven(firm: Firm) -> Iterator[str]:
    """Yield the latest mails that were taken, and are not where every mail that was is."""
    if not proof.has_proof():
        return
    sent = Mail.objects.filter(firm=firm, kind=Mail.Kind.REMINDER, state=Mail.State.SENT)
    for mail in sent.order_by("-sent_at")[:PROVEN]:
        try:
            if not proof.was_taken(mail.message_id):
                yield f"mail {mail.pk}: sent, and there is no proof of it"
        except proof.ProofError as error:
            yield f"the proof of mails cannot be asked ({error})"
            return
