"""What else could be done in a year: money from other accounts, other amounts to convert?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np

from planning.engine.projection.accounts import Accounts, Shelter
from planning.engine.projection.brackets import room_in_bracket, within_limits
from planning.engine.projection.decisions import Settled, fixed_withdrawals
from planning.engine.projection.outlook import Outlook
from planning.engine.projection.walk import WithdrawalPolicy, steps
from planning.engine.projection.year import Year
from planning.engine.roadmap.household.instead import Change
from planning.engine.tax.arrays import Dollars, Flags, positive
from planning.engine.tax.parameters import for_units
from planning.engine.tax.units import LARGEST, tax_units

LEAST = 100.0  # dollars: less is no choice

KINDS: Mapping[str, tuple[Shelter, ...]] = {
    "taxable": (Shelter.CASH, Shelter.TAXABLE, Shelter.ANNUITY),
    "pretax": (Shelter.IRA, Shelter.PLAN),
    "roth": (Shelter.ROTH_IRA, Shelter.ROTH_PLAN),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Something else than an action: its sentence is the catalogue's."""

    year: int
    what: str  # the action it stands against: withdraw, convert
    account: str
    code: str
    numbers: Mapping[str, object]
    change: Change


def alternatives_of(
    outlook: Outlook, policy: WithdrawalPolicy, years: int
) -> Iterator[Alternative]:
    """Yield what could be done otherwise in the first years of a policy; `outlook` has one path."""
    for year, settled, _closed in islice(steps(outlook, policy), years):
        yield from _other_accounts(year, settled)
        yield from _other_conversions(year, settled)


def _other_accounts(year: Year, settled: Settled) -> Iterator[Alternative]:
    """Yield, of what is taken at will, the accounts of other kinds it could come from."""
    accounts, flows = year.outlook.accounts, settled.flows
    chosen = (flows.withdrawals - year.required - fixed_withdrawals(year))[0]
    left = year.available(flows.withdrawals + flows.conversions + flows.gifts)[0]
    for position in np.flatnonzero(chosen >= LEAST):
        own = _kind_of(accounts, int(position))
        for kind, shelters in KINDS.items():
            there = left * accounts.of(*shelters)
            if kind == own or there.max(initial=0.0) < LEAST:
                continue
            other = int(there.argmax())
            numbers = {"other": accounts.ids[other], "amount": float(chosen[position])}
            yield Alternative(
                year=year.year,
                what="withdraw",
                account=accounts.ids[position],
                code="from_another",
                numbers=numbers,
                change=Change(
                    year=year.year,
                    converted=flows.conversions[0],
                    first=np.where(_only(other, accounts), chosen[position], 0.0),
                    last=_only(int(position), accounts),
                ),
            )


def _other_conversions(year: Year, settled: Settled) -> Iterator[Alternative]:
    """Yield other amounts to convert: nothing, and up to the tops of the brackets about."""
    accounts, flows = year.outlook.accounts, settled.flows
    converted = flows.conversions[0]
    what, position = "convert", int(converted.argmax())
    if converted.max() < LEAST:
        what, position = "withdraw", int(flows.withdrawals[0].argmax())
        if flows.withdrawals[0, position] < LEAST:
            return
    none = np.zeros(len(accounts.ids))

    def instead(code: str, amounts: Dollars, numbers: Mapping[str, object]) -> Alternative:
        change = Change(year=year.year, converted=amounts, first=none, last=none > 0)
        return Alternative(
            year=year.year,
            what=what,
            account=accounts.ids[position],
            code=code,
            numbers=numbers,
            change=change,
        )

    if what == "convert":
        yield instead("no_conversion", none, {"amount": float(converted.sum())})
    further = positive(flows.withdrawals - year.required)
    pretax = accounts.of(Shelter.IRA, Shelter.PLAN, inherited=False)
    most = within_limits(year, year.available(flows.withdrawals) * pretax)[0].sum()
    tried = {round(float(converted.sum()))}
    for rate, top in _brackets_about(year, settled):
        amounts = room_in_bracket(year, rate, further)[0]
        whole = float(amounts.sum())
        if whole >= LEAST and all(abs(whole - other) >= LEAST for other in tried):
            tried.add(round(whole))
            code = "to_bracket" if whole < most - LEAST else "convert_all"
            yield instead(code, amounts, {"number": rate, "at": top, "amount": whole})


def _brackets_about(year: Year, settled: Settled) -> list[tuple[float, float]]:
    """Return rate and top of the bracket of a year's income, the one below and the one above."""
    units = tax_units(year=year.year, status=year.returns.status[0, :1])
    found = for_units(units, year.outlook.law)
    tops = np.append(np.ravel(found.bracket_tops[..., 0]), LARGEST)
    income = float(np.ravel(settled.priced.lines.ordinary[0])[0])
    place = int(np.searchsorted(tops, income))
    rates = np.ravel(found.bracket_rates[..., 0])
    return [
        (float(rates[at]), float(tops[at]))
        for at in range(max(place - 1, 0), min(place + 2, len(tops) - 1))
    ]


def _kind_of(accounts: Accounts, position: int) -> str | None:
    shelter = accounts.shelters[position]
    return next((kind for kind, among in KINDS.items() if shelter in among), None)


def _only(position: int, accounts: Accounts) -> Flags:
    return np.asarray(np.arange(len(accounts.ids)) == position)
