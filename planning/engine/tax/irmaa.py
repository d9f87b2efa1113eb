"""What do Medicare premiums cost, and what does income two years before add to them?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from planning.engine.law import Law
from planning.engine.law.indexing import Indexing
from planning.engine.law.parameter import Value
from planning.engine.tax.arrays import Dollars, Flags, Whole
from planning.engine.tax.units import JOINT, SEPARATE

LOOK_BACK = 2  # years from the return to the premium, 42 U.S.C. § 1395r(i)(4)(B)
MONTHS = 12
TIERS = 5
SINGLE_ROW, JOINT_ROW, SEPARATE_ROW = range(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumYear:
    """The premiums of one year, a person and month."""

    standard: float
    over: npt.NDArray[np.float64]  # (3 kinds of return, 5 tiers); the last is "at least"
    part_b: npt.NDArray[np.float64]  # (6), no surcharge first
    part_d: npt.NDArray[np.float64]
    is_projected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicarePremiums:
    """What one person pays in a year."""

    tier: Whole
    part_b_surcharge: Dollars
    part_d_surcharge: Dollars
    standard_premium: Dollars
    is_projected: Flags

    @property
    def irmaa(self) -> Dollars:
        """Both surcharges."""
        return self.part_b_surcharge + self.part_d_surcharge


def medicare(
    magi: Dollars,
    status: Whole,
    premium_year: Whole,
    law: Law,
    *,
    lived_with_spouse: npt.ArrayLike = False,
) -> MedicarePremiums:
    """Return a person's premiums of a year from the income of the return two years before.

    A tier applies to income over its amount, the last one from its amount on. After an event that
    changes a life (a death, a divorce, the end of work), pass the later year's income and status
    as the agency would: 20 CFR 418.1205; a conversion or a large gain is no such event. The
    survivor of a couple is in the joint row for the returns filed jointly, then in the single row.

    Shapes: all broadcast; `magi` and `status` are those of the return, not of the premium's year.
    Units:  dollars a year and person: twelve months of each premium.
    Source: 42 U.S.C. § 1395r(i), 1395w-113(a)(7); 20 CFR 418; tax.md § 14.
    Not modelled: the limit on the standard premium's rise of § 1395r(f), the price of a drug plan.
    """
    years, where = np.unique(np.asarray(premium_year), return_inverse=True)
    tables = [premium_year_table(law, int(year)) for year in years]
    kind = kind_of_return(status, lived_with_spouse)
    over = np.stack([table.over for table in tables])[where.reshape(np.shape(premium_year)), kind]
    reached = magi[..., None] > over
    reached[..., -1] = magi >= over[..., -1]
    tier = np.where(reached[..., -1], TIERS, reached[..., :-1].sum(axis=-1))
    # A separate filer who lived with the spouse has steps 4 and 5 only; the others stand at 4's.
    position = where.reshape(np.shape(premium_year))
    return MedicarePremiums(
        tier=tier,
        part_b_surcharge=MONTHS * np.stack([table.part_b for table in tables])[position, tier],
        part_d_surcharge=MONTHS * np.stack([table.part_d for table in tables])[position, tier],
        standard_premium=MONTHS * np.array([table.standard for table in tables])[position],
        is_projected=np.array([table.is_projected for table in tables])[position],
    )


def kind_of_return(status: Whole, lived_with_spouse: npt.ArrayLike) -> Whole:
    """Return which row of the tiers a return is in.

    Source: 42 U.S.C. § 1395r(i)(3)(C); tax.md § 14.
    """
    together = (status == SEPARATE) & np.asarray(lived_with_spouse)
    return np.select([status == JOINT, together], [JOINT_ROW, SEPARATE_ROW], SINGLE_ROW)


@lru_cache(maxsize=128)
def premium_year_table(law: Law, year: int) -> PremiumYear:
    """Read, or project, the premiums of one year. Raises: UnknownYear."""
    day = date(year, 1, 1)
    parameter = law.parameters["irmaa"]
    published = parameter.in_year(year)
    if published is None and parameter.assumed and year > parameter.values[-1].effective.year:
        return _projected(law, year, parameter.assumed)
    value, premium = parameter.on(day), law.parameters["part_b_premium"].on(day)
    return PremiumYear(
        standard=premium.number("standard"),
        over=_rows(
            value.numbers("over_single"),
            value.numbers("over_joint"),
            (value.number("top_single"), value.number("top_joint")),
            value.numbers("separate"),
        ),
        part_b=np.array([0.0, *value.numbers("part_b")]),
        part_d=np.array([0.0, *value.numbers("part_d")]),
        is_projected=value.basis == "projected",
    )


def _rows(
    single: list[float], joint: list[float], tops: tuple[float, float], separate: list[float]
) -> npt.NDArray[np.float64]:
    first = separate[0]
    return np.array(
        [[*single, tops[0]], [*joint, tops[1]], [first, first, first, first, separate[1]]]
    )


def _projected(law: Law, year: int, assumed: Indexing) -> PremiumYear:
    """Carry the last tiers on from their statutory bases, 42 U.S.C. § 1395r(i)(5).

    The price index itself is not among the files, so its level is the middle of what the last
    published tiers leave possible; from there it grows as assumed.
    """
    last = law.parameters["irmaa"].values[-1]
    bases = law.parameters["irmaa_indexing"].values[-1]
    years = year - last.effective.year
    prices = (1 + assumed.rate) ** years
    level = _price_level(bases, last) * prices
    single = [_nearest(Decimal(str(base)) * level) for base in _list(bases, "base_single")]
    top_years = year - bases.integer("top_indexed_from") + 1
    top_growth = (1 + assumed.rate) ** max(top_years, 0)
    tops = tuple(_nearest(bases.decimal(f"base_top_{k}") * top_growth) for k in ("single", "joint"))
    costs = assumed.rate if assumed.medicare is None else assumed.medicare
    growth = float((1 + costs) ** years)
    standard = law.parameters["part_b_premium"].values[-1].number("standard") * growth
    shares = bases.numbers("premium_share")
    return PremiumYear(
        standard=standard,
        over=_rows(
            single,
            [2 * amount for amount in single],
            (tops[0], tops[1]),
            [single[0], tops[0] - single[0]],
        ),
        part_b=np.array([standard * (share / shares[0] - 1) for share in shares]),
        part_d=np.array([0.0, *(amount * growth for amount in last.numbers("part_d"))]),
        is_projected=True,
    )


def _price_level(bases: Value, last: Value) -> Decimal:
    """Return prices over those of the base, as the last rounded tiers show them."""
    step = Decimal(500)
    pairs = list(zip(_list(bases, "base_single"), _list(last, "over_single"), strict=True))
    lowest = max((Decimal(str(over)) - step) / Decimal(str(base)) for base, over in pairs)
    highest = min((Decimal(str(over)) + step) / Decimal(str(base)) for base, over in pairs)
    return (lowest + highest) / 2


def _list(value: Value, name: str) -> list[object]:
    return list(value.fields[name])  # type: ignore[call-overload]  # a list in the file


def _nearest(amount: Decimal) -> float:
    return float((amount / 1000).quantize(Decimal(1), ROUND_HALF_UP) * 1000)
