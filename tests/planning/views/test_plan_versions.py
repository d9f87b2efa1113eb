"""The pages of a plan: asked for, followed, checked, released, and read by its clients."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clients.models import AuditEvent
from planning import tasks
from planning.ledger import preflight as checking
from planning.models import PlanPdf, PlanRun, PlanVersion, PortalAct
from tests.cast import Story
from tests.planning.plan_versions import TODAY, a_plan, a_plan_pdf

State = PlanVersion.State


@pytest.fixture(autouse=True)
def _one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "today_of", lambda _firm: TODAY)
    for task in (tasks.work_on_plan, tasks.build_plan_file):
        monkeypatch.setattr(task, "delay_on_commit", lambda _id: None)


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def at(name: str, version: PlanVersion) -> str:
    return reverse(f"planning:{name}", args=[version.pk])


def reviewed(client: Client, version: PlanVersion) -> Any:
    """Give a reason for everything that has to be weighed."""
    page = client.get(at("review_plan", version))
    typed = {field.html_name: "We spoke." for _finding, field in page.context["weighed"]}
    return client.post(at("review_plan", version), typed)


def test_a_plan_is_asked_for_and_followed(advisor: Client, story: Story) -> None:
    address = reverse("planning:make_plan", args=[story.household.pk])
    assert "Make the plan" in words(advisor.get(address))
    response = advisor.post(address, {"objective": "spending", "words": "Dear Pat"})
    run = PlanRun.objects.get()
    assert response["Location"] == reverse("planning:plan_run", args=[run.pk])
    assert run.words == "Dear Pat"
    page = words(advisor.get(response["Location"]))
    assert "Waiting for its turn" in page
    assert 'hx-trigger="every 1s"' in page
    PlanRun.objects.update(state="running", step="roadmap", steps_done=2, steps=8)
    status = reverse("planning:plan_run_status", args=[run.pk])
    part = advisor.get(status, {"seen": "queued  0"})
    assert "Looking for the best roadmap" in words(part)
    assert 'value="25"' in words(part)
    assert advisor.get(status, {"seen": "running roadmap 2"}).status_code == 204
    assert "A plan is in the making" in words(advisor.get(address))
    advisor.post(reverse("planning:cancel_plan", args=[run.pk]))
    stopped = advisor.get(status)
    assert stopped.status_code == 286
    assert "Stopped." in words(stopped)


def test_an_aim_that_needs_the_spending_says_so(advisor: Client, story: Story) -> None:
    address = reverse("planning:make_plan", args=[story.household.pk])
    response = advisor.post(address, {"objective": "tax", "words": "Kept words"})
    assert response.status_code == 422
    assert "Say first what the household spends" in words(response)
    assert "Kept words" in words(response)


def test_a_run_that_failed_says_what_to_supply(advisor: Client, story: Story) -> None:
    run = a_plan(story).run
    PlanRun.objects.filter(pk=run.pk).update(
        state="failed", error="spending.annual: is missing.", error_at="spending.annual"
    )
    page = words(advisor.get(reverse("planning:plan_run", args=[run.pk])))
    assert "The spending of a year: is missing." in page
    assert reverse("planning:spending", args=[story.household.pk]) in page


def test_from_check_to_release(advisor: Client, owner: Client, story: Story) -> None:
    story.firm.needs_second_person = True
    story.firm.save()
    version = a_plan(story)
    assert "Check it before release" in words(advisor.get(at("plan_version", version)))
    page = words(advisor.get(at("review_plan", version)))
    assert "This may pass with a reason" in page
    assert "IRA: Nobody is named" in page
    refused = advisor.post(at("review_plan", version), {})
    assert refused.status_code == 422
    assert "Say in a few words why this may pass." in words(refused)
    reviewed(advisor, version)
    page = words(advisor.get(at("plan_version", version)))
    assert "Reviewed by Advisor" in page
    assert "Somebody else of the firm has to release it" in page
    refused = advisor.post(at("release_plan", version))
    assert refused.status_code == 422
    assert "Somebody other than Advisor has to release this" in words(refused)
    owner.post(at("release_plan", version))
    version.refresh_from_db()
    assert version.state == State.RELEASED
    page = words(advisor.get(at("plan_version", version)))
    assert "Released by Owner" in page
    assert "We spoke." in page


def test_what_blocks_leaves_no_way_to_review(advisor: Client, story: Story) -> None:
    version = a_plan(story, words="It is tax-free.")
    page = words(advisor.get(at("review_plan", version)))
    assert "Your words to the client say “tax-free”." in page
    assert "I have reviewed this plan" not in page
    assert reviewed(advisor, version).status_code == 422


def test_it_goes_back_with_a_reason(advisor: Client, story: Story) -> None:
    version = a_plan(story, State.REVIEWED)
    refused = advisor.post(at("send_plan_back", version), {"because": ""})
    assert refused.status_code == 422
    assert "Say in a few words why it goes back." in words(refused)
    advisor.post(at("send_plan_back", version), {"because": "The roof is missing."})
    assert "The roof is missing." in words(advisor.get(at("plan_version", version)))


def test_the_household_leads_to_the_plan_that_counts(advisor: Client, story: Story) -> None:
    address = reverse("planning:plan_versions", args=[story.household.pk])
    make = reverse("planning:make_plan", args=[story.household.pk])
    assert advisor.get(address)["Location"] == make
    released = a_plan(story, State.RELEASED)
    a_plan(story)
    assert advisor.get(address)["Location"] == at("plan_version", released)
    assert address in words(advisor.get(reverse("planning:household", args=[story.household.pk])))


def test_making_it_again_is_a_run_of_its_own(advisor: Client, story: Story) -> None:
    version = a_plan(story)
    response = advisor.post(at("rebuild_plan", version))
    run = PlanRun.objects.get(rebuilds=version)
    assert response["Location"] == reverse("planning:plan_run", args=[run.pk])
    PlanRun.objects.filter(pk=run.pk).update(state="done", found="same", done_at=run.created_at)
    assert advisor.get(response["Location"])["Location"] == at("plan_version", version)
    assert "The same document, to the last character" in words(
        advisor.get(at("plan_version", version))
    )


def test_the_page_waits_for_the_pdf_and_has_it_made_again(advisor: Client, story: Story) -> None:
    version = a_plan(story, has_pdf=False)
    assert "Make the PDF" in words(advisor.get(at("plan_version", version)))
    advisor.post(at("make_plan_pdfs", version))
    page = advisor.get(at("plan_version", version))
    assert "The PDF is being set" in words(page)
    status = at("plan_pdf_status", version)
    assert advisor.get(status, {"seen": "queued"}).status_code == 204
    PlanPdf.objects.update(state="failed", error="The page is too long.")
    part = advisor.get(status, {"seen": "queued"})
    assert part.status_code == 286
    assert "The page is too long." in words(part)
    pdf = a_plan_pdf(version)
    address = reverse("planning:plan_pdf", args=[pdf.pk])
    assert address in words(advisor.get(status))
    assert advisor.get(address)["Content-Disposition"] == 'attachment; filename="plan-1-en.pdf"'


def test_the_file_is_the_document_and_its_leaving_is_noted(advisor: Client, story: Story) -> None:
    version = a_plan(story)
    response = advisor.get(at("plan_file", version))
    assert response["Content-Disposition"] == 'attachment; filename="plan-1.json"'
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert b'"schema": "plan/1"' in content
    event = AuditEvent.objects.filter(object_id=str(version.pk)).latest("sequence")
    assert (event.act, event.detail["sha256"]) == ("exported", version.sha256)


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEWED])
def test_a_client_reaches_nothing_unreleased_by_any_address(
    portal_client: Client, story: Story, state: str
) -> None:
    version = a_plan(story, state)
    assert "Your plan" not in words(portal_client.get(reverse("planning:portal")))
    names = ("portal_plan", "portal_plan_file", "plan_version", "plan_file", "review_plan")
    assert {portal_client.get(at(name, version)).status_code for name in names} == {404}
    question = reverse("planning:portal_act", args=[story.household.pk, "question"])
    assert str(version.pk) not in words(portal_client.get(question))


def test_a_client_reads_the_plan_and_the_advisor_sees_it(
    portal_client: Client, advisor: Client, story: Story
) -> None:
    older = a_plan(story, State.SUPERSEDED, words="Older words")
    version = a_plan(story, State.RELEASED, words="Dear Pat")
    page = words(portal_client.get(reverse("planning:portal")))
    assert "Read your plan" in page
    assert at("portal_plan", older) in page
    page = words(portal_client.get(at("portal_plan", version)))
    assert "Dear Pat" in page
    assert "What to do in 2026" in page
    assert version.sha256 not in page
    file = portal_client.get(at("portal_plan_file", version))
    assert file["Content-Disposition"] == 'attachment; filename="plan-2.pdf"'
    assert file["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in file["Cache-Control"]
    assert "This is an older plan." in words(portal_client.get(at("portal_plan", older)))
    seen = words(advisor.get(at("plan_version", version)))
    assert "Opened</dt><dd>Portal client" in seen
    assert "Downloaded</dt><dd>Portal client" in seen
    portal = words(advisor.get(reverse("planning:household_portal", args=[story.household.pk])))
    assert "Plan, version 2" in portal


def test_a_question_hangs_on_the_paragraph_it_is_about(
    portal_client: Client, advisor: Client, story: Story
) -> None:
    version = a_plan(story, State.RELEASED)
    page = words(portal_client.get(at("portal_plan", version)))
    address = reverse("planning:portal_act", args=[story.household.pk, "question"])
    about = f"{version.pk}:mishaps"
    assert f"{address}?about={about}" in page
    form = portal_client.get(address, {"about": about})
    assert "The plan of November 2, 2026: What could go wrong" in words(form)
    portal_client.post(
        address, {"about": about, "text": "And if rents rise?", **form.context["form"].initial}
    )
    act = PortalAct.objects.get()
    assert (act.plan, act.paragraph) == (version, "mishaps")
    answering = words(advisor.get(reverse("planning:client_act", args=[act.pk])))
    assert f"{at('plan_version', version)}#part-mishaps" in answering
