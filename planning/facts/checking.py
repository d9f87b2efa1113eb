"""May the records say this? Whatever would make the reader refuse a household's own file may not.

The rules stand once, in `planning.engine.household_file`. The services check first what they can
say better beside a field; this is the net under them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from clients.models import (
    Account,
    Assumptions,
    Beneficiary,
    FirmRow,
    FixedWithdrawal,
    Goal,
    Household,
    Income,
    Limits,
    Marriage,
    Person,
    Spending,
    TaxProfile,
    YearEndAdjustment,
)
from clients.today import today_of
from planning.engine.household_file import Problem, problems_of
from planning.facts.exporting import export_household, file_id

CHECKED = (
    Person, Marriage, Account, Beneficiary, YearEndAdjustment, Income, TaxProfile,
    Spending, Goal, Limits, FixedWithdrawal, Assumptions,
)  # fmt: skip

# Where the rows of a kind stand in the file, but for people and accounts, which have an id there.
PLACES: dict[type[FirmRow], str] = {
    Marriage: "marriages",
    Beneficiary: "beneficiaries",
    Income: "incomes",
    Spending: "spending",
    Goal: "goals",
    Limits: "limits",
    FixedWithdrawal: "fixed",
    Assumptions: "assumptions",
}

# What the file calls a fact, and the records.
FIELDS = {
    "from": "from_on",
    "to": "to_on",
    "member": "is_member",
    "withdraw": "amount",
    "governmental": "is_governmental",
    "collectively_bargained": "is_collectively_bargained",
}


@contextmanager
def no_new_contradiction(household: Household, row: FirmRow) -> Iterator[None]:
    """Refuse a change after which the household's own file would be refused for something new.

    What was wrong before does not keep anybody from correcting something else.

    Raises: ValidationError, by field where the problem is one of the row's own.
    """
    if not isinstance(row, CHECKED):
        yield
        return
    before = {problem.text for problem in _problems(household)[1]}
    yield
    document, problems = _problems(household)
    for problem in problems:
        if problem.text not in before:
            raise ValidationError({_field(document, problem, row): _sentence(problem)})


def _problems(household: Household) -> tuple[dict[str, Any], list[Problem]]:
    today = today_of(household.firm)
    document = export_household(household, as_of=today)
    return document, problems_of(json.dumps(document), as_of=today)


def _field(document: dict[str, Any], problem: Problem, row: FirmRow) -> str:
    """Return the row's field that a problem is about, or that it is about none of them."""
    path = problem.path
    last = path[-1] if path else ""
    if not isinstance(last, str) or not _is_place_of(document, path, row):
        return NON_FIELD_ERRORS
    name = FIELDS.get(last, last)
    return name if name in {field.name for field in row._meta.fields} else NON_FIELD_ERRORS


def _is_place_of(document: dict[str, Any], path: tuple[str | int, ...], row: FirmRow) -> bool:
    """Tell whether a place in the file is the row itself."""
    if not isinstance(row, Person | Account):
        return PLACES.get(type(row)) in path
    entries = "people" if isinstance(row, Person) else "accounts"
    if path[0] != entries or len(path) < 2 or not isinstance(path[1], int):
        return False
    return bool(document[entries][path[1]]["id"] == file_id(row)) and "beneficiaries" not in path


def _sentence(problem: Problem) -> str:
    """Return the reader's sentence in the words of the forms."""
    text = problem.text
    for code, words in (
        ("as_of", _("today")),
        ("opened_on", _("the day the account was opened")),
        ("born_on", _("the birth date")),
        ("died_on", _("the date of death")),
        ("retired_on", _("the day of retirement")),
        ("separated_on", _("the day the employer was left")),
        ("annuity_value", _("the value of the annuity")),
        ("pre_1987", _("the money from before 1987")),
    ):
        text = text.replace(code, words)
    return text[:1].upper() + text[1:]
