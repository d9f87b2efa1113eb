"""Which years are low, and what do returns, required amounts and spending come to, in words?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from django.utils.translation import gettext as _

from planning.advice.writing import Cell, Document, Names, answer, chart, money, table, whole
from planning.advice.writing import rate as written_rate
from planning.engine.advice.followed import Followed
from planning.engine.advice.frontier import Point
from planning.engine.advice.frontier import frontier as points_of
from planning.engine.advice.low_income import IncomeYear, Room, income_years
from planning.engine.advice.returns import NAMES, ReturnPaths, return_paths

REASONS = {
    "before_benefits": lambda: _("Social Security has not begun"),
    "before_rmds": lambda: _("nothing is required yet"),
    "untaxed": lambda: _("deductions are more than the income"),
    "below_later": lambda: _("most later years are in a higher bracket"),
}
RETURNS = {
    "low": lambda: _("Low"),
    "middle": lambda: _("As assumed"),
    "high": lambda: _("High"),
}


def low_income(plan: Followed, names: Names) -> Document:
    """Return the room every year leaves unused."""
    del names
    years = income_years(plan)
    return answer(
        "low_income",
        _of_years(years),
        [
            _rooms(_("Unused with the plan followed, in dollars of each year"), years, "followed"),
            _rooms(_("With nothing chosen but what is required"), years, "unchosen"),
        ],
        chart(
            _("Room to the top of the bracket of most later years, in dollars of each year"),
            _("Year"),
            [*_used(years)],
        ),
    )


def returns(plan: Followed, names: Names) -> Document:
    """Return required distributions under low, assumed and high returns."""
    found = return_paths(plan)
    columns = [
        ("year", _("Year"), "year"),
        *((f"required_{name}", RETURNS[name](), "dollars") for name in NAMES),
        *(
            (f"real_{name}", _("{name}, today’s dollars").format(name=RETURNS[name]()), "dollars")
            for name in NAMES
        ),
        ("basis", _("Law"), "text"),
    ]
    whole_years = found.required.sum(axis=2)
    rows: list[dict[str, Cell]] = []
    for at, year in enumerate(found.years):
        row: dict[str, Cell] = {"year": year}
        for path, name in enumerate(NAMES):
            row[f"required_{name}"] = money(whole_years[path, at])
            row[f"real_{name}"] = money(whole_years[path, at] / found.prices[at])
        row["basis"] = _("projected") if found.basis[at] == "projected" else _("published")
        rows.append(row)
    points = [
        (year, RETURNS[name](), float(whole_years[path, at]))
        for path, name in enumerate(NAMES)
        for at, year in enumerate(found.years)
    ]
    return answer(
        "returns",
        _of_returns(found),
        [
            table(_("Required distributions, in dollars of each year"), columns, rows),
            _by_account(found, names),
        ],
        chart(_("Required distributions, in dollars of each year"), _("Year"), points),
    )


def spending(plan: Followed, names: Names) -> Document:
    """Return spending against estate, with the plan's own point."""
    del names
    points = points_of(plan)
    chosen = [at for at, one in enumerate(points) if one.is_chosen]
    rows = [
        {
            "spending": money(one.spending),
            "estate": money(one.estate),
            "chosen": _("this plan") if one.is_chosen else "",
        }
        for one in points
    ]
    return answer(
        "spending",
        _of_points(points),
        [
            table(
                _("Spending a year and the estate it leaves, in today’s dollars"),
                [
                    ("spending", _("Spending a year"), "dollars"),
                    ("estate", _("Estate after tax"), "dollars"),
                    ("chosen", "", "text"),
                ],
                rows,
                marked=chosen,
            )
        ],
        chart(
            _("Estate after tax, in today’s dollars"),
            _("Spending a year"),
            [
                *(
                    (round(one.spending), _("The most that can be left"), one.estate)
                    for one in points
                ),
                *(
                    (round(one.spending), _("This plan"), one.estate)
                    for one in points
                    if one.is_chosen
                ),
            ],
            x_is_money=True,
        ),
    )


def _of_years(years: tuple[IncomeYear, ...]) -> Iterator[str]:
    low = [one for one in years if one.reasons]
    if not low:
        yield _("No year has an income below that of later ones.")
        return
    yield _("{count} of {years} years have a low income, the first of them {first}.").format(
        count=len(low), years=len(years), first=low[0].year
    )
    first = low[0]
    reasons = "; ".join(REASONS[code]() for code in first.reasons)
    room = _room(first.followed, "bracket", first.later) or _highest(first.followed)
    if room is not None:
        yield _(
            "In {year} {room} more stay within the {rate} bracket ({reasons}); with nothing chosen "
            "it would be {before}."
        ).format(
            year=first.year,
            room=whole(room.dollars),
            rate=f"{room.number:.0%}",
            reasons=reasons,
            before=whole(_dollars(first.unchosen, "bracket", room.number)),
        )
    yield _("Room is counted on the whole return: how much more from an IRA until the line is met.")


