"""A second opinion on the federal tax of one return: the forms, line by line, in exact decimals.

Written from the forms and worksheets, not from the engine, and reading the parameter files on its
own. Line numbers are those of the forms named.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

FILES = Path(__file__).resolve().parents[2] / "planning/engine/law/parameters/income_tax"
D = Decimal
ZERO = D(0)


@dataclass(frozen=True, kw_only=True)
class Return:
    """What one household knows; amounts left out are zero."""

    year: int
    status: str
    ages: tuple[int, ...]  # of the people on the return
    blind: int = 0
    lived_apart: bool = True
    spouse_itemizes: bool = False
    amounts: dict[str, Decimal] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Decimal:
        return self.amounts.get(name, ZERO)


@cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((FILES / f"{name}.toml").read_text(), parse_float=Decimal)


@cache
def figures(name: str, year: int) -> dict[str, Any]:
    in_force = [v for v in _file(name)["value"] if v["effective"].year <= year]
    return dict(in_force[-1]) if in_force else {}


def schedule(amount: Decimal, r: Return) -> Decimal:
    """Tax rate schedules X, Y-1, Y-2, Z: bracket by bracket."""
    given = figures("rate_schedule", r.year)
    edges = [ZERO, *map(D, given[r.status]), D("Infinity")]
    tax = ZERO
    for lower, upper, rate in zip(edges[:-1], edges[1:], given["rates"], strict=True):
        if amount > lower:
            tax += (min(amount, upper) - lower) * rate
    return tax


def benefits_worksheet(r: Return, line_3_and_others: Decimal) -> Decimal:
    """Form 1040 instructions, Social Security Benefits Worksheet."""
    given = figures("social_security_taxation", r.year)
    apart = r.status == "married_separate" and r.lived_apart
    base, adjusted = given["married_separate_apart_all_year" if apart else r.status]
    line_1 = r["ss_head"] + r["ss_spouse"]
    line_2 = line_1 / 2
    line_7 = line_2 + line_3_and_others + r["tax_exempt_interest"]
    if line_7 <= base:
        return ZERO
    line_9 = D(line_7 - base)
    if base == adjusted == 0:  # lived with the spouse: line 17 from line 7
        return min(line_7 * D("0.85"), line_1 * D("0.85"))
    line_10 = D(adjusted - base)
    line_11 = max(ZERO, line_9 - line_10)
    line_12 = min(line_9, line_10)
    line_14 = min(line_2, line_12 / 2)
    return min(line_14 + line_11 * D("0.85"), line_1 * D("0.85"))


def schedule_d(r: Return) -> tuple[Decimal, Decimal]:
    """Schedule D: line 21 or 16 for income, and the smaller of lines 15 and 16."""
    line_7 = r["net_stcg"] - r["short_loss_carryover"]
    line_15 = r["net_ltcg"] - r["long_loss_carryover"]
    line_16 = line_7 + line_15
    if line_16 < 0:
        limit = figures("capital_loss_limit", r.year)[r.status]
        return max(line_16, D(-limit)), ZERO
    return line_16, max(ZERO, min(line_15, line_16))


def standard(r: Return) -> Decimal:
    """Form 1040 instructions, Standard Deduction Chart."""
    if r.status == "married_separate" and r.spouse_itemizes:
        return ZERO
    kind = "unmarried" if r.status in ("single", "head_of_household") else "married"
    conditions = sum(age >= 65 for age in r.ages) + r.blind
    addition = figures("additional_standard_deduction", r.year)[kind]
    return D(figures("standard_deduction", r.year)[r.status] + conditions * addition)


def senior(r: Return, agi: Decimal) -> Decimal:
    """Schedule 1-A, Part V."""
    given = figures("senior_deduction", r.year)
    if not given or given.get("repealed") or r.status == "married_separate":
        return ZERO
    excess = max(ZERO, agi - given[r.status]) * given["phase_out_rate"]
    each = max(ZERO, given["per_person"] - excess)
    return D(each * sum(age >= 65 for age in r.ages))


def schedule_a(r: Return, agi: Decimal, before_itemized: Decimal) -> tuple[Decimal, Decimal]:
    """Schedule A: line 17, and line 5e for the minimum tax."""
    line_3 = max(ZERO, agi) * figures("medical_floor", r.year)["fraction"]
    line_4 = max(ZERO, r["medical_expenses"] - line_3)
    given = figures("salt_limit", r.year)
    half = 2 if r.status == "married_separate" else 1
    limit = D(given["limit"])
    if "phase_down_rate" in given:
        over = max(ZERO, agi - D(given["phase_down_start"]) / half)
        limit = max(D(given["floor"]), limit - over * given["phase_down_rate"])
    line_5e = min(r["state_local_income_or_sales_tax"] + r["real_estate_tax"], limit / half)
    gifts = figures("charity", r.year)
    line_14 = min(r["charity_cash"], max(agi, ZERO) * gifts["cash_limit"])
    line_14 = max(ZERO, line_14 - max(agi, ZERO) * gifts["floor"])
    total = line_4 + line_5e + r["mortgage_interest"] + line_14
    limit_68 = figures("itemized_limit", r.year)
    top = figures("rate_schedule", r.year)[r.status][-1]
    over = max(ZERO, before_itemized - top)
    reduction = min(total, over) * limit_68["numerator"] / limit_68["denominator"]
    return total - reduction, line_5e


@dataclass(frozen=True, kw_only=True)
class GainLines:
    """What Form 6251 takes from the Schedule D Tax Worksheet, and the tax."""

    tax: Decimal
    line_10: Decimal
    line_13: Decimal
    line_14: Decimal
    line_21: Decimal


def schedule_d_worksheet(line_1: Decimal, line_9: Decimal, r: Return) -> GainLines:
    """Schedule D Tax Worksheet; without gains of lines 18 and 19 the Qualified Dividends one."""
    zero_top, middle_top = map(D, figures("capital_gain_thresholds", r.year)[r.status])
    of_1250 = r["unrecaptured_section_1250_gain"]
    line_10 = r["qualified_dividends"] + line_9
    line_13 = line_10 - min(line_9, r["collectibles_gain"] + of_1250)
    line_14 = max(ZERO, line_1 - line_13)
    line_16 = min(line_1, zero_top)
    line_19 = min(line_1, D(figures("rate_schedule", r.year)[r.status][3]))  # 24% ends there
    line_21 = max(ZERO, line_1 - line_10, min(line_14, line_19))
    line_22 = line_16 - min(line_14, line_16)
    line_23 = min(line_1, line_13)
    line_29 = max(ZERO, min(line_1, middle_top) - (line_21 + line_22))
    line_30 = min(max(ZERO, line_23 - line_22), line_29)
    line_33 = line_23 - (line_22 + line_30)
    line_39 = max(ZERO, min(line_9, of_1250) - max(ZERO, line_10 + line_21 - line_1))
    line_42 = line_1 - (line_21 + line_22 + line_30 + line_33 + line_39)
    line_45 = line_30 * D("0.15") + line_33 * D("0.20") + line_39 * D("0.25")
    line_45 += line_42 * D("0.28") + schedule(line_21, r)
    return GainLines(
        tax=min(line_45, schedule(line_1, r)),
        line_10=line_10,
        line_13=line_13,
        line_14=line_14,
        line_21=line_21,
    )


def form_6251(line_4: Decimal, worksheet: GainLines, r: Return) -> Decimal:
    """Form 6251, lines 5 to 9: the tentative minimum tax."""
    exemption = D(figures("amt_exemption", r.year)[r.status])
    fall = figures("amt_phase_out", r.year)
    line_5 = max(ZERO, exemption - max(ZERO, line_4 - fall[r.status]) * fall["rate"])
    line_6 = max(ZERO, line_4 - line_5)
    rates = figures("amt_rates", r.year)
    separate = r.status == "married_separate"
    second = D(rates["second_rate_over_separate" if separate else "second_rate_over"])

    def line_7(amount: Decimal) -> Decimal:
        low, high = rates["rates"]
        return D(amount * low if amount <= second else amount * high - second * (high - low))

    line_13, line_14 = worksheet.line_13, r["unrecaptured_section_1250_gain"]
    line_16 = min(line_6, line_13 + line_14, worksheet.line_10)
    line_17 = line_6 - line_16
    zero_top, middle_top = map(D, figures("capital_gain_thresholds", r.year)[r.status])
    line_21 = max(ZERO, zero_top - worksheet.line_14)
    line_22 = min(line_6, line_13)
    line_23 = min(line_21, line_22)
    line_29 = max(ZERO, middle_top - (line_21 + worksheet.line_21))
    line_30 = min(line_22 - line_23, line_29)
    line_33 = line_22 - (line_23 + line_30)
    line_36 = line_6 - (line_17 + line_23 + line_30 + line_33)
    line_38 = line_7(line_17) + line_30 * D("0.15") + line_33 * D("0.20") + line_36 * D("0.25")
    return min(D(line_38), line_7(line_6))


def opinion(r: Return) -> dict[str, Decimal]:
    """Return the lines of one return."""
    gain, net_capital_gain = schedule_d(r)
    plain = (
        *("wages_head", "wages_spouse", "pension_head", "pension_spouse", "ira_head", "ira_spouse"),
        *("roth_conversion", "taxable_interest", "qualified_dividends", "nonqualified_dividends"),
    )
    other = sum((r[name] for name in plain), ZERO) + gain
    taxable_benefits = benefits_worksheet(r, other)
    agi = other + taxable_benefits
    bonus = senior(r, agi)
    gifts = figures("charity", r.year)
    most = gifts["non_itemizer_joint" if r.status == "married_joint" else "non_itemizer"]
    basic, without = standard(r), min(r["charity_cash"], D(most))
    itemized, taxes = schedule_a(r, agi, agi - bonus)

    def worked(deduction: Decimal, given_back: Decimal) -> tuple[Decimal, ...]:
        line_15 = max(ZERO, agi - deduction - bonus)
        worksheet = schedule_d_worksheet(line_15, net_capital_gain, r)
        minimum_income = agi - deduction + given_back
        amt = max(ZERO, form_6251(minimum_income, worksheet, r) - worksheet.tax)
        return line_15, worksheet.tax, amt

    one, two = worked(basic + without, basic), worked(itemized, taxes)
    cheaper, same = one[1] + one[2] - two[1] - two[2], D("0.005")
    itemizes = cheaper > same or (abs(cheaper) <= same and itemized > basic + without)
    line_15, regular, amt = two if itemizes else one
    niit = figures("net_investment_income_tax", r.year)
    dividends = r["qualified_dividends"] + r["nonqualified_dividends"]
    investment = max(ZERO, r["taxable_interest"] + dividends + gain)
    surtax = niit["rate"] * min(investment, max(ZERO, agi - niit[r.status]))
    return {
        "agi": agi,
        "taxable_ss": taxable_benefits,
        "standard_deduction": ZERO if itemizes else basic + without,
        "itemized_deduction": itemized if itemizes else ZERO,
        "senior_deduction": bonus,
        "taxable_income": line_15,
        "regular_tax": regular,
        "amt": amt,
        "niit": surtax,
        "tax_before_credits": regular + amt,
        "fed_tax_total": regular + amt + surtax,
    }
