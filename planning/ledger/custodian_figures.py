"""Does the custodian ask for the same? Where not, somebody has to say why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Account, Document, FirmRow, Household, User
from clients.services.editing import EditConflict, add, change, withdraw
from clients.today import today_of
from planning.catalogue import BALANCE_SOURCES, READINGS
from planning.engine.errors import EngineError
from planning.engine.law import load_law
from planning.engine.rmd import rmd_schedule
from planning.engine.rmd.readings import Reading, readings_of
from planning.facts import gather_facts
from planning.models import CustodianFigure, Task
from planning.wording import sentence

KIND = Task.Kind.CUSTODIAN_FIGURE


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A custodian's figure of an account beside ours; ours is None where it is undecided."""

    ours: Decimal | None
    theirs: Decimal
    readings: tuple[Reading, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether they are a cent or more apart."""
        return self.ours is not None and self.ours != self.theirs

    @property
    def sentences(self) -> list[str]:
        """Say what may have happened."""
        if not self.differs:
            return []
        if not self.readings:
            return [_("Not explained: no other reading gives this figure. Ask the custodian.")]
        return [_said(reading) for reading in self.readings]


@transaction.atomic
def record_figure(
    *,
    actor: User | None,
    account: Account,
    year: int,
    amount: Decimal,
    source: str = "",
    document: Document | None = None,
) -> CustodianFigure:
    """Put a custodian's figure beside ours; the same figure again changes nothing.

    Raises: ValidationError, by field, also where another figure stands.
    """
    standing = standing_figure(account, year)
    if standing is not None:
        if standing.amount == amount:
            return standing
        raise ValidationError({"amount": _("Another figure stands: withdraw that one first.")})
    figure = CustodianFigure(
        firm=account.firm,
        account=account,
        year=year,
        amount=amount,
        source=source,
        document=document,
        entered_by=actor,
    )
    return add(figure, actor=actor, household=account.household)


def withdraw_figure(
    *, actor: User | None, figure: CustodianFigure, revision: int, because: str
) -> CustodianFigure:
    """Let a figure that was typed or sent wrong count no more; its question is settled by that.

    Raises: EditConflict; ValidationError where no reason is given.
    """
    household = figure.account.household
    return withdraw(figure, actor=actor, household=household, revision=revision, because=because)


def settle(*, actor: User | None, task: Task, revision: int, answer: str) -> Task:
    """Say why the figures differ.

    Raises: EditConflict; ValidationError where nothing is said.
    """
    if not answer.strip():
        raise ValidationError({"answer": _("Say in a sentence why the figures differ.")})
    if task.done_at is not None:
        raise EditConflict(task)
    values = {"answer": answer.strip(), "done_at": timezone.now(), "done_by": actor}
    return change(task, actor=actor, revision=revision, values=values, household=task.household)


def standing_figure(account: Account, year: int) -> CustodianFigure | None:
    return account.custodian_figures.filter(year=year, withdrawn_at=None).first()


def open_question(figure: CustodianFigure | None) -> Task | None:
    """Return what is still asked about a figure."""
    if figure is None:
        return None
    return Task.objects.filter(kind=KIND, subject=str(figure.pk), done_at=None).first()


def compared(figure: CustodianFigure) -> Compared:
    """Work out what stands behind a figure, as the facts are now."""
    account, year = figure.account, figure.year
    facts = gather_facts(account.household, as_of=today_of(account.firm))
    try:
        schedule = rmd_schedule(facts, load_law(), years=[year])
    except EngineError:
        return Compared(ours=None, theirs=figure.amount)
    for obligation in schedule.obligations:
        for amount in obligation.amounts:
            if amount.account.id == account.key and obligation.distribution_year == year:
                used = amount.balance.recorded if amount.balance else None
                rows = account.balances.filter(year=year - 1, withdrawn_at=None)
                others = {row.source: row.amount for row in rows if row.amount != used}
                readings = readings_of(
                    figure.amount, amount, obligation, load_law(), other_balances=others
                )
                return Compared(ours=amount.required, theirs=figure.amount, readings=readings)
    return Compared(ours=None, theirs=figure.amount)


@contextmanager
def questions_follow_facts(household: Household, row: FirmRow) -> Iterator[None]:
    """After a change, ask about figures that differ, and settle what agrees by itself."""
    yield
    if isinstance(row, Task):
        return
    figures = CustodianFigure.objects.filter(account__household=household, withdrawn_at=None)
    asked = {
        task.subject: task
        for task in Task.objects.filter(household=household, kind=KIND, done_at=None)
    }
    for figure in figures.select_related("account__household", "account__firm"):
        task = asked.pop(str(figure.pk), None)
        found = compared(figure)
        if found.differs and task is None:
            _ask(figure, found)
        elif task is not None and found.ours == found.theirs:
            _settle_by_itself(task, _("The two figures agree now."))
    for task in asked.values():
        _settle_by_itself(task, _("The custodian's figure was withdrawn."))


def _ask(figure: CustodianFigure, found: Compared) -> None:
    """Open the question once: what somebody answered is asked again only of other figures."""
    numbers = {"ours": str(found.ours), "theirs": str(found.theirs)}
    answered = Task.objects.filter(kind=KIND, subject=str(figure.pk), numbers=numbers)
    if answered.exclude(done_by=None).exists():
        return
    household = figure.account.household
    task = Task(
        firm=figure.firm,
        household=household,
        kind=KIND,
        subject=str(figure.pk),
        year=figure.year,
        numbers=numbers,
    )
    add(task, actor=None, household=household)


def _settle_by_itself(task: Task, answer: str) -> None:
    values = {"answer": answer, "done_at": timezone.now()}
    change(task, actor=None, revision=task.revision, values=values, household=task.household)


def _said(reading: Reading) -> str:
    numbers = dict(reading.numbers)
    if "source" in numbers:
        numbers["source"] = BALANCE_SOURCES[str(numbers["source"])]
    text = sentence(READINGS[reading.code], numbers)
    if reading.is_exact or reading.code == "rounded":
        return text
    return _("Within a dollar: {reading}").format(reading=text)
