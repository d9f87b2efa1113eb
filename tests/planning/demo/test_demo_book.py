"""The demo book is sound, marked, the same each time, and touches the law as it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clients import audit
from clients.models import (
    Account,
    Custodian,
    Firm,
    Household,
    Membership,
    Person,
    PortalGrant,
    Role,
    Team,
)
from planning import catalogue
from planning.demo import seed_demo
from planning.demo.book import demo_book
from planning.demo.cases import CASES
from planning.demo.names import surname
from planning.demo.parts import Today
from planning.engine.household_file import read_household
from planning.engine.law import load_law
from planning.engine.rmd import rmd_schedule
from planning.engine.rmd.results import Status
from planning.facts import conflicts_of, export_household, facts_of, with_records
from planning.reports.book import VIEWS, Totals, open_book
from planning.rmd_case import compute_rmd_case
from planning.standings import bring_up_to_date
from tests.planning.demo_firm import demo_firm

pytestmark = pytest.mark.one_database

AS_OF = date(2026, 11, 21)

# What no household of the book says, and why.
UNREACHED = {
    "qcd_limit_projected": "an assumed indexing is no fact of a household",
    "qcd_limit_unpublished": "a gift of a year to come",
    "qcd_split_interest_too_early": "a gift of 2022 or before",
    "year_of_death_no_waiver": "a death before 2025",
    "year_of_death_waiver_over": "a death of the year before last, nothing taken since",
    "planned": "it comes of the office’s work",
    "ordered": "it comes of the office’s work",
    "closed": "it comes of the office’s work",
    "correcting": "it comes of the office’s work",
    "taken_elsewhere": "it comes of the office’s work",
    "payments_not_on_record": "a household file does not say from when its payments are complete",
    "changed_after_closing": "a household file closes no year",
    "chain_missing": "a file that says so is refused",
    "died_before_the_owner": "a file that says so is refused",
    "not_taxed": "a year before 2025",
    "not_taxed_then": "a year before 2025",
    "excise_not_asked": "a year before 2025",
    "beginning_unsettled": "a death of 2033 or later",
}
WAIVED = 2020


def documents(as_of, households=60):
    return [made.document for made in demo_book(households, Today(as_of, load_law()))]


def codes(value) -> Iterator[str]:
    """Yield every code, rule, table and status anywhere in a case."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in {"code", "rule", "table", "status"} and isinstance(inner, str):
                yield inner
            yield from codes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from codes(inner)


def possible():
    return set().union(
        catalogue.STATUSES,
        catalogue.RULES,
        catalogue.TABLES,
        catalogue.STEPS,
        catalogue.PAYMENTS,
        catalogue.ALTERNATIVES,
        catalogue.CAVEATS,
        catalogue.UNDECIDED,
    )


@pytest.fixture(scope="module")
def touched():
    """Return the codes said by the book, each with a household that says it."""
    years = range(AS_OF.year - 1, AS_OF.year + 4)
    found: dict[str, str] = {}
    for document in documents(AS_OF, len(CASES)):
        known = read_household(json.dumps(document), as_of=AS_OF)
        told = list(codes(compute_rmd_case(known, years=years)))
        if str(WAIVED - 1) in document["accounts"][0]["year_end_balances"]:
            told += codes(compute_rmd_case(known, years=[WAIVED - 1, WAIVED]))
        found |= dict.fromkeys(told, document["name"])
    return found


def test_plans_of_the_book_differ_in_what_they_rest_on():
    made = documents(AS_OF)
    spending = [document["spending"] for document in made if "spending" in document]
    assert 0 < len(spending) < len(made)  # the empty page is seen too
    assert {said["profile"] for said in spending} == {"level", "smile"}
    goals = [goal for document in made for goal in document.get("goals", [])]
    assert {goal["kind"] for goal in goals} == {"expense", "gift", "inflow"}
    assert min(goal["year"] for goal in goals) > AS_OF.year
    limits = {name for document in made for name in document.get("limits", {})}
    assert limits >= {"estate_floor", "minimum_cash", "max_bracket", "max_irmaa_tier"}
    assert any("assumptions" in document for document in made)


@pytest.mark.parametrize("code", sorted(possible() - set(UNREACHED)))
def test_a_household_of_the_book_touches_the_rule(code, touched):
    assert code in touched


@pytest.mark.parametrize("code", sorted(UNREACHED))
def test_a_rule_named_as_out_of_reach_is_out_of_reach(code, touched):
    assert code in possible()
    assert code not in touched, f"{touched[code]} touches it now"


@pytest.mark.parametrize(
    "as_of",
    [date(2023, 1, 1), date(2026, 4, 1), date(2026, 12, 31), date(2028, 2, 29), date(2033, 6, 1)],
    ids=str,
)
def test_the_book_is_sound_on_any_day(as_of):
    for document in documents(as_of, 120):
        known = read_household(json.dumps(document), as_of=as_of)
        compute_rmd_case(known, years=[as_of.year])


def test_the_book_is_the_same_each_time():
    assert documents(AS_OF) == documents(AS_OF)


def test_every_name_is_marked_and_no_two_households_share_one():
    names = [surname(number) for number in range(3_000)]
    assert len(set(names)) == 3_000
    assert all(name.startswith("Demo-") for name in names)
    people = [someone for document in documents(AS_OF) for someone in document["people"]]
    assert all(" Demo-" in someone["name"] for someone in people)


