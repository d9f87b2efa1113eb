"""Why is a figure what it is?

Reasons are made on demand from the results, never while a schedule is computed. Each is a code
with its numbers and its authority; `planning.wording` turns it into a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from planning.engine.household import Person
from planning.engine.law import Law
from planning.engine.money import ZERO
from planning.engine.rmd.inherited.explain import (
    reasons_of_expectancies,
    reasons_of_nothing_due,
    reasons_of_payout,
    reasons_of_relief,
    reasons_of_whole_balance,
)
from planning.engine.rmd.inherited.results import Payout
from planning.engine.rmd.reason import Reason, reason
from planning.engine.rmd.results import (
    AccountAmount,
    BalanceBasis,
    BalanceUsed,
    Divisor,
    Obligation,
    QcdYear,
    Rule,
    Start,
    StartGround,
)


def reasons_of_amount(amount: AccountAmount, obligation: Obligation, law: Law) -> list[Reason]:
    """Return the steps from the birth date to an account's amount, to be redone by hand."""
    if amount.payout is not None:
        return [*_inherited(amount, amount.payout, law)]
    return [
        *(_own(amount, amount.start, obligation, law) if amount.start else ()),
        *(_balance(amount.balance, law) if amount.balance else ()),
        *(_divisor(amount.divisor, amount.year, law) if amount.divisor else ()),
        *_division(amount, law),
    ]


def reasons_of_obligation(obligation: Obligation, law: Law) -> list[Reason]:
    """Return the steps from the accounts' amounts to what remains and what a miss costs."""
    return [*_pool(obligation, law), *_tax(obligation, law)]


def reasons_of_qcds(qcd: QcdYear, law: Law) -> list[Reason]:
    """Return the steps from a year's gifts to what is left out of income."""
    steps = [reason("qcd_given", qcd.given, law, year=qcd.year, person=qcd.person.name)]
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
        steps.append(reason("qcd_one_time", counted, law, limit=qcd.split_interest_limit))
    if qcd.deductions_offset:
        steps.append(reason("qcd_offset", qcd.deductions_offset, law))
    steps.append(reason("qcd_excludable", qcd.excludable, law, year=qcd.year))
    return steps


def _inherited(amount: AccountAmount, payout: Payout, law: Law) -> Iterator[Reason]:
    yield from reasons_of_payout(payout, law)
    yield from reasons_of_nothing_due(amount, payout, law)
    if amount.balance is None:
        return
    yield from _balance(amount.balance, law)
    yield from reasons_of_expectancies(amount, law)
    if amount.rule is Rule.LIFETIME and amount.divisor is not None:
        yield from _divisor(amount.divisor, amount.year, law)
    if amount.rule is Rule.WHOLE_BALANCE:
        yield from reasons_of_whole_balance(amount, payout, law)
    yield from _division(amount, law)
    yield from reasons_of_relief(amount, law)


def _own(amount: AccountAmount, start: Start, obligation: Obligation, law: Law) -> Iterator[Reason]:
    yield from _start(start, obligation.person, law)
    yield from _nothing_due(amount, start, obligation, law)


def _start(start: Start, person: Person, law: Law) -> Iterator[Reason]:
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
    yield reason(code, start.first_year, law, age=span.age, age_year=start.age_year)


def _nothing_due(
    amount: AccountAmount, start: Start, obligation: Obligation, law: Law
) -> Iterator[Reason]:
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
            yield reason("waived_in_part", amount.required, law, year=amount.year)
    if amount.rule is not Rule.NOT_REQUIRED:
        return
    if amount.died_before_beginning:
        yield reason(
            "died_before_beginning",
            amount.required,
            law,
            died_on=obligation.person.died_on,
            beginning=start.required_beginning_date,
        )
    elif start.ground is StartGround.STILL_WORKING and amount.year >= start.age_year:
        yield reason("still_working", amount.required, law, year=amount.year)
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
        yield reason(
            "balance_projected",
            balance.recorded,
            law,
            year=balance.year,
            before=before,
            growth=growth,
            required=required,
        )
    elif balance.share_of is not None:
        whole, share = balance.share_of
        yield reason(
            "balance_of_share", balance.recorded, law, year=balance.year, whole=whole, share=share
        )
    else:
        yield reason(
            f"balance_{balance.basis.value}",
            balance.recorded,
            law,
            year=balance.year,
            source=balance.source.value if balance.source else "",
        )
    for code, signed in balance.adjustments:
        yield reason(f"adjust_{code}", abs(signed), law, year=balance.year)
    if balance.adjustments:
        yield reason("balance_adjusted", balance.adjusted, law)


