"""One person's gifts in the browser: several at once, the room that is left, deductions."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.models import AuditAct, AuditEvent, Payment
from planning.models import PlannedPayment
from planning.templatetags.money import dollars
from tests.cast import arrive

AS_OF = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: AS_OF)


@pytest.fixture
def address(story):
    return reverse("planning:person_gifts", args=[story.person.pk, 2026])


def typed(story, *gifts, **more):
    rows: dict[str, str] = {}
    for number, (payee, amount) in enumerate(gifts, 1):
        rows |= {f"payee_{number}": payee, f"amount_{number}": amount}
    return {"give": "1", "account": story.account.pk, "paid_on": "11/20/2026", **rows, **more}


def gifts():
    return Payment.objects.filter(kind="qcd")


def test_several_charities_are_given_to_in_one_form(story, address):
    browser = arrive(story, "advisor")
    sent = typed(story, ("Food bank", "1,000"), ("Library", "$2,500.00"), ("Zoo", "1000"))
    assert browser.post(address, sent).status_code == 302
    assert sorted(gifts().values_list("payee", "amount")) == [
        ("Food bank", Decimal(1000)),
        ("Library", Decimal(2500)),
        ("Zoo", Decimal(1000)),
    ]
    page = browser.get(address).content.decode()
    assert "3 gifts are recorded." in page
    # None has cleared: on their way they are given from the day they were issued.
    assert "$106,500.00 may still be given" in page


@pytest.mark.parametrize(
    ("rows", "more", "said"),
    [
        ((), {}, "Name at least one charity"),
        ((("Food bank", ""),), {}, "Type an amount above zero"),
        ((("", "1,000"),), {}, "Name the charity"),
        ((("Food bank", "1.000,00"),), {}, "commas between thousands"),
        ((("Food bank", "-5"),), {}, "cannot be negative"),
        ((("Food bank", "10"),), {"paid_on": "11/22/2026"}, "has not come yet"),
        ((("Food bank", "10"),), {"paid_on": "never"}, "month/day/year"),
        ((("Food bank", "10"),), {"account": "x"}, "Choose an IRA of this person"),
        ((("Food bank", "500,000"),), {}, "If it held more, tick it"),
        ((("x" * 151, "10"),), {}, "150"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_recorded(
    story, address, rows, more, said
):
    sent = typed(story, ("Library", "20"), *rows, **more) if rows else typed(story)
    answer = arrive(story, "advisor").post(address, sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not gifts().exists()


def test_a_button_pressed_twice_asks_before_it_records_again(story, address):
    browser = arrive(story, "advisor")
    sent = typed(story, ("Food bank", "1,000"))
    browser.post(address, sent)
    again = browser.post(address, sent)
    assert again.status_code == 422
    assert "is_second" in again.content.decode()
    assert browser.post(address, sent | {"is_second": "on"}).status_code == 302
    assert gifts().count() == 2


def test_an_account_of_somebody_else_gives_nothing(story, address):
    other = Payment.objects.exclude(account=story.account).first().account
    sent = typed(story, ("Food bank", "10"), account=other.pk)
    assert arrive(story, "advisor").post(address, sent).status_code == 422


def test_planned_gifts_are_deducted_and_shown_apart(story, address):
    PlannedPayment.objects.create(
        firm=story.firm,
        household=story.household,
        account=story.account,
        year=2026,
        kind="qcd",
        amount=11_000,
        pay_by=date(2026, 12, 10),
        payee="Library",
    )
    page = arrive(story, "advisor").get(address).content.decode()
    assert "$100,000.00 may still be given in 2026, beside $11,000.00 that is planned" in page
    assert "by Dec 10, 2026" in page


def test_before_70_and_a_half_the_page_says_from_when(story, address):
    story.person.born_on = date(1956, 6, 1)
    story.person.save()
    page = arrive(story, "advisor").get(address).content.decode()
    assert "possible from December 1, 2026 on" in page
    assert "Room from Dec 1, 2026" in page


def test_without_a_birth_date_nothing_can_be_said(story, address):
    story.person.born_on, story.person.is_member = None, False
    story.person.save()
    page = arrive(story, "advisor").get(address).content.decode()
    assert "the birth date is missing" in page


def test_deductions_after_70_and_a_half_reduce_what_is_left_out(story, address):
    browser = arrive(story, "advisor")
    browser.post(address, typed(story, ("Food bank", "6,000")))
    for year, amount in (("2024", "5,000"), ("2025", "5,000")):
        story.person.refresh_from_db()
        sent = {"deduct": "1", "revision": story.person.revision, "year": year, "amount": amount}
        assert browser.post(address, sent).status_code == 302
    page = browser.get(address).content.decode()
    assert "$4,000.00 of it has not done so yet" in page
    story.person.refresh_from_db()
    sent = {"deduct": "1", "revision": story.person.revision, "year": "2024", "amount": "0"}
    assert browser.post(address, sent).status_code == 302
    story.person.refresh_from_db()
    assert story.person.ira_deductions_after_70_half == {"2025": "5000.00"}


@pytest.mark.parametrize(
    ("year", "amount", "said"),
    [
        ("2019", "5", "before 2020"),
        ("2027", "5", "has not come yet"),
        ("x", "5", "whole number"),
        ("99999999999", "5", "has not come yet"),
        ("2025", "-5", "cannot be negative"),
    ],
)
def test_a_deduction_that_cannot_be_is_refused(story, address, year, amount, said):
    sent = {"deduct": "1", "revision": story.person.revision, "year": year, "amount": amount}
    answer = arrive(story, "advisor").post(address, sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_two_who_note_deductions_at_once_are_told(story, address):
    sent = {"deduct": "1", "revision": story.person.revision, "year": "2025", "amount": "5"}
    assert arrive(story, "advisor").post(address, sent).status_code == 302
    assert arrive(story, "owner").post(address, sent).status_code == 422


def test_the_figures_are_those_of_the_document(story, address):
    browser = arrive(story, "advisor")
    browser.post(address, typed(story, ("Food bank", "112,000")))
    export = reverse("planning:household_export", args=[story.household.pk, 2026, "json"])
    (told,) = json.loads(browser.get(export).getvalue())["qcds"]
    page = browser.get(address).content.decode()
    desk = browser.get(reverse("planning:gifts", args=[2026])).content.decode()
    for name in ("given", "limit", "room", "excludable", "split_interest"):
        assert f"<dd>{dollars(told[name])}</dd>" in page, name
        assert f"<dd>{dollars(told[name])}</dd>" in desk, name
    assert (told["room"], told["excludable"]) == ("0.00", "111000.00")


def test_reading_is_noted_and_a_far_year_is_no_page(story, address):
    browser = arrive(story, "compliance")
    browser.get(address)
    assert AuditEvent.objects.filter(act=AuditAct.READ, object_id=str(story.person.pk)).exists()
    far = reverse("planning:person_gifts", args=[story.person.pk, 2035])
    assert browser.get(far).status_code == 404
