"""What does one person owe from one pool, as one row of a firm's book?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from planning.engine import household as facts
from planning.engine.errors import EngineError
from planning.engine.law import load_law
from planning.engine.rmd import Obligation, Schedule, rmd_schedule
from planning.engine.rmd.handling import is_proven
from planning.engine.rmd.payments import day_that_counts
from planning.engine.rmd.pool_years import total_required
from planning.engine.rmd.pools import INHERITED, pool_names
from planning.engine.rmd.results import BalanceBasis, Rule, Status, Undecided
from planning.facts.conflicts import years_in_conflict
from planning.facts.missed import YEARS_BACK
from planning.facts.standing import Records, archived_on
from planning.models import Standing
from planning.models.standing import CONFIDENCES, TONES
from planning.reports.cut_offs import CutOffs
from planning.reports.headline import DONE, MISSED, OPEN

ZERO = Decimal("0.00")
DECEMBER = 12
WORST_FIRST = list(CONFIDENCES)
IDLE = {Rule.NOT_REQUIRED, Rule.TEN_YEAR, Rule.FIVE_YEAR}  # of a year that asks for nothing

Conflicts = set[tuple[str, int]]  # account, December 31 of the year
Pools = Mapping[str, tuple[str, str]]  # account → person, pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What turns the obligations of a household into rows."""

    year: int
    as_of: date
    cutoffs: CutOffs

    def rows(self, records: Records, known: facts.Household) -> list[Standing]:
        """Return the rows of a household: its obligations, then accounts nobody can decide.

        Where the engine refuses the records, each owner has one row that says why.
        """
        try:
            schedule = rmd_schedule(known, load_law(), years=[self.year - 1, self.year])
        except EngineError as refusal:
            schedule = _nothing_of(known)
            return list(_HouseholdRows(self, records, schedule).refused(str(refusal)))
        return list(_HouseholdRows(self, records, schedule, self._of_earlier_years(known)))

    def _of_earlier_years(self, known: facts.Household) -> Schedule:
        """Return what was missed, or is not on record, in the years with a balance before."""
        law = load_law()
        first = max(law.first_year, self.year - YEARS_BACK)
        years = {
            balance_of + 1
            for account in known.accounts
            for balance_of in account.year_end_balances
            if first <= balance_of + 1 < self.year - 1
        }
        return rmd_schedule(known, law, years=sorted(years)) if years else _nothing_of(known)

    def shows(self, obligation: Obligation) -> bool:
        """The year's own, and from before what may still be taken in it, or is missed.

        That is a first one put off, and what a year of death left, which costs no tax yet.
        """
        if obligation.distribution_year == self.year:
            return True
        until = obligation.waived_until
        if until is not None and until.year >= self.year and obligation.remaining:
            return True
        is_put_off = obligation.due_on is not None and obligation.due_on.year == self.year
        return is_put_off or obligation.status.value in MISSED

    def cutoff(self, obligation: Obligation, due_on: date | None) -> date | None:
        """Return the first cut-off of the pool's custodians, where it comes before the due date.

        A cut-off is for requests at the end of a year; it says nothing about an April 1.
        """
        if due_on is None or due_on.month != DECEMBER:
            return None
        days = [
            day
            for amount in obligation.amounts
            if (day := self.cutoffs.of(amount.account.custodian or "", due_on.year))
        ]
        first = min(days, default=due_on)
        return first if first < due_on else None


