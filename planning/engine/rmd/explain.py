"""Why is a figure what it is?

Reasons are made on demand from the results, never while a schedule is computed. Each is a code
with its numbers and its authority; `planning.wording` turns it into a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from planning.engine.law import Law
from planning.engine.money import ZERO
from planning.engine.rmd.results import (
    AccountAmount,
    BalanceBasis,
    BalanceUsed,
    Divisor,
    Obligation,
    QcdYear,
    Rule,
    StartGround,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One step of an explanation: what was looked at, what it gave, where it is written."""

    code: str
    value: object
    citation: str
    numbers: Mapping[str, object] = field(default_factory=dict)


def reasons_of_amount(amount: AccountAmount, obligation: Obligation, law: Law) -> list[Reason]:
    """Return the steps from the birth date to an account's amount, to be redone by hand."""
    return [
        *_start(amount, obligation, law),
        *_nothing_due(amount, obligation, law),
        *(_balance(amount.balance, law) if amount.balance else ()),
        *(_divisor(amount.divisor, amount.year, law) if amount.divisor else ()),
        *_division(amount, law),
    ]


def reasons_of_obligation(obligation: Obligation, law: Law) -> list[Reason]:
    """Return the steps from the accounts' amounts to what remains and what a miss costs."""
    return [*_pool(obligation, law), *_tax(obligation, law)]


def reasons_of_qcds(qcd: QcdYear, law: Law) -> list[Reason]:
    """Return the steps from a year's gifts to what is left out of income."""
    steps = [_reason("qcd_given", qcd.given, law, year=qcd.year, person=qcd.person.name)]
    if qcd.limit is None or qcd.excludable is None:
        return steps
    limit = law.for_year(qcd.year).qcd_limit
    steps.append(
        Reason(
            code="qcd_limit",
            value=qcd.limit,
            citation=limit.source,
            numbers={"year": qcd.year, "limit": qcd.limit},
        )
    )
    if qcd.split_interest and qcd.split_interest_limit is not None:
        counted = qcd.split_interest - qcd.split_interest_beyond
        steps.append(_reason("qcd_one_time", counted, law, limit=qcd.split_interest_limit))
    if qcd.deductions_offset:
        steps.append(_reason("qcd_offset", qcd.deductions_offset, law))
    steps.append(_reason("qcd_excludable", qcd.excludable, law, year=qcd.year))
    return steps


def _reason(code: str, value: object, law: Law, **numbers: object) -> Reason:
    return Reason(
        code=code,
        value=value,
        citation=law.authority("rmd", code),
        numbers={"value": value, **numbers},
    )


def _start(amount: AccountAmount, obligation: Obligation, law: Law) -> Iterator[Reason]:
    person, start = obligation.person, amount.start
    span = law.applicable_age(start.born_on)
    yield Reason(
        code="applicable_age",
        value=span.age,
        citation=span.source,
        numbers={"person": person.name, "born_on": start.born_on, "age": span.age},
    )
    if start.first_year is None:
        return
    code = {
        StartGround.AGE: "first_year_by_age",
        StartGround.RETIREMENT: "first_year_by_retirement",
        StartGround.FIVE_PERCENT_OWNER: "first_year_five_percent_owner",
        StartGround.PLAN_TERMS: "first_year_plan_terms",
    }[start.ground]
    yield _reason(code, start.first_year, law, age=span.age, age_year=start.age_year)


def _nothing_due(amount: AccountAmount, obligation: Obligation, law: Law) -> Iterator[Reason]:
    start = amount.start
    if amount.rule is Rule.WAIVED and amount.waived_from is None:
        waiver = law.for_year(amount.year).waiver
        if waiver is not None:
            yield Reason(
                code="waived",
                value=amount.required,
                citation=waiver.source,
                numbers={"year": amount.year},
            )
        else:
            yield _reason("waived_in_part", amount.required, law, year=amount.year)
    if amount.rule is not Rule.NOT_REQUIRED:
        return
    if amount.died_before_beginning:
        yield _reason(
            "died_before_beginning",
            amount.required,
            law,
            died_on=obligation.person.died_on,
            beginning=start.required_beginning_date,
        )
    elif start.ground is StartGround.STILL_WORKING and amount.year >= start.age_year:
        yield _reason("still_working", amount.required, law, year=amount.year)
    else:
        first_year = start.first_year or start.age_year
        works = start.ground is StartGround.STILL_WORKING
        yield Reason(
            code="before_first_year_working" if works else "before_first_year",
            value=amount.required,
            citation=law.authority("rmd", "before_first_year"),
            numbers={"first_year": first_year},
        )


def _balance(balance: BalanceUsed, law: Law) -> Iterator[Reason]:
    if balance.basis is BalanceBasis.PROJECTED and balance.projected_from is not None:
        before, growth, required = balance.projected_from
        yield _reason(
            "balance_projected",
            balance.recorded,
            law,
            year=balance.year,
            before=before,
            growth=growth,
            required=required,
        )
    else:
        yield _reason(
            f"balance_{balance.basis.value}",
            balance.recorded,
            law,
            year=balance.year,
            source=balance.source.value if balance.source else "",
        )
    for code, signed in balance.adjustments:
        yield _reason(f"adjust_{code}", abs(signed), law, year=balance.year)
    if balance.adjustments:
        yield _reason("balance_adjusted", balance.adjusted, law)


