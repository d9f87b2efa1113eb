"""The facts are what the rows say: standing, known by the day, and nothing besides."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from django.utils import timezone

from clients.models import (
    Account,
    AccountType,
    Firm,
    Household,
    Payment,
    Team,
    YearEndBalance,
)
from planning.engine.household import BalanceSource
from planning.engine.law import load_law
from planning.engine.rmd import rmd_schedule
from planning.facts import (
    conflicts_of,
    effect_of,
    facts_of,
    gather_book,
    gather_facts,
    import_household,
)
from planning.facts.gathering import KINDS
from planning.facts.standing import with_records
from tests.remembered import remembered

EXAMPLES = Path(__file__).parents[2] / "examples"
AS_OF = date(2026, 11, 21)


@pytest.fixture
def household(db):
    return imported_couple()


@pytest.fixture
def team(household):
    return household.team


@partial(remembered, as_of_now=False)
def imported_couple():
    firm = Firm.objects.create(name="A firm")
    team = Team.objects.create(firm=firm, name="First team")
    text = (EXAMPLES / "couple.json").read_text("utf-8")
    return import_household(actor=None, team=team, text=text)


def account(household, key):
    return household.accounts.get(key=key)


def state(account, year, amount, source):
    return YearEndBalance.objects.create(
        firm=account.firm, account=account, year=year, amount=Decimal(amount), source=source
    )


def balance_of(household, key="ira1", year=2025):
    facts = gather_facts(household, as_of=AS_OF)
    return next(known for known in facts.accounts if known.id == key).year_end_balances[year]


def conflicts(household):
    row = with_records(Household.objects.filter(pk=household.pk)).get()
    return conflicts_of(row, as_of=AS_OF)


def test_every_kind_of_account_an_advisor_picks_is_one_the_law_knows():
    assert set(KINDS) == set(AccountType)
    assert len(set(KINDS.values())) == len(KINDS)


def test_a_withdrawn_balance_is_no_fact(household):
    household.accounts.get(key="ira1").balances.filter(year=2025).update(
        withdrawn_at=timezone.now(), withdrawn_because="Typed into the wrong row."
    )
    facts = gather_facts(household, as_of=AS_OF)
    assert set(facts.accounts[0].year_end_balances) == {2024}


def test_a_payment_that_was_undone_is_no_fact(household):
    Payment.objects.filter(kind="qcd").update(undone_at=timezone.now(), undone_because="Twice.")
    facts = gather_facts(household, as_of=AS_OF)
    assert [paid.kind for paid in facts.distributions] == ["cash"]


def archive(key, became):
    archived_at = datetime(2026, 7, 1, 12, tzinfo=UTC)
    Account.objects.filter(key=key).update(archived_at=archived_at, archived_as=became)


@pytest.mark.parametrize("became", ["moved", "mistake"])
def test_an_account_no_longer_looked_after_counts_until_it_was_archived(household, became):
    archive("ira1", became)
    before = gather_facts(household, as_of=date(2026, 6, 30))
    after = gather_facts(household, as_of=date(2026, 7, 1))
    assert "ira1" in {known.id for known in before.accounts}
    assert "ira1" not in {known.id for known in after.accounts}
    assert len(before.distributions) == 2
    assert after.distributions == ()


@pytest.mark.parametrize("became", ["closed", ""])
def test_a_closed_account_owes_for_the_year_it_was_closed_in_and_then_nothing(household, became):
    def required(year, as_of):
        schedule = rmd_schedule(gather_facts(household, as_of=as_of), load_law(), years=[year])
        return sum(
            amount.required or 0
            for obligation in schedule.obligations
            for amount in obligation.amounts
            if amount.account.id == "ira1"
        )

    in_the_year, long_after = date(2026, 12, 1), date(2029, 3, 1)
    owed = required(2026, in_the_year)
    assert owed > 0
    archive("ira1", became)
    assert required(2026, in_the_year) == owed
    assert required(2026, long_after) == owed
    assert [required(year, long_after) for year in (2027, 2028, 2029)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [
        ("form_5498", "statement", "form_5498"),
        ("statement", "feed", "statement"),
        ("feed", "csv", "feed"),
        ("csv", "", "csv"),
        ("", "estimate", ""),
    ],
)
@pytest.mark.parametrize("entered_first", [True, False])
def test_the_more_reliable_source_is_taken(household, first, second, taken, entered_first):
    ira = account(household, "ira1")
    YearEndBalance.objects.filter(account=ira).delete()
    amounts = {first: "100.00", second: "200.00"}
    for source in (first, second) if entered_first else (second, first):
        state(ira, 2025, amounts[source], source)
    chosen = balance_of(household)
    assert chosen.amount == Decimal(amounts[taken])
    assert chosen.source == (BalanceSource(taken) if taken else None)


def test_two_figures_that_differ_are_a_conflict_with_its_effect_in_dollars(household):
    state(account(household, "ira1"), 2025, "527900.00", "form_5498")
    (conflict,) = conflicts(household)
    assert (conflict.account.key, conflict.year) == ("ira1", 2025)
    assert [figure.amount for figure in conflict.figures] == [Decimal(527900), Decimal(500000)]
    taken, other = effect_of(conflict, gather_facts(household, as_of=AS_OF), load_law())
    assert taken.difference == 0
    # Ages 73 and 61 divide by 27.9: $27,900 of balance is $1,000 a year.
    assert other.difference == Decimal("-1000.00")
    assert taken.required - other.required == Decimal("1000.00")


def test_figures_that_agree_are_no_conflict(household):
    state(account(household, "ira1"), 2025, "500000.00", "form_5498")
    assert conflicts(household) == []


def test_an_estimate_contradicts_nothing(household):
    state(account(household, "ira1"), 2025, "510000.00", "estimate")
    assert conflicts(household) == []


def test_one_plan_is_known_by_what_any_of_its_accounts_says(household):
    ira = account(household, "k401")
    Account.objects.create(
        firm=ira.firm,
        household=household,
        key="second",
        owner=ira.owner,
        kind="401k",
        has_plan=True,
        plan_key="acme",
    )
    Account.objects.filter(pk=ira.pk).update(plan_key="acme", is_five_percent_owner=False)
    facts = {known.id: known for known in gather_facts(household, as_of=AS_OF).accounts}
    assert facts["second"].plan.separated_on == date(2018, 6, 30)
    assert facts["second"].plan.is_five_percent_owner is False
    assert facts["second"].plan.employer is None


def test_a_book_is_read_in_the_same_number_of_queries_whatever_its_size(
    household, team, django_assert_num_queries
):
    with django_assert_num_queries(11):
        gather_book([household.pk], as_of=AS_OF)
    text = (EXAMPLES / "complete.json").read_text("utf-8")
    others = [import_household(actor=None, team=team, text=text).pk for _ in range(3)]
    with django_assert_num_queries(11):
        gathered = gather_book([household.pk, *others], as_of=AS_OF)
    assert len(gathered) == 4


def test_rows_of_a_page_and_columns_of_the_book_say_the_same(household, team):
    text = (EXAMPLES / "complete.json").read_text("utf-8")
    import_household(actor=None, team=team, text=text)
    rows = list(with_records(Household.objects.all()))
    book = gather_book([row.pk for row in rows], as_of=AS_OF)
    said = {records.household.id: facts for records, facts in book}
    assert said == {row.pk: facts_of(row, as_of=AS_OF) for row in rows}
