"""The page of a household, its case, payments, and the forms that change its records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.models import Account, AuditEvent, Household, Payment, YearEndBalance
from planning.engine.law import load_law
from planning.reports.life_dates import life_dates
from tests.cast import Story

AS_OF = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: AS_OF)


def page_of(story: Story) -> str:
    return reverse("planning:household", args=[story.household.pk])


def case_of(story: Story, year: int = 2026) -> str:
    return reverse("planning:household_rmd", args=[story.household.pk, year])


def test_the_page_shows_people_accounts_and_what_is_due(story: Story, advisor: Client) -> None:
    page = advisor.get(page_of(story)).content.decode()
    for text in ("Pat Doe", "$237,000.00", "December 31, 2025", "Own IRAs", "IRA: a beneficiary"):
        assert text in page, text


def test_two_figures_are_shown_with_their_effect_in_dollars(story: Story, advisor: Client) -> None:
    YearEndBalance.objects.create(
        firm=story.firm, account=story.account, year=2025, amount=Decimal(260_700), source="feed"
    )
    page = advisor.get(page_of(story)).content.decode()
    for text in ("two figures for December 31, 2025", "$11,000.00 required", "$1,000.00"):
        assert text in page, text


def test_a_person_born_on_the_last_of_august_is_70_and_a_half_at_the_end_of_february(
    story: Story,
) -> None:
    story.person.born_on = date(1953, 8, 31)
    days = {d.title: d.on for d in life_dates(story.person, as_of=date(2026, 11, 21))}
    assert days["70½, to the day"] == date(2024, 2, 29)
    assert days["59½"] == date(2013, 2, 28)
    assert days["73, the applicable age"] == date(2026, 8, 31)
    assert days["Required beginning date"] == date(2027, 4, 1)


def test_each_date_of_a_life_cites_the_law_it_comes_from(story: Story) -> None:
    story.person.born_on = date(1959, 8, 31)
    told = {d.title: d for d in life_dates(story.person, as_of=date(2026, 11, 21))}
    assert "no additional tax of 10%" in told["59½"].text
    assert told["59½"].citation == load_law().cite("early_payment", year=2026)
    assert told["73, the applicable age"].citation.startswith("Prop. Reg.")
    assert "401(a)(9)(C)(i)" in told["Required beginning date"].citation


def test_the_dead_have_no_dates_ahead(story: Story) -> None:
    story.person.died_on = date(2026, 2, 1)
    assert life_dates(story.person, as_of=date(2026, 11, 21)) == []


def test_reading_a_household_leaves_a_trace(story: Story, compliance: Client) -> None:
    compliance.get(page_of(story))
    compliance.get(case_of(story))
    acts = AuditEvent.objects.filter(act="read", object_id=str(story.household.pk))
    assert [act.detail for act in acts.order_by("sequence")] == [{}, {"year": 2026}]


def test_compliance_sees_no_button_that_changes(story: Story, compliance: Client) -> None:
    page = compliance.get(page_of(story)).content.decode()
    assert "Add an account" not in page
    assert "Record a payment" not in compliance.get(case_of(story)).content.decode()


def test_the_case_is_the_calculators_on_what_is_on_record(story: Story, advisor: Client) -> None:
    page = advisor.get(case_of(story)).content.decode()
    for text in ("$10,000.00", "$7,500.00", "23.7", "Uniform Lifetime Table"):
        assert text in page, text
    assert "Field of the household file" not in page


def test_a_year_no_schedule_is_made_for_gets_a_sentence(story: Story, advisor: Client) -> None:
    answer = advisor.get(case_of(story, 1990))
    assert answer.status_code == 422
    assert "1990" in answer.content.decode()


# Payments


def pay(client: Client, story: Story, button: str = "record", **typed: str) -> Any:
    address = reverse("planning:record_payment", args=[story.household.pk, 2026])
    fields = {
        "account": str(story.account.pk),
        "amount": "7,500.00",
        "paid_on": "11/02/2026",
        "kind": "cash",
        button: "yes",
    }
    return client.post(address, fields | typed)


def test_the_form_begins_with_what_is_left_and_says_what_it_counts_for(
    story: Story, advisor: Client
) -> None:
    address = reverse("planning:record_payment", args=[story.household.pk, 2026])
    page = advisor.get(address).content.decode()
    assert 'value="7,500.00"' in page
    assert "$7,500.00 will count for 2026, Own IRAs; then nothing remains." in page


def test_a_payment_is_recorded_and_counted(story: Story, advisor: Client) -> None:
    answer = pay(advisor, story, evidence="wire 17")
    assert answer.status_code == 302
    payment = Payment.objects.get(evidence="wire 17")
    assert (payment.amount, payment.recorded_by) == (7_500, story.users["advisor"])
    page = advisor.get(case_of(story)).content.decode()
    assert "$7,500.00 of November 2, 2026 is recorded." in page
    assert "To be taken" not in page


def test_looking_first_records_nothing(story: Story, advisor: Client) -> None:
    page = pay(advisor, story, "check", amount="1,000.00").content.decode()
    assert Payment.objects.filter(account=story.account).count() == 1
    assert "then $6,500.00 remains." in page


def test_a_conversion_is_said_to_count_for_nothing(story: Story, advisor: Client) -> None:
    page = pay(advisor, story, "check", kind="conversion").content.decode()
    assert "conversion" in page.partition('<p class="verdict">')[2].partition("</p>")[0]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"amount": "lots"}, "Type the amount in dollars"),
        ({"amount": "0"}, "Type an amount above zero"),
        ({"paid_on": "13/45/2026"}, "Type the date as month/day/year"),
        ({"federal_withheld": "9,000"}, "Less than what was withheld"),
    ],
)
def test_a_payment_that_cannot_be_is_refused_and_kept(
    story: Story, advisor: Client, typed: dict[str, str], sentence: str
) -> None:
    answer = pay(advisor, story, evidence="wire 17", **typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="wire 17"' in page
    assert Payment.objects.filter(account=story.account).count() == 1


def test_an_undone_payment_counts_no_more_and_says_why(story: Story, advisor: Client) -> None:
    address = reverse("planning:undo_payment", args=[story.payment.pk])
    assert advisor.post(address, {"because": ""}).status_code == 422
    said = {"because": "typed twice", "revision": "1"}
    assert advisor.post(address, said).status_code == 302
    page = advisor.get(case_of(story)).content.decode()
    assert "undone: typed twice" in page
    assert "$10,000.00" in page.partition("Remaining")[2]
    assert "again" in advisor.post(address, said).content.decode()


# Forms

NEW = {
    "name": "Rivera",
    "state": "ny",
    "name_1": "Ana Rivera",
    "born_on_1": "05/10/1953",
    "name_2": "Luis Rivera",
    "born_on_2": "1965-01-02",
    "are_married": "on",
}


def test_a_household_and_its_people_are_saved_from_one_page(story: Story, advisor: Client) -> None:
    answer = advisor.post(reverse("planning:new_household"), NEW | {"team": str(story.team.pk)})
    assert answer.status_code == 302
    household = Household.objects.get(name="Rivera")
    assert household.state == "NY"
    assert [person.name for person in household.people.all()] == ["Ana Rivera", "Luis Rivera"]
    assert household.marriages.count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Fill this in."),
        ({"born_on_2": ""}, "Type the birth date."),
        ({"name_2": "", "born_on_2": ""}, "Only one person is named."),
        ({"team": "00000000-0000-0000-0000-000000000000"}, "Choose from the list"),
    ],
)
def test_a_refused_household_leaves_nothing_and_keeps_what_was_typed(
    story: Story, advisor: Client, typed: dict[str, str], sentence: str
) -> None:
    fields = NEW | {"team": str(story.team.pk)} | typed
    answer = advisor.post(reverse("planning:new_household"), fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="Ana Rivera"' in page
    assert not Household.objects.filter(name="Rivera").exists()


def test_two_who_edit_one_person_are_told(story: Story, advisor: Client) -> None:
    address = reverse("planning:edit_person", args=[story.person.pk])
    fields = {"born_on": "05/10/1950", "is_member": "on", "revision": "1"}
    assert advisor.post(address, fields | {"name": "Pat A. Doe"}).status_code == 302
    answer = advisor.post(address, fields | {"name": "Patricia Doe"})
    assert answer.status_code == 422
    assert "after you opened it" in answer.content.decode()
    assert 'value="Patricia Doe"' in answer.content.decode()
    story.person.refresh_from_db()
    assert story.person.name == "Pat A. Doe"


def test_an_account_is_added_with_the_facts_of_its_plan(story: Story, advisor: Client) -> None:
    fields = {
        "owner": str(story.person.pk),
        "kind": "401k",
        "name": "Works plan",
        "has_plan": "on",
        "is_still_employed": "on",
        "is_five_percent_owner": "no",
    }
    address = reverse("planning:new_account", args=[story.household.pk])
    assert advisor.post(address, fields).status_code == 302
    account = Account.objects.get(name="Works plan")
    assert (account.is_five_percent_owner, account.delays_while_working) == (False, None)
    page = advisor.get(reverse("planning:edit_account", args=[account.pk])).content.decode()
    assert '<option value="no" selected>' in page


def test_a_beneficiary_is_a_person_or_an_entity(story: Story, advisor: Client) -> None:
    address = reverse("planning:new_beneficiary", args=[story.account.pk])
    assert advisor.post(address, {"percent": "100"}).status_code == 422
    typed = {"percent": "50", "entity": "Red Cross", "entity_kind": "charity"}
    assert advisor.post(address, typed).status_code == 302
    line = story.account.beneficiaries.get()
    assert line.share == Decimal("0.5")


# The sheet of balances

Typed = dict[str, str]


def cell(story: Story, year: int, amount: str, source: str = "statement", **more: str) -> Typed:
    name = f"{story.account.pk.hex}_{year}"
    return {f"amount_{name}": amount, f"source_{name}": source} | {
        f"{part}_{name}": value for part, value in more.items()
    }


def test_the_sheet_saves_every_year_at_once(story: Story, advisor: Client) -> None:
    address = reverse("planning:balances", args=[story.household.pk])
    fields = cell(story, 2025, "237,000.00", "") | cell(story, 2024, "$220,000")
    assert advisor.post(address, fields).status_code == 302
    assert {b.year: b.amount for b in story.account.balances.all()} == {
        2024: 220_000,
        2025: 237_000,
    }


def test_one_cell_refused_saves_no_cell(story: Story, advisor: Client) -> None:
    address = reverse("planning:balances", args=[story.household.pk])
    fields = cell(story, 2025, "237,000.00", "") | cell(story, 2024, "220,000")
    answer = advisor.post(address, fields | cell(story, 2023, "lots"))
    assert answer.status_code == 422
    assert 'value="lots"' in answer.content.decode()
    assert 'value="220,000"' in answer.content.decode()
    assert story.account.balances.count() == 1


def test_a_correction_needs_a_reason_and_keeps_the_old_figure(
    story: Story, advisor: Client
) -> None:
    address = reverse("planning:balances", args=[story.household.pk])
    fields = cell(story, 2025, "240,000", "", seen=f"{story.balance.pk}:1")
    assert advisor.post(address, fields).status_code == 422
    assert advisor.post(address, fields | {"because": "misread"}).status_code == 302
    standing = story.account.balances.get(withdrawn_at=None)
    assert standing.amount == 240_000
    assert story.account.balances.get(withdrawn_because="misread").amount == 237_000


def test_a_figure_somebody_else_corrected_meanwhile_is_not_overwritten(
    story: Story, advisor: Client
) -> None:
    address = reverse("planning:balances", args=[story.household.pk])
    fields = cell(story, 2025, "240,000", "", seen=f"{story.balance.pk}:1")
    fields |= {"because": "misread"}
    advisor.post(address, fields)
    answer = advisor.post(address, fields | cell(story, 2025, "250,000", ""))
    assert answer.status_code == 422
    assert "was changed by Advisor on" in answer.content.decode()
    assert story.account.balances.get(withdrawn_at=None).amount == 240_000
