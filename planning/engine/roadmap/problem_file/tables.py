"""How are the law's tables of a problem file read?"""

from __future__ import annotations

import re

import numpy as np

from planning.engine.roadmap.arrays import Dollars, frozen
from planning.engine.roadmap.problem import FederalTables, MedicareTables, StateTables
from planning.engine.roadmap.problem_file.series import Node, ProblemFileError

# What becomes of a conversion in a state: it counts towards the exemption of retirement income, is
# left out of income altogether, or is taxed like any other.
CONVERSION_RULES = {
    "exemption": "exemption",
    "excluded": "excluded",
    "exclude": "excluded",
    "exempt": "excluded",
    "taxable": "taxed",
    "taxed": "taxed",
    "none": "taxed",
}


def is_off(option: Node | None) -> bool:
    """Whether a rule of `model` is switched off: absent, "off" or "none"."""
    if option is None:
        return True
    words = option.text().strip().lower()
    return words.split(" ")[0].strip(",;:.") in ("off", "none", "no", "")


def federal_tables(model: Node, resolved: Node, years: int) -> FederalTables:
    """Return the federal tables of a file.

    Raises: ProblemFileError where a table lacks a year or falls where it has to rise.
    """
    rates = resolved["ordinary_rates"].table(None, years, least=0, most=1)
    if not len(rates):
        raise ProblemFileError("resolved.ordinary_rates", "is empty; write one rate a bracket.")
    tops = resolved["ordinary_bracket_tops"].table(len(rates) - 1, years, least=0)
    _refuse_fall(rates, "resolved.ordinary_rates")
    _refuse_fall(tops, "resolved.ordinary_bracket_tops")
    low, high = (resolved[key].series(years, least=0) for key in ("ss_tax_lo", "ss_tax_hi"))
    gains = (resolved[key].series(years, least=0) for key in ("ltcg_15_from", "ltcg_20_from"))
    from_15, from_20 = gains
    _refuse_fall(np.array([low, high]), "resolved.ss_tax_hi")
    _refuse_fall(np.array([from_15, from_20]), "resolved.ltcg_20_from")
    niit = resolved["niit_threshold"].series(years, least=0)
    people = resolved["senior_bonus_people"].series(years, least=0, most=2)
    bonus_is_off = is_off(model.get("senior_bonus_deduction"))
    return FederalTables(
        rates=rates,
        tops=tops,
        deduction=resolved["standard_deduction_without_senior_bonus"].series(years, least=0),
        bonus_people=frozen(people * (not bonus_is_off)),
        bonus_threshold=resolved["senior_bonus_magi_threshold"].series(years, least=0),
        gains_15_from=from_15,
        gains_20_from=from_20,
        niit_threshold=frozen(np.full(years, np.inf)) if is_off(model.get("niit")) else niit,
        benefit_low=low,
        benefit_high=high,
        fixed_benefit_share=_fixed_benefit_share(model["social_security_taxable"]),
    )


def medicare_tables(facts: Node, model: Node, resolved: Node, years: int) -> MedicareTables:
    """Return what Medicare costs, nothing where it is off or before its first year."""
    nothing = MedicareTables(
        floors=frozen(np.zeros((0, years))),
        costs=frozen(np.zeros((1, years))),
        previous_magi=frozen(np.zeros(2)),
    )
    medicare = resolved.get("medicare")
    if is_off(model.get("medicare")) or medicare is None:
        return nothing
    first = medicare["first_year_index"].whole(least=0, most=10_000)
    if first >= years:
        return nothing
    enrolled = years - first
    costs = medicare["annual_household_cost_by_tier"].table(None, enrolled, least=0)
    if not len(costs):
        raise ProblemFileError(
            "resolved.medicare.annual_household_cost_by_tier", "is empty; write one series a tier."
        )
    floors = medicare["irmaa_tier_floors"].table(len(costs) - 1, enrolled, least=0)
    _refuse_fall(costs, "resolved.medicare.annual_household_cost_by_tier")
    _refuse_fall(floors, "resolved.medicare.irmaa_tier_floors")
    previous = facts.get("previous_magi_usd")
    return MedicareTables(
        floors=frozen(_after(first, floors)),
        costs=frozen(_after(first, costs)),
        previous_magi=frozen(np.zeros(2)) if previous is None else previous.series(2),
    )


def state_tables(
    model: Node, resolved: Node, people: int, years: int, pensions: Dollars
) -> StateTables | None:
    """Return the tables of the state, `None` where it taxes nothing."""
    state = resolved.get("state")
    if state is None or is_off(model.get("state_income_tax")):
        return None
    rates = state["rates"].table(None, years, least=0, most=1)
    if not len(rates):
        raise ProblemFileError("resolved.state.rates", "is empty; write one rate a bracket.")
    widths = state["bracket_widths"].items()
    if len(widths) not in (len(rates) - 1, len(rates)):
        raise ProblemFileError(
            "resolved.state.bracket_widths",
            f"has {len(widths)} entries; write one width for each of the {len(rates)} rates.",
        )
    rules = state["conversion_rule"].words(years, CONVERSION_RULES)
    ruled = np.array([CONVERSION_RULES[rule] for rule in rules])
    exempt = state["pension_exempt"].series(years, least=0)
    # An exempt pension of a dollar or less a year can only be meant as a share of the pensions.
    share = exempt * pensions.sum(axis=0) if exempt.max(initial=0.0) <= 1.0 else exempt
    bounded = [width.series(years, least=0) for width in widths[: len(rates) - 1]]
    return StateTables(
        rates=rates,
        widths=frozen(np.array(bounded).reshape(len(rates) - 1, years)),
        deduction=state["standard_deduction"].series(years, least=0),
        exemption_cap=state["retirement_income_exemption_cap"].table(people, years, least=0),
        personal_credit=state["personal_credit"].series(years, least=0),
        taxes_benefits=state["taxes_social_security"].flags(years),
        exempts_conversions=frozen(ruled == "excluded", bool),
        counts_conversions=frozen(ruled == "exemption", bool),
        exempt_pension=frozen(share),
        counts_pension=state["pension_eligible"].flags(years),
    )


def _fixed_benefit_share(option: Node) -> float | None:
    words = option.text().strip().lower()
    if words.startswith("statutory"):
        return None
    if words.startswith("fixed fraction") and (found := re.search(r"\d*\.?\d+", words)):
        share = float(found.group())
        if share <= 1:
            return share
    raise ProblemFileError(
        option.name, 'is not known; write "statutory …" or "fixed fraction 0.85 …", from 0 to 1.'
    )


def _after(first: int, table: Dollars) -> Dollars:
    """Return a table of the enrolled years as one of all years, zero before."""
    return np.concatenate([np.zeros((len(table), first)), table], axis=1)


def _refuse_fall(table: Dollars, key: str) -> None:
    if (np.diff(table, axis=0) < 0).any():
        raise ProblemFileError(key, "falls from one step to the next in a year; order the steps.")
