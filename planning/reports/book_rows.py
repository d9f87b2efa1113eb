"""What does one person owe from one pool, as one row of a firm's book?"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.account_names import account_name
from clients.models import Custodian, Firm, Household
from planning.catalogue import KINDS, POOLS, STATUSES
from planning.engine import household as facts
from planning.engine.law import load_law
from planning.engine.rmd import Obligation, Schedule, rmd_schedule
from planning.engine.rmd.pools import pool_name
from planning.engine.rmd.results import BalanceBasis, Status, Undecided
from planning.facts import conflicts_of
from planning.reports.context import pool_anchor
from planning.reports.headline import DONE, MISSED, OPEN
from planning.wording import sentence

DECEMBER = 12
CONFIDENCES = {
    "conflict": lazy("Two figures"),
    "missing": lazy("Missing"),
    "estimate": lazy("Estimate"),
    "unstated": lazy("Source not stated"),
    "recorded": lazy("On record"),
    "": "\N{EN DASH}",
}
WORST_FIRST = list(CONFIDENCES)
URGENCY = ["bad", "open", "unsure", "good", "quiet"]

Cutoffs = Mapping[str, tuple[int, int]]  # custodian's name → month, day
Conflicts = set[tuple[str, int]]  # account, December 31 of the year


@dataclass(frozen=True, slots=True, kw_only=True)
class BookRow:
    """One person's obligation from one pool, with what the firm should do about it.

    The amounts are None where they cannot be decided.
    """

    household: Household
    person: str
    person_name: str
    pool: str
    pool_text: str
    year: int
    status: str
    tone: str
    required: Decimal | None
    taken: Decimal | None
    remaining: Decimal | None
    due_on: date | None
    cutoff_on: date | None
    days_left: int | None
    no_tax_until: date | None  # what heirs may still take after the due date
    confidence: str
    next_action: str
    is_first_put_off: bool
    is_death_year: bool

    @property
    def status_text(self) -> str:
        """The status in words."""
        return sentence(STATUSES[self.status])

    @property
    def confidence_text(self) -> str:
        """How sure the balances behind it are, in words."""
        return str(CONFIDENCES[self.confidence])

    @property
    def anchor(self) -> str:
        """Where the page of the case has it."""
        return pool_anchor(self.person, self.pool, self.year)

    @property
    def deadline(self) -> date | None:
        """The day to work towards: the custodian's where it comes before the law's."""
        return self.cutoff_on or self.due_on

    @property
    def days_past(self) -> int:
        """How long ago the due date was."""
        return -(self.days_left or 0)

    @property
    def urgency(self) -> tuple[int, date, str, str]:
        """What puts the most pressing row first."""
        tone = URGENCY.index(self.tone)
        return tone, self.deadline or date.max, self.household.name, self.person_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What turns the obligations of a household into rows."""

    year: int
    as_of: date
    cutoffs: Cutoffs

    def rows(self, household: Household, known: facts.Household) -> Iterator[BookRow]:
        """Yield the rows of a household: its obligations, then accounts nobody can decide."""
        schedule = rmd_schedule(known, load_law(), years=[self.year - 1, self.year])
        shown = [o for o in schedule.obligations if self._is_shown(o)]
        conflicts = {(c.account.key, c.year) for c in conflicts_of(household, as_of=self.as_of)}
        for obligation in shown:
            confidence = _confidence(schedule, obligation, conflicts)
            yield self._of_obligation(household, schedule, obligation, confidence)
        pools = {(o.person.id, o.pool) for o in shown}
        accounts = {account.id: account for account in known.accounts}
        for entry in schedule.undecided:
            account = accounts[entry.account]
            is_row = (account.owner, pool_name(account, load_law())) in pools
            if account.is_inherited or not is_row:
                yield self._of_undecided(household, known, entry)

    def _is_shown(self, obligation: Obligation) -> bool:
        """The year's own, a first one put off into it, and what is still missed from before."""
        if obligation.distribution_year == self.year:
            return True
        is_put_off = obligation.due_on is not None and obligation.due_on.year == self.year
        return is_put_off or obligation.status is Status.MISSED

    def _of_obligation(
        self, household: Household, schedule: Schedule, obligation: Obligation, confidence: str
    ) -> BookRow:
        due_on = obligation.waived_until or obligation.due_on
        status = obligation.status
        cutoff_on = self._cutoff(obligation, due_on)
        person = obligation.person
        return BookRow(
            household=household,
            person=person.id,
            person_name=person.name,
            pool=obligation.pool,
            pool_text=pool_text(obligation, schedule.household),
            year=obligation.distribution_year,
            status=status.value,
            tone=_tone(status.value),
            required=obligation.required,
            taken=obligation.taken,
            remaining=obligation.remaining,
            due_on=due_on,
            cutoff_on=cutoff_on,
            days_left=(due_on - self.as_of).days if due_on else None,
            no_tax_until=obligation.waived_until if _tone(status.value) == "open" else None,
            confidence=confidence,
            next_action=_next_action(status.value, confidence, obligation, cutoff_on),
            is_first_put_off=_is_first_put_off(obligation),
            is_death_year=bool(
                person.died_on and person.died_on.year == obligation.distribution_year
            ),
        )

    def _of_undecided(
        self, household: Household, known: facts.Household, entry: Undecided
    ) -> BookRow:
        account = next(a for a in known.accounts if a.id == entry.account)
        person = next(p for p in known.people if p.id == account.owner)
        return BookRow(
            household=household,
            person=person.id,
            person_name=person.name,
            pool=f"account:{account.id}",
            pool_text=_name(account),
            year=self.year,
            status="undecided",
            tone="unsure",
            required=None,
            taken=None,
            remaining=None,
            due_on=None,
            cutoff_on=None,
            days_left=None,
            no_tax_until=None,
            confidence="",
            next_action=_("Work it out separately")
            if entry.code == "inherited_not_built"
            else _("Record who inherited it"),
            is_first_put_off=False,
            is_death_year=bool(person.died_on and person.died_on.year == self.year),
        )

    def _cutoff(self, obligation: Obligation, due_on: date | None) -> date | None:
        """Return the first cut-off of the pool's custodians, where it comes before the due date.

        A cut-off is for requests at the end of a year; it says nothing about an April 1.
        """
        if due_on is None or due_on.month != DECEMBER:
            return None
        days = [
            _day_in(due_on.year, *cutoff)
            for amount in obligation.amounts
            if (cutoff := self.cutoffs.get(amount.account.custodian or ""))
        ]
        first = min(days, default=due_on)
        return first if first < due_on else None


