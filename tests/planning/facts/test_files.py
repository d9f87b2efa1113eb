"""A household file that goes on record comes out again saying the same."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from clients.models import Account, Custodian, Firm, Household, Person, Team
from planning.engine.household_file import HouseholdFileError, read_household
from planning.facts import (
    HouseholdImportError,
    export_household,
    gather_facts,
    import_household,
)
from tests.properties.test_household_file import mutations

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = ["couple.json", "one-ira-2021.json", "complete.json"]

# What a file says by leaving it out, where a row has a column for it.
ABSENT = {
    "member": True,
    "contingent": False,
    "blind": False,
    "language": "en",
    "governmental": False,
    "collectively_bargained": False,
    "profile": "level",
    "under_aca_cliff": False,
    "is_split_interest": False,
    "lived_with_spouse": False,
    "spouse_itemizes": False,
    "federal_withheld": "0.00",
    "state_withheld": "0.00",
    "outstanding_rollover": "0.00",
    "outstanding_transfer": "0.00",
    "qlac": "0.00",
    "pre_1987": "0.00",
    "share": 1.0,
}
MONEY = {
    "amount", "federal_withheld", "state_withheld", "outstanding_rollover",
    "outstanding_transfer", "qlac", "pre_1987", "annuity_value", "annual", "monthly_at_fra",
    "tax_free_annual", "investment_in_contract",
    "basis", "state_local", "real_estate_tax", "mortgage_interest", "charity_cash", "medical",
    "aca_benchmark_annual", "other_medical", "estate_floor", "minimum_cash", "max_conversion",
    "withdraw", "bequest_floor", "short_gain", "short_loss", "long_gain", "long_loss",
    "unrecaptured_section_1250", "collectibles", "short_loss_carried", "long_loss_carried",
    "employer_stock_value", "employer_stock_cost",
}  # fmt: skip

EMPTY_IS_ABSENT = {
    "year_end_balances", "adjustments", "ira_deductions_after_70_half", "prior_magi", "yields",
    "deductions", "health", "spending", "limits", "assumptions", "returns",
}  # fmt: skip


@pytest.fixture
def team(db):
    firm = Firm.objects.create(name="A firm")
    return Team.objects.create(firm=firm, name="First team")


def text_of(name):
    return (EXAMPLES / name).read_text("utf-8")


def normal(value, key=None):
    """Return a document as two files that say the same both write it."""
    if isinstance(value, dict):
        entries = {name: normal(entry, name) for name, entry in value.items()}
        if key == "year_end_balances":
            entries = {
                year: entry if isinstance(entry, dict) else {"amount": cents(entry)}
                for year, entry in value.items()
            }
            entries = {year: normal(entry) for year, entry in entries.items()}
        if key == "ira_deductions_after_70_half":
            entries = {name: entry for name, entry in entries.items() if entry}
        return {
            name: entry
            for name, entry in entries.items()
            if name == "separated_on"
            or (entry not in (None, "", []) and not is_absent(name, entry))
        }
    if isinstance(value, list):
        lines = [normal(entry) for entry in value]
        return sorted(lines, key=repr_sorted) if key in {"marriages", "distributions"} else lines
    return cents(value) if key in MONEY and value is not None else value


def repr_sorted(entry):
    return json.dumps(entry, sort_keys=True)


def is_absent(name, entry):
    if name == "kind":  # of a payment, and of a goal
        return entry in {"cash", "expense"}
    return entry == {} if name in EMPTY_IS_ABSENT else name in ABSENT and entry == ABSENT[name]


def cents(value):
    return f"{Decimal(str(value)):.2f}"


def in_any_order(household):
    """Return the facts with marriages and payments sorted: their order says nothing.

    Nor does which row a payment is; a file has none.
    """
    return replace(
        household,
        marriages=tuple(sorted(household.marriages, key=repr)),
        distributions=tuple(
            sorted((replace(paid, record=None) for paid in household.distributions), key=repr)
        ),
        returns=household.returns or None,
        ira_deductions_after_70_half={
            person: given
            for person, given in household.ira_deductions_after_70_half.items()
            if given
        },
        accounts=tuple(
            replace(
                account,
                custodian=account.custodian or None,
                number_last4=account.number_last4 or None,
            )
            for account in household.accounts
        ),
    )


def imported(team, text):
    try:
        return import_household(actor=None, team=team, text=text)
    except HouseholdImportError:
        return None


def exported(household, as_of):
    return json.loads(json.dumps(export_household(household, as_of=as_of)))


@pytest.mark.parametrize("name", NAMES)
def test_what_goes_in_comes_out(team, name):
    text = text_of(name)
    known = read_household(text)
    household = import_household(actor=None, team=team, text=text)
    document = exported(household, known.as_of)
    assert in_any_order(read_household(json.dumps(document))) == in_any_order(known)
    assert normal(document) == normal(json.loads(text))


@pytest.mark.parametrize("name", NAMES)
def test_the_facts_of_the_rows_are_those_of_the_file(team, name):
    known = read_household(text_of(name))
    household = import_household(actor=None, team=team, text=text_of(name))
    assert in_any_order(gather_facts(household, as_of=known.as_of)) == in_any_order(known)


def test_a_file_goes_round_twice_without_changing(team):
    first = import_household(actor=None, team=team, text=text_of("complete.json"))
    once = exported(first, date(2026, 11, 21))
    second = import_household(actor=None, team=team, text=json.dumps(once))
    assert exported(second, date(2026, 11, 21)) == once


@pytest.mark.one_database
@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(text=mutations())
def test_any_sound_file_comes_out_as_it_went_in_or_is_refused_whole(team, text):
    try:
        known = read_household(text)
    except HouseholdFileError:
        assume(False)
    before = Household.objects.count()
    household = imported(team, text)
    if household is None:
        assert Household.objects.count() == before
        return
    original = json.loads(text)
    document = exported(household, known.as_of)
    if not original.get("name"):
        original["name"] = document["name"]
        known = replace(known, name=document["name"])
    again = read_household(json.dumps(document))
    assert in_any_order(again) == in_any_order(known)
    assert normal(document) == normal({**original, "as_of": str(known.as_of)})


def test_a_custodian_is_found_by_name_in_the_firm_or_added(team):
    custodian = Custodian.objects.create(firm=team.firm, name="SCHWAB")
    other = Custodian.objects.create(firm=Firm.objects.create(name="Other"), name="Fidelity")
    import_household(actor=None, team=team, text=text_of("couple.json"))
    assert Account.objects.get(key="ira1").custodian == custodian
    assert Account.objects.get(key="sep").custodian != other
    assert team.firm == Account.objects.get(key="sep").custodian.firm


def test_an_id_that_cannot_be_a_key_is_kept_beside_it(team):
    text = text_of("couple.json").replace('"ana"', '"Ana & Co"').replace('"luis"', '"Ana + Co"')
    household = import_household(actor=None, team=team, text=text)
    assert list(household.people.values_list("key", flat=True)) == [
        "Ana-Co",
        "Ana-Co-2",
        "mother",
    ]
    assert normal(exported(household, date(2026, 11, 21))) == normal(json.loads(text))


def test_a_household_without_a_name_is_named_after_its_first_person(team):
    document = json.loads(text_of("couple.json"))
    del document["name"]
    household = import_household(actor=None, team=team, text=json.dumps(document))
    assert household.name == "Household of Ana Rivera"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("Ana Rivera", "A" * 151, "people.ana.name: Ensure this value has at most 150"),
        ('"amount": "5000.00"', '"amount": 0', "distributions[1]: "),
        ('"2024": "482150.12"', '"1974": 5', "accounts.ira1.year_end_balances.1974.year: "),
        ('"share": 1.0', '"share": 0.123456789', "accounts.ira1.beneficiaries.share: "),
        ("0.065", "0.06512345678901234567890", "household file: 0.06512345678901234567890 has"),
    ],
)
def test_what_the_records_have_no_room_for_is_refused_and_nothing_is_written(
    team, old, new, sentence
):
    text = text_of("couple.json")
    assert old in text
    with pytest.raises(HouseholdImportError) as refusal:
        import_household(actor=None, team=team, text=text.replace(old, new))
    assert str(refusal.value).startswith(sentence)
    assert not Household.objects.exists()
    assert not Person.objects.exists()
    assert not Custodian.objects.exists()
