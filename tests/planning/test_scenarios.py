"""Scenarios: typed, kept, planned, compared, explained; a tiny household of two years."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from clients.models import AuditEvent
from planning import services
from planning.models import RoadmapRun, Scenario, ScenarioComparison
from planning.services import scenarios as service
from planning.services.scenarios import MOST, ScenarioRefusedError
from planning.views import scenarios as pages
from tests.cast import Story, sign_in
from tests.planning.roadmaps import TODAY, asked, on_one_day, tiny, worked_out

LOWER = {"returns": {"by": "-0.02"}}


@pytest.fixture
def planned(story: Story, monkeypatch: pytest.MonkeyPatch) -> Story:
    """A household whose roadmap is there."""
    on_one_day(monkeypatch)
    monkeypatch.setattr(service, "today_of", lambda _firm: TODAY)
    monkeypatch.setattr(pages, "today_of", lambda _firm: TODAY)
    tiny(story)
    worked_out(asked(story))
    return story


def made(story: Story, name: str = "Lower returns", **facts: Any) -> Scenario:
    what: dict[str, Any] = {"objective": "spending", "changes": LOWER}
    return services.make_scenario(
        actor=story.users["advisor"], household=story.household, name=name, **what | facts
    )


def page(story: Story, name: str, *args: Any, who: str = "advisor", query: str = "") -> str:
    answer = sign_in(story.users[who]).get(reverse(f"planning:{name}", args=args) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def typed(client: Client, story: Story, **fields: Any) -> Any:
    address = reverse("planning:new_scenario", args=[story.household.pk])
    return client.post(address, {"name": "Typed", "objective": "spending", **fields})


def test_a_scenario_is_kept_with_the_roadmap_of_its_years(planned: Story) -> None:
    scenario = made(planned)
    assert scenario.run is not None
    assert scenario.run.changes == {**LOWER, "objective": "spending"}
    run = worked_out(scenario.run)
    (plan,) = RoadmapRun.objects.of_the_plan().filter(household=planned.household)
    assert float(run.document["value"]) < float(plan.document["value"])
    assert AuditEvent.objects.filter(object_id=str(scenario.pk), act="created").exists()


def test_a_page_sent_twice_is_one_scenario_and_a_name_is_had_once(planned: Story) -> None:
    key = uuid4()
    assert made(planned, request_key=key) == made(planned, request_key=key)
    with pytest.raises(ScenarioRefusedError, match="of this name already") as refusal:
        made(planned, name="LOWER returns")
    assert refusal.value.field == "name"
    services.give_scenario_up(actor=planned.users["advisor"], scenario=Scenario.objects.get())
    assert made(planned).name == "Lower returns"


def test_there_are_not_more_than_one_can_tell_apart(planned: Story) -> None:
    Scenario.objects.bulk_create(
        Scenario(
            firm=planned.firm,
            household=planned.household,
            name=f"Scenario {number}",
            objective="spending",
            made_by=planned.users["advisor"],
        )
        for number in range(MOST)
    )
    with pytest.raises(ScenarioRefusedError, match="12 scenarios already"):
        made(planned)


def test_what_somebody_changed_meanwhile_is_not_written_over(planned: Story) -> None:
    scenario = made(planned)
    change: dict[str, Any] = {
        "actor": planned.users["advisor"], "scenario": scenario, "revision": 1,
        "name": "Other", "objective": "spending", "changes": {"returns": {"by": "0.01"}},
    }  # fmt: skip
    assert services.change_scenario(**change).revision == 2
    with pytest.raises(ScenarioRefusedError, match="meanwhile"):
        services.change_scenario(**change | {"name": "Third"})
    scenario.refresh_from_db()
    assert (scenario.name, scenario.changes) == ("Other", {"returns": {"by": "0.01"}})


def test_the_page_says_what_differs_what_it_comes_to_and_what_is_done(planned: Story) -> None:
    worked_out(made(planned).run)
    text = page(planned, "scenarios", planned.household.pk)
    assert "all 2% a year lower" in text
    assert "Spending a year" in text
    assert re.search(r"Take \$[\d,]+ from IRA", text)
    assert text.count("data-chart=") == 3
    alone = page(planned, "scenarios", planned.household.pk, query="?of=plan")
    assert "all 2% a year lower" not in alone
    assert page(planned, "scenarios", planned.household.pk, who="compliance")


def test_without_a_roadmap_it_says_so(story: Story) -> None:
    text = page(story, "scenarios", story.household.pk)
    assert "no roadmap yet" in text
    assert "data-chart" not in text


def test_the_difference_adds_up_on_the_page(planned: Story) -> None:
    scenario = made(planned)
    query = f"?one=plan&other={scenario.pk}"
    early = page(planned, "difference", planned.household.pk, query=query)
    assert "Both need a roadmap first" in early
    worked_out(scenario.run)
    text = page(planned, "difference", planned.household.pk, query=query)
    causes = text.split('id="by-cause"')[1]
    amounts = [
        float(sign.replace("−", "-").replace("+", "") + "".join(number.split(",")))
        for sign, number in re.findall(r'<td class="end"[^>]*>([−+]?)\$([\d,.]+)</td>', causes)
    ]
    assert sum(amounts[:-1]) == pytest.approx(amounts[-1], abs=0.001)
    assert amounts[-1] < 0
    assert "all 2% a year lower" in text
    again = page(planned, "difference", planned.household.pk, query=query)
    assert again.split('id="by-cause"')[1] == causes


def test_a_typed_scenario_is_kept_or_refused_beside_its_field(planned: Story) -> None:
    client = sign_in(planned.users["advisor"])
    assert typed(client, planned, by="-1", dies_pat="2030").status_code == 302
    scenario = Scenario.objects.get()
    assert scenario.changes == {"returns": {"by": "-0.01"}, "dies": {"pat": 2030}}
    again = page(planned, "edit_scenario", scenario.pk)
    assert 'value="-1"' in again
    assert 'value="2030"' in again
    for wrong, sentence in (
        ({"dies_pat": "2099"}, "the year of age 120"),
        ({"spending": "50000"}, "Where the highest spending is sought none is given"),
        ({"by": "1", "stocks": "5"}, "one by one, not both"),
        ({"cost_amount": "5"}, "both the amount of the cost and its year"),
        ({"move_state": "FL"}, "when they move and where to"),
        ({"most": "5"}, "Within limits"),
        ({"name": ""}, "required"),
    ):
        answer = typed(client, planned, **wrong)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert Scenario.objects.count() == 1


def test_a_quick_answer_follows_the_plan_at_hand(planned: Story) -> None:
    client = sign_in(planned.users["advisor"])
    address = reverse("planning:quick_scenario", args=[planned.household.pk])
    lower = client.post(address, {"objective": "spending", "by": "-3"}).content.decode()
    assert "The same plan, walked through these years" in lower
    assert "years are paid for" in lower
    spent = client.post(address, {"objective": "spending", "spending": "900000"})
    assert re.search(r"Of \d years \d are paid for", spent.content.decode())
    wrong = client.post(address, {"objective": "spending", "dies_pat": "1990"}).content.decode()
    assert "Choose a year between" in wrong
    without_script = typed(client, planned, by="-3", quick="1", name="")
    assert without_script.status_code == 200
    assert "The same plan, walked through these years" in without_script.content.decode()
    assert not Scenario.objects.exists()


def test_a_comparison_that_is_kept_stays_as_it_was(planned: Story) -> None:
    client = sign_in(planned.users["advisor"])
    keep = reverse("planning:keep_comparison", args=[planned.household.pk])
    client.post(keep)
    assert not ScenarioComparison.objects.exists()  # one roadmap is no comparison
    scenario = made(planned)
    worked_out(scenario.run)
    assert client.post(keep).status_code == 302
    kept = ScenarioComparison.objects.get()
    services.give_scenario_up(actor=planned.users["advisor"], scenario=scenario)
    text = page(planned, "comparison", kept.pk)
    assert "all 2% a year lower" in text
    assert kept.sha256 in text
