"""How is a row of a firm written? Checked, counted, remembered, and never over somebody's work."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from clients import audit
from clients.models import (
    Archivable,
    AuditAct,
    Fact,
    Firm,
    FirmRow,
    Household,
    User,
    Withdrawable,
)
from clients.services.naming import check_named
from clients.today import spoken_moment

Row = TypeVar("Row", bound=FirmRow)
FactRow = TypeVar("FactRow", bound=Fact)
ArchivableRow = TypeVar("ArchivableRow", bound=Archivable)
WithdrawableRow = TypeVar("WithdrawableRow", bound=Withdrawable)


class EditConflict(Exception):
    """Somebody else changed the row after this editor read it; nothing was written."""

    def __init__(self, row: FirmRow | Firm) -> None:
        """Name who changed it and when, as the history knows, or else the log."""
        by, at = _last_change(row)
        who = by.get_full_name() if by else _("somebody")
        when = _spoken(at, row) if at else ""
        self.row = row
        super().__init__(
            _(
                "%(row)s was changed by %(who)s on %(when)s, after you opened it. Nothing of "
                "yours was saved: look at what is there now, then make your change again."
            )
            % {"row": row, "who": who, "when": when}
        )


# What else must be true of a household after a change of one of its rows. The rules of law and of
# the household file live above this package, which imports nothing of theirs: `planning.apps`
# hands them down. Each is entered before the change and left after it, in the transaction.
Guard = Callable[[Household, FirmRow], AbstractContextManager[None]]
guards: list[Guard] = []

# What follows from rows that were written many at once, which no guard looks at one by one.
Follower = Callable[[Collection[UUID]], None]
followers: list[Follower] = []


def _nothing_else(_row: object) -> None:
    """Accept every row: the model's own rules are all there is."""


@transaction.atomic
def add(
    row: Row,
    *,
    actor: User | None,
    household: Household,
    check: Callable[[Row], None] = _nothing_else,
) -> Row:
    """Check and insert a row and note that it was made.

    `check` says what is wrong beside its field, before the model's rules are asked.

    Raises: ValidationError, by field.
    """
    check_named(row, household)
    check(row)
    row.full_clean()
    _remember(row, actor)
    with _guarded(household, row):
        row.save(force_insert=True)
    note(AuditAct.CREATED, row, actor=actor, household=household)
    return row


@transaction.atomic
def change(
    row: FactRow,
    *,
    actor: User | None,
    revision: int,
    values: dict[str, Any],
    household: Household,
    check: Callable[[FactRow], None] = _nothing_else,
    act: AuditAct = AuditAct.CHANGED,
) -> FactRow:
    """Set the values of a row that still is as its editor read it, and return it.

    Writing nothing new leaves no trace and moves no revision.

    Raises: EditConflict; ValidationError, by field.
    """
    current = unmoved(row, revision)
    changed = sorted(name for name, value in values.items() if getattr(current, name) != value)
    if not changed:
        return current
    for name in changed:
        setattr(current, name, values[name])
    check_named(current, household, changed)
    check(current)
    current.full_clean()
    with _guarded(household, current):
        # Where nothing can be locked, the count itself decides between two who write at once.
        same = type(row)._default_manager.filter(pk=row.pk, revision=revision)
        if not same.update(revision=revision + 1):
            raise EditConflict(type(row)._default_manager.get(pk=row.pk))
        current.revision = revision + 1
        _remember(current, actor)
        current.save()
    note(act, current, actor=actor, household=household, fields=changed)
    return current


@contextmanager
def _guarded(household: Household, row: FirmRow) -> Iterator[None]:
    with ExitStack() as stack:
        for guard in guards:
            stack.enter_context(guard(household, row))
        yield


def unmoved(row: FactRow, revision: int) -> FactRow:
    """Return the row as it is now, locked, if it is what its editor read.

    Raises: EditConflict.
    """
    current = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if current.revision != revision:
        raise EditConflict(current)
    return current


def archive(
    row: ArchivableRow,
    *,
    actor: User | None,
    household: Household,
    revision: int,
    because: str,
    **more: Any,
) -> ArchivableRow:
    """Take a row out of the daily lists; nothing of it is deleted.

    Raises: EditConflict; ValidationError where no reason is given.
    """
    values = {"archived_at": timezone.now(), "archived_because": reason(because), **more}
    if row.archived_at is not None:
        raise EditConflict(row)
    return change(
        row,
        actor=actor,
        revision=revision,
        values=values,
        household=household,
        act=AuditAct.ARCHIVED,
    )


def restore(
    row: ArchivableRow, *, actor: User | None, household: Household, revision: int, **more: Any
) -> ArchivableRow:
    """Bring an archived row back; its history keeps why it was away.

    Raises: EditConflict.
    """
    values = {"archived_at": None, "archived_because": "", **more}
    return change(row, actor=actor, revision=revision, values=values, household=household)


