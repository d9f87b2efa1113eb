"""How do the keys of a problem file become a `Problem`?"""

from __future__ import annotations

import numpy as np

from planning.engine.roadmap.arrays import Dollars, Whole, frozen
from planning.engine.roadmap.problem import Aim, Goal, Problem
from planning.engine.roadmap.problem_file.series import MOST_YEARS, Node, ProblemFileError
from planning.engine.roadmap.problem_file.tables import (
    federal_tables,
    is_off,
    medicare_tables,
    state_tables,
)

ACCOUNTS = ("taxable", "tax_deferred", "roth", "hsa")
AIMS = {"maxSpending": Aim.SPENDING, "maxBequest": Aim.BEQUEST}
PAST_YEARS = 5
MOST = 1e12


def problem_of(document: Node) -> Problem:
    """Return the problem of a decoded file.

    Raises: ProblemFileError where a key is missing, misshapen or asks what the model has not.
    """
    facts, model, resolved = document["facts"], document["model"], document["resolved"]
    conventions = document["conventions"]
    first_year = conventions["first_year"].whole(least=1900, most=3000)
    years = conventions["years"].whole(least=1, most=MOST_YEARS)
    people = facts["people"].items()
    if len(people) not in (1, 2):
        raise ProblemFileError("facts.people", f"has {len(people)} entries; write one or two.")
    count = len(people)
    labels = tuple(person["label"].text() for person in people)
    if len(set(labels)) < count:
        raise ProblemFileError("facts.people", "has two people of one label; name them apart.")
    _refuse_unmodelled(model)

    def series(key: str, *, least: float = -MOST) -> Dollars:
        return resolved[key].series(years, least=least, most=MOST)

    def of_people(key: str, *, least: float = 0.0, most: float = MOST) -> Dollars:
        return resolved[key].table(count, years, least=least, most=most)

    def of_accounts(key: str, *, least: float, most: float) -> Dollars:
        rows = resolved[key].items(count)
        return frozen([row.table(len(ACCOUNTS), years, least=least, most=most) for row in rows])

    assets, pensions = resolved["fixed_asset_cash"], of_people("pension")
    tax_free = of_people("big_ticket_tax_free", least=-MOST).sum(axis=0)
    price_index = _price_index(resolved["inflation"].series(years, least=-0.9, most=10))
    horizons = _horizons(people, years)
    lives = np.arange(years) < horizons[:, None]
    return Problem(
        first_year=first_year,
        people=labels,
        goal=_goal(document["objective"], facts, model),
        federal=federal_tables(model, resolved, years),
        medicare=medicare_tables(facts, model, resolved, years),
        state=state_tables(model, resolved, count, years, pensions),
        horizons=horizons,
        opening=frozen(
            [
                [person["accounts"][kind].number(least=0, most=MOST) for kind in ACCOUNTS]
                for person in people
            ]
        ),
        opening_basis=_opening_basis(people),
        returns=of_accounts("account_return", least=-0.99, most=10),
        contributions=frozen(of_accounts("contributions", least=0, most=MOST) * lives[:, None, :]),
        equity_share=of_people("taxable_equity_share", most=1),
        ordinary_yield=of_people("taxable_ordinary_yield", most=1),
        dividend_yield=facts["dividend_yield_on_equity"].number(least=0, most=1),
        gain_fraction=series("gain_fraction_per_dollar_sold_if_no_basis", least=0),
        spouse_share=_spouse_share(facts, count),
        surplus_share_second=_surplus_share(facts, count),
        wages=of_people("wages").sum(axis=0),
        other_income=of_people("other_taxable_income").sum(axis=0),
        investment_income=of_people("net_investment_income").sum(axis=0),
        annuities=of_people("annuity").sum(axis=0),
        pensions=pensions,
        benefits=of_people("ss_benefit").sum(axis=0),
        tax_free_cash=frozen(tax_free + assets["tax_free"].series(years)),
        asset_ordinary=assets["ordinary"].series(years, least=0),
        asset_gain=assets["capital_gain"].series(years, least=0),
        payroll_tax=series("payroll_tax", least=0),
        debt_payments=series("debt_payments", least=0),
        other_medical=_other_medical(facts, price_index),
        debt_at_end=resolved["remaining_debt_at_end"].number(least=0, most=MOST),
        qcd=frozen(of_people("qcd") * lives),
        rmd_fraction=of_people("rmd_fraction", most=1),
        holds_conversions=not is_off(model.get("roth_holding_rule")),
        conversion_cap=_conversion_cap(
            model["roth_conversions"], labels, horizons, first_year, years
        ),
        past_conversions=_past(resolved, "past_conversions_last_5_years", count),
        past_contributions=_past(resolved, "contributions_last_5_years_roth", count),
        penalty_years=_penalty_years(resolved["early_withdrawal_penalty_years"], count),
        taxable_floor=_taxable_floor(model, horizons, price_index),
        price_index=price_index,
        spending_profile=_spending_profile(resolved["spending_profile"], years),
    )


