"""What waits for somebody, and what no longer does once it is settled."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clients import services
from clients.models import Account, Household, Payment, Person
from planning.ledger.closing import approve_closing, close_year
from planning.ledger.custodian_figures import record_figure
from planning.ledger.plans import Wish, order_payment, plan_payments, record_planned
from planning.ledger.reviewing import review_year
from planning.ledger.verification import reverse_payment, verify_payment
from planning.models import ReminderSettings
from planning.standings import work_out
from planning.worklist import KINDS, items_of
from tests.cast import Story, make_records
from tests.planning.ledger.conftest import TODAY

NEXT_YEAR = date(2027, 1, 5)


def waiting(office, as_of=TODAY):
    """Return what waits, by kind, of a book that is worked out anew."""
    work_out([office.household.pk], firm=office.firm, year=as_of.year, as_of=as_of)
    households = Household.objects.filter(firm=office.firm)
    return {item.kind: item for item in items_of(households, firm=office.firm, as_of=as_of)}


def test_what_is_still_to_take_waits_for_its_last_ninety_days(office):
    assert waiting(office, date(2026, 10, 1)) == {}
    item = waiting(office, date(2026, 10, 2))["rmd"]
    assert (item.amount, item.deadline) == (Decimal("10000.00"), date(2026, 12, 31))
    assert (item.household_name, item.person_name, item.what) == (
        "Doe",
        "Pat Doe",
        "Own IRAs",
    )
    assert item.address.startswith(f"/households/{office.household.pk}/rmd/2026/#")


def test_a_firm_that_is_mailed_earlier_sees_it_earlier(office):
    ReminderSettings.objects.create(firm=office.firm, days={"rmd": [120, 30]})
    assert "rmd" in waiting(office, date(2026, 9, 2))
    assert "rmd" not in waiting(office, date(2026, 9, 1))


def test_what_was_taken_waits_for_evidence_and_for_a_second_look(office, pay):
    payment = pay(evidence="")
    bare = waiting(office)
    assert set(bare) == {"evidence_missing"}
    assert (bare["evidence_missing"].amount, bare["evidence_missing"].count) == (10_000, 1)
    payment = services.change_payment(
        actor=office.jo, payment=payment, revision=payment.revision, evidence="slip 1"
    )
    assert set(waiting(office)) == {"evidence_to_verify"}
    verify_payment(actor=office.kim, payment=payment, revision=payment.revision)
    assert waiting(office) == {}


def test_an_undone_payment_brings_back_what_it_had_settled(office, pay):
    payment = pay()
    before = waiting(office)
    assert "rmd" not in before
    reverse_payment(actor=office.jo, payment=payment, because="bounced")
    assert set(waiting(office)) == {"rmd"}


def test_a_plan_waits_from_the_day_after_it_was_to_be_paid(office):
    wish = Wish(account=office.ira, amount=Decimal(10_000), pay_by=date(2026, 11, 25))
    (plan,) = plan_payments(actor=office.jo, year=2026, wishes=[wish])
    assert "plan_not_seen" not in waiting(office, date(2026, 11, 25))
    item = waiting(office, date(2026, 11, 26))["plan_not_seen"]
    assert (item.amount, item.deadline) == (10_000, date(2026, 11, 25))
    order_payment(actor=office.jo, planned=plan, revision=1, ordered_on=TODAY, reference="T-1")
    plan.refresh_from_db()
    record_planned(
        actor=office.jo, planned=plan, revision=plan.revision, paid_on=TODAY, amount=Decimal(10_000)
    )
    assert "plan_not_seen" not in waiting(office, date(2026, 11, 26))


def test_a_gift_waits_until_somebody_saw_it_cleared(office, pay):
    gift = pay(kind=Payment.Kind.QCD, amount=1_000)
    item = waiting(office)["qcd"]
    assert (item.amount, item.deadline) == (1_000, date(2026, 12, 31))
    services.change_payment(
        actor=office.jo, payment=gift, revision=gift.revision, cleared_on=date(2026, 6, 9)
    )
    assert "qcd" not in waiting(office)


def test_a_custodians_figure_waits_until_it_is_ours(office):
    figure = record_figure(actor=office.jo, account=office.ira, year=2026, amount=Decimal(9_000))
    item = waiting(office)["custodian_figure"]
    assert (item.amount, item.subject) == (9_000, str(figure.pk))


def test_a_missed_year_waits_until_it_is_made_up_for(office, pay):
    assert waiting(office, NEXT_YEAR)["missed"].year == 2026


@pytest.mark.parametrize(
    ("source", "kind"),
    [(None, "balance"), ("estimate", "balance_unconfirmed")],
)
def test_a_balance_waits_until_it_is_sure(office, source, kind):
    balance = office.ira.balances.get()
    services.withdraw_balance(
        actor=office.jo, balance=balance, revision=balance.revision, because="wrong account"
    )
    if source:
        services.record_balance(
            actor=office.jo, account=office.ira, year=2025, amount=Decimal(246_000), source=source
        )
    assert kind in waiting(office)


def test_a_closed_year_waits_for_its_approval_and_then_for_nothing(office, pay):
    payment = pay()
    verify_payment(actor=office.kim, payment=payment, revision=payment.revision)
    closing = close_year(actor=office.jo, review=review_year(office.pat, 2026, as_of=TODAY))
    assert waiting(office)["certificate_to_sign"].subject == str(closing.pk)
    approve_closing(actor=office.kim, closing=closing, revision=closing.revision)
    assert waiting(office) == {}


def test_an_archived_household_waits_for_nothing(office):
    services.archive_household(
        actor=office.jo,
        household=office.household,
        revision=office.household.revision,
        because="left",
    )
    households = Household.objects.filter(firm=office.firm)
    assert items_of(households, firm=office.firm, as_of=TODAY) == []


def test_the_number_of_questions_does_not_grow_with_the_book(story: Story):
    def asked() -> int:
        households = Household.objects.filter(firm=story.firm, archived_at=None)
        every = list(households.values_list("pk", flat=True))
        work_out(every, firm=story.firm, year=2026, as_of=TODAY)
        with CaptureQueriesContext(connection) as queries:
            assert len(items_of(households, firm=story.firm, as_of=TODAY)) >= len(every)
        return len(queries)

    few = asked()
    for number in range(5):
        make_records(story.firm, story.team, f"More {number}")
    assert asked() == few


def test_every_kind_has_words_that_can_be_said():
    for kind in KINDS.values():
        said = str(kind.why).format(year=2026, before=2025)
        assert said.endswith(".")
        assert "{" not in said


def test_two_figures_lead_to_the_page_where_one_is_kept(office):
    services.record_balance(
        actor=office.jo, account=office.ira, year=2025, amount=Decimal(1), source="statement"
    )
    conflict = waiting(office)["balance_conflict"]
    assert conflict.address == f"/accounts/{office.ira.pk}/december-31/2025/"


def test_what_a_year_of_death_left_waits_until_it_costs_a_tax(office):
    Person.objects.filter(household=office.household).update(died_on=date(2026, 6, 7))
    assert "rmd_death" in waiting(office, date(2026, 7, 1))  # from the death on
    item = waiting(office, date(2027, 11, 1))["rmd_death"]
    assert (item.year, item.amount) == (2026, Decimal("10000.00"))
    assert item.deadline == date(2027, 12, 31)
    assert (
        item.why == "Something of 2026, a year of death, was left: it falls to the beneficiaries."
    )


def test_the_last_year_of_an_inherited_account_asks_for_all_of_it(office):
    mother = services.add_person(
        actor=office.jo,
        household=office.household,
        name="Mother",
        born_on=date(1930, 5, 10),
        died_on=date(2016, 3, 2),
        is_member=False,
    )
    facts = {"from": mother.key, "class": "estate", "decedent_first_year_retired": None}
    kind = {"kind": "roth_ira", "inherited": facts}  # five years, without 2020: by 2022
    Account.objects.filter(pk=office.ira.pk).update(**kind)
    item = waiting(office)["rmd_last"]
    assert (item.year, item.amount) == (2026, Decimal("246000.00"))
    assert item.what == "Roth IRAs inherited from Mother"