def _rooms(title: str, years: tuple[IncomeYear, ...], which: str) -> Document:
    brackets = (0.12, 0.22, 0.24)
    columns = [
        ("year", _("Year"), "year"),
        ("low", _("Low, since"), "text"),
        ("bracket", _("Bracket with nothing chosen"), "rate"),
        ("later", _("Most later years"), "rate"),
        *(
            (f"to_{one * 100:.0f}", _("To the top of {rate}").format(rate=f"{one:.0%}"), "dollars")
            for one in brackets
        ),
        ("gains", _("Gains untaxed"), "dollars"),
        ("tier", _("To the next Medicare tier"), "dollars"),
        ("aca", _("To the marketplace line"), "dollars"),
    ]
    rows: list[dict[str, Cell]] = []
    for one in years:
        rooms: tuple[Room, ...] = getattr(one, which)
        tier = next((room for room in rooms if room.code == "irmaa_tier"), None)
        row: dict[str, Cell] = {
            "year": one.year,
            "low": "; ".join(REASONS[code]() for code in one.reasons),
            "bracket": written_rate(one.bracket),
            "later": written_rate(one.later),
            "gains": _written(_room(rooms, "gains")),
            "tier": _written(tier),
            "aca": _written(next((room for room in rooms if room.code == "aca"), None)),
        }
        for bracket in brackets:
            row[f"to_{bracket * 100:.0f}"] = _written(_room(rooms, "bracket", bracket))
        rows.append(row)
    return table(title, columns, rows, marked=[at for at, one in enumerate(years) if one.reasons])


def _used(years: tuple[IncomeYear, ...]) -> Iterator[tuple[int, str, float]]:
    for one in years:
        yield one.year, _("With nothing chosen"), _dollars(one.unchosen, "bracket", one.later)
        yield one.year, _("Left by the plan"), _dollars(one.followed, "bracket", one.later)


def _room(rooms: tuple[Room, ...], code: str, number: float = 0.0) -> Room | None:
    near = (one for one in rooms if one.code == code and abs(one.number - number) < 1e-6)
    return next(near, None)


def _highest(rooms: tuple[Room, ...]) -> Room | None:
    return next((one for one in rooms if one.code == "bracket"), None)


def _dollars(rooms: tuple[Room, ...], code: str, number: float) -> float:
    room = _room(rooms, code, number)
    return 0.0 if room is None else room.dollars


def _written(room: Room | None) -> str | None:
    return None if room is None else money(room.dollars)


def _of_returns(found: ReturnPaths) -> Iterator[str]:
    whole_years = found.required.sum(axis=2)
    asked = np.flatnonzero(whole_years[1] > 0)
    yield _("Every account earns {points} points a year less, as assumed, and more.").format(
        points=f"{found.points * 100:g}"
    )
    if len(asked):
        at = int(asked[min(9, len(asked) - 1)])
        low, middle, high = (float(one) for one in whole_years[:, at])
        yield _(
            "In {year} {middle} is required if accounts earn what is assumed, {low} if they earn "
            "less and {high} if they earn more."
        ).format(year=found.years[at], middle=whole(middle), low=whole(low), high=whole(high))
    else:
        yield _("Nothing is required in any year.")
    for name, short in zip(NAMES, found.first_short_years, strict=True):
        if short is not None:
            yield _("{name}: spending is no longer paid in {year}.").format(
                name=RETURNS[name](), year=short
            )


def _by_account(found: ReturnPaths, names: Names) -> Document:
    rows: list[dict[str, Cell]] = []
    for position, account in enumerate(found.accounts):
        for at, year in enumerate(found.years):
            if not found.required[:, at, position].any():
                continue
            row: dict[str, Cell] = {
                "owner": names.people[found.owners[position]],
                "account": names.accounts[account],
                "year": year,
            }
            for path, name in enumerate(NAMES):
                row[f"required_{name}"] = money(found.required[path, at, position])
                row[f"balance_{name}"] = money(found.balances[path, at, position])
            rows.append(row)
    columns = [
        ("owner", _("Owner"), "text"),
        ("account", _("Account"), "text"),
        ("year", _("Year"), "year"),
        *((f"required_{name}", RETURNS[name](), "dollars") for name in NAMES),
        *(
            (
                f"balance_{name}",
                _("Balance, {name}").format(name=RETURNS[name]().lower()),
                "dollars",
            )
            for name in NAMES
        ),
    ]
    return table(_("By account, with its balance at the year’s end"), columns, rows)


def _of_points(points: tuple[Point, ...]) -> Iterator[str]:
    chosen = next(one for one in points if one.is_chosen)
    yield _("This plan spends {spending} a year and leaves {estate} after tax.").format(
        spending=whole(chosen.spending), estate=whole(chosen.estate)
    )
    others = [one for one in points if one.spending < chosen.spending and one.is_paid]
    if others:
        less = others[-1]
        yield _("Spending {less} a year less would leave {more} more.").format(
            less=whole(chosen.spending - less.spending), more=whole(less.estate - chosen.estate)
        )
    yield _("Each point is planned anew for the largest estate, and walked through the whole law.")