@pytest.fixture
def firm(db):
    return demo_firm(households=60, as_of=AS_OF)


def test_the_demo_is_a_firm_with_its_people_and_a_small_second_one(firm):
    roles = Membership.objects.filter(firm=firm).values_list("role", flat=True)
    assert sorted(roles) == sorted(
        ["owner", "advisor", "advisor", "advisor", "operations", "compliance", "client"]
    )
    assert Team.objects.filter(firm=firm).count() == 2
    assert Household.objects.filter(firm=firm).count() == 60
    second = Firm.objects.exclude(pk=firm.pk).get()
    assert second.is_demo
    assert Household.objects.filter(firm=second).count() == 3
    assert PortalGrant.objects.get().user.membership.role == Role.CLIENT
    assert audit.verify(firm) == []


def test_each_team_looks_after_half_of_the_book(firm):
    assert [team.households.count() for team in Team.objects.filter(firm=firm)] == [30, 30]


def test_every_row_belongs_to_its_firm_and_is_in_the_history(firm):
    for person in Person.objects.select_related("household"):
        assert person.firm_id == person.household.firm_id
    assert Account.history.count() == Account.objects.count()
    of_accounts = set(Account.objects.filter(firm=firm).values_list("custodian__firm", flat=True))
    assert of_accounts == {firm.pk, None}
    assert Custodian.objects.get(firm=firm, name="Demo Brokerage").cutoff_day == 10


def test_the_rows_say_what_the_documents_say(firm):
    rows = with_records(Household.objects.filter(firm=firm))
    facts = {row.name: facts_of(row, as_of=AS_OF) for row in rows}
    for document in documents(AS_OF):
        known = read_household(json.dumps(document), as_of=AS_OF)
        assert facts[document["name"]].people == known.people
        assert len(facts[document["name"]].distributions) == len(known.distributions)


def test_every_household_goes_out_as_a_file_that_says_what_its_rows_say(firm):
    for row in with_records(Household.objects.filter(firm=firm)):
        known = facts_of(row, as_of=AS_OF)
        document = export_household(row, as_of=AS_OF)
        again = read_household(json.dumps(document))
        assert again.accounts == known.accounts
        assert sorted(again.distributions, key=repr) == sorted(
            (
                replace(paid, record=None, awaits_second_person=False)
                for paid in known.distributions
            ),
            key=repr,
        )


def test_two_households_have_sources_that_disagree(firm):
    rows = with_records(Household.objects.filter(firm=firm))
    found = [conflict for row in rows for conflict in conflicts_of(row, as_of=AS_OF)]
    assert len(found) == 2
    assert all(conflict.year == AS_OF.year - 1 for conflict in found)


def book_of(firm, as_of):
    households = Household.objects.filter(firm=firm)
    bring_up_to_date(households, firm=firm, year=as_of.year, as_of=as_of)
    return open_book(households, firm=firm, year=as_of.year, as_of=as_of)


def test_in_november_most_is_taken_little_missed_and_every_status_seen(firm):
    book = book_of(firm, AS_OF)
    assert {row.status for row in book.rows} == {status.value for status in Status}
    seen = book.headline
    assert 2 <= seen["missed"].people <= 4
    assert all(row.year == AS_OF.year - 1 for row in book.seen("missed"))
    begun = [row for row in book.rows if row.taken]
    owing = [row for row in book.rows if row.required]
    assert len(begun) > 0.6 * len(owing)
    total = Totals.of(book.rows)
    assert total.remaining < total.taken
    # In November no custodian's last day for requests is past.
    assert {view for view in VIEWS if not book.seen(view)} == {"late"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("as_of", "least_missing"),
    [(date(2027, 1, 11), 10), (date(2027, 3, 31), 0), (date(2023, 6, 15), 0)],
    ids=str,
)
def test_balances_come_in_and_payments_are_made_as_the_year_goes(as_of, least_missing):
    book = book_of(seed_demo(households=60, as_of=as_of), as_of)
    assert len(book.seen("missing")) >= least_missing
    assert len(book.seen("owes")) > len(book.seen("done"))
    assert 2 <= book.headline["missed"].people <= 6


@pytest.mark.django_db
def test_at_the_end_of_december_nearly_all_is_done():
    as_of = date(2030, 12, 30)
    book = book_of(seed_demo(households=60, as_of=as_of), as_of)
    assert len(book.seen("done")) > 8 * len(book.seen("owes"))


def test_a_large_book_is_missed_as_rarely_as_a_small_one():
    missed = judged = 0
    for document in documents(AS_OF, 400)[len(CASES) :]:
        known = read_household(json.dumps(document), as_of=AS_OF)
        for obligation in rmd_schedule(known, load_law(), years=[AS_OF.year - 1]).obligations:
            judged += obligation.status is not Status.NOT_REQUIRED
            missed += obligation.status is Status.MISSED
    assert 0 < missed < 0.03 * judged


def run(*args):
    out = StringIO()
    call_command("seed_demo", *args, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_seeds_once_and_says_what():
    said = run("--households", "2", "--as-of", "2026-11-21")
    assert said.endswith("(nothing here is real): 2 households as of 2026-11-21.\n")
    assert run("--if-empty") == ""
    with pytest.raises(CommandError, match="there already"):
        run()


@pytest.mark.django_db
def test_only_an_empty_database_is_seeded_unasked():
    Firm.objects.create(name="Real")
    run("--if-empty")
    assert Firm.objects.count() == 1
