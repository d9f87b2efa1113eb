"""What the reader of a household file would refuse cannot be written by a form either."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone

from clients import services
from clients.models import Account, Marriage, Person
from planning.engine.household_file import read_household
from planning.facts import export_household
from tests.cast import Story

AS_OF = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: AS_OF)


@pytest.fixture
def sam(story: Story) -> Person:
    return services.add_person(
        actor=None, household=story.household, name="Sam Doe", born_on=date(1955, 3, 2)
    )


def refused(change: Any) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        change()
    return refusal.value.message_dict


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"born_on": date(1890, 1, 1)}, "born_on", "1890-01-01 makes the person 136 years old"),
        ({"born_on": date(2027, 1, 1)}, "born_on", "This day has not come yet."),
        ({"died_on": date(2027, 1, 1)}, "died_on", "This day has not come yet."),
        ({"died_on": date(1949, 1, 1)}, "died_on", "This is before the birth date."),
        ({"retired_on": date(1949, 1, 1)}, "retired_on", "This is before the birth date."),
    ],
)
def test_an_impossible_life_is_refused_beside_its_date(
    story: Story, facts: dict[str, date], field: str, sentence: str
) -> None:
    said = refused(
        lambda: services.change_person(actor=None, person=story.person, revision=1, **facts)
    )
    assert list(said) == [field]
    assert said[field][0].startswith(sentence)
    story.person.refresh_from_db()
    assert story.person.revision == 1


def test_a_marriage_before_a_birth_is_refused_on_either_side(story: Story, sam: Person) -> None:
    facts: dict[str, Any] = {"actor": None, "household": story.household, "other": sam}
    early = date(1954, 1, 1)
    said = refused(lambda: services.add_marriage(one=story.person, from_on=early, **facts))
    assert said == {"from_on": ["This is before the birth of a spouse."]}
    services.add_marriage(one=story.person, from_on=date(1980, 1, 1), **facts)
    said = refused(
        lambda: services.change_person(actor=None, person=sam, revision=1, born_on=date(1981, 1, 1))
    )
    assert list(said) == [NON_FIELD_ERRORS]
    assert "before the birth of a spouse (1981-01-01)" in said[NON_FIELD_ERRORS][0]


def test_a_life_that_would_join_two_marriages_is_refused(story: Story, sam: Person) -> None:
    kim = services.add_person(
        actor=None,
        household=story.household,
        name="Kim",
        born_on=date(1950, 1, 1),
        died_on=date(1990, 1, 1),
    )
    for other, from_on in ((kim, date(1970, 1, 1)), (sam, date(1995, 1, 1))):
        services.add_marriage(
            actor=None, household=story.household, one=story.person, other=other, from_on=from_on
        )
    said = refused(lambda: services.change_person(actor=None, person=kim, revision=1, died_on=None))
    assert "is still in another marriage then" in said[NON_FIELD_ERRORS][0]


def test_accounts_of_one_plan_do_not_contradict_each_other(story: Story) -> None:
    plan: dict[str, Any] = {"kind": "401k", "has_plan": True, "plan_key": "works"}
    plan |= {"actor": None, "household": story.household, "owner": story.person}
    services.add_account(**plan, name="One", is_governmental=True)
    services.add_account(**plan, name="Two", is_governmental=True, separated_on=date(2010, 1, 1))
    said = refused(
        lambda: services.add_account(**plan, name="Three", separated_on=date(2011, 1, 1))
    )
    assert list(said) == ["separated_on"]


def test_parts_of_a_balance_are_checked_when_they_are_stated(story: Story) -> None:
    said = refused(
        lambda: services.record_adjustment(
            actor=None, account=story.account, year=2025, qlac=Decimal(300_000)
        )
    )
    assert list(said) == ["qlac"]


def test_what_was_wrong_before_keeps_nobody_from_correcting_something_else(story: Story) -> None:
    Person.objects.filter(pk=story.person.pk).update(born_on=date(1890, 1, 1))
    changed = services.change_person(actor=None, person=story.person, revision=1, name="Pat A. Doe")
    assert changed.name == "Pat A. Doe"


def test_an_account_of_nothing_is_written_so_that_it_can_be_read_again(story: Story) -> None:
    Account.objects.filter(pk=story.account.pk).update(archived_at=timezone.now())
    file = json.dumps(export_household(story.household, as_of=AS_OF))
    (account,) = read_household(file).accounts
    assert account.year_end_balances[2026].amount == 0


def test_a_withdrawn_marriage_is_no_fact(story: Story, sam: Person) -> None:
    marriage = services.add_marriage(
        actor=None, household=story.household, one=story.person, other=sam
    )
    services.withdraw_marriage(actor=None, marriage=marriage, revision=1, because="Never was.")
    assert Marriage.objects.count() == 1
    assert "marriages" not in export_household(story.household, as_of=AS_OF)
