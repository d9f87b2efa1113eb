"""What does a household's roadmap look like as one JSON document?

Keys are those of the roadmap contract. It holds codes and numbers; the sentences are added where
it is read. Money is text with cents, rounded here and nowhere before.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from planning.engine.household import FilingStatus
from planning.engine.projection.accounts import Accounts
from planning.engine.projection.result import Lifetime, Projection
from planning.engine.roadmap.household.actions import Action, ActionYear, actions_of
from planning.engine.roadmap.household.judging import Candidate
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.household.problem import is_one_return
from planning.engine.roadmap.household.roadmap import Roadmap
from planning.engine.roadmap.household.thresholds import NextDollar
from planning.engine.roadmap.household.value import Walked, spending_at
from planning.engine.tax.units import STATUSES
from planning.engine.tax_year.results import Note

Document = dict[str, Any]


def roadmap_document(roadmap: Roadmap) -> Document:
    """Return a roadmap as JSON types."""
    best = _walked(roadmap.best)
    walk = best.projection
    acted = actions_of(spending_at(roadmap.outlook, np.array([best.spending])), roadmap.best.policy)
    certificate = roadmap.certificate
    household = roadmap.outlook.household
    return {
        "household": household.name,
        "as_of": household.as_of.isoformat(),
        "people": {person.id: {"name": person.name} for person in household.people},
        "accounts": _accounts(roadmap.outlook.accounts),
        "law_version": roadmap.outlook.law.version,
        "objective": roadmap.objective.value,
        "feasible": True,
        "stage": roadmap.stage.value,
        "way": roadmap.best.name,
        "value": _money(certificate.value),
        "certificate": {
            "value": _money(certificate.value),
            "bound": None if certificate.bound is None else _money(certificate.bound),
            "gap": None if certificate.gap is None else round(certificate.gap, 6),
            "proved": certificate.proved,
            "repriced_within": _money(certificate.repriced_within),
            "model_within": _money(certificate.model_within),
        },
        "lifetime": _lifetime(walk.lifetime),
        "baselines": [
            {
                "name": one.name,
                "value": None if one.value is None else _money(one.value),
                "lifetime": {} if one.walked is None else _lifetime(one.walked.projection.lifetime),
            }
            for one in roadmap.baselines
        ],
        "years": [_year(walk, position, year) for position, year in enumerate(acted)],
        "caveats": _caveats(roadmap, acted),
        "undecided": [
            {
                "account": one.account,
                "missing": [one.fact],
                "code": one.code,
                "numbers": one.numbers,
            }
            for one in roadmap.outlook.missing
            if one.code != "spending" or roadmap.objective is not Objective.SPENDING
        ],
    }


def _walked(candidate: Candidate) -> Walked:
    if candidate.walked is None:
        raise ValueError(f"{candidate.name} has no walk")
    return candidate.walked


def _accounts(accounts: Accounts) -> Document:
    """Return what an account is; `is_new` of one that is on no record, for what is left over."""
    return {
        account.id: {
            "name": account.name,
            "kind": account.kind.value,
            "owner": account.owner,
            "custodian": account.custodian,
            "number_last4": account.number_last4,
            "shelter": shelter.value,
            "is_new": account.id in accounts.added,
        }
        for account, shelter in zip(accounts.accounts, accounts.shelters, strict=True)
    }


def _lifetime(lifetime: Lifetime) -> Document:
    return {
        "tax_present_value": _money(lifetime.tax_present_value[0]),
        "spending_present_value": _money(lifetime.spending_present_value[0]),
        "estate_after_tax": _money(lifetime.estate_after_tax[0]),
        "irmaa": _money(lifetime.irmaa[0]),
        "average_rate": round(float(lifetime.average_rate[0]), 4),
    }


def _year(walk: Projection, position: int, acted: ActionYear) -> Document:
    figures, ledger, lives = walk.figures, walk.ledger, walk.outlook.lives
    year = walk.years[position]
    status = STATUSES[int(figures.filing_status[0, position])]

    def of(name: str) -> str:
        return _money(getattr(figures, name)[0, position])

    required = ledger.required[0, position].sum()
    withdrawn = ledger.withdrawn[0, position].sum()
    return {
        "year": year,
        "ages": {
            person.id: lives.age(index, year)
            for index, person in enumerate(lives.people)
            if walk.is_alive[0, position, index]
        },
        "filing_status": FilingStatus(status).value,
        "basis": walk.basis[position],
        "actions": [_action(action, acted) for action in acted.actions],
        "income": {
            "wages": of("wages"),
            "pensions": of("pensions"),
            "other": of("other_income"),
            "social_security": of("social_security"),
            "rmd": _money(required),
            "withdrawals": _money(withdrawn - required),
            "conversions": _money(ledger.converted[0, position].sum()),
            "gains": of("capital_gains"),
            "yield": of("payouts"),
        },
        "tax": {
            "federal": of("federal"),
            "state": of("state"),
            "niit": of("niit"),
            "payroll": of("payroll"),
            "irmaa": of("irmaa"),
            "early_distribution": of("early_distribution"),
            "aca_credit": of("aca_credit"),
        },
        "medicare_premiums": of("medicare_premiums"),
        "besides": {
            "inflows": of("inflows"),
            "goals": of("goals"),
            "medical": of("medical"),
            "aca_premium": of("aca_premium"),
            "taxes_paid_before": of("taxes_paid_before"),
            "kept": of("deposit"),
        },
        "taxable": {
            "ordinary": _money(acted.ordinary),
            "taxable_income": of("taxable_income"),
            "social_security": of("taxable_social_security"),
            "magi": of("magi"),
        },
        "scale": _scale(acted),
        "marginal_rate": None if acted.next_dollar is None else _rate(acted.next_dollar.rate),
        "thresholds": [
            {"code": one.code, "number": float(one.number), "at": _money(one.at)}
            for one in acted.thresholds
        ],
        "spending": of("spending"),
        "balances": {
            id_: _money(amount)
            for id_, amount in zip(
                walk.outlook.accounts.ids, ledger.closing[0, position], strict=True
            )
        },
    }


def _scale(acted: ActionYear) -> Document:
    """Return where brackets end and Medicare's surcharges begin, each with its rate or tier."""
    return {
        code: [
            [float(one.number), _money(one.at)]
            for one in sorted(acted.scale, key=lambda one: one.at)
            if one.code == code
        ]
        for code in ("bracket", "irmaa_tier")
    }


