"""What do deaths and heirs make of a plan, in words?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from planning.advice.writing import Document, Names, answer, chart, money, rate, table, whole
from planning.engine.advice.followed import Followed
from planning.engine.advice.heirs import YEARS, Drained, Heirs, heirs_of
from planning.engine.advice.survivor import FirstDeath, first_deaths
from planning.wording import spoken_percent

AHEAD = 9  # years: the death a sentence is about
WAYS = {
    "evenly": lambda: _("An equal part each year"),
    "last_year": lambda: _("All in the tenth year"),
    "at_once": lambda: _("All at once"),
}


def survivor(plan: Followed, names: Names) -> Document:
    """Return what each first death changes for who is left."""
    deaths = first_deaths(plan)
    if not deaths:
        return answer(
            "survivor",
            [_("Nobody of this plan is married: there is no survivor’s tax to look at.")],
        )
    return answer(
        "survivor",
        _of_survivors(deaths, names),
        [_deaths(deaths, names)],
        chart(
            _("Tax in the year after the death, in today’s dollars"),
            _("Year of the death"),
            [*_alone(deaths, names), *_together(deaths)],
        ),
    )


def heirs(plan: Followed, names: Names) -> Document:
    """Return what the estate comes to in the hands of heirs."""
    del names
    found = heirs_of(plan)
    if found is None:
        return answer("heirs", [_("The plan leaves nothing: all is spent.")])
    return answer("heirs", _of_heirs(found), list(_heirs_tables(found)))


def _of_survivors(deaths: tuple[FirstDeath, ...], names: Names) -> Iterator[str]:
    for person in dict.fromkeys(one.person for one in deaths):
        mine = [one for one in deaths if one.person == person]
        one = mine[min(AHEAD, len(mine) - 1)]
        both, alone = one.next_year
        yield _(
            "If {person} dies in {year}, {survivor}’s tax of {next} is {tax} instead of "
            "{instead}: {rate} of the income instead of {rate_instead}. "
            "{survivor} spends {spending} a year."
        ).format(
            person=names.people[one.person],
            survivor=names.people[one.survivor],
            year=one.year,
            next=alone.year,
            tax=whole(alone.tax),
            instead=whole(both.tax),
            rate=_percent(alone.rate),
            rate_instead=_percent(both.rate),
            spending=whole(alone.spending),
        )
    short = [one for one in deaths if one.first_short_year is not None]
    if short:
        first = min(short, key=lambda one: one.year)
        yield _("After a death in {year} the money lasts until {until}.").format(
            year=first.year, until=(first.first_short_year or 0) - 1
        )
    else:
        yield _("Whoever dies first, and in whichever year: the money lasts as planned.")
    yield _("All amounts are in today’s dollars; the plan is followed by who is left.")


def _deaths(deaths: tuple[FirstDeath, ...], names: Names) -> Document:
    columns = [
        ("person", _("Who dies"), "text"),
        ("year", _("At the end of"), "year"),
        ("tax_both", _("Next year’s tax, both alive"), "dollars"),
        ("tax_alone", _("Survivor’s tax"), "dollars"),
        ("rate_both", _("Rate, both alive"), "rate"),
        ("rate_alone", _("Survivor’s rate"), "rate"),
        ("irmaa_later", _("Survivor’s Medicare surcharge, third year"), "dollars"),
        ("benefits", _("Social Security left"), "dollars"),
        ("spending", _("Spending"), "dollars"),
        ("estate", _("Estate after tax"), "dollars"),
        ("short", _("First year short"), "year"),
    ]
    rows = [
        {
            "person": names.people[one.person],
            "year": one.year,
            "tax_both": money(one.next_year[0].tax),
            "tax_alone": money(one.next_year[1].tax),
            "rate_both": rate(one.next_year[0].rate),
            "rate_alone": rate(one.next_year[1].rate),
            "irmaa_later": None if one.third_year is None else money(one.third_year[1].irmaa),
            "benefits": money(one.next_year[1].benefits),
            "spending": money(one.next_year[1].spending),
            "estate": money(one.estate_after_tax),
            "short": one.first_short_year,
        }
        for one in deaths
    ]
    return table(_("Every year of a first death, in today’s dollars"), columns, rows)


def _alone(deaths: tuple[FirstDeath, ...], names: Names) -> Iterator[tuple[int, str, float]]:
    for one in deaths:
        yield (
            one.year,
            _("{name} is left").format(name=names.people[one.survivor]),
            (one.next_year[1].tax),
        )


def _together(deaths: tuple[FirstDeath, ...]) -> Iterator[tuple[int, str, float]]:
    for year, tax in {one.year: one.next_year[0].tax for one in deaths}.items():
        yield year, _("Both alive"), tax


def _of_heirs(found: Heirs) -> Iterator[str]:
    yield _(
        "In {year} the plan leaves {before} in today’s dollars; {untaxed} of it was never taxed. "
        "At the assumed {rate} heirs keep {after}."
    ).format(
        year=found.year,
        before=whole(found.before_tax),
        untaxed=whole(found.untaxed),
        rate=_percent(found.assumed_rate),
        after=whole(found.after_assumed_rate),
    )
    if not found.drained:
        return
    busy = {one.way: one for one in found.drained if one.income == 100_000}
    yield _(
        "An heir with {income} of other income who draws an equal part in each of {years} years "
        "pays {rate} of it; one who waits for the tenth year pays {late}."
    ).format(
        income=whole(100_000),
        years=YEARS,
        rate=_percent(busy["evenly"].rate),
        late=_percent(busy["last_year"].rate),
    )
    yield _(
        "Heirs are taken to file as single under today’s law. Their state’s tax is not looked at. "
        "Where required payments had begun, heirs must take some each year."
    )


def _heirs_tables(found: Heirs) -> Iterator[Document]:
    yield table(
        _("What is left, in today’s dollars"),
        [("kind", _("Kind"), "text"), ("amount", _("Amount"), "dollars")],
        [
            {"kind": _("Never taxed"), "amount": money(found.untaxed)},
            {"kind": _("Taxable accounts, stepped up"), "amount": money(found.taxable)},
            {"kind": _("Roth accounts"), "amount": money(found.roth)},
            {"kind": _("All of it"), "amount": money(found.before_tax)},
        ],
    )
    if found.drained:
        yield table(
            _("Never-taxed money of one of {heirs} heirs, drawn within ten years").format(
                heirs=found.heirs
            ),
            [
                ("income", _("Heir’s other income"), "dollars"),
                ("way", _("How it is drawn"), "text"),
                ("drawn", _("Drawn"), "dollars"),
                ("tax", _("Tax on it"), "dollars"),
                ("rate", _("Rate"), "rate"),
            ],
            [_drained(one) for one in found.drained],
        )


def _drained(one: Drained) -> dict[str, str | float]:
    return {
        "income": money(one.income),
        "way": WAYS[one.way](),
        "drawn": money(one.drawn),
        "tax": money(one.tax),
        "rate": rate(one.rate),
    }


def _percent(fraction: float) -> str:
    return spoken_percent(Decimal(f"{fraction:.3f}"))
