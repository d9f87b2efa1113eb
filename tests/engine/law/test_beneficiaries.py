"""What the law says of heirs: every class and every death has its row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from planning.engine.household import BeneficiaryClass, Election
from planning.engine.law import BeneficiaryLaw, LawError, PayoutMethod, Standing, load_law

LAW = load_law()


def without_the_first_value(name):
    """Return the parameters of heirs where one of them lacks its first value."""
    parameter = LAW.parameters[name]
    return BeneficiaryLaw({**LAW.parameters, name: replace(parameter, values=parameter.values[1:])})


def test_every_class_stands_somewhere():
    assert set(LAW.beneficiaries.classes) == set(BeneficiaryClass)


@pytest.mark.parametrize(
    ("is_new_law", "is_before", "standing"), [*product((True, False), (True, False), Standing)]
)
def test_every_death_and_standing_has_a_rule_with_its_source(is_new_law, is_before, standing):
    rule = LAW.beneficiaries.payout(standing, is_new_law=is_new_law, is_before_beginning=is_before)
    assert rule.source
    assert (rule.method is PayoutMethod.GHOST) == (standing is Standing.NONE and not is_before)
    assert (Election.TEN_YEAR in rule.elections) <= is_new_law


def test_a_class_without_a_standing_is_refused():
    with pytest.raises(LawError, match=r"beneficiary_classes.toml: spouse missing"):
        _ = without_the_first_value("beneficiary_classes").classes


def test_a_standing_without_a_rule_is_refused():
    with pytest.raises(LawError, match=r"payout_rules.toml: a law, a death or a standing"):
        without_the_first_value("payout_rules").payout(
            Standing.NONE, is_new_law=True, is_before_beginning=True
        )


def test_what_must_be_a_list_is_one():
    parameter = LAW.parameters["payout_rules"]
    first, *others = parameter.values
    bare = replace(first, fields={**first.fields, "standings": "none"})
    law = BeneficiaryLaw(
        {**LAW.parameters, "payout_rules": replace(parameter, values=(bare, *others))}
    )
    with pytest.raises(LawError, match="A list of standings is expected"):
        law.payout(Standing.NONE, is_new_law=True, is_before_beginning=True)


def test_two_years_are_left_out_of_five():
    assert LAW.beneficiaries.skipped_years == {2009, 2020}


@pytest.mark.parametrize(
    ("year", "last"), [(2020, None), (2021, 2020), (2022, 2021), (2024, 2023), (2025, None)]
)
def test_the_notices_look_at_the_deaths_of_the_years_before(year, last):
    relief = LAW.beneficiaries.relief(year)
    assert (relief and relief.deaths_through) == last
    assert relief is None or (relief.covers(2020), relief.covers(last + 1)) == (True, False)


def test_the_new_law_came_to_some_plans_later():
    days = {plan.value: rule.applies_from for plan, rule in LAW.beneficiaries.new_law.items()}
    assert days == {
        "any": date(2020, 1, 1),
        "governmental": date(2022, 1, 1),
        "collectively_bargained": date(2022, 1, 1),
    }
