"""The page of a roadmap: asked for, watched, read, taken away."""

from __future__ import annotations

import csv
import json
from copy import deepcopy
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from clients.models import Account, AccountType, AuditAct, AuditEvent, Limits, Spending
from planning import tasks
from planning.engine.law import load_law
from planning.facts import export_for_plan
from planning.models import RoadmapRun
from planning.rmd_case import engine_version
from planning.views import roadmap as views
from tests.cast import Story
from tests.planning.roadmaps import SAMPLE, TODAY, a_run, on_one_day

pytestmark = pytest.mark.django_db

State, Stage = RoadmapRun.State, RoadmapRun.Stage


@pytest.fixture(autouse=True)
def _one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    on_one_day(monkeypatch)
    monkeypatch.setattr(views, "today_of", lambda _firm: TODAY)


def page_of(browser: Client, story: Story, name: str = "roadmap") -> str:
    response = browser.get(reverse(f"planning:{name}", args=[story.household.pk]))
    assert response.status_code == 200
    return words_of(response)


def words_of(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def document(**changes: Any) -> dict[str, Any]:
    return {**deepcopy(SAMPLE["document"]), **changes}


def certificate(**changes: Any) -> dict[str, Any]:
    return {"certificate": SAMPLE["document"]["certificate"] | changes}


def test_before_the_first_run_the_page_asks_what_for(advisor: Client, story: Story) -> None:
    words = page_of(advisor, story)
    assert "Run the roadmap" in words
    assert "No limit is set" in words
    Limits.objects.create(firm=story.firm, household=story.household, max_irmaa_tier=1)
    assert "It keeps to: Medicare surcharge up to tier 1." in page_of(advisor, story)


def test_who_may_not_change_records_reads_and_does_not_ask(
    compliance: Client, story: Story
) -> None:
    assert "No roadmap of this household was run yet." in page_of(compliance, story)
    a_run(story)
    words = page_of(compliance, story)
    assert "a year can be spent" in words
    assert "Run again" not in words


def test_asking_makes_a_run_and_rings_for_it(
    advisor: Client, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[str] = []
    monkeypatch.setattr(tasks.work_on_roadmap, "delay_on_commit", rung.append)
    address = reverse("planning:run_roadmap", args=[story.household.pk])
    response = advisor.post(address, {"objective": "spending"})
    run = RoadmapRun.objects.get()
    assert response["Location"] == reverse("planning:roadmap", args=[story.household.pk])
    assert rung == [str(run.pk)]
    words = page_of(advisor, story)
    assert "Waiting for its turn" in words
    assert "Stop here" in words


def test_a_plan_for_the_estate_needs_the_spending(advisor: Client, story: Story) -> None:
    address = reverse("planning:run_roadmap", args=[story.household.pk])
    refused = advisor.post(address, {"objective": "bequest"})
    assert refused.status_code == 422
    assert "Say first what the household spends in a year" in words_of(refused)
    assert reverse("planning:spending", args=[story.household.pk]) in refused.content.decode()
    assert 'value="bequest" checked' in refused.content.decode()
    Spending.objects.create(firm=story.firm, household=story.household, annual=50_000)
    assert advisor.post(address, {"objective": "bequest"}).status_code == 302
    assert advisor.post(address, {"objective": "fame"}).status_code == 422


def test_the_page_says_what_the_document_says(advisor: Client, story: Story) -> None:
    run = a_run(story)
    words = page_of(advisor, story)
    said = SAMPLE["document"]
    value = Decimal(said["value"])
    assert f"${value:,.0f} a year can be spent" in words
    assert "Doe, facts as of November 2, 2026" in words
    assert "No plan of this model gives more than" in words
    assert "this one is within 1.31% of it" in words
    for year in said["years"]:
        for action in year["actions"]:
            assert action["why"]["text"] in words
            assert f"${Decimal(action['amount']):,.2f}" in words
    for caveat in said["caveats"]:
        assert caveat["text"] in words
    assert "Of 2026 only what is left counts, from November 3, 2026 on." in words
    assert "From 2027 on the law’s figures are not published yet" in words
    event = AuditEvent.objects.get(act=AuditAct.READ)
    assert (event.object_id, event.detail) == (str(story.household.pk), {"page": "roadmap"})
    of_run = advisor.get(reverse("planning:roadmap_run", args=[run.pk]))
    assert f"${value:,.0f} a year can be spent" in words_of(of_run)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (certificate(bound="289623.99", gap=0.000001), "there is no better one"),
        (certificate(gap=-0.01), "which knows more than the model, allows this plan more"),
        (certificate(bound=None, gap=None), "The best plan that was found; no bound is known"),
        ({"objective": "tax", **certificate(bound=None, gap=None)}, "no bound is known"),
        ({"objective": "bequest"}, "can be left to heirs"),
        ({"way": "taxable_first"}, "is a usual way: Taxable accounts first."),
    ],
    ids=["proved", "above the bound", "no model", "tax", "estate", "a usual way"],
)
def test_how_good_it_is_is_said_as_it_is(
    advisor: Client, story: Story, changes: dict[str, Any], sentence: str
) -> None:
    a_run(story, document=document(**changes))
    assert sentence in page_of(advisor, story)