class _HouseholdRows:
    """The rows of one household, in the order of its schedule."""

    def __init__(
        self,
        reading: Reading,
        records: Records,
        schedule: Schedule,
        earlier: Schedule | None = None,
    ) -> None:
        self.reading = reading
        self.records = records
        self.schedule = schedule
        self.earlier = earlier or _nothing_of(schedule.household)
        self.known = schedule.household
        self.accounts = {account.id: account for account in self.known.accounts}
        self.people = {person.key: person for person in records.people}
        names = pool_names(self.known, load_law())
        self.pools: Pools = {
            account.id: (account.owner, names[account.id]) for account in self.known.accounts
        }
        self.conflicts: Conflicts = {
            (one.account.key, year)
            for one in records.accounts_on(reading.as_of)
            for year in years_in_conflict(one.balances)
        }
        self.unsettled = {
            caveat.person
            for caveat in schedule.caveats
            if caveat.code == "applicable_age_unsettled"
        }

    def __iter__(self) -> Iterator[Standing]:
        shown = [o for o in self.schedule.obligations if self.reading.shows(o)]
        others = [o for o in self.schedule.obligations if not self.reading.shows(o)]
        asked = [o for o in others if o.is_not_on_record]
        before = [
            o for o in self.earlier.obligations if self.reading.shows(o) or o.is_not_on_record
        ]
        rows = [self._of_obligation(obligation) for obligation in (*shown, *asked, *before)]
        pools = {(o.person.id, o.pool) for o in shown}
        undecided = {entry.account: entry for entry in self.schedule.undecided}
        rows += [
            self._of_undecided(entry)
            for account, entry in undecided.items()
            if self.pools[account] not in pools
        ]
        yield from self._placed(rows)

    def refused(self, problem: str) -> Iterator[Standing]:
        """Yield a row of each owner for a household that cannot be worked out."""
        owners = dict.fromkeys(account.owner for account in self.known.accounts)
        yield from self._placed(self._of_refused(owner, problem) for owner in owners)

    def _placed(self, rows: Iterable[Standing]) -> Iterator[Standing]:
        for position, row in enumerate(rows):
            row.position = position
            row.as_of = self.reading.as_of
            yield row

    def _row(self, person: str, status: str, **columns: Any) -> Standing:
        owner = self.people[person]
        household = self.records.household
        return Standing(
            firm_id=household.firm_id,
            household_id=household.id,
            owner_id=owner.id,
            book_year=self.reading.year,
            words=f"{household.name} {owner.name}".casefold(),
            person=person,
            person_name=owner.name,
            status=status,
            urgency=TONES.index(_tone(status)),
            **columns,
        )

    def _of_obligation(self, obligation: Obligation) -> Standing:
        due_on = obligation.waived_until or obligation.due_on
        status = obligation.status.value
        cutoff_on = self.reading.cutoff(obligation, due_on)
        confidence = self._confidence(obligation)
        person = obligation.person
        first = self._first_account(obligation)
        is_asked = obligation.is_not_on_record
        is_asked_only = is_asked and not self.reading.shows(obligation)
        return self._row(
            person.id,
            status,
            pool=obligation.pool,
            **_named(first),
            decedent_name=self._decedent(first),
            is_inherited=obligation.pool.startswith(INHERITED),
            year=obligation.distribution_year,
            required=total_required(obligation.amounts) if is_asked_only else obligation.required,
            taken=obligation.taken,
            remaining=obligation.remaining,
            unproven=sum(
                (paid.counted for paid in obligation.payments if not is_proven(paid.payment)), ZERO
            ),
            uncleared=self._uncleared(obligation),
            due_on=due_on,
            cutoff_on=cutoff_on,
            deadline=cutoff_on or due_on,
            no_tax_until=obligation.waived_until if status in OPEN else None,
            confidence=confidence,
            next_step=("ask_if_taken" if is_asked else _next_step(status, confidence, cutoff_on)),
            shortfall=obligation.shortfall.amount,
            excise_tax=obligation.shortfall.excise_tax,
            window_ends_on=obligation.shortfall.window_ends_on,
            is_asked_only=is_asked_only,
            is_first_put_off=_is_first_put_off(obligation),
            begins_in=_begins_in(obligation),
            is_death_year=self._died_this_year(person),
            is_last_year=any(a.rule is Rule.WHOLE_BALANCE for a in obligation.amounts),
            is_unsettled=person.id in self.unsettled,
        )

    def _of_undecided(self, entry: Undecided) -> Standing:
        account = self.accounts[entry.account]
        return self._row(
            account.owner,
            "undecided",
            pool=f"account:{account.id}",
            **_named(account),
            year=self.reading.year,
            next_step="name_heirs" if entry.code == "owner_died" else "find_missing",
            is_death_year=self._died_this_year(
                next(p for p in self.known.people if p.id == account.owner)
            ),
            is_inherited=True,
        )

    def _of_refused(self, owner: str, problem: str) -> Standing:
        return self._row(
            owner,
            "undecided",
            pool="",
            year=self.reading.year,
            next_step="correct_records",
            problem=problem,
        )

    def _decedent(self, account: facts.Account) -> str:
        """Return from whom an account was inherited."""
        if account.inherited is None:
            return ""
        decedent = account.inherited.decedent
        return next(person.name for person in self.known.people if person.id == decedent)

    def _first_account(self, obligation: Obligation) -> facts.Account:
        if obligation.amounts:
            return obligation.amounts[0].account
        place = (obligation.person.id, obligation.pool)
        return next(a for a in self.known.accounts if self.pools[a.id] == place)

    def _uncleared(self, obligation: Obligation) -> Decimal:
        """Return the year's gifts by cheque of which nobody recorded that they cleared."""
        place, as_of = (obligation.person.id, obligation.pool), self.reading.as_of
        return sum(
            (
                paid.amount
                for paid in self.known.distributions
                if paid.kind is facts.DistributionKind.QCD
                and paid.paid_on.year == obligation.distribution_year
                and paid.paid_on <= as_of
                and (paid.cleared_on is None or paid.cleared_on > as_of)
                and self.pools[paid.account] == place
            ),
            ZERO,
        )

    def _died_this_year(self, person: facts.Person) -> bool:
        return person.died_on is not None and person.died_on.year == self.reading.year

    def _confidence(self, obligation: Obligation) -> str:
        """Return how sure the least sure balance of the pool is."""
        found = set()
        for amount in obligation.amounts:
            if amount.balance is None:
                continue
            if not (amount.balance.recorded or amount.balance.adjusted):
                continue  # nothing rests on an empty account
            if (amount.account.id, amount.balance.year) in self.conflicts:
                found.add("conflict")
            elif amount.balance.basis is not BalanceBasis.RECORDED:
                found.add("estimate")
            else:
                found.add("recorded" if amount.balance.source else "unstated")
        if obligation.status is Status.UNDECIDED and self._lacks_balance(obligation):
            found.add("missing")
        return min(found, key=WORST_FIRST.index, default="")

    def _lacks_balance(self, obligation: Obligation) -> bool:
        return any(
            entry.code == "balance_missing"
            and entry.year == obligation.distribution_year
            and self.pools[entry.account] == (obligation.person.id, obligation.pool)
            for entry in self.schedule.undecided
        )


