"""What clients do in the portal: each act has a receipt, waits for the firm and changes no fact."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from clients.models import AuditAct, AuditEvent, Beneficiary, Document, Household, Payment, Person
from planning.models import PlannedPayment, PortalAct, PortalAsk
from planning.services import portal as limits
from planning.worklist import items_of
from tests.cast import Story
from tests.objects import released_figures
from tests.portal_objects import a_portal_act, a_portal_ask

PDF = b"%PDF-1.7 text\n%%EOF\n"
WISHES = {
    "gives": "yes",
    "amount": "$2,000",
    "charities": "Red Cross",
    "withholding": "percent",
    "percent": "10",
}


def pdf(name: str = "statement.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def at(story: Story, kind: str, ask: object = None) -> str:
    address = reverse("planning:portal_act", args=[story.household.pk, kind])
    return f"{address}?ask={ask}" if ask else address


def words(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def refused(client: Client, address: str, typed: dict[str, Any]) -> dict[str, list[str]]:
    answer = client.post(address, typed)
    assert answer.status_code == 422
    errors: dict[str, list[str]] = answer.context["form"].errors
    return errors


# Each act


def test_a_statement_is_sent_kept_and_receipted(
    story: Story, portal_client: Client, advisor: Client
) -> None:
    ask = a_portal_ask(story)
    sent = portal_client.post(at(story, "upload", ask), {"file": pdf("../../<b>fdp.pdf")})
    act = PortalAct.objects.get()
    assert sent["Location"] == reverse("planning:portal_receipt", args=[act.pk])
    assert (act.number, act.person, act.said) == (1, story.person, {"name": "<b>fdp.pdf"})
    receipt = words(portal_client, sent["Location"])
    for text in ("Receipt 1", "Your December 31 statement", "Alder Advisors has it since"):
        assert text in receipt, text
    assert "Nothing at the moment." in words(portal_client, reverse("planning:portal"))
    document = Document.objects.get()
    assert document.file.name.startswith("documents/")
    assert "fdp" not in document.file.name
    answer = advisor.get(reverse("planning:document", args=[document.pk]))
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert portal_client.get(reverse("planning:document", args=[document.pk])).status_code == 404
    away = reverse("planning:withdraw_document", args=[document.pk])
    assert advisor.post(away, {"revision": 1, "because": "The wrong file"}).status_code == 302


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (b"", "This file is empty. Choose the file again."),
        (b"MZ\x90", "This is a program, not a document. Upload a PDF, a picture or a CSV."),
        (b"<html><script>x</script>", None),
    ],
    ids=["empty", "program", "page"],
)
def test_what_is_no_document_is_refused_beside_its_field(
    story: Story, portal_client: Client, content: bytes, because: str | None
) -> None:
    errors = refused(portal_client, at(story, "upload"), {"file": pdf("a.pdf", content)})
    assert errors["file"]
    assert because is None or errors["file"] == [because]
    assert not PortalAct.objects.exists()
    assert not Document.objects.exists()


def test_no_more_files_a_day_than_the_limit(
    story: Story, portal_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_FILES_A_DAY", 1)
    assert portal_client.post(at(story, "upload"), {"file": pdf()}).status_code == 302
    other = pdf(content=b"%PDF-1.7 other\n%%EOF\n")
    errors = refused(portal_client, at(story, "upload"), {"file": other})
    assert errors["file"] == [
        "You sent 1 files within a day. Send the others tomorrow, or call us."
    ]
    assert Document.objects.count() == 1


def test_the_files_of_a_household_have_a_limit_in_all(
    story: Story, portal_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_BYTES", 10)
    assert "in all" in refused(portal_client, at(story, "upload"), {"file": pdf()})["file"][0]


def test_wishes_are_kept_as_they_were_said(story: Story, portal_client: Client) -> None:
    assert portal_client.post(at(story, "wishes"), WISHES).status_code == 302
    act = PortalAct.objects.get()
    assert act.said == {
        "gives": "yes",
        "amount": "2000.00",
        "charities": "Red Cross",
        "withholding": "percent",
        "percent": 10,
    }
    receipt = words(portal_client, reverse("planning:portal_receipt", args=[act.pk]))
    assert "Yes, $2,000.00" in receipt
    assert "10%" in receipt


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"gives": ""}, "gives"),
        ({"amount": "1.234,5"}, "amount"),
        ({"percent": ""}, "percent"),
        ({"percent": "101"}, "percent"),
        ({"withholding": "all"}, "withholding"),
    ],
    ids=["nothing", "amount", "no-percent", "too-much", "unknown"],
)
def test_a_wish_that_says_nothing_is_refused_beside_its_field(
    story: Story, portal_client: Client, typed: dict[str, str], field: str
) -> None:
    assert list(refused(portal_client, at(story, "wishes"), WISHES | typed)) == [field]
    assert not PortalAct.objects.exists()


def test_beneficiaries_are_shown_while_the_firm_asks_and_no_longer(
    story: Story, portal_client: Client
) -> None:
    Beneficiary.objects.create(firm=story.firm, account=story.account, entity="Red Cross")
    assert portal_client.get(at(story, "beneficiaries")).status_code == 404
    address = at(story, "beneficiaries", a_portal_ask(story, "beneficiaries"))
    assert "Red Cross" in words(portal_client, address)
    assert portal_client.post(address, {"is_right": "yes"}).status_code == 302
    assert PortalAct.objects.get().said["beneficiaries"][0]["lines"][0]["name"] == "Red Cross"
    assert portal_client.get(address).status_code == 404
    late = portal_client.post(address, {"is_right": "yes"})
    assert late.status_code == 422
    assert "it is not asked any more" in late.content.decode()
    assert "Red Cross" not in late.content.decode()


def test_what_should_change_is_said(story: Story, portal_client: Client) -> None:
    address = at(story, "beneficiaries", a_portal_ask(story, "beneficiaries"))
    assert list(refused(portal_client, address, {"is_right": "no"})) == ["text"]


def test_a_question_names_its_figure_and_the_answer_is_read_beside_it(
    story: Story, portal_client: Client, advisor: Client
) -> None:
    letter = released_figures(story)
    about = f"{letter}:own_iras:2026"
    page = portal_client.get(at(story, "question"), {"about": about})
    assert page.context["form"]["about"].value() == about
    typed = {"about": about, "text": "Why is it <b>so</b> much?"}
    assert portal_client.post(at(story, "question"), typed).status_code == 302
    act = PortalAct.objects.get()
    assert act.said["about"] == "2026, Pat Doe: what is to be taken from IRA"
    place = reverse("planning:client_act", args=[act.pk])
    assert "Why is it &lt;b&gt;so&lt;/b&gt; much?" in words(advisor, place)
    assert refused(advisor, place, {"answer": " "})["answer"] == [
        "Write the answer the client will read."
    ]
    assert advisor.post(place, {"answer": "You were born in 1950."}).status_code == 302
    receipt = words(portal_client, reverse("planning:portal_receipt", args=[act.pk]))
    assert "You were born in 1950." in receipt
    assert "Advisor looked at it" in receipt
    assert advisor.post(place, {"answer": "Another."}).status_code == 422
    assert PortalAct.objects.get().answer == "You were born in 1950."


def test_a_question_about_another_households_letter_is_refused(
    story: Story, portal_client: Client
) -> None:
    typed = {"about": f"{uuid4()}:own_iras:2026", "text": "Why?"}
    assert list(refused(portal_client, at(story, "question"), typed)) == ["about"]


def test_what_the_firm_wants_to_know_is_answered_once(
    story: Story, portal_client: Client, advisor: Client
) -> None:
    place = reverse("planning:household_portal", args=[story.household.pk])
    typed = {"kind": "answer", "text": "Are you still working?", "request_key": uuid4()}
    assert advisor.post(place, typed).status_code == 302
    assert advisor.post(place, typed).status_code == 302
    ask = PortalAsk.objects.get()
    address = at(story, "answer", ask.pk)
    assert "Are you still working?" in words(portal_client, address)
    answered = {"text": "No.", "request_key": uuid4()}
    first = portal_client.post(address, answered)
    assert portal_client.post(address, answered)["Location"] == first["Location"]
    assert PortalAct.objects.count() == 1
    withdrawn = advisor.post(reverse("planning:withdraw_ask", args=[ask.pk]), follow=True)
    assert "This was done or taken back in the meantime." in withdrawn.content.decode()


def test_what_was_taken_back_is_not_asked(
    story: Story, portal_client: Client, advisor: Client
) -> None:
    ask = a_portal_ask(story, "answer")
    assert advisor.post(reverse("planning:withdraw_ask", args=[ask])).status_code == 302
    assert portal_client.get(at(story, "answer", ask)).status_code == 404


@pytest.mark.parametrize("ask", ["nothing", "00000000-0000-4000-8000-000000000000"])
def test_an_ask_that_is_none_is_not_there(story: Story, portal_client: Client, ask: str) -> None:
    assert portal_client.get(at(story, "upload", ask)).status_code == 404


def test_the_ask_of_another_household_is_not_there(story: Story, other_client: Client) -> None:
    ask = a_portal_ask(story)
    roe = Household.objects.get(name="Roe")
    address = reverse("planning:portal_act", args=[roe.pk, "upload"])
    assert other_client.get(f"{address}?ask={ask}").status_code == 404


# What follows


def test_an_act_changes_no_fact_and_waits_for_the_firm(
    story: Story, portal_client: Client, advisor: Client
) -> None:
    before = [list(model.objects.values()) for model in (Payment, Person, PlannedPayment)]
    portal_client.post(at(story, "wishes"), WISHES)
    assert [list(m.objects.values()) for m in (Payment, Person, PlannedPayment)] == before
    act = PortalAct.objects.get()
    households = Household.objects.filter(pk=story.household.pk)

    def waiting() -> list[str]:
        found = items_of(
            households, firm=story.firm, as_of=act.created_at.date(), kinds={"from_client"}
        )
        return [item.address for item in found]

    place = reverse("planning:client_act", args=[act.pk])
    assert waiting() == [place]
    assert "Waits for you" in words(
        advisor, reverse("planning:household_portal", args=[story.household.pk])
    )
    assert advisor.post(place, {"answer": ""}).status_code == 302
    assert waiting() == []


def test_receipts_are_numbered_within_a_firm(story: Story, portal_client: Client) -> None:
    a_portal_act(story)
    portal_client.post(at(story, "wishes"), WISHES)
    assert sorted(PortalAct.objects.values_list("number", flat=True)) == [1, 2]


def test_every_act_is_noted_without_what_was_said(story: Story, portal_client: Client) -> None:
    portal_client.post(at(story, "wishes"), WISHES)
    event = AuditEvent.objects.filter(act=AuditAct.CREATED, object_type="portalact").get()
    assert event.detail == {"household": str(story.household.pk), "kind": "wishes"}
    assert event.actor == story.users["portal_client"]
