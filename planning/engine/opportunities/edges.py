"""Which return stands close to a line at which a whole amount is lost?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from planning.engine.law import Law
from planning.engine.opportunities.curve import Returns, whole_income
from planning.engine.opportunities.facts import ReturnFacts, as_return
from planning.engine.opportunities.results import Kind, Opportunity, money
from planning.engine.tax.irmaa import LOOK_BACK, TIERS, medicare
from planning.engine.tax.premium_credit import Coverage, premium_credit
from planning.engine.tax_year.year import one

NEAR_A_TIER = 2_000.0  # dollars
NEAR_THE_CLIFF = 5_000.0
TIER_LAW = "42 U.S.C. § 1395r(i), 1395w-113(a)(7)"
CREDIT_LAW = "26 U.S.C. § 36B(c)(1)(A), (d)(2)(B)"


def surcharge_edges(of: Sequence[ReturnFacts], law: Law) -> Iterator[tuple[int, Opportunity]]:
    """Yield, by position, the tiers a return is just above or just below."""
    rows = [(place, facts) for place, facts in enumerate(of) if facts.now.on_medicare_later]
    if not rows:
        return
    tiers = Returns([as_return(facts.now) for _place, facts in rows], law).tiers()
    for (place, facts), lines in zip(rows, tiers, strict=True):
        income = one(facts.now.tax.magi_for_irmaa)
        last = TIERS - 1
        for tier, line in enumerate(lines.tolist()):
            # The last tier is for income of at least its amount, the others for more than it.
            over = income - line if tier < last else income - line + 0.01
            if tier < last and lines[tier + 1] == line:
                continue  # several tiers begin at once: the highest one counts
            if -NEAR_A_TIER < over <= NEAR_A_TIER:
                yield place, _of_tier(facts, tier + 1, line, income, law)


def _of_tier(facts: ReturnFacts, tier: int, line: float, income: float, law: Law) -> Opportunity:
    now = facts.now
    around = np.array([line - 1.0, line + 1.0])
    surcharges = medicare(
        around,
        np.asarray(now.units.status),
        np.asarray(now.year + LOOK_BACK),
        law,
        lived_with_spouse=now.units.lived_with_spouse,
    ).irmaa
    step = now.on_medicare_later * float(surcharges[1] - surcharges[0])
    is_above = income > line or (tier == TIERS and income >= line)
    return Opportunity(
        kind=Kind.IRMAA_EDGE,
        code="irmaa_above" if is_above else "irmaa_below",
        person=facts.head,
        amount=money(abs(income - line)),
        value=money(step),
        sureness=facts.sureness,
        citation=TIER_LAW,
        numbers={
            "year": now.year,
            "later": now.year + LOOK_BACK,
            "tier": tier,
            "line": money(line),
            "income": money(income),
            "people": now.on_medicare_later,
        },
        caveats=("tiers_not_published",) if is_above else ("tiers_not_published", "large_step"),
    )


def credit_cliffs(of: Sequence[ReturnFacts], law: Law) -> Iterator[tuple[int, Opportunity]]:
    """Yield, by position, the returns close to the income over which no credit is paid."""
    rows = [(place, facts) for place, facts in enumerate(of) if facts.now.coverage]
    if not rows:
        return
    lines = Returns([as_return(facts.now) for _place, facts in rows], law).cliffs()[:, 0]
    for (place, facts), line in zip(rows, lines.tolist(), strict=True):
        now = facts.now
        income = one(whole_income(now.tax, now.units))
        if not abs(income - line) < NEAR_THE_CLIFF or now.coverage is None:
            continue
        is_above = income > line
        at_line = _credit_at(now.coverage, line, now.year, law)
        yield (
            place,
            Opportunity(
                kind=Kind.CREDIT_CLIFF,
                code="credit_above" if is_above else "credit_below",
                person=facts.head,
                amount=money(abs(income - line)),
                value=money(at_line),
                sureness=facts.sureness,
                citation=CREDIT_LAW,
                numbers={
                    "year": now.year,
                    "line": money(line),
                    "income": money(income),
                    "size": now.coverage.household_size,
                    "benchmark": money(now.coverage.benchmark),
                },
                caveats=("credit_of_whole_year",),
            ),
        )


def _credit_at(coverage: Coverage, income: float, year: int, law: Law) -> float:
    """Return the credit at an income: at the line itself, what one dollar more loses."""
    found = premium_credit(
        np.array(income),
        np.array(coverage.household_size),
        np.array(coverage.benchmark),
        year,
        law,
        region=coverage.region,
        is_separate=coverage.is_separate,
    )
    return float(found.credit)
