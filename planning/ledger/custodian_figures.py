"""Does the custodian ask for the same? Where not, somebody has to say why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Account, Document, FirmRow, Household, User
from clients.services.editing import EditConflict, add, change, withdraw
from clients.today import today_of
from planning.catalogue import BALANCE_SOURCES, READINGS
from planning.engine import household as engine
from planning.engine.errors import EngineError
from planning.engine.law import load_law
from planning.engine.rmd import Obligation, rmd_schedule
from planning.engine.rmd.readings import Reading, readings_of
from planning.engine.rmd.results import AccountAmount
from planning.facts import gather_book, gather_facts
from planning.forms.figure_sheet import TypedFigure
from planning.models import CustodianFigure, Task
from planning.wording import sentence, spoken_money

KIND = Task.Kind.CUSTODIAN_FIGURE


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """Our figure of an account, and the obligation it is a part of."""

    amount: AccountAmount
    obligation: Obligation

    @property
    def required(self) -> Decimal:
        return self.amount.required


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
    def difference(self) -> Decimal | None:
        """How much more the custodian asks for."""
        return None if self.ours is None else self.theirs - self.ours

    @property
    def distance(self) -> Decimal | None:
        """How far they are apart."""
        return None if self.difference is None else abs(self.difference)

    @property
    def sentences(self) -> list[str]:
        """Say what may have happened."""
        if not self.differs:
            return []
        if not self.readings:
            return [_("Not explained: no other reading gives this figure. Ask the custodian.")]
        return [_said(reading) for reading in self.readings]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A difference that somebody has to explain, or did."""

    task: Task
    figure: CustodianFigure

    @property
    def text(self) -> str:
        """What differs by how much."""
        said = {
            "account": self.figure.account,
            "year": self.figure.year,
            "theirs": spoken_money(Decimal(self.task.numbers["theirs"])),
            "ours": spoken_money(Decimal(self.task.numbers["ours"])),
        }
        return (
            _("%(account)s, %(year)s: the custodian asks for %(theirs)s, ours is %(ours)s.") % said
        )

    @property
    def who(self) -> str:
        """Who answered it; the figures themselves may have."""
        return self.task.done_by.get_full_name() if self.task.done_by else _("Settled by itself")

    @property
    def address(self) -> str:
        """Where it is answered."""
        return reverse("planning:custodian_figure", args=[self.figure.account_id, self.figure.year])


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


class FiguresRefusedError(Exception):
    """Nothing was written; `reasons` holds the sentences by account."""

    def __init__(self, reasons: dict[UUID, list[str]]) -> None:
        self.reasons = reasons
        super().__init__(reasons)


@transaction.atomic
def record_sheet(*, actor: User, typed: Iterable[TypedFigure]) -> None:
    """Put figures of several accounts on record, all of them or none.

    What stood before is withdrawn with the reason.

    Raises: FiguresRefusedError.
    """
    reasons = {}
    for each in typed:
        try:
            _replace(actor, each)
        except (ValidationError, EditConflict) as refusal:
            reasons[each.account.pk] = getattr(refusal, "messages", [str(refusal)])
    if reasons:
        raise FiguresRefusedError(reasons)


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


def standing_figures(household: Household) -> list[CustodianFigure]:
    """Return every figure of a household that stands, with what an explanation is found in."""
    figures = CustodianFigure.objects.filter(account__household=household, withdrawn_at=None)
    return list(figures.select_related("account").prefetch_related("account__balances"))


def open_question(figure: CustodianFigure | None) -> Task | None:
    """Return what is still asked about a figure."""
    if figure is None:
        return None
    return Task.objects.filter(kind=KIND, subject=str(figure.pk), done_at=None).first()


def questions_of(household: Household, *, year: int | None = None) -> list[Question]:
    """Return what is asked about a household's figures, and what was answered about a year."""
    tasks = Task.objects.filter(household=household, kind=KIND).select_related("done_by", "person")
    tasks = tasks.filter(done_at=None) if year is None else tasks.filter(year=year)
    about = CustodianFigure.objects.filter(pk__in=[task.subject for task in tasks])
    figures = {str(figure.pk): figure for figure in about.select_related("account__custodian")}
    return [Question(task=task, figure=figures[task.subject]) for task in tasks]


