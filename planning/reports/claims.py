"""Which widely read claims about required distributions does a case call for?

The words are in templates/planning/claims, one file for each claim; the figures come from the
law and from the document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from planning.reports import claim_figures
from planning.reports.claim_figures import Figures

Document = Mapping[str, Any]
Board = Sequence[Mapping[str, Any]]
# What the case adds to a claim's figures, or None where the claim does not matter to it.
Matter = Callable[[Document, Board, int], Figures | None]

MOST_ON_A_CASE = 6
SINCE = 2023  # what the claims get wrong was in part right before SECURE 2.0 took effect
OF_ANY_YEAR = {"factor_at_72"}
UNMET = {"calculated", "planned", "ordered", "missed", "correcting"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim people meet in print, with the figures its correction needs."""

    code: str
    figures: Figures

    @property
    def template(self) -> str:
        """Where its words are."""
        return f"planning/claims/{self.code}.html"


def case_claims(document: Document, board: Board, year: int) -> tuple[Claim, ...]:
    """Return the claims that matter to the obligations on the board, the nearest first."""
    found = [
        Claim(code=code, figures=figures(year) | matter)
        for code, (figures, matters) in CLAIMS.items()
        if (year >= SINCE or code in OF_ANY_YEAR)
        and (matter := matters(document, board, year)) is not None
    ]
    return tuple(found[:MOST_ON_A_CASE])


def all_claims(year: int) -> tuple[Claim, ...]:
    """Return every claim with the figures of a year."""
    return tuple(
        Claim(code=code, figures=figures(year)) for code, (figures, _matters) in CLAIMS.items()
    )


def _turns_72(document: Document, board: Board, year: int) -> Figures | None:
    owners = {o["person"] for o in board}
    for person_id in owners:
        person = document["people"][person_id]
        if date.fromisoformat(person["born_on"]).year == year - 72:
            is_due = person["first_distribution_year"] <= year
            return {"person": person, "year": year, "is_due": is_due}
    return None


def _put_off(document: Document, board: Board, year: int) -> Figures | None:
    for o in board:
        if o["due_on"] and int(o["due_on"][:4]) > o["distribution_year"]:
            return {"first": o, "second": _following(document, o)}
    return None


def _unmet(document: Document, board: Board, year: int) -> Figures | None:
    return {} if any(o["status"] in UNMET for o in board) else None


def _several_pools(document: Document, board: Board, year: int) -> Figures | None:
    owners = [o["person"] for o in board if o["required"] and Decimal(o["required"])]
    return {} if len(set(owners)) < len(owners) else None


def _uses_joint_table(document: Document, board: Board, year: int) -> Figures | None:
    tables = {amount["table"] for o in board for amount in o["accounts"]}
    return {} if "joint_and_last_survivor" in tables else None


def _unmet_ira(document: Document, board: Board, year: int) -> Figures | None:
    iras = [o for o in board if o["pool"] == "own_iras" and o["status"] in UNMET]
    return {} if iras else None


def _took_more(document: Document, board: Board, year: int) -> Figures | None:
    amounts = [(o["taken"], o["required"]) for o in board if o["required"]]
    more = any(Decimal(taken) > Decimal(required) > 0 for taken, required in amounts)
    return {} if more else None


def _begins(document: Document, board: Board, year: int) -> Figures | None:
    for o in board:
        person = document["people"][o["person"]]
        first_year = person["first_distribution_year"]
        if first_year is not None and first_year >= year:
            return {"person": person}
    return None


def _is_projected(document: Document, board: Board, year: int) -> Figures | None:
    return {} if any(o["is_projected"] for o in document["obligations"]) else None


def _goes_on(document: Document, board: Board, year: int) -> Figures | None:
    for o in board:
        now, then = _divided(o), _divided(_following(document, o))
        if now and then:
            return {"this": now, "next": then, "year": o["distribution_year"]}
    return None


def _has_roth(document: Document, board: Board, year: int) -> Figures | None:
    kinds = [account["kind"] for account in document["accounts"].values()]
    return {} if any(kind.startswith("roth") for kind in kinds) else None


def _only_in_print(document: Document, board: Board, year: int) -> Figures | None:
    return None


def _following(document: Document, o: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the same pool's obligation of the next year, if it has an amount."""
    key = o["person"], o["pool"], o["distribution_year"] + 1
    for later in document["obligations"]:
        if (later["person"], later["pool"], later["distribution_year"]) == key:
            return later if later["required"] else None
    return None


def _divided(o: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Return the first account of an obligation that was divided by anything."""
    amounts = o["accounts"] if o else []
    return next((amount for amount in amounts if amount["divisor"]), None)


CLAIMS: Mapping[str, tuple[Callable[[int], Figures], Matter]] = {
    "factor_at_72": (claim_figures.factor_at_72, _turns_72),
    "two_in_one_year": (claim_figures.nothing, _put_off),
    "pools": (claim_figures.pools, _several_pools),
    "penalty": (claim_figures.penalty, _unmet),
    "joint_table": (claim_figures.joint_table, _uses_joint_table),
    "carry_forward": (claim_figures.nothing, _took_more),
    "conversion": (claim_figures.conversion, _unmet_ira),
    "starting_age": (claim_figures.starting_age, _begins),
    "qcd_limit": (claim_figures.qcd_limit, _unmet_ira),
    "age_in_year": (claim_figures.age_in_year, _goes_on),
    "interest": (claim_figures.nothing, _unmet),
    "returns": (claim_figures.returns, _is_projected),
    "roth": (claim_figures.nothing, _has_roth),
    "harvesting": (claim_figures.nothing, _only_in_print),
}
