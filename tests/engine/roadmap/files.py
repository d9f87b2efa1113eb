"""Problem files made up by a seed: small households with every rule of the model somewhere."""

from __future__ import annotations

from random import Random
from typing import Any

JOINT, SINGLE = 2.0, 1.0
RATES = [0.10, 0.12, 0.22, 0.24, 0.32, 0.35, 0.37]
TOPS = [12_400, 50_400, 105_700, 201_775, 256_225, 640_600]


def problem_file(seed: int, *, years: int = 4, basis: bool = False) -> dict[str, Any]:
    """Return a file of one or two people, drawn from a seed."""
    draw = Random(seed)
    couple = draw.random() < 0.5
    lives = [draw.randint(2, years), years] if couple else [years]
    people = [_person(draw, label, life, basis) for label, life in zip("AB", lives, strict=False)]
    inflation = [round(draw.uniform(0, 0.04), 4)] * years
    prices = [1.0]
    for rate in inflation:
        prices.append(prices[-1] * (1 + rate))
    alone = min(lives)
    status = [JOINT if couple and n < alone else SINGLE for n in range(years)]
    is_bequest = draw.random() < 0.4
    wealth = sum(sum(person["accounts"].values()) for person in people)
    scaled = [size * price for size, price in zip(status, prices, strict=False)]
    return {
        "format": "problem/1",
        "id": f"seed-{seed}",
        "source": "made up by tests/engine/roadmap/files.py",
        "conventions": {"first_year": 2026, "years": years},
        "facts": {
            "people": people,
            "beneficiary_fraction_to_spouse": {
                kind: draw.choice([1.0, 1.0, 0.5])
                for kind in ("taxable", "tax_deferred", "roth", "hsa")
            }
            if couple
            else None,
            "surplus_share_to_person_B_while_both_alive": 0.5 if couple else None,
            "heirs_tax_rate_on_tax_deferred_and_hsa": draw.choice([0.0, 0.24, 0.35]),
            "dividend_yield_on_equity": 0.018,
            "annual_other_medical_today": draw.choice([0.0, 3_000.0]),
            "previous_magi_usd": draw.choice([None, [150_000.0, 90_000.0]]),
        },
        "objective": {
            "type": "maxBequest" if is_bequest else "maxSpending",
            "bequest_floor_today_usd": None if is_bequest else draw.choice([0.0, 0.1 * wealth]),
            "spending_basis_today_usd": round(0.5 * wealth / years, 2) if is_bequest else None,
        },
        "model": _model(draw, couple),
        "resolved": _resolved(draw, people, lives, years, inflation, scaled),
        "reference": None,
    }


def _person(draw: Random, label: str, life: int, basis: bool) -> dict[str, Any]:
    accounts = {
        "taxable": draw.choice([0.0, 150_000.0, 600_000.0]),
        "tax_deferred": draw.choice([100_000.0, 500_000.0, 1_500_000.0]),
        "roth": draw.choice([0.0, 120_000.0]),
        "hsa": draw.choice([0.0, 15_000.0]),
    }
    cost = round(accounts["taxable"] * draw.uniform(0.2, 1.1), 2) if basis else None
    return {
        "label": label,
        "years_in_plan": life,
        "accounts": accounts,
        "taxable_cost_basis": cost,
    }


def _model(draw: Random, couple: bool) -> dict[str, Any]:
    return {
        "social_security_taxable": draw.choice(
            ["statutory provisional-income formula", "fixed fraction 0.85 of the benefit"]
        ),
        "niit": "3.8% of min(net investment income, MAGI over threshold)",
        "senior_bonus_deduction": "6000 USD per person 65+ through 2028",
        "medicare": draw.choice(["off", "Part B + Part D IRMAA"]),
        "state_income_tax": draw.choice(["none", "see resolved.state"]),
        "roth_holding_rule": "start balance - withdrawal >= conversions of 4 years",
        "roth_conversions": {
            "cap_per_person_per_year_usd": draw.choice([None, 40_000.0]),
            "barred_for": "B" if couple and draw.random() < 0.2 else None,
            "first_year": draw.choice([None, 2027]),
            "last_year": None,
            "barred_in_last_two_years_of_life": draw.random() < 0.5,
        },
        "minimum_taxable_balance_today_usd": draw.choice([None, None, 10_000.0]),
        "partial_bequest_weight": None,
    }


