"""What a return rests on is typed once, corrected, withdrawn, and comes out in the file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.models import Account, AccountType, AuditAct, AuditEvent, Income, TaxProfile
from planning.facts import export_household
from planning.facts.taxes import gather_tax_facts
from tests.cast import Story

AS_OF = date(2026, 11, 21)
PENSION = {"kind": "pension", "annual": "$24,000", "start_on": "07/01/2018", "cola": "1.5%"}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 21, 18, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)


def at(name: str, *ids: Any) -> str:
    return reverse(f"planning:{name}", args=ids)


def file_of(story: Story) -> dict[str, Any]:
    return export_household(story.household, as_of=AS_OF)


def test_an_income_is_typed_corrected_and_withdrawn_and_its_acts_are_noted(
    story: Story, advisor: Client
) -> None:
    typed = PENSION | {"person": story.person.pk, "survivor_share": "50"}
    sent = advisor.post(at("new_income", story.household.pk), typed | {"another": "1"})
    assert sent.headers["Location"] == at("new_income", story.household.pk)
    income = Income.objects.get()
    assert (income.annual, income.cola) == (Decimal(24_000), Decimal("0.015"))
    assert file_of(story)["incomes"] == [
        {
            "person": story.person.key,
            "kind": "pension",
            "annual": "24000.00",
            "start_on": "2018-07-01",
            "cola": 0.015,
            "survivor_share": 0.5,
        }
    ]
    page = advisor.get(at("edit_income", income.pk)).content.decode()
    assert 'value="24,000.00"' in page
    assert 'value="1.5"' in page
    ended = typed | {"to_on": "12/31/2027", "revision": 1}
    assert advisor.post(at("edit_income", income.pk), ended).status_code == 302
    stale = advisor.post(at("edit_income", income.pk), ended | {"annual": "1"})
    assert stale.status_code == 422
    assert "was changed by" in stale.content.decode()
    withdrawn = {"because": "typed twice", "revision": 2}
    assert advisor.post(at("withdraw_income", income.pk), withdrawn).status_code == 302
    assert "incomes" not in file_of(story)
    acts = AuditEvent.objects.filter(object_type="income").values_list("act", flat=True)
    assert list(acts) == [AuditAct.CREATED, AuditAct.CHANGED, AuditAct.CHANGED]
    assert income.history.count() == 3


ANNUITY = {
    "kind": "annuity",
    "annual": "12,000",
    "start_on": "07/01/2018",
    "tax_free_annual": "$4,800.50",
    "investment_in_contract": "96,000",
}


def test_the_investment_in_a_contract_is_typed_and_comes_out_in_the_file(
    story: Story, advisor: Client
) -> None:
    typed = ANNUITY | {"person": story.person.pk}
    assert advisor.post(at("new_income", story.household.pk), typed).status_code == 302
    (said,) = file_of(story)["incomes"]
    assert (said["tax_free_annual"], said["investment_in_contract"]) == ("4800.50", "96000.00")
    (known,) = gather_tax_facts(story.household).incomes
    assert known.tax_free_annual == Decimal("4800.50")
    assert known.investment_in_contract == Decimal(96_000)
    income = Income.objects.get()
    address = at("edit_income", income.pk)
    page = advisor.get(address).content.decode()
    assert 'value="4,800.50"' in page
    emptied = typed | {"tax_free_annual": "", "investment_in_contract": "", "revision": 1}
    assert advisor.post(address, emptied).status_code == 302
    assert list(income.history.values_list("tax_free_annual", flat=True)) == [
        None,
        Decimal("4800.50"),
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"tax_free_annual": "12000.01"}, "This is more than the amount of a year"),
        ({"tax_free_annual": ""}, "Type what of a year is tax-free"),
        ({"start_on": ""}, "Type the day the payments began"),
        ({"kind": "rental"}, "Only a pension or an annuity has this"),
        ({"tax_free_annual": "-1"}, "The amount cannot be negative."),
        ({"investment_in_contract": "many"}, "Type the amount in dollars"),
    ],
    ids=["too much", "no part", "no day", "another kind", "negative", "no number"],
)
def test_an_investment_that_cannot_be_is_refused_beside_its_field(
    story: Story, advisor: Client, typed: dict[str, str], sentence: str
) -> None:
    sent = ANNUITY | {"person": str(story.person.pk)} | typed
    answer = advisor.post(at("new_income", story.household.pk), sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Income.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"kind": "wages"}, "Type the amount of one year."),
        ({"kind": "social_security"}, "Type the monthly benefit at full retirement age"),
        ({"kind": "wages", "annual": "-5"}, "The amount cannot be negative."),
        ({"kind": "wages", "annual": "NaN"}, "Type the amount in dollars"),
        ({"kind": "pension", "annual": "5", "cola": "80"}, "at most 50"),
        ({"kind": "pension", "annual": "5", "monthly_at_fra": "9"}, "Only Social Security"),
        (
            {"kind": "wages", "annual": "5", "start_on": "1/1/2026", "to_on": "1/1/2025"},
            "This is before the first day",
        ),
    ],
    ids=["no wages", "no benefit", "negative", "no number", "a rate", "not theirs", "backwards"],
)
def test_an_income_that_says_nothing_sound_is_refused_beside_its_field(
    story: Story, advisor: Client, typed: dict[str, str], sentence: str
) -> None:
    sent = typed | {"person": str(story.person.pk)}
    answer = advisor.post(at("new_income", story.household.pk), sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Income.objects.exists()


FACTS = {
    "filing_status": "head_of_household",
    "dependents": "1",
    "lived_with_spouse": "on",
    "real_estate_tax": "6,000",
    "charity_cash": "2000",
    "dividends": "1.8",
    "qualified_share": "90",
    "interest": "3",
    "magi_2024": "185,000",
    "long_gain_2026": "30,000",
    "collectibles_2026": "1000",
    "employer_stock_value_2026": "9000",
    "employer_stock_cost_2026": "9000",
    "move_on_1": "07/01/2028",
    "move_to_1": "FL",
}


def test_the_facts_of_a_return_are_typed_on_one_page_and_come_out_in_the_file(
    story: Story, advisor: Client
) -> None:
    address = at("tax_facts", story.household.pk)
    assert advisor.post(address, FACTS).status_code == 302
    said = file_of(story)
    assert said["filing_status"] == "head_of_household"
    assert said["dependents"] == 1
    assert said["lived_with_spouse"] is True
    assert "spouse_itemizes" not in said
    assert said["prior_magi"] == {"2024": "185000.00"}
    assert said["realized_gains"]["2026"] == {
        "long_gain": "30000.00",
        "collectibles": "1000.00",
        "employer_stock_value": "9000.00",
        "employer_stock_cost": "9000.00",
    }
    assert said["moves"] == [{"on": "2028-07-01", "state": "FL"}]
    assert said["yields"] == {"dividends": 0.018, "qualified_share": 0.9, "interest": 0.03}
    assert said["deductions"] == {"real_estate_tax": "6000.00", "charity_cash": "2000.00"}
    again = advisor.post(address, FACTS | {"revision": 1})
    assert again.status_code == 302
    assert TaxProfile.objects.get().revision == 1  # nothing new was said
    stale = advisor.post(address, FACTS | {"revision": 0, "medical": "5000"})
    assert stale.status_code == 422
    assert "was changed by" in stale.content.decode()
    assert TaxProfile.objects.get().medical is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"long_gain_2026": "500"}, "Type all long-term gains, real estate and collectibles"),
        ({"employer_stock_cost_2026": "9,001"}, "Type no more than the stock’s value."),
        ({"short_loss_2026": "-5"}, "The amount cannot be negative."),
    ],
    ids=["more than all", "more than its value", "negative"],
)
def test_gains_that_cannot_be_are_refused_beside_their_field(
    story: Story, advisor: Client, typed: dict[str, str], sentence: str
) -> None:
    answer = advisor.post(at("tax_facts", story.household.pk), FACTS | typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not TaxProfile.objects.exists()


def test_where_the_household_lives_until_it_moves_is_said(story: Story, advisor: Client) -> None:
    address = at("tax_facts", story.household.pk)
    story.household.state = "TX"
    story.household.save(update_fields=["state"])
    assert "The household lives in TX" in advisor.get(address).content.decode()
    story.household.state = ""
    story.household.save(update_fields=["state"])
    assert "there is no state yet" in advisor.get(address).content.decode()


def test_a_move_needs_a_day_and_a_state(story: Story, advisor: Client) -> None:
    address = at("tax_facts", story.household.pk)
    no_state = advisor.post(address, FACTS | {"move_to_1": ""})
    assert "Choose the state moved to." in no_state.content.decode()
    no_day = advisor.post(address, FACTS | {"move_on_1": ""})
    assert "Type the first day in the new state." in no_day.content.decode()
    assert not TaxProfile.objects.exists()


def test_what_an_account_holds_is_typed_by_its_kind(story: Story, advisor: Client) -> None:
    address = at("account_taxes", story.account.pk)
    assert "first contribution" not in advisor.get(address).content.decode()
    typed = {"basis": "20000", "stocks": "60", "bonds": "40", "revision": 1}
    assert advisor.post(address, typed | {"bonds": "30"}).status_code == 422
    assert advisor.post(address, typed).status_code == 302
    (said,) = file_of(story)["accounts"]
    assert said["basis"] == "20000.00"
    assert said["allocation"] == {"stocks": 0.6, "bonds": 0.4}


def test_the_clocks_of_a_roth_ira_are_typed_and_kept_as_they_were(
    story: Story, advisor: Client
) -> None:
    written = [{"year": 2022, "amount": 15000}]
    Account.objects.filter(pk=story.account.pk).update(
        kind=AccountType.ROTH_IRA, conversions=written
    )
    address = at("account_taxes", story.account.pk)
    typed = {"first_funded": "2015", "year_1": "2022", "amount_1": "15,000.00", "revision": 1}
    assert advisor.post(address, typed).status_code == 302
    (said,) = file_of(story)["accounts"]
    assert (said["first_funded"], said["conversions"]) == (2015, written)
    more = typed | {"year_2": "2019", "amount_2": "8000", "revision": 2}
    assert advisor.post(address, more | {"amount_2": ""}).status_code == 422
    assert advisor.post(address, more).status_code == 302
    (said,) = file_of(story)["accounts"]
    assert [entry["year"] for entry in said["conversions"]] == [2019, 2022]


def test_income_of_somebodys_own_return_is_typed_with_the_person(
    story: Story, advisor: Client
) -> None:
    address = at("edit_person", story.person.pk)
    assert "Income of returns filed without a spouse" in advisor.get(address).content.decode()
    typed = {
        "name": story.person.name,
        "born_on": "05/10/1953",
        "is_member": "on",
        "magi_2024": "$120,000",
        "revision": story.person.revision,
    }
    assert advisor.post(address, typed).status_code == 302
    assert file_of(story)["people"][0]["prior_magi"] == {"2024": "120000.00"}
    assert 'value="120,000.00"' in advisor.get(address).content.decode()
    emptied = typed | {"magi_2024": "", "revision": story.person.revision + 1}
    assert advisor.post(address, emptied).status_code == 302
    assert "prior_magi" not in file_of(story)["people"][0]
    wrong = typed | {"magi_2025": "-5", "revision": story.person.revision + 2}
    refused = advisor.post(address, wrong)
    assert refused.status_code == 422
    assert "The amount cannot be negative." in refused.content.decode()
