"""What a plan rests on is typed once, corrected, withdrawn, and comes out in the file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.firms import save_setting
from clients.models import (
    Account,
    Assumptions,
    AuditAct,
    AuditEvent,
    FirmAssumptions,
    FixedWithdrawal,
    Goal,
    Income,
    Limits,
    Spending,
    TaxProfile,
)
from clients.services import EditConflict
from planning.facts import export_household, gather_facts
from planning.facts.taxes import gather_tax_facts
from tests.cast import Story

AS_OF = date(2026, 11, 21)
ROOF = {"name": "Roof", "kind": "expense", "year": "2028", "amount": "$30,000"}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 21, 18, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)


def at(name: str, *ids: Any) -> str:
    return reverse(f"planning:{name}", args=ids)


def file_of(story: Story) -> dict[str, Any]:
    return export_household(story.household, as_of=AS_OF)


def test_spending_is_typed_and_two_who_say_it_at_once_are_told(
    story: Story, advisor: Client
) -> None:
    address = at("spending", story.household.pk)
    typed = {"annual": "90,000", "profile": "smile", "survivor_share": "70"}
    assert advisor.post(address, typed).headers["Location"] == at("plan_facts", story.household.pk)
    said = {"annual": "90000.00", "profile": "smile", "survivor_share": 0.7}
    assert file_of(story)["spending"] == said
    stale = advisor.post(address, typed | {"annual": "80,000"})
    assert stale.status_code == 422
    assert "was changed by" in stale.content.decode()
    corrected = typed | {"annual": "80,000", "essential_share": "60%", "revision": 1}
    assert advisor.post(address, corrected).status_code == 302
    spending = Spending.objects.get()
    assert (spending.annual, spending.revision) == (Decimal(80_000), 2)
    assert spending.history.count() == 2
    acts = AuditEvent.objects.filter(object_type="spending").values_list("act", flat=True)
    assert list(acts) == [AuditAct.CREATED, AuditAct.CHANGED]


def test_a_goal_is_typed_put_off_and_given_up(story: Story, advisor: Client) -> None:
    address = at("new_goal", story.household.pk)
    assert advisor.post(address, ROOF | {"another": "1"}).headers["Location"] == address
    goal = Goal.objects.get()
    later = ROOF | {"year": "2031", "revision": 1}
    assert advisor.post(at("edit_goal", goal.pk), later).status_code == 302
    said = {"name": "Roof", "year": 2031, "amount": "30000.00", "kind": "expense"}
    assert file_of(story)["goals"] == [said]
    given_up = {"because": "sold the house", "revision": 2}
    assert advisor.post(at("withdraw_goal", goal.pk), given_up).status_code == 302
    assert "goals" not in file_of(story)
    assert goal.history.count() == 3


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"year": "2025"}, "2025 is over. Type 2026 or a later year."),
        ({"year": "soon"}, "Type a year, for example 2030."),
        ({"year": "2300"}, "Type a year, for example 2030."),
        ({"amount": "0"}, "Type an amount above zero."),
        ({"amount": "1e6"}, "Type the amount in dollars"),
    ],
)
def test_a_goal_that_cannot_be_planned_for_is_refused_beside_its_field(
    story: Story, advisor: Client, typed: dict[str, str], sentence: str
) -> None:
    answer = advisor.post(at("new_goal", story.household.pk), ROOF | typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Goal.objects.exists()


def test_a_goal_whose_year_is_over_may_still_be_corrected(story: Story, advisor: Client) -> None:
    goal = Goal.objects.create(
        firm=story.firm, household=story.household, name="Roof", year=2024, amount=1
    )
    typed = ROOF | {"year": "2024", "revision": 1}
    assert advisor.post(at("edit_goal", goal.pk), typed).status_code == 302
    assert "over" in advisor.get(at("plan_facts", story.household.pk)).content.decode()


LIMITS = {
    "estate_floor": "100,000",
    "minimum_cash": "20000",
    "max_bracket": "0.22",
    "max_irmaa_tier": "0",
    "under_aca_cliff": "on",
    "conversions_from": "2027",
    "conversions_to": "2032",
    "max_conversion": "50,000",
    "kept_holdings": "VTI, AAPL,",
}


def test_limits_are_typed_on_one_page_and_come_out_in_the_file(
    story: Story, advisor: Client
) -> None:
    address = at("limits", story.household.pk)
    key = story.account.key
    assert advisor.post(address, LIMITS | {"kept_accounts": key}).status_code == 302
    assert file_of(story)["limits"] == {
        "estate_floor": "100000.00",
        "minimum_cash": "20000.00",
        "max_bracket": 0.22,
        "max_irmaa_tier": 0,
        "under_aca_cliff": True,
        "conversions_from": 2027,
        "conversions_to": 2032,
        "max_conversion": "50000.00",
        "never_sell": [key, "VTI", "AAPL"],
    }
    form = advisor.get(address).context["form"]
    assert form["max_bracket"].value() == "0.22"
    assert form["kept_holdings"].value() == "VTI, AAPL"
    again = LIMITS | {"kept_accounts": key, "revision": 1}
    assert advisor.post(address, again).status_code == 302
    assert Limits.objects.get().revision == 1  # nothing new was said
    page = advisor.get(at("plan_facts", story.household.pk)).content.decode()
    assert "from 2027 to 2032" in page


def test_conversions_do_not_end_before_they_begin(story: Story, advisor: Client) -> None:
    typed = LIMITS | {"conversions_to": "2026"}
    answer = advisor.post(at("limits", story.household.pk), typed)
    assert answer.status_code == 422
    assert "This is before the first year of conversions, 2027." in answer.content.decode()
    assert not Limits.objects.exists()


def test_what_is_decided_of_an_account_is_typed_corrected_and_taken_back(
    story: Story, advisor: Client
) -> None:
    typed = {"account": story.account.pk, "year": "2027", "amount": "20,000"}
    assert advisor.post(at("new_fixed_withdrawal", story.household.pk), typed).status_code == 302
    fixed = FixedWithdrawal.objects.get()
    said = {"year": 2027, "account": story.account.key, "withdraw": "20000.00"}
    assert file_of(story)["limits"] == {"fixed": [said]}
    address = at("edit_fixed_withdrawal", fixed.pk)
    more = typed | {"amount": "25,000", "revision": 1}
    assert advisor.post(address, more).status_code == 302
    taken_back = {"because": "no more", "revision": 2}
    address = at("withdraw_fixed_withdrawal", fixed.pk)
    assert advisor.post(address, taken_back).status_code == 302
    assert "limits" not in file_of(story)


def test_nothing_is_decided_of_an_account_that_left(story: Story, advisor: Client) -> None:
    fixed = FixedWithdrawal.objects.create(
        firm=story.firm, household=story.household, account=story.account, year=2030, amount=1
    )
    long_ago = datetime(2026, 2, 1, tzinfo=UTC)
    Account.objects.filter(pk=story.account.pk).update(archived_at=long_ago, archived_as="moved")
    assert "limits" not in file_of(story)
    page = advisor.get(at("plan_facts", story.household.pk)).content.decode()
    assert "archived: no longer counts" in page
    typed = {"account": story.account.pk, "year": "2030", "amount": "5", "revision": 1}
    assert advisor.post(at("edit_fixed_withdrawal", fixed.pk), typed).status_code == 422


def test_before_anybody_says_anything_the_page_says_what_is_assumed(
    story: Story, advisor: Client, owner: Client
) -> None:
    page = advisor.get(at("plan_facts", story.household.pk)).context["page"]
    assert {line.text: line.value for line in page.assumed} == {
        "Inflation": "2.5%",
        "Returns of a year": "5% for every account",
        "Tax brackets not yet published rise by": "as inflation, 2.5%",
        "Tax of heirs on pre-tax money": "24%",
        "Seed of simulations": "not said",
    }
    assert "Empty: 24%" in owner.get(at("firm_assumptions")).content.decode()


RETURNS = {"stocks": "6.5", "bonds": "4.2", "cash": "3"}


def test_a_household_assumes_otherwise_than_its_firm(
    story: Story, advisor: Client, owner: Client
) -> None:
    sent = owner.post(
        at("firm_assumptions"), RETURNS | {"inflation": "2.5", "heirs_tax_rate": "24"}
    )
    assert sent.status_code == 302
    known = gather_facts(story.household, as_of=AS_OF)
    assert known.returns == {
        "stocks": Decimal("0.065"),
        "bonds": Decimal("0.042"),
        "cash": Decimal("0.03"),
    }
    assert gather_tax_facts(story.household).inflation == Decimal("0.025")
    assert "assumptions" not in file_of(story)  # they are the firm's
    address = at("assumptions", story.household.pk)
    assert "Empty: as the firm, 2.5%" in advisor.get(address).content.decode()
    assert advisor.post(address, {"inflation": "3", "seed": "7"}).status_code == 302
    assert gather_tax_facts(story.household).inflation == Decimal("0.03")
    assert gather_facts(story.household, as_of=AS_OF).returns == known.returns
    assert file_of(story)["assumptions"] == {"inflation": 0.03, "seed": 7}
    own = advisor.post(address, {**RETURNS, "stocks": "-1", "revision": 1})
    assert own.status_code == 302
    mine = gather_facts(story.household, as_of=AS_OF).returns
    assert mine is not None
    assert mine["stocks"] == Decimal("-0.01")
    page = advisor.get(at("plan_facts", story.household.pk)).context["page"]
    assert page.growing_by_default == 1
    assert [line.whose for line in page.assumed] == [
        "the firm’s",
        "the household’s own",
        "of this site",
        "the firm’s",
        "",
    ]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"stocks": "6.5"}, "Type this return too, or leave all three empty."),
        ({"inflation": "80"}, "at most 50"),
        ({"inflation": "much"}, "Type a percentage, for example 2.5."),
        ({"heirs_tax_rate": "-1"}, "at least 0"),
        ({"seed": "-1"}, "greater than or equal to 0"),
    ],
)
def test_what_cannot_be_assumed_is_refused_beside_its_field(
    story: Story, advisor: Client, owner: Client, typed: dict[str, str], sentence: str
) -> None:
    for who, address in (
        (advisor, at("assumptions", story.household.pk)),
        (owner, at("firm_assumptions")),
    ):
        answer = who.post(address, typed)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not Assumptions.objects.exists()
    assert not FirmAssumptions.objects.exists()


def test_two_owners_who_say_it_at_once_are_told(story: Story, owner: Client) -> None:
    address = at("firm_assumptions")
    opened = {"revision": 0, "inflation": "2.5"}
    assert owner.post(address, opened).status_code == 302
    stale = owner.post(address, opened | {"inflation": "3"})
    assert stale.status_code == 422
    assert "was changed by" in stale.content.decode()
    assert FirmAssumptions.objects.get().inflation == Decimal("0.025")
    assert owner.post(address, opened | {"revision": 1}).status_code == 302
    assert FirmAssumptions.objects.get().revision == 1  # nothing new was said
    acts = AuditEvent.objects.filter(object_type="firmassumptions").values_list("act", flat=True)
    assert list(acts) == [AuditAct.CREATED]


def test_of_two_who_begin_the_firms_assumptions_at_once_the_second_is_told(
    story: Story, owner: Client
) -> None:
    owner.post(at("firm_assumptions"), {"inflation": "2.5"})
    opened_before = FirmAssumptions(inflation=Decimal("0.03"))
    with pytest.raises(EditConflict, match="assumptions of the firm was changed by Owner"):
        save_setting(
            actor=story.users["operations"],
            firm=story.firm,
            row=opened_before,
            changed=["inflation"],
        )
    assert FirmAssumptions.objects.get().inflation == Decimal("0.025")


def test_the_page_says_what_lies_ahead_and_where_it_is_typed(story: Story, advisor: Client) -> None:
    address = at("plan_facts", story.household.pk)
    assert "No retirement, end of wages or move" in advisor.get(address).content.decode()
    of = {"firm": story.firm, "household": story.household}
    type(story.person).objects.filter(pk=story.person.pk).update(retired_on=date(2028, 6, 30))
    wages: dict[str, Any] = {"kind": "wages", "annual": 60_000, "to_on": date(2027, 12, 31)}
    Income.objects.create(**of, person=story.person, **wages)
    Income.objects.create(**of, person=story.person, **wages | {"to_on": date(2020, 1, 1)})
    Account.objects.filter(pk=story.account.pk).update(separated_on=date(2028, 7, 1))
    TaxProfile.objects.create(**of, moves=[{"on": "2029-07-01", "state": "FL"}])
    events = advisor.get(address).context["page"].events
    assert [event.on.year for event in events] == [2027, 2028, 2028, 2029]
    assert events[0].text == f"Wages of {story.person.name} end"
    assert events[3].text == "The household moves to FL"
    assert events[3].address == at("tax_facts", story.household.pk)


def test_whoever_reads_the_plan_is_noted(story: Story, advisor: Client) -> None:
    advisor.get(at("plan_facts", story.household.pk))
    read = AuditEvent.objects.get(act=AuditAct.READ)
    assert read.object_id == str(story.household.pk)
    assert read.detail == {"page": "plan"}