def _action(action: Action, acted: ActionYear) -> Document:
    return {
        "what": action.what,
        "account": action.account,
        "amount": _money(action.amount),
        "by": f"{acted.year}-12-31",
        "why": {
            "code": action.why.code,
            "numbers": {name: _number(value) for name, value in action.why.numbers.items()},
            "citation": action.why.citation,
            "next_dollar": _next_dollar(action.next_dollar),
        },
        "marginal_rate": None if acted.next_dollar is None else _rate(acted.next_dollar.rate),
        "thresholds": [one.code for one in acted.thresholds],
        "tax_effect": None if action.tax_effect is None else _money(action.tax_effect),
        "rejected": [],
    }


def _next_dollar(found: NextDollar | None) -> Document | None:
    if found is None:
        return None
    return {
        "code": found.code,
        "numbers": {
            "rate": _rate(found.rate),
            "bracket": _rate(found.bracket),
            "cents": round(found.social_security * 100),
        },
    }


def _caveats(roadmap: Roadmap, acted: list[ActionYear]) -> list[Document]:
    outlook = roadmap.outlook
    notes = [*outlook.notes]
    if not roadmap.has_model:
        is_one = is_one_return(_walked(roadmap.best).projection)
        notes.append(Note(code="model_has_no_plan" if is_one else "no_model"))
    elif roadmap.certificate.bound is None and roadmap.objective is not Objective.TAX:
        notes.append(Note(code="value_above_model"))
    if roadmap.has_model and outlook.facts.state:
        notes.append(Note(code="state_weighed_like_an_ira"))
    for code in sorted({code for year in acted for code in year.passed}):
        years = [year.year for year in acted if code in year.passed]
        notes.append(Note(code=f"limit_passed_{code}", numbers={"years": _years(years)}))
    return [
        {
            "code": note.code,
            "account": note.numbers.get("account"),
            "numbers": {name: str(value) for name, value in note.numbers.items()},
            "citation": note.citation,
        }
        for note in notes
    ]


def _years(years: list[int]) -> str:
    """Return years as they are read: 2031, 2034–2037."""
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def _rate(rate: float) -> float:
    return round(rate, 4)


def _number(value: object) -> object:
    if isinstance(value, float | np.floating):
        return f"{float(value):.2f}" if abs(float(value)) > 1 else float(value)
    return value


def _money(amount: float) -> str:
    rounded = round(float(amount), 2)
    return f"{rounded + 0.0:.2f}"
