"""Refusals are on record in the firm of whoever was refused."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from clients import audit
from clients.models import AuditAct, AuditEvent
from tests.cast import Story, arrive
from tests.objects import OBJECTS

pytestmark = pytest.mark.django_db
LOG = reverse("clients:audit")


def test_what_a_role_may_not_do(story: Story, advisor: Client) -> None:
    assert advisor.get(LOG).status_code == 403
    event = AuditEvent.objects.get(act=AuditAct.DENIED)
    assert (event.actor, event.firm) == (story.users["advisor"], story.firm)
    assert event.detail == {"page": "clients:audit", "method": "GET", "status": 403}
    assert audit.verify(story.firm) == []


def test_a_row_of_somebody_else_or_of_nobody(story: Story, stranger: Client) -> None:
    for household_id in (story.household.pk, uuid4()):
        page = reverse("planning:household", args=[household_id])
        assert stranger.get(page).status_code == 404
        event = AuditEvent.objects.filter(act=AuditAct.DENIED).latest("pk")
        assert event.firm == story.users["stranger"].membership.firm
        assert event.detail["household_id"] == str(household_id)
        assert event.detail["status"] == 404


def test_what_is_allowed_or_no_address_or_nobodys_is_no_refusal(
    story: Story, owner: Client, nobody: Client, password_only: Client, ended: Client
) -> None:
    assert owner.get(LOG).status_code == 200
    assert owner.get("/nonsense/").status_code == 404
    for browser in (nobody, password_only, ended):
        assert browser.get(LOG).status_code == 302
    assert not AuditEvent.objects.filter(act=AuditAct.DENIED).exists()


@pytest.mark.parametrize(
    ("person", "leads_to"),
    [
        ("advisor", 'href="/book/">To the book'),
        ("portal_client", 'href="/portal/">To your household'),
        ("platform_staff", 'href="/second-factor/">To your sign-in'),
        ("nobody", 'href="/">To the calculator'),
    ],
)
def test_a_page_that_is_not_there_leads_to_where_somebody_begins(
    story: Story, person: str, leads_to: str
) -> None:
    page = arrive(story, person).get("/nowhere/")
    assert page.status_code == 404
    assert leads_to in page.content.decode()


def test_the_trail_of_a_household_has_what_was_refused_of_it(
    story: Story, other_team_advisor: Client, stranger: Client, owner: Client
) -> None:
    for name, pk in (("household", story.household.pk), ("edit_account", story.account.pk)):
        page = reverse(f"planning:{name}", args=[pk])
        assert other_team_advisor.get(page).status_code == 404
        assert stranger.get(page).status_code == 404
    asked = {"household": story.household.name, "act": AuditAct.DENIED}
    found = owner.get(LOG, asked).context["page"].object_list
    assert [event.detail["page"] for event in found] == [
        "planning:edit_account",
        "planning:household",
    ]
    assert {event.detail["household"] for event in found} == {str(story.household.pk)}
    elsewhere = story.users["stranger"].membership.firm
    assert not AuditEvent.objects.filter(firm=elsewhere, detail__has_key="household").exists()


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("order_planned", "a-planned-payment"),
        ("reopen_year", "a-closing"),
        ("certificate", "a-certificate"),
        ("missed_case", "a-missed-case"),
        ("client_letter", "a-client-letter"),
    ],
)
def test_so_has_it_what_was_refused_of_its_plans_and_papers(
    story: Story, other_team_advisor: Client, address: str, what: str
) -> None:
    page = reverse(f"planning:{address}", args=[OBJECTS[what](story)])
    assert other_team_advisor.get(page).status_code == 404
    event = AuditEvent.objects.filter(act=AuditAct.DENIED).latest("pk")
    assert event.detail["household"] == str(story.household.pk)
