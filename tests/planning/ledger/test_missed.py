"""A missed requirement is worked on until it is made up for, proven and filed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from clients import services
from planning.engine.law import load_law
from planning.facts.missed import checks_of, missed_of
from planning.ledger.missed import (
    change_case,
    close_case,
    open_cases,
    reopen_case,
)
from planning.ledger.verification import reverse_payment, verify_payment
from planning.models import MissedCase
from planning.reports.desk_letters import cause_letter
from planning.reports.missed import read_missed
from tests.planning.ledger.conftest import TODAY

FILED = date(2026, 4, 10)


@pytest.fixture(autouse=True)
def _desk_today(monkeypatch):
    monkeypatch.setattr("planning.ledger.missed.today_of", lambda _firm: TODAY)


@pytest.fixture
def missed(office):
    """Return the two years that were missed: 10,000 for 2024 and for 2025."""
    for year, balance in ((2023, 265_000), (2024, 255_000)):  # ÷ 26.5 at 73, ÷ 25.5 at 74
        services.record_balance(
            actor=office.jo, account=office.ira, year=year, amount=Decimal(balance), source=""
        )
    return lambda: missed_of(office.pat, load_law(), as_of=TODAY)


def open_all(office, missed):
    return open_cases(actor=office.jo, person=office.pat, missed=missed().obligations)


def proof(office):
    upload = SimpleUploadedFile("receipt.csv", b"form,filed\n5329,2026-04-10\n")
    return services.add_document(actor=office.jo, household=office.household, upload=upload)


def told(office, case, **more):
    values = {"cause": "The order was lost.", "steps_taken": "A standing order.", **more}
    return change_case(actor=office.jo, case=case, revision=case.revision, **values)


def undone(case, owed):
    return {check.code for check in checks_of(case, owed) if not check.is_so}


def test_several_years_are_taken_up_at_once_and_each_only_once(office, missed):
    assert [o.distribution_year for o in missed().obligations] == [2025, 2024]
    assert len(open_all(office, missed)) == 2
    assert open_all(office, missed) == []
    assert MissedCase.objects.count() == 2


def test_a_year_nobody_knows_the_balance_of_is_named(office, missed):
    services.record_balance(
        actor=office.jo, account=office.ira, year=2022, amount=Decimal(1), source=""
    )
    assert 2024 not in missed().unknown_years
    office.ira.balances.filter(year=2023).delete()
    assert 2024 in missed().unknown_years


def test_a_case_is_closed_only_when_all_of_it_is_done(office, missed, pay):
    (case, _other) = open_all(office, missed)
    assert undone(case, missed().of_case(case)) == {
        "made_up_for",
        "cause_told",
        "steps_told",
        "filed",
    }
    case = told(office, case)
    payment = pay(on=date(2026, 11, 2), makes_up_for=2025)
    assert undone(case, missed().of_case(case)) == {"correction_proven", "filed"}
    verify_payment(actor=office.kim, payment=payment, revision=1)
    with pytest.raises(ValidationError, match="stays open"):
        close_case(actor=office.jo, case=case, revision=case.revision, owed=missed().of_case(case))
    case = told(office, case, filed_on=FILED, filing=proof(office))
    closed = close_case(
        actor=office.jo, case=case, revision=case.revision, owed=missed().of_case(case)
    )
    assert closed.closed_by == office.jo
    assert missed().of_case(closed).status.value == "satisfied"
    with pytest.raises(services.EditConflict):
        told(office, closed, cause="Another story.")


def test_a_granted_waiver_needs_no_form(office, missed, pay):
    (case, _other) = open_all(office, missed)
    case = told(office, case, waiver=MissedCase.Waiver.GRANTED)
    assert "filed" not in undone(case, missed().of_case(case))


def test_a_reversal_of_what_made_up_for_it_says_so_on_the_closed_case(office, missed, pay):
    (case, _other) = open_all(office, missed)
    case = told(office, case, filed_on=FILED, filing=proof(office))
    payment = pay(on=date(2026, 11, 2), makes_up_for=2025)
    verify_payment(actor=office.kim, payment=payment, revision=1)
    owed = missed().of_case(case)
    case = close_case(actor=office.jo, case=case, revision=case.revision, owed=owed)
    reverse_payment(actor=office.jo, payment=payment, because="It bounced.")
    assert missed().of_case(case).status.value == "correcting"
    again = reopen_case(
        actor=office.jo, case=case, revision=case.revision, because="The payment bounced."
    )
    assert again.closed_at is None
    assert again.history.first().history_change_reason == "The payment bounced."


def test_a_case_is_not_taken_up_again_without_a_reason(office, missed):
    (case, _other) = open_all(office, missed)
    with pytest.raises(services.EditConflict):
        reopen_case(actor=office.jo, case=case, revision=1, because="Why not.")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"filed_on": date(2026, 11, 21)}, "filed_on"),
        ({"filed_on": date(2025, 12, 31)}, "filed_on"),
        ({"return_filed_on": date(2025, 4, 10)}, "return_filed_on"),
    ],
)
def test_a_day_that_cannot_be_is_refused(office, missed, values, field):
    (case, _other) = open_all(office, missed)
    with pytest.raises(ValidationError) as refused:
        told(office, case, **values)
    assert field in refused.value.message_dict


def test_a_proof_of_filing_needs_its_day(office, missed):
    (case, _other) = open_all(office, missed)
    with pytest.raises(ValidationError) as refused:
        told(office, case, filing=proof(office))
    assert "filed_on" in refused.value.message_dict


def test_what_was_corrected_in_time_has_its_own_column_of_the_form(office, missed, pay):
    pay(on=date(2026, 11, 2), makes_up_for=2025)
    (draft,) = read_missed(office.pat, as_of=TODAY).forms
    lines = {line.number: line.amount for line in draft.lines}
    # The first requirement, of 2024, was due on April 1, 2025: the same tax year.
    assert draft.form.tax_year == 2025
    assert (lines["52a"], lines["54a"]) == (10_000, 1_000)
    assert (lines["52b"], lines["54b"]) == (10_000, 2_500)
    assert lines["55"] == 3_500
    texts = [line.text for line in draft.lines]
    assert len(set(texts)) == len(texts)


def test_the_statement_tells_what_is_on_record_and_leaves_gaps_in_brackets(office, missed, pay):
    cases = open_all(office, missed)
    pay(on=date(2026, 11, 2), makes_up_for=2025)
    text = cause_letter(read_missed(office.pat, as_of=TODAY), 2025).text
    assert "$10,000.00 was taken on November 2, 2026 to make up for it" in text
    assert "[Say what happened.]" in text
    assert "[Still to be taken before this is sent: $10,000.00.]" in text
    pay(on=date(2026, 11, 3), makes_up_for=2024)
    for case in cases:
        told(office, case)
    text = cause_letter(read_missed(office.pat, as_of=TODAY), 2025).text
    assert "The order was lost." in text
    assert "[" not in text


def test_a_year_without_a_miss_has_no_statement(office, missed):
    assert cause_letter(read_missed(office.pat, as_of=TODAY), 2019) is None