def ours_of(facts: engine.Household, account: str, year: int) -> Ours | None:
    """Return what an account requires for a year by our count; None where it is undecided."""
    try:
        schedule = rmd_schedule(facts, load_law(), years=[year])
    except EngineError:
        return None
    for obligation in schedule.obligations:
        for amount in obligation.amounts:
            if amount.account.id == account and obligation.distribution_year == year:
                return Ours(amount=amount, obligation=obligation)
    return None


def compared(figure: CustodianFigure, facts: engine.Household | None = None) -> Compared:
    """Work out what stands behind a figure, as the facts are now."""
    account, year = figure.account, figure.year
    if facts is None:
        facts = gather_facts(account.household, as_of=today_of(account.firm))
    ours = ours_of(facts, account.key, year)
    if ours is None:
        return Compared(ours=None, theirs=figure.amount)
    used = ours.amount.balance.recorded if ours.amount.balance else None
    others = {
        row.source: row.amount
        for row in account.balances.all()
        if row.year == year - 1 and row.withdrawn_at is None and row.amount != used
    }
    readings = readings_of(
        figure.amount, ours.amount, ours.obligation, load_law(), other_balances=others
    )
    return Compared(ours=ours.required, theirs=figure.amount, readings=readings)


@contextmanager
def questions_follow_facts(household: Household, row: FirmRow) -> Iterator[None]:
    """After a change, ask about figures that differ, and settle what agrees by itself."""
    yield
    if not isinstance(row, Task):
        ask_about_figures([household.pk])


def ask_about_figures(households: Collection[UUID]) -> None:
    """Open a question about every figure of these households that differs; settle what agrees.

    Few accounts have a figure, so what was imported of the others costs nothing here.
    """
    figures = CustodianFigure.objects.filter(
        account__household__in=households, withdrawn_at=None
    ).select_related("account__household", "account__firm", "account__owner")
    asked = {
        task.subject: task
        for task in Task.objects.filter(
            household__in=households, kind=KIND, done_at=None
        ).select_related("household")
    }
    known: dict[UUID, engine.Household] = {}
    if figures:
        homes = {figure.account.household_id for figure in figures}
        as_of = today_of(figures[0].account.firm)
        book = gather_book(homes, as_of=as_of)
        known = {records.household.id: facts for records, facts in book}
    for figure in figures:
        account = figure.account
        task = asked.pop(str(figure.pk), None)
        ours = ours_of(known[account.household_id], account.key, figure.year)
        if ours is not None and ours.required == figure.amount:
            if task is not None:
                _settle_by_itself(task, _("The two figures agree now."))
        elif ours is not None and task is None:
            _ask(figure, ours)
    for task in asked.values():
        _settle_by_itself(task, _("The custodian's figure was withdrawn."))


def _replace(actor: User, typed: TypedFigure) -> None:
    standing = standing_figure(typed.account, typed.year)
    key, _colon, revision = typed.seen.partition(":")
    if (str(standing.pk) if standing else "") != key:
        raise ValidationError(
            _("Somebody changed this figure meanwhile. Look at what is there now.")
        )
    if standing is not None:
        withdraw_figure(
            actor=actor,
            figure=standing,
            revision=int(revision[:9]) if revision.isdecimal() else 0,
            because=typed.because,
        )
    if typed.amount is not None:
        record_figure(
            actor=actor,
            account=typed.account,
            year=typed.year,
            amount=typed.amount,
            source=typed.source,
        )


def _ask(figure: CustodianFigure, ours: Ours) -> None:
    """Open the question once: what somebody answered is asked again only of other figures."""
    numbers = {"ours": str(ours.required), "theirs": str(figure.amount)}
    answered = Task.objects.filter(kind=KIND, subject=str(figure.pk), numbers=numbers)
    if answered.exclude(done_by=None).exists():
        return
    account = figure.account
    task = Task(
        firm=figure.firm,
        household=account.household,
        person=account.owner,
        pool=ours.obligation.pool,
        kind=KIND,
        subject=str(figure.pk),
        year=figure.year,
        numbers=numbers,
    )
    add(task, actor=None, household=account.household)


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
