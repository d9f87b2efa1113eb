"""How much may everybody give from IRAs to charity in a year, left out of income?"""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from planning.engine.projection.accounts import Shelter
from planning.engine.projection.flows import by_person, held_by
from planning.engine.projection.year import Year
from planning.engine.rmd.applicable_age import year_of_age
from planning.engine.tax.arrays import Dollars, positive


def within_limit(year: Year, given: Dollars) -> Dollars:
    """Return gifts held to what is left out of income: (path, account).

    From IRAs, in and after the year of 70½, up to each person's limit of the year.

    Source: 26 U.S.C. § 408(d)(8); tax.md § 13.
    Not modelled: contributions deducted after 70½, the one-time gift to a split interest.
    """
    if not given.any():
        return given
    outlook, holders = year.outlook, year.state.holders
    age = outlook.law.parameters["qcd_age"].values[-1].decimal("age")
    limit = outlook.law.for_year(year.year).qcd_limit.number("annual")
    allowed = np.where(outlook.accounts.of(Shelter.IRA), given, 0.0)
    so_far = np.zeros(len(outlook.lives.people))
    if not year.position:
        first = held_by(year.state.holders[:1], len(so_far))
        so_far = by_person(outlook.opening.given[None, :], first)[0]
    for person, born_on in enumerate(outlook.lives.born_on):
        room = positive(np.array(limit - so_far[person]))
        if year.year < year_of_age(born_on, Decimal(age)):
            room = np.zeros(())
        of_person = np.where(holders == person, allowed, 0.0)
        whole = of_person.sum(axis=1)
        part = np.divide(room, whole, out=np.ones_like(whole), where=whole > room)
        allowed = np.where(holders == person, of_person * part[:, None], allowed)
    return allowed
