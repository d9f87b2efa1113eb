"""Which part of a distribution was taxed before?

Traditional IRAs by the share of basis in all of them, Roth IRAs in the order of the law, gifts to
charity left out of income, employer stock taken out of a plan in kind, pensions and annuities by
the fixed part of a payment.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planning.engine.tax.arrays import Dollars, Flags, Whole, positive

CLOCK = 5  # tax years, 26 U.S.C. § 408A(d)(2)(B), (3)(F)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProRata:
    """What Form 8606 makes of a year's distributions and conversions of one person."""

    tax_free_share: Dollars
    taxable_distributions: Dollars
    taxable_conversions: Dollars
    basis_left: Dollars


def pro_rata(
    basis: Dollars, year_end_value: Dollars, distributions: Dollars, conversions: Dollars
) -> ProRata:
    """Divide distributions and conversions by the share of basis in all IRAs of a person.

    All traditional, SEP and SIMPLE IRAs of one person are one; a spouse's, and inherited ones,
    stand apart. Gifts to charity are not among the distributions: they come from taxable money.

    Shapes: all broadcast.
    Units:  dollars.
    Source: 26 U.S.C. § 408(d)(2); Form 8606, lines 6 to 18; tax.md § 11.
    Not modelled: rollovers outstanding at the year's end (add them to the value).
    """
    whole = year_end_value + distributions + conversions
    share = np.divide(basis, whole, out=np.zeros(np.broadcast(basis, whole).shape), where=whole > 0)
    share = np.minimum(share, 1.0)
    return ProRata(
        tax_free_share=share,
        taxable_distributions=distributions * (1 - share),
        taxable_conversions=conversions * (1 - share),
        basis_left=basis - share * (distributions + conversions),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RothMoney:
    """What one person's Roth IRAs hold, all of them together.

    The conversions are (k, …), oldest first, with the year of each.
    """

    contributions: Dollars
    conversion_years: Whole  # (k,)
    taxed_conversions: Dollars  # (k, …), the part that was income when converted
    untaxed_conversions: Dollars  # (k, …), the part that was basis
    value: Dollars


@dataclass(frozen=True, slots=True, kw_only=True)
class RothDistribution:
    """Where a distribution came from, and what of it is taxed."""

    from_contributions: Dollars
    from_conversions: Dollars
    from_earnings: Dollars
    taxable: Dollars
    early_distribution: Dollars  # the base of the additional tax for who is under 59½
    left: RothMoney


def roth_distribution(
    amount: Dollars, money: RothMoney, year: int, *, is_qualified: Flags, is_early: Flags
) -> RothDistribution:
    """Take a distribution in the law's order: contributions, conversions, then earnings.

    Conversions go oldest first, of each the part that was taxed first. Under 59½ the additional
    tax falls on earnings and on the taxed part of conversions of the last five tax years.

    Shapes: all broadcast over the conversions' shape without its first axis.
    Units:  dollars.
    Source: 26 U.S.C. § 408A(d)(3)(F), (4)(B); Treas. Reg. 1.408A-6 A-8; tax.md § 12.
    Not modelled: designated Roth accounts in plans, whose earnings come out in proportion.
    """
    left = np.minimum(amount, money.value)
    contributions = np.minimum(left, money.contributions)
    left = left - contributions
    taxed, untaxed = np.array(money.taxed_conversions), np.array(money.untaxed_conversions)
    recent, from_conversions = np.zeros_like(left), np.zeros_like(left)
    for position, converted_in in enumerate(money.conversion_years):
        first = np.minimum(left, taxed[position])
        then = np.minimum(left - first, untaxed[position])
        taxed[position], untaxed[position] = taxed[position] - first, untaxed[position] - then
        from_conversions = from_conversions + first + then
        recent = recent + first * (year < converted_in + CLOCK)
        left = left - first - then
    earnings = left
    taxable = np.where(is_qualified, 0.0, earnings)
    return RothDistribution(
        from_contributions=contributions,
        from_conversions=from_conversions,
        from_earnings=earnings,
        taxable=taxable,
        early_distribution=np.where(is_early, taxable + recent, 0.0),
        left=RothMoney(
            contributions=money.contributions - contributions,
            conversion_years=money.conversion_years,
            taxed_conversions=taxed,
            untaxed_conversions=untaxed,
            value=money.value - contributions - from_conversions - earnings,
        ),
    )


def is_qualified_roth(first_funded: Whole, year: int, of_age_or_event: Flags) -> Flags:
    """Whether earnings are free: five tax years since the first contribution, and 59½ or an event.

    Events are death, disability and, to a lifetime limit, a first home.

    Source: 26 U.S.C. § 408A(d)(2); tax.md § 12.
    """
    return np.asarray((year >= first_funded + CLOCK) & of_age_or_event)


def excluded_gifts(gifts: Dollars, limit: Dollars, deductions_after_70_half: Dollars) -> Dollars:
    """Return what of qualified charitable distributions is left out of a person's income.

    Shapes: all broadcast; `deductions_after_70_half` are those no earlier gift has used up.
    Units:  dollars a year.
    Source: 26 U.S.C. § 408(d)(8)(A), (F); tax.md § 13.
    Not modelled: which gift qualifies; planning/engine/rmd/qcd.py answers that by the day.
    """
    return positive(np.minimum(gifts, limit) - deductions_after_70_half)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockInKind:
    """Employer stock in a lump sum of a plan, taken out in kind."""

    ordinary_income: Dollars  # in the year of the lump sum; base of the additional tax if early
    unrealized_appreciation: Dollars  # long-term gain whenever it is sold


def net_unrealized_appreciation(value: Dollars, plan_cost: Dollars) -> StockInKind:
    """Divide employer stock into what is income now and what is a gain when it is sold.

    Shapes: all broadcast.
    Units:  dollars.
    Source: 26 U.S.C. § 402(e)(4); Treas. Reg. 1.402(a)-1(b).
    Not modelled: whether the payment is a lump sum after an event that allows this.
    """
    cost = np.minimum(value, plan_cost)
    return StockInKind(ordinary_income=cost, unrealized_appreciation=value - cost)


def returned_investment(paid: Dollars, tax_free: Dollars, investment: float) -> Dollars:
    """Return what of the payments of a pension or annuity is the investment coming back, untaxed.

    What is tax-free of a year was fixed when the payments began, whatever they have risen to. It
    ends when all of the investment has come back.

    Shapes: (year, …, person): the years of one contract in order, all who were paid in the last.
    Units:  dollars; an `investment` without end where the law has none.
    Source: 26 U.S.C. § 72(b), (d); IRS Pub. 575, Simplified Method, Worksheet A, lines 4 to 10.
    Not modelled: what never came back, deducted on the last return, 26 U.S.C. § 72(b)(3).
    """
    most = np.minimum(paid, tax_free)
    of_year = most.sum(axis=-1)
    before = np.cumsum(of_year, axis=0) - of_year
    left = np.clip(investment - before, 0.0, of_year)
    part = np.divide(left, of_year, out=np.zeros_like(of_year), where=of_year > 0)
    return np.asarray(most * part[..., None])
