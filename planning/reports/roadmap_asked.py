"""What is a roadmap asked for, what does it keep to, how far is it, and what does it lack?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clients.models import Account, Household, Person
from planning.models import PlanRun, RoadmapRun
from planning.reports.field_places import first_address, places_of
from planning.reports.plan_page import Line, kept_to, limits_of

Objective = RoadmapRun.Objective
MEANT = {
    Objective.SPENDING: lazy(
        "What can be spent every year until the end, with the estate asked for."
    ),
    Objective.BEQUEST: lazy("What heirs keep after their tax, with the spending on record."),
    Objective.TAX: lazy(
        "Taxes and surcharges of all years, with the spending on record and no less of an estate "
        "than by taxable accounts first."
    ),
}
BALANCE = re.compile(r"accounts\.[^.]+\.year_end_balances\.(?P<year>\d{4})")
# What the household file calls by a path no row has.
FORMS = {"spending": "spending", "limits": "limits", "assumptions": "assumptions"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """Something a plan can be asked to make as good as it can be."""

    value: str
    text: str
    meant: str
    is_asked: bool
    needs_spending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StageLine:
    """One of the steps a run takes, and whether it is behind, under way or to come."""

    text: str
    is_done: bool
    is_current: bool

    @property
    def tone(self) -> str:
        return "is-done" if self.is_done else "is-current" if self.is_current else "is-ahead"

    @property
    def said(self) -> str:
        if self.is_done:
            return _("done")
        return _("under way") if self.is_current else _("not yet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """The fact without which nothing is worked out; no address: no form supplies it."""

    subject: str
    problem: str
    address: str


def aims_of(asked: str) -> list[Aim]:
    """Return what can be asked for, and which of it is."""
    return [
        Aim(
            value=objective.value,
            text=str(objective.label),
            meant=str(MEANT[objective]),
            is_asked=objective.value == asked,
            needs_spending=objective is not Objective.SPENDING,
        )
        for objective in Objective
    ]


def stages_of(run: RoadmapRun) -> list[StageLine]:
    """Return the steps of a run, in order."""
    stages = list(RoadmapRun.Stage)
    reached = stages.index(RoadmapRun.Stage(run.stage)) if run.stage else -1
    return [
        StageLine(
            text=str(stage.label),
            is_done=position <= reached,
            is_current=not run.is_over and position == reached + 1,
        )
        for position, stage in enumerate(stages)
    ]


def limits_kept_to(household: Household) -> Sequence[Line]:
    """Return the limits a plan keeps to, in words."""
    limits = limits_of(household)
    names = {row.key: str(row) for row in household.accounts.select_related("custodian")}
    return list(kept_to(limits, names)) if limits else []


def lacking_of(run: RoadmapRun | PlanRun) -> Lacking | None:
    """Return the fact a run failed for, and where it is typed."""
    field = run.error_at
    if not field:
        return None
    people = list(run.household.people.all())
    accounts = list(run.household.accounts.select_related("custodian"))
    called: dict[str, object] = {f"people.{row.key}": row for row in people}
    called |= {f"accounts.{row.key}": row for row in accounts}
    row = called.get(".".join(field.split(".")[:2]))
    return Lacking(
        subject=_subject(field, str(row)) if row else _first_word(field),
        problem=run.error.removeprefix(f"{field}: "),
        address=_address(run.household, field, people, accounts),
    )


def _address(
    household: Household, field: str, people: Sequence[Person], accounts: Sequence[Account]
) -> str:
    section = field.split(".")[0]
    if section in FORMS:
        return reverse(f"planning:{FORMS[section]}", args=[household.pk])
    if field == "people":
        return reverse("planning:new_person", args=[household.pk])
    return first_address([field], places_of(household, people, accounts))


def _subject(field: str, name: str) -> str:
    """Name what is missing of a row, where its problem alone does not say it."""
    if said := BALANCE.fullmatch(field):
        text = _("The balance of {name} on December 31, {year}")
        return text.format(name=name, year=said["year"])
    return name


def _first_word(field: str) -> str:
    words: Mapping[str, str] = {
        "spending.annual": _("The spending of a year"),
        "people": _("The people"),
    }
    return words.get(field, field)
