"""Why does an inherited account owe what it owes?"""

from __future__ import annotations

from collections.abc import Iterator

from planning.engine.law import Law
from planning.engine.rmd.inherited.results import Expectancy, Payout
from planning.engine.rmd.reason import Reason, reason
from planning.engine.rmd.results import AccountAmount, Rule

RESET_FROM = 2022  # the year whose table is looked up again for what was fixed before


def reasons_of_payout(payout: Payout, law: Law) -> Iterator[Reason]:
    """Yield the path of the decision, as it was made."""
    for finding in payout.path:
        if finding.citation is None:
            yield reason(finding.code, finding.value, law, **finding.numbers)
        else:
            yield Reason(
                code=finding.code,
                value=finding.value,
                citation=finding.citation,
                numbers={"value": finding.value, **finding.numbers},
            )


def reasons_of_nothing_due(amount: AccountAmount, payout: Payout, law: Law) -> Iterator[Reason]:
    """Yield why a year asks for nothing."""
    waiver = law.for_year(amount.year).waiver
    if amount.balance is not None:
        return
    if amount.rule is Rule.WAIVED and waiver is not None:
        numbers = {"year": amount.year}
        yield Reason(code="waived", value=amount.required, citation=waiver.source, numbers=numbers)
    elif payout.starts_in is not None:
        yield reason("nothing_before_the_start", amount.required, law, start=payout.starts_in)
    else:
        yield reason("nothing_before_the_end", amount.required, law, end=payout.ends_in)


def reasons_of_expectancies(amount: AccountAmount, law: Law) -> Iterator[Reason]:
    """Yield the table cells, what was taken off since, and which of them divides."""
    for expectancy in amount.expectancies:
        yield _cell(expectancy)
        if expectancy.looked_up_in < RESET_FROM <= amount.year:
            yield reason(
                "table_looked_up_again",
                expectancy.edition,
                law,
                name=expectancy.term.name,
                looked_up_in=expectancy.looked_up_in,
            )
    periods = [expectancy.period for expectancy in amount.expectancies]
    if len(periods) > 1:
        yield reason("longer_expectancy", max(periods), law, first=periods[0], second=periods[1])


def reasons_of_whole_balance(amount: AccountAmount, payout: Payout, law: Law) -> Iterator[Reason]:
    """Yield why the whole balance is due."""
    if amount.expectancies:
        longest = max(expectancy.period for expectancy in amount.expectancies)
        yield reason("whole_balance_used_up", amount.required, law, period=longest)
    else:
        yield reason("whole_balance_at_end", amount.required, law, end=payout.ends_in)


def reasons_of_relief(amount: AccountAmount, law: Law) -> Iterator[Reason]:
    """Yield which notice leaves a missed amount untaxed."""
    relief = law.beneficiaries.relief(amount.year)
    if amount.is_relieved and relief is not None:
        numbers = {"year": amount.year}
        yield Reason(
            code="not_taxed", value=amount.required, citation=relief.source, numbers=numbers
        )


def _cell(expectancy: Expectancy) -> Reason:
    code = f"expectancy_{expectancy.term.whose}"
    return Reason(
        code=f"{code}_reduced" if expectancy.elapsed else code,
        value=expectancy.period,
        citation=expectancy.source,
        numbers={
            "name": expectancy.term.name,
            "age": expectancy.age,
            "looked_up_in": expectancy.looked_up_in,
            "edition": expectancy.edition,
            "listed": expectancy.listed,
            "elapsed": expectancy.elapsed,
            "period": expectancy.period,
        },
    )