def withdraw(
    row: WithdrawableRow, *, actor: User | None, household: Household, revision: int, because: str
) -> WithdrawableRow:
    """Let a row that was found wrong count no more; the row and the reason stay.

    Raises: EditConflict; ValidationError where no reason is given.
    """
    values = {"withdrawn_at": timezone.now(), "withdrawn_because": reason(because)}
    if row.withdrawn_at is not None:
        raise EditConflict(row)
    return change(row, actor=actor, revision=revision, values=values, household=household)


def reason(because: str) -> str:
    """Return a reason that says something.

    Raises: ValidationError.
    """
    if not because.strip():
        raise ValidationError({"because": _("Say in a few words why.")})
    return because.strip()


def note(
    act: AuditAct,
    row: FirmRow,
    *,
    actor: User | None,
    household: Household,
    fields: Collection[str] = (),
) -> None:
    """Note an act with the household it belongs to, so that its activity can be listed.

    Every change of a household's facts comes through here and is counted.
    """
    facts_changed(Household.objects.filter(pk=household.pk))
    detail: dict[str, Any] = {"household": str(household.pk)}
    if fields:
        detail["fields"] = list(fields)
    audit.record(act, actor=actor, firm=row.firm, subject=row, detail=detail)


def facts_changed(households: models.QuerySet[Household]) -> None:
    """Say that what was worked out from the facts of these households is out of date.

    Belongs to the transaction of the change, like the change's place in the audit log.
    """
    households.update(facts_revision=models.F("facts_revision") + 1)


@transaction.atomic
def add_all(rows: Sequence[Fact], *, actor: User | None) -> None:
    """Insert rows of one kind that belong to accounts, in few statements, as `add` inserts one.

    For kinds no guard looks at. Whoever calls has checked what needs other rows: unique
    figures, rows of the same firm.

    Raises: ValidationError, by field.
    """
    if not rows:
        return
    model = type(rows[0])
    related = [field.name for field in model._meta.fields if field.is_relation]
    for row in rows:
        row.clean_fields(exclude=related)
    bulk_create_with_history(rows, model, default_user=actor)
    note_all(AuditAct.CREATED, rows, actor=actor)


@transaction.atomic
def change_all(rows: Sequence[Fact], *, actor: User | None, values: dict[str, Any]) -> None:
    """Set the same values in rows that were locked as their editor read them."""
    if not rows:
        return
    for row in rows:
        row.revision += 1
        for name, value in values.items():
            setattr(row, name, value)
    fields = sorted(values)
    bulk_update_with_history(rows, type(rows[0]), [*fields, "revision"], default_user=actor)
    note_all(AuditAct.CHANGED, rows, actor=actor, fields=fields)


def follow(rows: Sequence[Any]) -> None:
    """Let everything follow from rows that belong to accounts, once all of them are written."""
    households = {row.account.household_id for row in rows}
    for follower in followers if households else ():
        follower(households)


def note_all(
    act: AuditAct, rows: Sequence[Any], *, actor: User | None, fields: Collection[str] = ()
) -> None:
    """Note an act of many rows that belong to accounts, and count it for their households."""
    households = {row.account.household_id for row in rows}
    facts_changed(Household.objects.filter(pk__in=households))
    named = {"fields": list(fields)} if fields else {}
    acts = [
        audit.Act(
            act=act, subject=row, detail={"household": str(row.account.household_id), **named}
        )
        for row in rows
    ]
    audit.record_all(acts, actor=actor, firm=rows[0].firm)


def given(values: dict[str, Any], allowed: Collection[str]) -> dict[str, Any]:
    """Return the values, refusing a name that no editor may set."""
    if unknown := set(values) - set(allowed):
        raise TypeError(f"Cannot be edited: {', '.join(sorted(unknown))}.")
    return values


def free_key(name: str, rows: models.Manager[Any]) -> str:
    """Return a key for the household file that no row of the household has yet."""
    taken = set(rows.values_list("key", flat=True))
    stem = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in name).split())
    stem = stem.lower()[:50] or "id"
    number, key = 2, stem
    while key in taken:
        number, key = number + 1, f"{stem}-{number}"
    return key


def next_position(rows: models.Manager[Any]) -> int:
    """Return the place behind the last row."""
    last = rows.aggregate(last=models.Max("position"))["last"]
    return 0 if last is None else int(last) + 1


def _remember(row: FirmRow, actor: User | None) -> None:
    row._history_user = actor  # type: ignore[attr-defined]  # read by the history


def _last_change(row: FirmRow | Firm) -> tuple[User | None, datetime | None]:
    """Return who changed a row last, and when."""
    if hasattr(row, "history"):
        last = row.history.first()
        return (last.history_user, last.history_date) if last else (None, None)
    event = audit.last_change_of(row, of=_firm_of(row))
    return (event.actor, event.at) if event else (None, None)


def _spoken(moment: datetime, row: FirmRow | Firm) -> str:
    return spoken_moment(timezone.localtime(moment, ZoneInfo(_firm_of(row).time_zone)))


def _firm_of(row: FirmRow | Firm) -> Firm:
    return row if isinstance(row, Firm) else row.firm