def test_a_first_plan_comes_before_what_it_is_compared_with(advisor: Client, story: Story) -> None:
    a_run(story)
    assert "Beside the usual ways" in page_of(advisor, story)
    first = document(baselines=[])
    for year in first["years"]:
        for action in year["actions"]:
            del action["rejected"]
    a_run(story, state=State.RUNNING, stage=Stage.FIRST_PLAN, document=first)
    words = page_of(advisor, story)
    assert "Beside the usual ways" not in words
    assert "What else could have been done" not in words
    assert "it is being polished" in words


def test_a_usual_way_that_falls_short_says_so(advisor: Client, story: Story) -> None:
    lost = {"name": "rmd_only", "value": None, "lifetime": {}}
    a_run(story, document=document(baselines=[lost]))
    assert "Only what is required from pre-tax accounts falls short" in page_of(advisor, story)


def test_a_page_that_waits_is_told_only_what_is_new(advisor: Client, story: Story) -> None:
    run = a_run(story, state=State.RUNNING, stage=Stage.FIRST_PLAN)
    status = reverse("planning:roadmap_status", args=[run.pk])
    assert advisor.get(status, {"seen": "running first_plan"}).status_code == 204
    better = advisor.get(status, {"seen": "running "})
    assert better.status_code == 200
    assert "a year can be spent" in words_of(better)
    assert 'hx-swap-oob="true"' in better.content.decode()
    RoadmapRun.objects.filter(pk=run.pk).update(state=State.DONE, stage=Stage.PROVED)
    assert advisor.get(status, {"seen": "running first_plan"}).status_code == 286


def test_what_is_stopped_keeps_its_best_plan(advisor: Client, story: Story) -> None:
    run = a_run(story, state=State.RUNNING, stage=Stage.POLISHED)
    response = advisor.post(reverse("planning:cancel_roadmap", args=[run.pk]), follow=True)
    words = words_of(response)
    assert "Stopped before the proof ended" in words
    assert "a year can be spent" in words


@pytest.mark.parametrize(
    ("path", "subject"),
    [
        ("accounts.ira.year_end_balances", "IRA"),
        ("accounts.ira.year_end_balances.2025", "The balance of IRA on December 31, 2025"),
    ],
)
def test_a_missing_fact_is_named_with_the_form_that_supplies_it(
    advisor: Client, story: Story, path: str, subject: str
) -> None:
    error = f"{path}: has no value. Give the last December 31 balance."
    failed: dict[str, Any] = {"state": State.FAILED, "stage": "", "document": None}
    a_run(story, **failed, error=error, error_at=path)
    response = advisor.get(reverse("planning:roadmap", args=[story.household.pk]))
    assert f"{subject}: has no value. Give the last December 31 balance." in words_of(response)
    assert reverse("planning:balances", args=[story.household.pk]) in response.content.decode()


@pytest.mark.parametrize(
    ("path", "subject", "page"),
    [
        ("spending.annual", "The spending of a year", "spending"),
        ("people", "The people", "new_person"),
        ("somewhere", "somewhere", ""),
    ],
)
def test_what_is_missing_beside_accounts_has_its_form_too(
    advisor: Client, story: Story, path: str, subject: str, page: str
) -> None:
    failed: dict[str, Any] = {"state": State.FAILED, "stage": "", "document": None}
    a_run(story, **failed, error=f"{path}: is missing.", error_at=path)
    response = advisor.get(reverse("planning:roadmap", args=[story.household.pk]))
    assert f"{subject}: is missing." in words_of(response)
    assert ("Supply it" in words_of(response)) == bool(page)
    if page:
        address = reverse(f"planning:{page}", args=[story.household.pk])
        assert f'href="{address}"' in response.content.decode()


