"""In which years is income low, and how much room do they leave unused?

Room is counted on the whole return: how many more dollars, of an IRA or of gains, until the line
is met, with what they make of Social Security and of deductions. It is shown twice: where nothing
is chosen beyond what the law requires, and where the plan is followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planning.engine.advice.followed import Followed
from planning.engine.projection.decisions import Settled
from planning.engine.projection.policies import RmdOnly
from planning.engine.projection.solve import first_enough
from planning.engine.projection.step import Closed
from planning.engine.projection.taxes import tax_lines
from planning.engine.projection.walk import steps
from planning.engine.projection.year import Year
from planning.engine.tax.arrays import Dollars
from planning.engine.tax.irmaa import LOOK_BACK, kind_of_return, premium_year_table
from planning.engine.tax.parameters import for_units
from planning.engine.tax.premium_credit import CLIFF, coverage_year_figures
from planning.engine.tax.units import tax_units
from planning.engine.tax_facts import IncomeKind

BRACKETS = (0.10, 0.12, 0.22, 0.24)  # whose tops are looked at
MOST = 2e6  # dollars: room beyond is no room anybody fills
LEAST = 1.0  # dollar: less is no room
MEDICARE_FROM = 65


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a year holds before a line is met. Units: dollars of the year.

    `of` is the income that fills it: ira_head for money of an IRA, net_long_gain for gains.
    """

    code: str  # bracket, gains, irmaa_tier, aca
    number: float  # the rate below the line, or the tier that begins
    at: float  # the line, in the income it is measured by
    of: str
    dollars: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeYear:
    """A year, why its income is low, and its room.

    A year is low in a lower bracket than most later ones, or where nothing is taxed. `reasons`:
    before_benefits, before_rmds (no wages any more, and these are still to come), untaxed
    (deductions or losses are more than the income), below_later; none: not low.
    `bracket` and `later` are the rates met with nothing chosen, this year and in most later ones.
    """

    year: int
    reasons: tuple[str, ...]
    bracket: float
    later: float
    unchosen: tuple[Room, ...]
    followed: tuple[Room, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    year: int
    bracket: float
    wages: float
    benefits: float
    required: float
    taxable: float
    rooms: tuple[Room, ...]


def income_years(plan: Followed) -> tuple[IncomeYear, ...]:
    """Return every year of a plan, low or not."""
    least = [_seen(*step) for step in steps(plan.outlook, RmdOnly())]
    ours = [_rooms(year, settled) for year, settled, _closed in steps(plan.outlook, plan.policy)]
    brackets = [one.bracket for one in least]
    found = []
    for position, (seen, rooms) in enumerate(zip(least, ours, strict=True)):
        usual = float(np.quantile(brackets[position + 1 :] or brackets[-1:], 0.5, method="lower"))
        found.append(
            IncomeYear(
                year=seen.year,
                reasons=tuple(_reasons(seen, least[position + 1 :], usual)),
                bracket=seen.bracket,
                later=usual,
                unchosen=seen.rooms,
                followed=rooms,
            )
        )
    return tuple(found)


def _reasons(seen: _Seen, after: list[_Seen], usual: float) -> Iterator[str]:
    if seen.taxable > 0 and seen.bracket >= usual:
        return
    if not seen.wages:
        if not seen.benefits and any(one.benefits for one in after):
            yield "before_benefits"
        if not seen.required and any(one.required for one in after):
            yield "before_rmds"
    if seen.taxable <= 0:
        yield "untaxed"
    if seen.bracket < usual:
        yield "below_later"


def _seen(year: Year, settled: Settled, _closed: Closed) -> _Seen:
    lines = settled.priced.lines
    units = tax_units(year=year.year, status=year.returns.status[0, :1])
    found = for_units(units, year.outlook.law)
    ordinary = float(np.ravel(lines.ordinary[0])[0])
    place = int(np.searchsorted(np.ravel(found.bracket_tops[..., 0]), ordinary))
    rates = np.ravel(found.bracket_rates[..., 0])
    return _Seen(
        year=year.year,
        bracket=float(rates[place]) if ordinary > 0 else 0.0,
        wages=float(year.incomes[IncomeKind.WAGES][0].sum()),
        benefits=float(year.benefits[0].sum()),
        required=float(year.required[0].sum()),
        taxable=float(lines.taxable_income[0]),
        rooms=_rooms(year, settled),
    )


def _rooms(year: Year, settled: Settled) -> tuple[Room, ...]:
    found: list[Room] = []
    lines = list(_lines(year))
    for of in ("ira_head", "net_long_gain"):
        asked = [one for one in lines if one[3] == of]
        if asked:
            rooms = _until(year, settled, of, asked)
            found += [
                Room(code=code, number=number, at=at, of=of, dollars=float(room))
                for (code, number, at, _of), room in zip(asked, rooms, strict=True)
                if LEAST <= room < MOST
            ]
    tiers = [one for one in found if one.code == "irmaa_tier"]
    return tuple(one for one in found if one not in tiers[1:])


def _lines(year: Year) -> Iterator[tuple[str, float, float, str]]:
    """Yield code, number, amount and the income that fills the room below it."""
    status = year.returns.status[0, :1]
    found = for_units(tax_units(year=year.year, status=status), year.outlook.law)
    tops, rates = np.ravel(found.bracket_tops[..., 0]), np.ravel(found.bracket_rates[..., 0])
    for rate, top in zip(rates[:-1], tops, strict=True):
        if round(float(rate), 4) in BRACKETS:
            yield "bracket", float(rate), float(top), "ira_head"
    yield "gains", 0.0, float(np.ravel(found.gain_tops[0])[0]), "net_long_gain"
    ages = [year.outlook.lives.age(person, year.year) for person in _alive(year)]
    if any(age + LOOK_BACK >= MEDICARE_FROM for age in ages):
        table = premium_year_table(year.outlook.law, year.year)
        for tier, floor in enumerate(table.over[int(kind_of_return(status, False)[0])], start=1):
            yield "irmaa_tier", float(tier), float(floor), "ira_head"
    if year.market is not None:
        market = year.market
        figures = coverage_year_figures(year.outlook.law, year.year, market.region)
        if figures.has_cliff:
            guideline = figures.first_person + figures.each_more * (float(market.people[0]) - 1)
            yield "aca", CLIFF, CLIFF * guideline, "ira_head"


def _alive(year: Year) -> list[int]:
    return [int(one) for one in np.flatnonzero(year.outlook.lives.alive(year.year)[0])]


def _until(
    year: Year, settled: Settled, of: str, asked: list[tuple[str, float, float, str]]
) -> Dollars:
    """Return how much more income meets each line: all of them are sought at once."""
    units = year.units(settled.flows)
    targets = np.array([at for _code, _number, at, _of in asked])
    benefits = float(year.taxed_benefits[0].sum())
    outlook = year.outlook

    def over(amounts: Dollars) -> tuple[Dollars, None]:
        more = units.plus(of, amounts.reshape(-1)[:, None, None])
        lines = tax_lines(more, year.year, outlook.residences, outlook.law)
        magi = lines.magi[:, 0, 0]
        measures = {
            "bracket": lines.ordinary[:, 0, 0],
            "gains": lines.taxable_income[:, 0],
            "irmaa_tier": magi,
            "aca": magi + benefits - lines.taxable_social_security[:, 0],
        }
        columns = [
            measures[code].reshape(amounts.shape)[:, place]
            for place, (code, *_rest) in enumerate(asked)
        ]
        return np.stack(columns, axis=1) - targets, None

    most = np.full(len(asked), MOST)
    return first_enough(over, most, np.minimum(targets, MOST)).amount