def _resolved(
    draw: Random,
    people: list[dict[str, Any]],
    lives: list[int],
    years: int,
    inflation: list[float],
    scaled: list[float],
) -> dict[str, Any]:
    def lived(amount: float, life: int) -> list[float]:
        return [round(amount, 2) if n < life else 0.0 for n in range(years)]

    def each(*amounts: float) -> list[list[float]]:
        return [lived(draw.choice(amounts), life) for life in lives]

    nothing = {"const": 0.0, "n": years}
    returns = [[lived(draw.uniform(-0.02, 0.09), life)] * 4 for life in lives]
    for account in returns:
        for series in account:
            series[:] = [round(value, 4) for value in series]
    first_covered = draw.randint(0, 1)
    covered = scaled[first_covered:]
    return {
        "inflation": inflation,
        "account_return": returns,
        "taxable_equity_share": each(0.6, 0.9),
        "taxable_ordinary_yield": [[0.016] * years for _ in people],
        "gain_fraction_per_dollar_sold_if_no_basis": {"const": 0.3, "n": years},
        "spending_profile": [1.0] * years,
        "ss_benefit": each(0.0, 8_000.0, 30_000.0, 45_000.0),
        "pension": each(0.0, 0.0, 25_000.0),
        "annuity": [nothing for _ in people],
        "wages": each(0.0, 0.0, 60_000.0),
        "other_taxable_income": [nothing for _ in people],
        "net_investment_income": each(0.0, 4_000.0),
        "big_ticket_tax_free": [nothing for _ in people],
        "qcd": each(0.0, 0.0, 5_000.0),
        "contributions": [
            [lived(draw.choice([0.0, 0.0, 3_000.0]), life) for _ in range(4)] for life in lives
        ],
        "contributions_last_5_years_roth": [
            {"const": 1_000.0 if person["accounts"]["roth"] else 0.0, "n": 5} for person in people
        ],
        "past_conversions_last_5_years": [nothing | {"n": 5} for _ in people],
        "payroll_tax": nothing,
        "debt_payments": {"const": draw.choice([0.0, 6_000.0]), "n": years},
        "remaining_debt_at_end": draw.choice([0.0, 20_000.0]),
        "fixed_asset_cash": {"tax_free": nothing, "ordinary": nothing, "capital_gain": nothing},
        "rmd_fraction": each(0.0, 0.04, 0.06),
        "ordinary_rates": [{"const": rate, "n": years} for rate in RATES],
        "ordinary_bracket_tops": [[round(top * size, 2) for size in scaled] for top in TOPS],
        "standard_deduction_without_senior_bonus": [round(16_100 * size, 2) for size in scaled],
        "senior_bonus_people": [
            draw.choice([0, len(people)]) if n < 3 else 0 for n in range(years)
        ],
        "senior_bonus_magi_threshold": [75_000.0] * years,
        "ltcg_15_from": [round(49_450 * size, 2) for size in scaled],
        "ltcg_20_from": [round(545_500 * size, 2) for size in scaled],
        "niit_threshold": [200_000.0] * years,
        "ss_tax_lo": [25_000.0 if size < JOINT else 32_000.0 for size in scaled],
        "ss_tax_hi": [34_000.0 if size < JOINT else 44_000.0 for size in scaled],
        "medicare": {
            "first_year_index": first_covered,
            "irmaa_tier_floors": [
                [round(floor * size, 2) for size in covered]
                for floor in (109_000, 137_000, 171_000, 205_000, 500_000)
            ],
            "annual_household_cost_by_tier": [
                [round(cost * size, 2) for size in covered]
                for cost in (2_435, 3_583, 5_320, 7_055, 8_790, 9_371)
            ],
        },
        "early_withdrawal_penalty_years": [draw.choice([0, 0, 2]) for _ in people],
        "state": {
            "rates": [{"const": rate, "n": years} for rate in draw.choice(STATE_RATES)],
            "bracket_widths": [[round(width * size, 2) for size in scaled] for width in WIDTHS],
            "standard_deduction": {"const": 5_000.0, "n": years},
            "retirement_income_exemption_cap": each(0.0, 20_000.0),
            "personal_credit": {"const": 300.0, "n": years},
            "taxes_social_security": [draw.random() < 0.3] * years,
            "conversion_rule": [draw.choice(["exemption", "excluded", "taxable"])] * years,
            "pension_exempt": nothing,
            "pension_eligible": [True] * years,
        },
    }


STATE_RATES = [[0.01, 0.04, 0.06, 0.093], [0.02, 0.05, 0.05, 0.05], [0.03, 0.06, 0.045, 0.07]]
WIDTHS = [11_000, 30_000, 60_000]
