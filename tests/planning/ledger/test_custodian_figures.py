"""A custodian's figure beside ours: a difference is asked about until somebody answers it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from clients import audit, services
from clients.services import EditConflict
from planning.ledger.custodian_figures import (
    compared,
    record_figure,
    settle,
    withdraw_figure,
)
from planning.ledger.reviewing import reviews_of
from planning.ledger.verification import verify_payment
from planning.models import CustodianFigure, Task
from tests.planning.ledger.conftest import TODAY


@pytest.fixture(autouse=True)
def _that_day(monkeypatch, office):
    monkeypatch.setattr("planning.ledger.custodian_figures.today_of", lambda _firm: TODAY)


def recorded(office, amount="11942.00", source="year-end letter"):
    return record_figure(
        actor=office.jo, account=office.ira, year=2026, amount=Decimal(amount), source=source
    )


def test_an_equal_figure_asks_nothing(office):
    figure = recorded(office, "10000.00")
    assert not compared(figure).differs
    assert not Task.objects.exists()
    assert recorded(office, "10000.00") == figure  # again, it changes nothing
    assert CustodianFigure.objects.count() == 1


def test_a_cent_more_is_asked_about_with_what_gives_it(office):
    figure = recorded(office, "10742.36")  # 246,000 ÷ 22.9: the old table's divisor of 75
    (task,) = Task.objects.all()
    assert (task.year, task.done_at) == (2026, None)
    assert task.numbers == {"ours": "10000.00", "theirs": "10742.36"}
    assert compared(figure).sentences == ["The tables in force until 2021 (22.9) give $10,742.36."]


def test_what_nothing_explains_says_whom_to_ask(office):
    assert compared(recorded(office)).sentences == [
        "Not explained: no other reading gives this figure. Ask the custodian."
    ]


def test_settling_wants_an_answer_and_is_not_asked_again(office):
    recorded(office)
    (task,) = Task.objects.all()
    with pytest.raises(ValidationError, match="Say in a sentence"):
        settle(actor=office.jo, task=task, revision=task.revision, answer="  ")
    settle(actor=office.jo, task=task, revision=task.revision, answer="They used another birthday.")
    services.change_person(
        actor=office.jo, person=office.pat, revision=office.pat.revision, name="Pat B. Doe"
    )
    (task,) = Task.objects.all()
    assert (task.answer, task.done_by) == ("They used another birthday.", office.jo)
    with pytest.raises(EditConflict):
        settle(actor=office.jo, task=task, revision=task.revision, answer="Again")


def test_a_fact_that_makes_them_equal_settles_the_question(office):
    recorded(office, "10081.30")  # 248,000 ÷ 24.6
    (balance,) = office.ira.balances.all()
    services.correct_balance(
        actor=office.jo,
        balance=balance,
        revision=balance.revision,
        amount=Decimal(248_000),
        because="typed wrong",
    )
    (task,) = Task.objects.all()
    assert (task.answer, task.done_by) == ("The two figures agree now.", None)
    assert task.done_at is not None


def test_a_withdrawn_figure_keeps_its_reason_and_asks_no_more(office):
    figure = recorded(office)
    with pytest.raises(ValidationError, match="withdraw that one first"):
        recorded(office, "12000.00")
    withdraw_figure(
        actor=office.jo, figure=figure, revision=figure.revision, because="of another client"
    )
    (task,) = Task.objects.all()
    assert task.answer == "The custodian's figure was withdrawn."
    recorded(office, "12000.00")
    assert Task.objects.filter(done_at=None).count() == 1


def test_balances_recorded_in_bulk_ask_and_settle_too(office):
    recorded(office, "10081.30")  # 248,000 ÷ 24.6
    settle(actor=office.jo, task=Task.objects.get(), revision=1, answer="They used a later figure.")
    for amount, is_asked in ((248_000, False), (250_000, True), (248_000, False)):
        balance = office.ira.balances.get(withdrawn_at=None)
        entry = services.NewBalance(
            account=office.ira,
            year=2025,
            amount=Decimal(amount),
            source="form_5498",
            replaces=balance,
            because="of another day",
        )
        services.record_balances(actor=office.jo, firm=office.firm, entries=[entry])
        assert Task.objects.filter(done_at=None).exists() is is_asked
    assert Task.objects.latest("created_at").answer == "The two figures agree now."
    assert audit.verify(office.firm) == []


def test_a_question_stands_against_the_year_of_its_person_only(office, pay):
    verify_payment(actor=office.kim, payment=pay(), revision=1)
    recorded(office)
    (task,) = Task.objects.all()
    assert (task.person, task.pool) == (office.pat, "own_iras")
    sam = services.add_person(
        actor=office.jo, household=office.household, name="Sam Doe", born_on=date(1950, 1, 2)
    )
    reviews = reviews_of([office.household.pk], 2026, as_of=TODAY).found
    wanted = {each.person: [check.code for check in each.wanted] for each in reviews}
    assert wanted == {office.pat: ["questions_answered"], sam: []}