def test_where_nothing_does_what_is_asked_the_page_says_what_would_help(
    advisor: Client, story: Story
) -> None:
    reason = {"code": "spending", "year": 2031, "text": "In 2031 nothing is left."}
    a_run(story, document={"feasible": False, "value": None, "reason": reason})
    words = page_of(advisor, story)
    assert "There is no plan that does what is asked" in words
    assert "In 2031 nothing is left. Less spending," in words


def test_what_changed_since_a_run_is_named(advisor: Client, story: Story) -> None:
    facts = export_for_plan(story.household, as_of=TODAY)
    now = {"law_version": load_law().version, "engine_version": engine_version()}
    a_run(story, facts=facts, **now)
    assert "Facts have changed" not in page_of(advisor, story)
    story.balance.amount += 1
    story.balance.save()
    Spending.objects.create(firm=story.firm, household=story.household, annual=50_000)
    story.person.plan_to_age = 91
    story.person.save()
    words = page_of(advisor, story)
    assert (
        "Facts have changed since this run: the spending; the record of Pat Doe; "
        "the balance of IRA on December 31, 2025: $237,001.00 instead of $237,000.00." in words
    )
    assert "Run it with the facts of today" in words


def test_a_new_law_is_a_change_too(advisor: Client, story: Story) -> None:
    a_run(story, facts=export_for_plan(story.household, as_of=TODAY.replace(year=2025)))
    words = page_of(advisor, story)
    assert "a new year has begun; the figures of the law; the way it is reckoned" in words


def test_the_file_of_everything_is_the_document(advisor: Client, story: Story) -> None:
    run = a_run(story)
    response = advisor.get(reverse("planning:roadmap_file", args=[run.pk, "json"]))
    assert json.loads(response.getvalue()) == SAMPLE["document"]
    assert AuditEvent.objects.get(act=AuditAct.EXPORTED).detail["kind"] == "json"


def table(browser: Client, run: RoadmapRun, kind: str) -> list[dict[str, str]]:
    response = browser.get(reverse("planning:roadmap_file", args=[run.pk, kind]))
    return list(csv.DictReader(StringIO(response.getvalue().decode("utf-8-sig"))))


def test_the_tables_hold_every_action_and_every_year(advisor: Client, story: Story) -> None:
    said = document()
    said["accounts"]["ira"]["name"] = "=IRA"
    run = a_run(story, document=said)
    actions = table(advisor, run, "actions")
    amounts = [a["amount"] for y in said["years"] for a in y["actions"]]
    assert [line["amount"] for line in actions] == amounts
    assert {line["account_name"] for line in actions} >= {"'=IRA"}
    years = table(advisor, run, "years")
    assert [line["spending"] for line in years] == [y["spending"] for y in said["years"]]
    assert [line["balance =IRA (ira)"] for line in years] == [
        y["balances"]["ira"] for y in said["years"]
    ]


@pytest.mark.parametrize("kind", ["pdf", "actions"])
def test_there_is_no_file_of_what_is_not_there(advisor: Client, story: Story, kind: str) -> None:
    reason = {"code": "spending", "year": 2031, "text": "In 2031 nothing is left."}
    run = a_run(story, document={"feasible": False, "reason": reason})
    assert advisor.get(reverse("planning:roadmap_file", args=[run.pk, kind])).status_code == 404
    chart = reverse("planning:roadmap_chart", args=[run.pk, "rates"])
    assert advisor.get(chart).status_code == 404


def test_more_years_and_accounts_need_no_more_queries(advisor: Client, story: Story) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            page_of(advisor, story)
        return len(counted)

    said = document()
    run = a_run(story, document=said)
    page_of(advisor, story)  # the first visit of a session asks more
    before = queries()
    said["years"] = said["years"] * 5
    RoadmapRun.objects.filter(pk=run.pk).delete()
    a_run(story, document=said)
    for number in range(3):
        Account.objects.create(
            firm=story.firm,
            household=story.household,
            owner=story.person,
            key=f"more{number}",
            kind=AccountType.TAXABLE,
        )
    assert queries() == before
