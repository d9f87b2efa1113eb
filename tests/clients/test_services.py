"""What is done with the records is checked, remembered, noted, and never lost to another edit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from clients import services
from clients.models import AuditAct, AuditEvent, Firm, Household, Payment, Team, User

pytestmark = pytest.mark.django_db

LAST_YEAR = 2024


@pytest.fixture
def actor():
    return User.objects.create_user("jo@example.com", full_name="Jo Doe")


@pytest.fixture
def household(actor):
    firm = Firm.objects.create(name="A firm")
    team = Team.objects.create(firm=firm, name="First team")
    return services.create_household(actor=actor, team=team, name="Rivera", state="PA")


@pytest.fixture
def ana(actor, household):
    return services.add_person(
        actor=actor, household=household, name="Ana Rivera", born_on=date(1950, 5, 10)
    )


@pytest.fixture
def luis(actor, household):
    return services.add_person(
        actor=actor, household=household, name="Luis Rivera", born_on=date(1952, 3, 2)
    )


@pytest.fixture
def ira(actor, household, ana):
    return services.add_account(
        actor=actor, household=household, owner=ana, kind="traditional_ira", name="Rollover IRA"
    )


def refusal(verb, **facts):
    """Return the fields a verb refuses, with their sentences; nothing may have been noted."""
    before = AuditEvent.objects.count()
    with pytest.raises(ValidationError) as refused:
        verb(**facts)
    assert AuditEvent.objects.count() == before
    return refused.value.message_dict


def pay(actor, ira, **facts):
    paid: dict[str, Any] = {"paid_on": date(2025, 3, 1), "amount": Decimal(1000)}
    return services.record_payment(actor=actor, account=ira, **paid | facts)


def state(actor, ira, amount, source="statement", year=LAST_YEAR):
    return services.record_balance(
        actor=actor, account=ira, year=year, amount=Decimal(amount), source=source
    )


def test_what_is_made_is_noted_with_its_household_and_remembered(actor, household, ana, ira):
    made = AuditEvent.objects.filter(act=AuditAct.CREATED)
    assert [event.object_type for event in made] == ["household", "person", "account"]
    assert {event.detail["household"] for event in made} == {str(household.pk)}
    assert {event.actor for event in made} == {actor}
    assert ira.history.get().history_user == actor


def test_a_change_moves_the_revision_and_names_its_fields_but_not_their_content(actor, ana):
    changed = services.change_person(
        actor=actor, person=ana, revision=1, name="Ana M. Rivera", retired_on=date(2018, 6, 30)
    )
    assert (changed.revision, changed.name) == (2, "Ana M. Rivera")
    event = AuditEvent.objects.latest("sequence")
    assert event.detail["fields"] == ["name", "retired_on"]
    assert "Ana" not in str(event.detail)
    assert [row.name for row in ana.history.all()] == ["Ana M. Rivera", "Ana Rivera"]


def test_a_change_of_nothing_leaves_no_trace(actor, ana):
    before = AuditEvent.objects.count()
    assert services.change_person(actor=actor, person=ana, revision=1, name=ana.name).revision == 1
    assert AuditEvent.objects.count() == before


def test_the_second_of_two_editors_is_told_who_was_first_and_overwrites_nothing(actor, ana):
    other = User.objects.create_user("sam@example.com", full_name="Sam Roe")
    services.change_person(actor=other, person=ana, revision=1, name="Ana Sam")
    with pytest.raises(services.EditConflict) as conflict:
        services.change_person(actor=actor, person=ana, revision=1, name="Ana Jo")
    assert str(conflict.value).startswith("Ana Sam was changed by Sam Roe on ")
    ana.refresh_from_db()
    assert ana.name == "Ana Sam"


def test_no_verb_sets_what_no_editor_may(actor, ana):
    with pytest.raises(TypeError, match="Cannot be edited: firm"):
        services.change_person(actor=actor, person=ana, revision=1, firm=None)


def test_a_member_has_a_birth_date_and_lives_forward(actor, household, ana):
    no_birth = refusal(services.add_person, actor=actor, household=household, name="Kim")
    backwards = refusal(
        services.change_person, actor=actor, person=ana, revision=1, died_on=date(1949, 1, 1)
    )
    assert set(no_birth) == {"born_on"}
    assert backwards == {"died_on": ["This is before the birth date."]}


def test_two_people_of_one_name_have_their_own_keys(actor, household, ana):
    again = services.add_person(
        actor=actor, household=household, name="Ana Rivera", born_on=date(1980, 1, 1)
    )
    assert (ana.key, again.key) == ("ana-rivera", "ana-rivera-2")
    assert (ana.position, again.position) == (0, 1)


def test_nobody_is_in_two_marriages_at_once(actor, household, ana, luis):
    services.add_marriage(
        actor=actor, household=household, one=ana, other=luis, from_on=date(1980, 1, 1)
    )
    kim = services.add_person(
        actor=actor, household=household, name="Kim", is_member=False, born_on=date(1951, 1, 1)
    )
    second = {"actor": actor, "household": household, "one": kim, "other": ana}
    overlap = refusal(services.add_marriage, **second, from_on=date(1990, 1, 1))
    assert overlap == {"from_on": ["Ana Rivera is in another marriage then."]}
    services.add_marriage(**second, from_on=date(1970, 1, 1), to_on=date(1979, 1, 1))


def test_an_account_belongs_to_the_household_of_its_owner(actor, household, ana):
    other = Household.objects.create(firm=household.firm, team=household.team, name="Other")
    stranger = refusal(
        services.add_account, actor=actor, household=other, owner=ana, kind="traditional_ira"
    )
    assert set(stranger) == {"owner"}


def test_accounts_of_one_plan_do_not_contradict_each_other(actor, household, ana):
    plan = {"owner": ana, "has_plan": True, "plan_key": "acme", "employer": "Acme"}
    services.add_account(
        actor=actor, household=household, kind="401k", **plan, separated_on=date(2018, 6, 30)
    )
    contradiction = refusal(
        services.add_account,
        actor=actor,
        household=household,
        kind="roth_401k",
        **plan,
        separated_on=date(2020, 1, 1),
    )
    assert set(contradiction) == {"separated_on"}


def test_shares_held_at_one_time_are_at_most_the_whole(actor, ira, luis):
    services.add_beneficiary(actor=actor, account=ira, person=luis, share=Decimal("0.75"))
    charity = {"actor": actor, "account": ira, "entity": "Red Cross", "entity_kind": "charity"}
    too_much = refusal(services.add_beneficiary, **charity, share=Decimal("0.5"))
    assert too_much == {
        "share": ["The shares held at one time come to 125.0%, more than the whole."]
    }
    services.add_beneficiary(**charity, share=Decimal("0.25"))
    assert ira.beneficiaries.count() == 2


def test_a_line_of_a_designation_is_withdrawn_with_a_reason_and_makes_room(actor, ira, luis):
    line = services.add_beneficiary(actor=actor, account=ira, person=luis)
    without_reason = refusal(
        services.withdraw_beneficiary, actor=actor, beneficiary=line, revision=1, because=" "
    )
    assert set(without_reason) == {"because"}
    withdrawn = services.withdraw_beneficiary(
        actor=actor, beneficiary=line, revision=1, because="Never signed."
    )
    assert (withdrawn.withdrawn_because, ira.beneficiaries.get()) == ("Never signed.", line)
    services.add_beneficiary(actor=actor, account=ira, person=luis)


def test_the_same_figure_of_the_same_source_again_changes_nothing(actor, ira):
    first = state(actor, ira, 500_000)
    before = AuditEvent.objects.count()
    assert state(actor, ira, 500_000) == first
    assert AuditEvent.objects.count() == before


def test_another_figure_of_the_same_source_is_a_correction_and_says_so(actor, ira):
    first = state(actor, ira, 500_000)
    again = refusal(
        services.record_balance,
        actor=actor,
        account=ira,
        year=LAST_YEAR,
        amount=Decimal(1),
        source="statement",
    )
    assert again == {"amount": ["Statement is on record with another figure: correct that one."]}
    corrected = services.correct_balance(
        actor=actor, balance=first, revision=1, amount=Decimal(510_000), because="Misread."
    )
    first.refresh_from_db()
    assert first.withdrawn_because == "Misread."
    assert ira.balances.get(withdrawn_at=None) == corrected


def test_another_source_may_say_something_else_until_it_is_settled(actor, ira):
    keep, wrong = state(actor, ira, 500_000, "form_5498"), state(actor, ira, 490_000)
    same = state(actor, ira, 500_000, "feed")
    withdrawn = services.settle_balances(actor=actor, keep=keep, because="Mid-December figure.")
    assert withdrawn == [wrong]
    assert set(ira.balances.filter(withdrawn_at=None)) == {keep, same}


def test_a_december_31_that_has_not_come_is_only_estimated(actor, ira):
    facts = {"actor": actor, "account": ira, "year": 2149, "amount": Decimal(1)}
    assert set(refusal(services.record_balance, **facts, source="feed")) == {"year"}
    assert services.record_balance(**facts, source="estimate").pk


def test_what_stands_inside_a_balance_is_not_more_than_it(actor, ira):
    state(actor, ira, 100_000)
    facts = {"actor": actor, "account": ira, "year": LAST_YEAR}
    assert set(refusal(services.record_adjustment, **facts, qlac=Decimal(100_001))) == {"qlac"}
    stated = services.record_adjustment(**facts, qlac=Decimal(60_000))
    assert set(refusal(state, actor=actor, ira=ira, amount=50_000, source="feed")) == {"amount"}
    with pytest.raises(services.EditConflict):
        services.record_adjustment(**facts, qlac=Decimal(50_000))
    again = services.record_adjustment(**facts, revision=stated.revision, qlac=Decimal(50_000))
    assert again.qlac == 50_000


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal("0.005")}, "amount"),
        ({"federal_withheld": Decimal(600), "state_withheld": Decimal(401)}, "amount"),
        ({"paid_on": date(1949, 1, 1)}, "paid_on"),
        ({"paid_on": date(2149, 1, 1)}, "paid_on"),
        ({"cleared_on": date(2025, 2, 1)}, "cleared_on"),
        ({"kind": "gift"}, "kind"),
    ],
)
def test_a_payment_that_cannot_be_is_refused_beside_its_field(actor, ira, facts, field):
    assert set(refusal(pay, actor=actor, ira=ira, **facts)) == {field}
    assert not Payment.objects.exists()


def test_a_payment_is_undone_with_a_reason_once(actor, ira):
    payment = pay(actor, ira)
    assert set(refusal(services.undo_payment, actor=actor, payment=payment, because=" ")) == {
        "because"
    }
    undone = services.undo_payment(actor=actor, payment=payment, because="Entered twice.")
    assert (undone.undone_by, undone.undone_because) == (actor, "Entered twice.")
    for stale in (payment, undone):
        with pytest.raises(services.EditConflict):
            services.undo_payment(actor=actor, payment=stale, because="Again.")


def test_archiving_keeps_everything_and_can_be_taken_back(actor, household, ira):
    account = services.archive_account(
        actor=actor, account=ira, revision=1, became="closed", because="Emptied."
    )
    archived = services.archive_household(
        actor=actor, household=household, revision=1, because="Left us."
    )
    assert (account.archived_as, account.archived_because) == ("closed", "Emptied.")
    assert archived.archived_at
    acts = AuditEvent.objects.filter(act=AuditAct.ARCHIVED).values_list("object_type", flat=True)
    assert list(acts) == ["account", "household"]
    with pytest.raises(services.EditConflict):
        services.archive_household(
            actor=actor, household=archived, revision=2, because="Once more."
        )
    restored = services.restore_account(actor=actor, account=account, revision=2)
    assert (restored.archived_at, restored.archived_as, restored.archived_because) == (None, "", "")
    assert (
        services.restore_household(actor=actor, household=archived, revision=2).archived_at is None
    )


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"became": "sold", "because": "Gone."}, "became"), ({"because": " "}, "because")],
)
def test_an_account_is_archived_for_a_reason(actor, ira, facts, field):
    typed = {"became": "closed"} | facts
    refused = refusal(services.archive_account, actor=actor, account=ira, revision=1, **typed)
    assert set(refused) == {field}


def test_nobody_is_archived_whom_the_records_still_name(actor, household, ana, luis, ira):
    services.add_beneficiary(actor=actor, account=ira, person=luis)
    marriage = services.add_marriage(actor=actor, household=household, one=ana, other=luis)
    gone = {"actor": actor, "person": luis, "revision": 1, "because": "Never heard of."}
    with pytest.raises(ValidationError, match="Ana Rivera and Luis Rivera, a beneficiary of Roll"):
        services.archive_person(**gone)
    services.withdraw_marriage(actor=actor, marriage=marriage, revision=1, because="Never was.")
    services.withdraw_beneficiary(
        actor=actor, beneficiary=ira.beneficiaries.get(), revision=1, because="Never was."
    )
    archived = services.archive_person(**gone)
    assert archived.archived_at
    assert services.restore_person(actor=actor, person=archived, revision=2).archived_at is None


def upload(content, name="form.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_evidence_is_of_the_same_household(actor, household, ira):
    other = Household.objects.create(firm=household.firm, team=household.team, name="Other")
    document = services.add_document(actor=actor, household=other, upload=upload(b"%PDF-1.7 %%EOF"))
    assert set(refusal(pay, actor=actor, ira=ira, document=document)) == {"document"}


def test_the_same_payment_again_is_asked_about_and_recorded_when_meant(actor, ira):
    pay(actor, ira)
    assert set(refusal(pay, actor=actor, ira=ira)) == {"is_second"}
    assert pay(actor, ira, sure_of=["is_second"]).pk


def test_an_undone_payment_is_not_paid_twice_by_another(actor, ira):
    services.undo_payment(actor=actor, payment=pay(actor, ira), because="typed wrong")
    assert pay(actor, ira).pk


def test_more_than_an_account_is_known_to_hold_is_asked_about(actor, ira):
    state(actor, ira, 10_000, year=2024)
    state(actor, ira, 12_000, source="feed", year=2024)
    pay(actor, ira, amount=Decimal(4_000))
    asked = refusal(pay, actor=actor, ira=ira, amount=Decimal("8000.01"))
    assert asked.keys() == {"is_above_balance"}
    assert "$8,000.00" in asked["is_above_balance"][0]
    assert pay(actor, ira, amount=Decimal("8000.01"), sure_of=["is_above_balance"]).pk
    assert pay(actor, ira, amount=Decimal(9_000), paid_on=date(2024, 3, 1)).pk  # before it


def test_a_payment_is_doubted_again_where_it_is_changed(actor, ira):
    state(actor, ira, 10_000)
    first, second = pay(actor, ira), pay(actor, ira, amount=Decimal(2_000))
    change = {"actor": actor, "payment": second, "revision": 1}
    assert set(refusal(services.change_payment, **change, amount=Decimal(1000))) == {"is_second"}
    above = refusal(services.change_payment, **change, amount=Decimal(9001))
    assert "known to hold $9,000.00" in above["is_above_balance"][0]
    assert set(refusal(services.change_payment, **change, paid_on=date(2150, 1, 1))) == {"paid_on"}
    # What is said beside day and amount is no doubt, and an answer holds.
    assert services.change_payment(**change, evidence="slip 7", amount=second.amount).revision == 2
    moved = services.change_payment(
        actor=actor, payment=second, revision=2, amount=first.amount, sure_of=["is_second"]
    )
    assert moved.amount == first.amount


def test_only_a_gift_is_the_one_time_gift(actor, ira):
    refused = refusal(pay, actor=actor, ira=ira, is_split_interest=True)
    assert refused == {"is_split_interest": ["Only a gift to charity (QCD) can be this."]}
