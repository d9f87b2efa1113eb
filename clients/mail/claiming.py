"""Whose turn is it, and may anything leave at all? One statement answers and takes the mail.

Nothing leaves a restored backup before somebody has looked, nor where a switch says so, nor
faster than the limit of a minute, nor in a day more than three times what was expected.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Now
from django.db.models.sql import UpdateQuery

from clients.models import Instance, Mail, MailQuerySet, MailSwitch

LEASE = timedelta(seconds=150)  # longer than a task may run
MAX_CRASHES = 3
TOO_MANY = 3  # times what the planner expects of a day
ANY = UUID(int=0)  # stands in the statement for whichever mail is named
State, Stops = Mail.State, MailSwitch.Stops


def claim(mail_id: UUID | None = None) -> Mail | None:
    """Take a mail, or whichever has waited longest, for this worker; None if there is none.

    The attempt is counted in the claim itself, before anything can crash. One that was handed over
    without an answer keeps its state: what is to be done then is to ask, not to send.
    """
    taken = _taken(mail_id)
    if taken is None:
        return None
    mail_id, fence = taken
    # Nobody else's, though another may have taken it since.
    return Mail.objects.select_related("firm").filter(pk=mail_id, fence=fence).first()


def takeable() -> MailQuerySet:
    """Return the mails a worker may take now.

    Who may send nothing is found once in a statement, and what waits is read in the order of its
    index: a claim is as quick with thousands waiting as with one.
    """
    is_free = Q(state=State.PENDING) | Q(lease_until__lte=Now())
    may_go = Q(state=State.HANDING_OFF) | (Q(good_until__gt=Now()) & ~keeps_crashing())
    due = Mail.objects.unfinished().filter(is_free, may_go, next_attempt_at__lte=Now())
    within_limits = ~Q(kind=Mail.Kind.REMINDER) | ~_is_of(_used_up())
    return due.filter(not_stopped(), within_limits)


def keeps_crashing() -> Q:
    """Return what holds of mails whose workers died too often; the last one has not been counted
    where its claim is still on the row."""
    return Q(crashes__gte=MAX_CRASHES) | Q(state=State.CLAIMED, crashes__gte=MAX_CRASHES - 1)


def not_stopped() -> Q:
    """Return what holds of mails that no switch and no unsettled restoring of a backup stops."""
    stopped = _is_of(MailSwitch.objects.filter(stops=Stops.EVERYTHING))
    reminders_stopped = _is_of(MailSwitch.objects.filter(stops=Stops.REMINDERS))
    return (
        ~Q(Exists(Instance.objects.filter(is_reconciled=False)))
        & ~stopped
        & (~Q(kind__in=Mail.NEVER_TWICE) | ~reminders_stopped)
    )


def run_away() -> models.QuerySet[MailSwitch]:
    """Return the switches of firms that had more reminders in a day than anybody expects."""
    return MailSwitch.objects.filter(_too_many_in_a_day(), stops=Stops.NOTHING)


def _one_if(condition: Q) -> Case:
    return Case(When(condition, Value(1)), default=Value(0), output_field=models.IntegerField())


def _is_of(switches: models.QuerySet[MailSwitch]) -> Q:
    """Return what holds of mails that some switches are over: those of the site are over all."""
    of_firms = switches.filter(firm__isnull=False).values("firm")
    return Q(Exists(switches.filter(firm=None))) | Q(firm__in=of_firms)


def _used_up() -> models.QuerySet[MailSwitch]:
    """Return the switches over reminders whose limit of a minute or of a day is used up."""
    minute, is_limited = timedelta(minutes=1), Q(most_per_minute__isnull=False)
    of_site = Q(firm=None, most_per_minute__lte=_handed_over(Mail.objects.all(), minute))
    of_firm = Q(firm__isnull=False, most_per_minute__lte=_handed_over(_of_the_firm(), minute))
    return MailSwitch.objects.filter(is_limited & (of_site | of_firm) | _too_many_in_a_day())


def _too_many_in_a_day() -> Q:
    in_a_day = _handed_over(_of_the_firm(), timedelta(days=1))
    return Q(firm__isnull=False, forecast__lte=in_a_day / Value(TOO_MANY))


def _of_the_firm() -> MailQuerySet:
    return Mail.objects.filter(firm=OuterRef("firm"))


def _handed_over(mails: MailQuerySet, since: timedelta) -> Coalesce:
    """Count the reminders that left lately."""
    counted = (
        mails.filter(kind=Mail.Kind.REMINDER, handed_off_at__gt=Now() - since)
        .order_by()
        .values("kind")
        .annotate(count=Count("pk"))
    )
    return Coalesce(Subquery(counted.values("count")), 0)


@transaction.atomic
def _taken(mail_id: UUID | None) -> tuple[UUID, int] | None:
    """Claim one row and return its id and fence, in the same statement."""
    sql, params = _statement(connection.vendor, is_named=mail_id is not None)
    if mail_id is not None:
        params = tuple(_as_stored(mail_id) if one == _as_stored(ANY) else one for one in params)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        row = cursor.fetchone()
    if row is None:
        return None
    return row[0] if isinstance(row[0], UUID) else UUID(row[0]), row[1]


@cache
def _statement(_vendor: str, *, is_named: bool) -> tuple[str, tuple[Any, ...]]:
    """Write the statement, once in the life of a process: that takes longer than to run it."""
    waiting = takeable().filter(pk=ANY) if is_named else takeable().order_by("next_attempt_at")
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True)
    is_doubtful = Q(state=State.HANDING_OFF)
    query = Mail.objects.filter(pk=Subquery(waiting.values("pk")[:1])).query.chain(UpdateQuery)
    changes: dict[str, object] = {
        "state": Case(When(is_doubtful, Value(State.HANDING_OFF)), default=Value(State.CLAIMED)),
        "attempts": F("attempts") + _one_if(~is_doubtful),
        "crashes": F("crashes") + _one_if(Q(state=State.CLAIMED)),  # its worker is no more
        "fence": F("fence") + 1,
        "lease_until": Now() + LEASE,
    }
    query.add_update_values(changes)  # type: ignore[attr-defined]  # it is an UpdateQuery
    sql, params = query.get_compiler(connection=connection).as_sql()
    return f"{sql} RETURNING id, fence", params


def _as_stored(mail_id: UUID) -> Any:
    return Mail._meta.pk.get_db_prep_value(mail_id, connection)