def _divisor(divisor: Divisor, year: int, law: Law) -> Iterator[Reason]:
    rules = law.for_year(year)
    yield reason("age_attained", divisor.age, law, year=year)
    spouse = divisor.spouse
    spouse_age = year - spouse.born_on.year if spouse and spouse.born_on else None
    yield reason(
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
        yield reason("annuity_counts", amount.annuity_paid, law, year=amount.year)
    if amount.vested_limit is not None:
        yield reason("vested_limit", amount.vested_limit, law)
    code = "amount_with_annuity" if amount.annuity_paid else "amount"
    in_part = amount.waived_from is not None
    yield reason(
        "amount_vested" if amount.vested_limit is not None else code,
        amount.waived_from if in_part else amount.required,
        law,
        balance=amount.balance.adjusted,
        period=amount.divisor.period,
        annuity_paid=amount.annuity_paid,
    )
    if in_part:
        yield reason("waived_in_part", amount.required, law, year=amount.year)


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
        yield reason("annuity_offsets", required, law)
    yield from _year_of_death(obligation, required, law)
    is_first = obligation.due_on.year > obligation.distribution_year
    waits = is_first and all(amount.rule is not Rule.WAIVED for amount in obligation.amounts)
    yield reason(
        "due_april_1" if waits else "due_december_31",
        obligation.due_on,
        law,
        year=obligation.distribution_year,
        next_year=obligation.distribution_year + 1,
    )
    yield reason("taken", (obligation.taken or ZERO) - obligation.elsewhere, law)
    if obligation.elsewhere:
        yield reason("taken_elsewhere", obligation.elsewhere, law)
    if obligation.corrections:
        yield reason(
            "remaining_corrected",
            remaining,
            law,
            required=required,
            taken=obligation.taken,
            corrected=obligation.corrected,
        )
    else:
        code = "remaining" if remaining > ZERO else "remaining_nothing"
        yield reason(code, remaining, law, required=required, taken=obligation.taken)
    if remaining > ZERO:
        yield reason("before_any_rollover", remaining, law)
    if obligation.waived_until is not None and remaining > ZERO:
        yield reason("waived_until", obligation.waived_until, law)


def _year_of_death(obligation: Obligation, required: Decimal, law: Law) -> Iterator[Reason]:
    left_by, year = obligation.left_by, obligation.distribution_year
    if left_by is None:
        return
    if left_by == obligation.person:
        yield reason("year_of_death", required, law, year=year)
    else:
        yield reason("year_of_death_before", required, law, year=year, left_by=left_by.name)
    if obligation.falls_to:
        yield reason("falls_to", ", ".join(obligation.falls_to), law)


def _tax(obligation: Obligation, law: Law) -> Iterator[Reason]:
    shortfall = obligation.shortfall
    if not shortfall.amount:
        return
    if shortfall.excise_rate is None:
        code = "excise_plan_terms"
        if obligation.waived_until is not None:
            code = "excise_waived_until"
        elif any(amount.is_relieved for amount in obligation.amounts):
            code = "excise_not_asked"
        yield reason(code, shortfall.excise_tax, law, until=obligation.waived_until)
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
        yield reason(
            "excise_corrected",
            shortfall.corrected_tax,
            law,
            rate=shortfall.corrected_rate,
            until=shortfall.window_ends_on,
        )