def good_until(records: Records, known: facts.Household, *, as_of: date) -> date:
    """Return the first later day on which time alone may change the rows of a household.

    Time decides by the end of a year and April 1, the only due dates there are; by the days of
    payments and deaths that were entered beforehand; and by the day an account was archived.
    """
    days = [date(as_of.year, 4, 2), date(as_of.year + 1, 1, 1)]
    for payment in known.distributions:
        days += (payment.paid_on, day_that_counts(payment))
    days += (person.died_on for person in known.people if person.died_on)
    left = (archived_on(one.account, records.time_zone) for one in records.accounts)
    days += (day for day in left if day)
    return min(day for day in days if day > as_of)


def _nothing_of(known: facts.Household) -> Schedule:
    return Schedule(household=known, years=(), obligations=(), qcds=(), caveats=(), undecided=())


def _named(account: facts.Account) -> dict[str, str]:
    """Return what an account is called by."""
    return {
        "account_name": account.name,
        "account_kind": account.kind.value,
        "account_custodian": account.custodian or "",
        "account_last4": account.number_last4 or "",
    }


def _tone(status: str) -> str:
    if status in OPEN:
        return "open"
    if status in MISSED:
        return "bad"
    if status in DONE:
        return "good"
    return "unsure" if status == "undecided" else "quiet"


def _is_first_put_off(obligation: Obligation) -> bool:
    """Whether it may wait until April 1 of the next year, as only a first requirement may."""
    due_on = obligation.due_on
    return due_on is not None and due_on.year > obligation.distribution_year


def _begins_in(obligation: Obligation) -> int | None:
    """Return the year from which something is required, of accounts of which nothing is yet."""
    year, died_on = obligation.distribution_year, obligation.person.died_on
    if died_on is not None:
        return None
    idle = [a for a in obligation.amounts if a.rule in IDLE and _may_owe(a.account)]
    later = (first for amount in idle if (first := amount.first_year) and first > year)
    return min(later, default=None)


def _may_owe(account: facts.Account) -> bool:
    """Whether there is something in it, as far as anybody said."""
    balances = account.year_end_balances
    return not balances or bool(balances[max(balances)].amount)


def _next_step(status: str, confidence: str, cutoff_on: date | None) -> str:
    if status in MISSED:
        return "take_at_once"
    if confidence == "missing":
        return "enter_balance"
    if status == "undecided":
        return "find_missing"
    if confidence == "conflict":
        return "settle_figures"
    if status == "paid":
        return "add_evidence"
    if status in OPEN and confidence == "estimate":
        return "confirm_balance"
    if status in OPEN and cutoff_on:
        return "ask_custodian"
    return "arrange_payment" if status in OPEN else ""
