"""Which returns does a household file in a year, and as what, on every path?

A return stands at the position of its head. Axes are (path, return); a return that nobody files
on a path has no income there, and so no tax. A death at the end of a year leaves a joint return
for that year: 26 U.S.C. § 6013(a)(2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.household import FilingStatus
from planning.engine.projection.lives import NOBODY, Lives
from planning.engine.tax.arrays import Dollars, Flags, Whole
from planning.engine.tax.units import CODES, JOINT
from planning.engine.tax_facts import TaxFacts

WIDOWED_YEARS = 2  # after the death, with a dependent child: 26 U.S.C. § 2(a)(1)(A)


@dataclass(frozen=True, slots=True, kw_only=True)
class Returns:
    """The returns of a year."""

    heads: Whole  # (return): the position of each head
    spouses: Whole  # (return): the position of the partner, or NOBODY
    files: Flags  # (path, return)
    is_joint: Flags  # (path, return)
    status: Whole  # (path, return): codes of the tax units
    is_first: Flags  # (path, return): deductions and dependents stand on it
    of_person: Whole  # (path, person): the position of everybody's return among them
    age_head: Whole  # (return)
    age_spouse: Whole  # (path, return)

    def head(self, amounts: Dollars) -> Dollars:
        """Return (…, path, person) amounts as those of the heads: (…, path, return)."""
        return amounts[..., self.heads] * self.files

    def spouse(self, amounts: Dollars) -> Dollars:
        """Return (…, path, person) amounts as those of the spouses on joint returns."""
        return amounts[..., self.spouses] * self.is_joint

    def both(self, amounts: Dollars) -> Dollars:
        """Return (…, path, person) amounts, those of both spouses added up."""
        return self.head(amounts) + self.spouse(amounts)

    def for_people(self, lines: Dollars) -> Dollars:
        """Return (path, return) lines as seen by everybody: (path, person)."""
        return lines[np.arange(len(lines))[:, None], self.of_person]

    @property
    def status_of_people(self) -> Whole:
        """The status of everybody's return: (path, person)."""
        return self.status[np.arange(len(self.status))[:, None], self.of_person]


def returns_of(year: int, lives: Lives, facts: TaxFacts) -> Returns:
    """Return who files with whom. The status on record holds as long as it can be.

    Source: 26 U.S.C. § 2, 6013, 7703; tax.md § 1.
    Not modelled: whether a head of household still has a qualifying person; a child's age.
    """
    alive = lives.alive(year)
    partners = np.array(lives.partners(year), dtype=np.int64)
    people = np.arange(len(lives.people))
    married = (partners != NOBODY) & alive & alive[:, partners]
    apart = facts.filing_status is FilingStatus.SEPARATE
    joint = married & (not apart)
    leads = joint & (people < partners)
    files = alive & (~joint | leads)
    status = _alone(year, lives, facts, partners)
    status = np.where(married & apart, CODES[FilingStatus.SEPARATE], status)
    status = np.where(joint, JOINT, status)
    heads = np.flatnonzero(files.any(axis=0)) if files.any() else people[:1]
    places = np.zeros(len(people), dtype=np.int64)
    places[heads] = np.arange(len(heads))
    leader = np.where(joint & (people > partners), partners, people)
    new_year = np.array([(b.month, b.day) == (1, 1) for b in lives.born_on], dtype=np.int64)
    ages = np.array([year - born_on.year for born_on in lives.born_on]) + new_year  # § 63(f)
    return Returns(
        heads=heads,
        spouses=partners[heads],
        files=files[:, heads],
        is_joint=leads[:, heads],
        status=status[:, heads],
        is_first=files[:, heads] & (np.cumsum(files[:, heads], axis=1) == 1),
        of_person=places[leader],
        age_head=ages[heads],
        age_spouse=ages[partners[heads]] * leads[:, heads],
    )


def _alone(year: int, lives: Lives, facts: TaxFacts, partners: Whole) -> Whole:
    """Return the status of everybody who files without a spouse: (path, person)."""
    single = FilingStatus.HEAD if facts.filing_status is FilingStatus.HEAD else FilingStatus.SINGLE
    status = np.full(lives.last_years.shape, CODES[single])
    on_record = facts.filing_status is FilingStatus.SURVIVING
    if not facts.dependents and not on_record:
        return status
    died_in = np.where(partners != NOBODY, lives.last_years[:, partners], year)
    is_recent = (died_in < year) & (year <= died_in + WIDOWED_YEARS)
    if on_record and year == lives.first_year:
        is_recent = is_recent | (partners == NOBODY)
    for person, late in lives.widowed:
        if late.died_on is not None and year <= late.died_on.year + WIDOWED_YEARS:
            is_recent[:, person] = True
    return np.where(is_recent, CODES[FilingStatus.SURVIVING], status)