def _confidence(schedule: Schedule, obligation: Obligation, conflicts: Conflicts) -> str:
    """Return how sure the least sure balance of the pool is."""
    found = set()
    for amount in obligation.amounts:
        if amount.balance is None:
            continue
        if not (amount.balance.recorded or amount.balance.adjusted):
            continue  # nothing rests on an empty account
        if (amount.account.id, amount.balance.year) in conflicts:
            found.add("conflict")
        elif amount.balance.basis is not BalanceBasis.RECORDED:
            found.add("estimate")
        else:
            found.add("recorded" if amount.balance.source else "unstated")
    if obligation.status is Status.UNDECIDED and _lacks_balance(schedule, obligation):
        found.add("missing")
    return min(found, key=WORST_FIRST.index, default="")


def _lacks_balance(schedule: Schedule, obligation: Obligation) -> bool:
    pools = {a.id: (a.owner, pool_name(a, load_law())) for a in schedule.household.accounts}
    return any(
        entry.code == "balance_missing"
        and entry.year == obligation.distribution_year
        and pools[entry.account] == (obligation.person.id, obligation.pool)
        for entry in schedule.undecided
    )


def _day_in(year: int, month: int, day_of_month: int) -> date:
    return date(year, month, min(day_of_month, monthrange(year, month)[1]))


def cutoffs_of(firm: Firm) -> Cutoffs:
    """Return until when each custodian of a firm takes requests at the end of a year."""
    custodians = Custodian.objects.filter(firm=firm)
    return {c.name: (c.cutoff_month, c.cutoff_day) for c in custodians}


def _tone(status: str) -> str:
    if status in OPEN:
        return "open"
    if status in MISSED:
        return "bad"
    if status in DONE:
        return "good"
    return "unsure" if status == "undecided" else "quiet"


def pool_text(obligation: Obligation, known: facts.Household) -> str:
    """Name a pool as the page of the case does."""
    kind, _colon, plan = obligation.pool.partition(":")
    names = {account.id: _name(account) for account in known.accounts}
    first = obligation.amounts[0].account.id if obligation.amounts else plan
    return sentence(POOLS[kind], {"plan": names.get(first, plan)})


def _name(account: facts.Account) -> str:
    kind = sentence(KINDS[account.kind.value])
    return account_name(account.name, kind, account.custodian, account.number_last4)


def _is_first_put_off(obligation: Obligation) -> bool:
    """Whether it may wait until April 1 of the next year, as only a first requirement may."""
    due_on = obligation.due_on
    return due_on is not None and due_on.year > obligation.distribution_year


def _next_action(
    status: str, confidence: str, obligation: Obligation, cutoff_on: date | None
) -> str:
    if status in MISSED:
        return _("Take it at once; Form 5329")
    if confidence == "missing":
        year = obligation.distribution_year - 1
        return _("Enter the balance of December 31, {year}").format(year=year)
    if status == "undecided":
        return _("See what is missing")
    if confidence == "conflict":
        return _("Settle which figure is right")
    if status == "paid":
        return _("Add the evidence")
    if status in OPEN and confidence == "estimate":
        return _("Confirm the balance, then pay")
    if status in OPEN and cutoff_on:
        return _("Ask the custodian")
    return _("Arrange the payment") if status in OPEN else ""
