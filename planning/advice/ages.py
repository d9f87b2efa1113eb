"""At which ages should withdrawals and Social Security begin, in words?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from planning.advice.writing import Document, Names, answer, chart, money, month, table, whole
from planning.engine.advice.claim_ages import Choice, ClaimSearch, claim_search
from planning.engine.advice.followed import Followed
from planning.engine.advice.start_ages import StartAge
from planning.engine.advice.start_ages import start_ages as ages_of
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.tax_year.benefits import MONTHS


def start_ages(plan: Followed, names: Names) -> Document:
    """Return what beginning to withdraw at each age comes to."""
    del names
    found = ages_of(plan)
    if not found:
        return answer("start_ages", [_("No pre-tax account waits for an age from 55 to 75.")])
    columns = [
        ("age", _("Begin at"), "year"),
        ("spending", _("Spending a year"), "dollars"),
        ("tax", _("Lifetime tax"), "dollars"),
        ("penalty", _("of it penalties"), "dollars"),
        ("estate", _("Estate after tax"), "dollars"),
        ("short", _("First year short"), "year"),
        ("kept", _("Taken earlier all the same"), "text"),
    ]
    rows = [
        {
            "age": one.age,
            "spending": money(one.spending),
            "tax": money(one.tax_present_value),
            "penalty": money(one.penalty),
            "estate": money(one.estate_after_tax),
            "short": one.first_short_year,
            "kept": "" if one.is_kept else _("yes"),
        }
        for one in found
    ]
    is_spending = plan.objective is Objective.SPENDING
    drawn = _("Spending a year") if is_spending else _("Estate after tax")
    lines = [(one.age, drawn, _worth(one, plan)[1]) for one in found]
    if not is_spending:
        lines += [(one.age, _("Lifetime tax"), one.tax_present_value) for one in found]
    return answer(
        "start_ages",
        _of_ages(found, plan),
        [table(_("By the age at which withdrawals begin, in today’s dollars"), columns, rows)],
        chart(_("By the age at which withdrawals begin, in today’s dollars"), _("Age"), lines),
    )


def claim_ages(plan: Followed, names: Names) -> Document:
    """Return what claiming Social Security in each month comes to."""
    found = claim_search(plan)
    if found is None:
        return answer("claim_ages", [_("Nobody of this plan has a month of claiming to choose.")])
    unit = _("Spending a year") if plan.objective is Objective.SPENDING else _("Left at the end")
    people = [(f"at_{one}", names.people[one], "month") for one in found.people]
    grid = [
        {**{f"at_{one}": month(day) for one, day in claims.items()}, "value": money(value)}
        for claims, value in sorted(found.grid, key=lambda one: -one[1])
    ]
    by_month = [
        {
            "person": names.people[one.person],
            "month": month(one.start_on),
            "age": _age(one.age),
            "value": money(one.value),
        }
        for one in found.months
    ]
    return answer(
        "claim_ages",
        _of_claims(found, plan, names),
        [
            table(
                _("Whole ages together, the best first: the plan as it is followed"),
                [*people, ("value", unit, "dollars")],
                grid,
                marked=[0],
            ),
            table(
                _("Every month of each, the others at their best"),
                [
                    ("person", _("Who"), "text"),
                    ("month", _("Claims in"), "month"),
                    ("age", _("At"), "text"),
                    ("value", unit, "dollars"),
                ],
                by_month,
            ),
        ],
        chart(
            unit,
            _("Age"),
            [
                (round(one.age / MONTHS, 4), names.people[one.person], one.value)
                for one in found.months
            ],
        ),
    )


def _of_ages(found: tuple[StartAge, ...], plan: Followed) -> Iterator[str]:
    kept = [one for one in found if one.is_kept] or list(found)
    ranked = sorted(kept, key=lambda one: _worth(one, plan))
    best, worst = ranked[-1], ranked[0]
    (lasts, most), (all_last, least) = _worth(best, plan), _worth(worst, plan)
    if lasts == all_last and most - least < 1:
        yield _("Whichever age withdrawals begin at comes to the same.")
    elif plan.objective is Objective.SPENDING:
        yield _(
            "Beginning to withdraw at {age} affords the most, {spending} a year; beginning at "
            "{worst} affords {less}."
        ).format(
            age=best.age,
            spending=whole(best.spending),
            worst=worst.age,
            less=whole(worst.spending),
        )
    else:
        yield _(
            "Beginning to withdraw at {age} leaves the most: {estate}, after {tax} of lifetime "
            "tax. Beginning at {worst} leaves {less}, after {more_tax}."
        ).format(
            age=best.age,
            estate=whole(best.estate_after_tax),
            tax=whole(best.tax_present_value),
            worst=worst.age,
            less=whole(worst.estate_after_tax),
            more_tax=whole(worst.tax_present_value),
        )
    yield _(
        "Before that age the household lives on income, cash and taxable accounts as far as they "
        "go; from it on pre-tax money comes first. Nothing is converted. How likely the money is "
        "to last under other returns is not looked at here."
    )


def _worth(one: StartAge, plan: Followed) -> tuple[bool, float]:
    value = one.spending if plan.objective is Objective.SPENDING else one.estate_after_tax
    return one.first_short_year is None, value


def _of_claims(found: ClaimSearch, plan: Followed, names: Names) -> Iterator[str]:
    is_spending = plan.objective is Objective.SPENDING
    worth = _("{value} a year to spend") if is_spending else _("{value} at the end")
    yield _("The best months found: {claims}. That is worth {worth}.").format(
        claims=_listed(found.best, names), worth=worth.format(value=whole(found.best.value))
    )
    if found.present is not None and found.present_costs is not None:
        if found.present_costs < 1:
            yield _("Those on record are as good.")
        else:
            yield _("Those on record, {claims}, cost {costs}.").format(
                claims=_listed(found.present, names),
                costs=worth.format(value=whole(found.present_costs)),
            )
    yield _(
        "Months are valued by walking this plan through the whole law; the best and those on "
        "record are planned anew. It rests on everybody living as long as planned."
    )


def _listed(choice: Choice, names: Names) -> str:
    return ", ".join(
        _("{name} in {month}").format(name=names.people[one], month=_said(day))
        for one, day in choice.claims.items()
    )


def _said(day: date) -> str:
    return date_format(day, "F Y")


def _age(months: int) -> str:
    years, more = divmod(months, MONTHS)
    return _("{years} and {months} months").format(years=years, months=more) if more else f"{years}"