def _goal(objective: Node, facts: Node, model: Node) -> Goal:
    written = objective["type"].text()
    if written not in AIMS:
        raise ProblemFileError("objective.type", f"is not known; write one of {', '.join(AIMS)}.")
    weight = model.get("partial_bequest_weight")
    floor = objective.get("bequest_floor_today_usd")
    is_bequest = AIMS[written] is Aim.BEQUEST
    given = objective["spending_basis_today_usd"] if is_bequest else None
    return Goal(
        aim=AIMS[written],
        spending=given.number(least=0, most=MOST) if given else 0.0,
        estate_floor=floor.number(least=-MOST, most=MOST) if floor else None if is_bequest else 0.0,
        heirs_rate=facts["heirs_tax_rate_on_tax_deferred_and_hsa"].number(least=0, most=1),
        other_heirs_weight=weight.number(least=0, most=1) if weight else 0.0,
    )


def _refuse_unmodelled(model: Node) -> None:
    for key in ("spending_slack_percent", "time_preference_percent"):
        option = model.get(key)
        if option is not None and option.number() != 0:
            raise ProblemFileError(option.name, "is no part of this model; only 0 can be solved.")


def _price_index(inflation: Dollars) -> Dollars:
    return frozen(np.concatenate([[1.0], np.cumprod(1.0 + inflation)]))


def _horizons(people: list[Node], years: int) -> Whole:
    lives = [person["years_in_plan"].whole(least=1, most=years) for person in people]
    if max(lives) < years:
        raise ProblemFileError(
            "facts.people", f"live at most {max(lives)} of the {years} years; end the plan there."
        )
    return frozen(lives, int)


def _opening_basis(people: list[Node]) -> Dollars | None:
    written = [person.get("taxable_cost_basis") for person in people]
    if all(basis is None for basis in written):
        return None
    for person, basis in zip(people, written, strict=True):
        if basis is None and person["accounts"]["taxable"].number() > 0:
            raise ProblemFileError(
                f"{person.name}.taxable_cost_basis", "is missing; the other person has one."
            )
    return frozen([basis.number(least=0, most=MOST) if basis else 0.0 for basis in written])


def _spouse_share(facts: Node, count: int) -> Dollars:
    shares = facts.get("beneficiary_fraction_to_spouse")
    if count == 1 or shares is None:
        return frozen(np.ones(len(ACCOUNTS)))
    return frozen([shares[kind].number(least=0, most=1) for kind in ACCOUNTS])


def _surplus_share(facts: Node, count: int) -> float:
    share = facts.get("surplus_share_to_person_B_while_both_alive")
    if count == 1:
        return 0.0
    return 0.5 if share is None else share.number(least=0, most=1)


def _other_medical(facts: Node, price_index: Dollars) -> Dollars:
    written = facts.get("annual_other_medical_today")
    today = written.number(least=0, most=MOST) if written else 0.0
    return frozen(today * price_index[:-1])


def _conversion_cap(
    rules: Node, labels: tuple[str, ...], horizons: Whole, first_year: int, years: int
) -> Dollars:
    calendar = first_year + np.arange(years)
    cap = rules.get("cap_per_person_per_year_usd")
    allowed = np.full((len(labels), years), cap.number(least=0, most=MOST) if cap else np.inf)
    last_lived = horizons - (2 if _is_true(rules.get("barred_in_last_two_years_of_life")) else 0)
    allowed[np.arange(years) >= last_lived[:, None]] = 0.0
    if first := rules.get("first_year"):
        allowed[:, calendar < first.whole(least=0, most=9999)] = 0.0
    if last := rules.get("last_year"):
        allowed[:, calendar > last.whole(least=0, most=9999)] = 0.0
    for barred in _labels(rules.get("barred_for"), labels):
        allowed[labels.index(barred)] = 0.0
    return frozen(allowed)


def _is_true(option: Node | None) -> bool:
    if option is not None and not isinstance(option.value, bool):
        raise ProblemFileError(option.name, "is neither true nor false; write one of them.")
    return option is not None and bool(option.value)


def _labels(option: Node | None, labels: tuple[str, ...]) -> list[str]:
    """Return the people an option names: one label or a list of them."""
    if option is None:
        return []
    named = option.items() if isinstance(option.value, list) else [option]
    for node in named:
        if node.text() not in labels:
            raise ProblemFileError(node.name, f"names nobody; write one of {', '.join(labels)}.")
    return [node.text() for node in named]


def _past(resolved: Node, key: str, count: int) -> Dollars:
    return resolved[key].table(count, PAST_YEARS, least=0, most=MOST)


def _penalty_years(written: Node, count: int) -> Whole:
    return frozen([entry.whole(least=0, most=10_000) for entry in written.items(count)], int)


def _taxable_floor(model: Node, horizons: Whole, price_index: Dollars) -> Dollars:
    """Return the least taxable balance at the start of each year; none is asked of the first."""
    floors = np.zeros((len(horizons), len(price_index)))
    if option := model.get("minimum_taxable_balance_today_usd"):
        each = option.items(len(horizons)) if isinstance(option.value, list) else [option]
        today = np.array([floor.number(least=0, most=MOST) for floor in each])
        year = np.arange(len(price_index))
        asked = (year >= 1) & (year < horizons[:, None])
        floors = np.where(asked, today[:, None] * price_index, 0.0)
    return frozen(floors)


def _spending_profile(written: Node, years: int) -> Dollars:
    profile = written.series(years, least=0, most=MOST)
    if profile[0] <= 0:
        raise ProblemFileError(
            f"{written.name}[0]", "is 0; the first year's spending measures all others: write more."
        )
    return profile
