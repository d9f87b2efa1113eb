"""The figures behind the corrections: the law's own, or a worked example on a round balance.

The examples are divided and rounded by the engine's own arithmetic, so that they move with the
law files and never stand typed in a text.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from planning.engine.law import load_law
from planning.engine.money import quotient, to_cents

Figures = dict[str, Any]

BEFORE_THE_NEW_TABLES = 2021
BEFORE_THE_NEW_TAX = 2022


def starting_age(year: int) -> Figures:
    """The applicable ages, each with the last birth date it holds for."""
    law = load_law()
    spans = [law.applicable_age(_a_birth_date(v)) for v in law.parameters["applicable_age"].values]
    return {"spans": spans}


def factor_at_72(year: int) -> Figures:
    """$100,000 at 72 by the old table and the new, and at the first age that now owes."""
    return {
        "old_year": BEFORE_THE_NEW_TABLES,
        "old": example(100_000, 72, BEFORE_THE_NEW_TABLES),
        "new": example(100_000, 72, year),
        "first": example(100_000, 73, year),
    }


def age_in_year(year: int) -> Figures:
    """The divisors of three years running."""
    table = load_law().for_year(year).uniform_lifetime
    return {"ages": [(age, str(table.divisor(age))) for age in (73, 74, 75)]}


def penalty(year: int) -> Figures:
    """The excise tax on a shortfall of $10,000."""
    law = load_law()
    tax = law.for_year(year).shortfall_tax
    shortfall = Decimal(10_000)
    return {
        "old": law.for_year(BEFORE_THE_NEW_TAX).shortfall_tax,
        "old_year": BEFORE_THE_NEW_TAX,
        "tax": tax,
        "shortfall": shortfall,
        "full": to_cents(shortfall * tax.rate),
        "corrected": to_cents(shortfall * tax.corrected_rate) if tax.corrected_rate else None,
    }


def returns(year: int) -> Figures:
    """The same age with a balance that grew and one that did not."""
    return {"low": example(500_000, 74, year), "high": example(550_000, 74, year)}


def pools(year: int) -> Figures:
    """One plan's requirement, which no payment from an IRA meets."""
    return {"plan": example(250_000, 76, year)}


def joint_table(year: int) -> Figures:
    """A spouse exactly ten years younger, and one eleven."""
    rules = load_law().for_year(year)
    age, joint = 75, rules.joint_and_last_survivor
    too_old = age - rules.spouse_age_gap
    return {
        "gap": rules.spouse_age_gap,
        "age": age,
        "too_old": too_old,
        "young": too_old - 1,
        "same": str(joint.divisor(age, too_old)),
        "longer": str(joint.divisor(age, too_old - 1)),
    }


def conversion(year: int) -> Figures:
    """How much of a withdrawal of $60,000 may be converted."""
    first = example(400_000, 74, year)
    withdrawn = Decimal(60_000)
    return first | {"withdrawn": withdrawn, "convertible": withdrawn - first["amount"]}


def qcd_limit(year: int) -> Figures:
    """The yearly limit, if it is published for the year."""
    limits = load_law().parameters["qcd_limit"]
    value = limits.in_year(year)
    is_published = value is not None and value.basis == "published"
    return {
        "year": year,
        "limit": value.decimal("annual") if value and is_published else None,
        "unindexed": limits.values[0].decimal("annual"),
    }


def nothing(year: int) -> Figures:
    """A correction without figures."""
    return {}


def example(balance: int, age: int, year: int) -> Figures:
    """Divide a round balance by the Uniform Lifetime Table's divisor at an age."""
    divisor = load_law().for_year(year).uniform_lifetime.divisor(age)
    amount = to_cents(quotient(Decimal(balance), divisor))
    return {"balance": Decimal(balance), "age": age, "divisor": str(divisor), "amount": amount}


def _a_birth_date(value: Any) -> date:
    born: date = value.fields.get("born_from") or value.fields["born_through"]
    return born