def _divisor(divisor: Divisor, year: int, law: Law) -> Iterator[Reason]:
    rules = law.for_year(year)
    yield _reason("age_attained", divisor.age, law, year=year)
    spouse = divisor.spouse
    spouse_age = year - spouse.born_on.year if spouse and spouse.born_on else None
    yield _reason(
        f"table_{divisor.ground.value}",
        divisor.table.value,
        law,
        spouse=spouse.name if spouse else "",
        spouse_age=spouse_age,
        younger=None if spouse_age is None else divisor.age - spouse_age,
        gap=rules.spouse_age_gap,
        year=year,
    )
    code = "divisor" if divisor.spouse_age is None else "divisor_joint"
    yield Reason(
        code=code,
        value=divisor.period,
        citation=divisor.source,
        numbers={
            "table": divisor.table.value,
            "edition": divisor.edition,
            "age": divisor.age,
            "spouse_age": divisor.spouse_age,
            "period": divisor.period,
        },
    )


def _division(amount: AccountAmount, law: Law) -> Iterator[Reason]:
    if amount.balance is None or amount.divisor is None:
        return
    if amount.annuity_paid:
        yield _reason("annuity_counts", amount.annuity_paid, law, year=amount.year)
    if amount.vested_limit is not None:
        yield _reason("vested_limit", amount.vested_limit, law)
    code = "amount_with_annuity" if amount.annuity_paid else "amount"
    in_part = amount.waived_from is not None
    yield _reason(
        "amount_vested" if amount.vested_limit is not None else code,
        amount.waived_from if in_part else amount.required,
        law,
        balance=amount.balance.adjusted,
        period=amount.divisor.period,
        annuity_paid=amount.annuity_paid,
    )
    if in_part:
        yield _reason("waived_in_part", amount.required, law, year=amount.year)


def _pool(obligation: Obligation, law: Law) -> Iterator[Reason]:
    required, remaining = obligation.required, obligation.remaining
    if required is None or remaining is None or obligation.due_on is None:
        return
    kind = obligation.pool.partition(":")[0]
    several = len(obligation.amounts) > 1
    yield Reason(
        code=f"pool_{kind}" if several else f"pool_{kind}_one",
        value=required,
        citation=law.authority("rmd", f"pool_{kind}"),
        numbers={"value": required, "accounts": len(obligation.amounts)},
    )
    if any(amount.unrounded < 0 for amount in obligation.amounts):
        yield _reason("annuity_offsets", required, law)
    died_on = obligation.person.died_on
    if died_on is not None and died_on.year == obligation.distribution_year:
        yield _reason("year_of_death", required, law, year=obligation.distribution_year)
    is_first = obligation.due_on.year > obligation.distribution_year
    waits = is_first and all(amount.rule is not Rule.WAIVED for amount in obligation.amounts)
    yield _reason(
        "due_april_1" if waits else "due_december_31",
        obligation.due_on,
        law,
        year=obligation.distribution_year,
        next_year=obligation.distribution_year + 1,
    )
    yield _reason("taken", (obligation.taken or ZERO) - obligation.elsewhere, law)
    if obligation.elsewhere:
        yield _reason("taken_elsewhere", obligation.elsewhere, law)
    if obligation.corrections:
        yield _reason(
            "remaining_corrected",
            remaining,
            law,
            required=required,
            taken=obligation.taken,
            corrected=obligation.corrected,
        )
    else:
        code = "remaining" if remaining > ZERO else "remaining_nothing"
        yield _reason(code, remaining, law, required=required, taken=obligation.taken)
    if remaining > ZERO:
        yield _reason("before_any_rollover", remaining, law)
    if obligation.waived_until is not None and remaining > ZERO:
        yield _reason("waived_until", obligation.waived_until, law)


def _tax(obligation: Obligation, law: Law) -> Iterator[Reason]:
    shortfall = obligation.shortfall
    if not shortfall.amount:
        return
    if shortfall.excise_rate is None:
        waived = obligation.waived_until is not None
        code = "excise_waived_until" if waived else "excise_plan_terms"
        yield _reason(code, shortfall.excise_tax, law, until=obligation.waived_until)
        return
    yield Reason(
        code="excise",
        value=shortfall.excise_tax,
        citation=law.for_year(shortfall.tax_year or 0).shortfall_tax.source,
        numbers={
            "amount": shortfall.amount,
            "rate": shortfall.excise_rate,
            "tax": shortfall.excise_tax,
            "tax_year": shortfall.tax_year,
        },
    )
    if shortfall.corrected_rate is not None:
        yield _reason(
            "excise_corrected",
            shortfall.corrected_tax,
            law,
            rate=shortfall.corrected_rate,
            until=shortfall.window_ends_on,
        )
