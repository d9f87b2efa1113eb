"""What would fixed withdrawals come to, and what would change this year's advice, in words?"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from planning.advice.writing import Cell, Document, Names, answer, money, table, whole
from planning.engine.advice.followed import Followed
from planning.engine.advice.systematic import Schedules, schedules_of
from planning.engine.advice.would_change import Circumstance, FirstYear
from planning.engine.advice.would_change import would_change as first_years
from planning.engine.roadmap.household.modelled import Objective
from planning.wording import spoken_date

WAYS = {
    "systematic": lambda: _("Fixed withdrawals"),
    "lump_sum": lambda: _("Lump sum"),
    "plan": lambda: _("This plan"),
}


def systematic(plan: Followed, names: Names) -> Document:
    """Return fixed withdrawals with what they lack, and a lump sum beside them."""
    del names
    found = schedules_of(plan)
    if found is None:
        return answer("systematic", [_("There is no pre-tax money to take by a schedule.")])
    ways: list[dict[str, Cell]] = [
        {
            "way": WAYS[one.name](),
            "spending": money(one.spending),
            "tax": money(one.tax_present_value),
            **{f"estate_{at}": money(one.estates[at]) for at in range(3)},
            **{f"short_{at}": one.first_short_years[at] for at in range(3)},
        }
        for one in found.ways
    ]
    years: list[dict[str, Cell]] = [
        {
            "year": one.year,
            "scheduled": money(one.scheduled),
            "required": money(one.required),
            "top_up": money(one.top_up),
            "by": "" if one.by is None else spoken_date(one.by),
        }
        for one in found.years
    ]
    at_returns = [_("low returns"), _("as assumed"), _("high returns")]
    columns = [
        ("way", _("Way"), "text"),
        ("spending", _("Spending a year"), "dollars"),
        ("tax", _("Lifetime tax"), "dollars"),
        *(
            (f"estate_{at}", _("Estate, {name}").format(name=one), "dollars")
            for at, one in enumerate(at_returns)
        ),
        *(
            (f"short_{at}", _("First year short, {name}").format(name=one), "year")
            for at, one in enumerate(at_returns)
        ),
    ]
    return answer(
        "systematic",
        _of_schedule(found, plan),
        [
            table(_("Side by side, in today’s dollars"), columns, ways, marked=[2]),
            table(
                _("The schedule and what the law requires, in dollars of each year"),
                [
                    ("year", _("Year"), "year"),
                    ("scheduled", _("Scheduled"), "dollars"),
                    ("required", _("Required"), "dollars"),
                    ("top_up", _("To be taken besides"), "dollars"),
                    ("by", _("By"), "text"),
                ],
                years,
                marked=[at for at, one in enumerate(found.years) if one.by is not None],
            ),
        ],
    )


def would_change(plan: Followed, names: Names) -> Document:
    """Return in which circumstances this year's advice would be another."""
    found = first_years(plan)
    if not found:
        return answer(
            "would_change",
            [_("The optimiser has no plan of its own here: what would change it is not known.")],
        )
    rows: list[dict[str, Cell]] = [
        {
            "circumstance": _circumstance(one.circumstance, names),
            "converted": money(one.converted),
            **{kind: money(amount) for kind, amount in one.withdrawn.items()},
            "changes": _("yes") if one.changes else "",
        }
        for one in found
    ]
    return answer(
        "would_change",
        _of_changes(found, names),
        [
            table(
                _("What this year would do, each planned anew"),
                [
                    ("circumstance", _("If"), "text"),
                    ("converted", _("Converted"), "dollars"),
                    ("pretax", _("From pre-tax accounts"), "dollars"),
                    ("taxable", _("From taxable accounts"), "dollars"),
                    ("roth", _("From Roth accounts"), "dollars"),
                    ("changes", _("Another advice"), "text"),
                ],
                rows,
                marked=[at for at, one in enumerate(found) if one.changes],
            )
        ],
    )


def _of_schedule(found: Schedules, plan: Followed) -> Iterator[str]:
    yield _("{amount} a month, rising with prices: 4% of today’s pre-tax money a year.").format(
        amount=whole(found.schedule.amount)
    )
    lacking = next((one for one in found.years if one.by is not None), None)
    if lacking is not None and lacking.by is not None:
        yield _(
            "In {year} the schedule takes {scheduled} of the {required} the law requires: "
            "{top_up} more must leave, safely by {by}."
        ).format(
            year=lacking.year,
            scheduled=whole(lacking.scheduled),
            required=whole(lacking.required),
            top_up=whole(lacking.top_up),
            by=spoken_date(lacking.by),
        )
    else:
        yield _("The schedule takes what the law requires in every year.")
    ours, lump = found.ways[0], found.ways[1]
    if plan.objective is Objective.SPENDING:
        yield _(
            "It affords {spending} a year to spend; the same accounts taken at once afford {lump}."
        ).format(spending=whole(ours.spending), lump=whole(lump.spending))
    yield _(
        "Lifetime tax is {tax} with the schedule and {lump} with the lump sum. How likely each is "
        "to last is not looked at, but returns two points lower and higher."
    ).format(tax=whole(ours.tax_present_value), lump=whole(lump.tax_present_value))


def _of_changes(found: tuple[FirstYear, ...], names: Names) -> Iterator[str]:
    base = found[0]
    yield _(
        "As planned, this year converts {converted} and takes {taken} from pre-tax accounts."
    ).format(converted=whole(base.converted), taken=whole(base.withdrawn["pretax"]))
    changing = [one for one in found if one.changes]
    if not changing:
        yield _("None of what was tried would change this year’s actions by $1,000.")
    for code in dict.fromkeys(one.circumstance.code for one in changing):
        nearest = min(
            (one for one in changing if one.circumstance.code == code),
            key=lambda one: abs(one.circumstance.number - (1 if code == "spending" else 0)),
        )
        yield _(
            "The nearest that would: {circumstance}. Then {converted} are converted and {taken} "
            "taken from pre-tax accounts."
        ).format(
            circumstance=_circumstance(nearest.circumstance, names),
            converted=whole(nearest.converted),
            taken=whole(nearest.withdrawn["pretax"]),
        )
    yield _(
        "Not looked at: another state, a change of the tax law, other prices, income that is not "
        "on record."
    )


def _circumstance(one: Circumstance, names: Names) -> str:
    if one.code == "returns":
        points = f"{abs(one.number) * 100:g}"
        if one.number < 0:
            return _("returns are {points}% a year lower").format(points=points)
        return _("returns are {points}% a year higher").format(points=points)
    if one.code == "spending":
        return _("{percent} of the spending").format(percent=f"{one.number:.0%}")
    if one.code == "death" and one.person is not None:
        return _("{name} dies {years} years earlier").format(
            name=names.people[one.person], years=f"{one.number:g}"
        )
    return _("all is as planned")
