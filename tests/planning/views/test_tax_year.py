"""The page of a tax year: figures by their lines, what is missing, what is tried, who read it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clients.models import AuditAct, AuditEvent, Household, Person
from planning import tax_catalogue
from planning.engine.law import load_law
from planning.engine.tax.assumptions import DEFAULT_INDEXING
from planning.engine.tax.marginal_map import Rates, Stretch
from planning.engine.tax.situation import Situation, touched
from planning.engine.tax_year.year import StateLine
from planning.facts import import_household
from planning.reports.tax_next_dollar import marginal_chart, read_next_dollar, rows_of
from tests.cast import Story

LAW = load_law().projected(DEFAULT_INDEXING)
COUPLE = Path(__file__).parents[2] / "examples" / "couple.json"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime(2026, 11, 21, 18, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def rivera(story: Story) -> Household:
    document = json.loads(COUPLE.read_text("utf-8")) | {
        "yields": {"dividends": 0.018, "qualified_share": 0.9, "interest": 0.03},
        "prior_magi": {"2024": 120_000},
    }
    team = story.household.team
    return import_household(actor=story.users["advisor"], team=team, text=json.dumps(document))


def page(client: Client, household: Household, year: int = 2026, **asked: Any) -> Any:
    return client.get(reverse("planning:tax_year", args=[household.pk, year]), asked)


def test_the_return_is_shown_from_income_to_tax_and_its_reading_is_noted(
    rivera: Household, compliance: Client
) -> None:
    answer = page(compliance, rivera)
    words = answer.content.decode()
    shown = answer.context["page"]
    # 12,185.72 without the brokerage account, whose 315 of dividends and 2,250 of interest bear 22%
    # and its 2,835 of qualified dividends 15%.
    assert shown.totals["tax"] == Decimal("13175.27")
    assert [line.text for line in shown.lines if line.is_total] == [
        "Adjusted gross income",
        "Taxable income",
        "Federal tax",
    ]
    assert "Still required from IRAs" in words
    assert "26 U.S.C. § 86" in words
    assert "Add an income" not in words  # compliance reads
    read = AuditEvent.objects.filter(act=AuditAct.READ, object_id=str(rivera.pk)).last()
    assert read is not None
    assert read.detail == {"tax_year": 2026}


def test_the_chart_of_the_next_dollar_has_no_layer_without_marks() -> None:
    def layers(jump: float) -> int:
        rates = Rates(0.1, 0, 0)
        stretch = Stretch(start=0, end=9, rates=rates, rates_at_end=rates, jump=jump, thresholds=())
        return len(marginal_chart([stretch], at=1, most=9, title="")["layer"])

    assert (layers(0), layers(500)) == (2, 3)


def test_a_death_stands_beside_the_surcharges_it_may_lower(story: Story, advisor: Client) -> None:
    document = json.loads(COUPLE.read_text("utf-8")) | {"prior_magi": {"2024": 500_000}}
    for person in document["people"]:
        if person["id"] == "luis":
            person["died_on"] = "2025-02-01"
    team, actor = story.household.team, story.users["advisor"]
    widow = import_household(actor=actor, team=team, text=json.dumps(document))
    shown = page(advisor, widow).context["page"]
    (event,) = shown.events
    assert "with form SSA-44 the income of 2026 may count" in event["text"]
    assert event not in shown.notes
    asked = page(advisor, widow).context["form"].fields["who"].choices
    assert [name for name, _words in asked] == ["ana"]  # nothing is tried with what Luis held


def test_what_is_tried_stands_in_the_address_and_is_compared_line_by_line(
    rivera: Household, advisor: Client
) -> None:
    tried = page(advisor, rivera, conversion="100,000", who="ana").context["comparison"]
    lines = {line.text: line for line in tried.changed}
    assert lines["Adjusted gross income"].difference == 100_000
    assert lines["Federal tax"].difference > 12_000
    assert lines["Medicare surcharges of 2028"].after > 0
    together = lines["Together"]
    parts = ("Federal tax", "State tax", "Medicare surcharges of 2028")
    assert together.difference == sum(lines[part].difference for part in parts)
    gift = page(advisor, rivera, gift="5000", who="ana").context["comparison"]
    assert {line.text: line for line in gift.changed}["Adjusted gross income"].difference == -5_000
    assert page(advisor, rivera).context["comparison"].changed == []


def test_what_is_tried_is_said_in_a_sentence_and_kept_when_another_dollar_is_looked_at(
    rivera: Household, advisor: Client
) -> None:
    tried = page(advisor, rivera, conversion="100,000", who="ana")
    together = tried.context["comparison"].changed[-1].difference
    words = tried.content.decode()
    assert f"What is tried costs ${together:,.2f} in all." in words
    assert "conversion=100%2C000&amp;who=ana&amp;next=gain#next-dollar" in words
    saved = page(advisor, rivera, gift="5000", who="ana").content.decode()
    assert "What is tried saves $" in saved
    nothing = page(advisor, rivera, gift="0.01", who="luis").context["comparison"]
    assert nothing.said == "What is tried changes no tax, premium or credit."


def test_an_income_without_its_amount_leads_to_where_it_is_typed(
    rivera: Household, advisor: Client
) -> None:
    benefit = rivera.incomes.get(kind="social_security", person__key="ana")
    rivera.incomes.filter(pk=benefit.pk).update(start_on=None)
    missing = page(advisor, rivera).context["page"].missing
    assert reverse("planning:edit_income", args=[benefit.pk]) in [one.address for one in missing]


def test_an_amount_that_is_none_is_refused_beside_its_field_and_nothing_is_tried(
    rivera: Household, advisor: Client
) -> None:
    answer = page(advisor, rivera, conversion="1e9x")
    assert answer.status_code == 422
    assert "Type the amount in dollars" in answer.content.decode()
    assert answer.context["comparison"].changed == []


def test_a_script_is_given_the_comparison_alone_also_where_an_amount_is_none(
    rivera: Household, advisor: Client
) -> None:
    address = reverse("planning:tax_year", args=[rivera.pk, 2026])
    script = {"HX-Request": "true"}
    part = advisor.get(address, {"gain": "9000"}, headers=script)
    words = part.content.decode()
    assert words.strip().startswith(
        '<p id="tried-said" hx-swap-oob="innerHTML">What is tried costs $'
    )
    assert '<div id="tried">' in words
    assert "+$9,000.00" in words
    refused = advisor.get(address, {"gain": "nine"}, headers=script)
    assert refused.status_code == 200
    assert "Long-term gain: Type the amount in dollars" in refused.content.decode().replace(
        "<span>", ""
    )
    gone_back = advisor.get(
        address, {"gain": "9000"}, headers=script | {"HX-History-Restore-Request": "true"}
    )
    assert "<!doctype html>" in gone_back.content.decode()


def most(shown: Any) -> float:
    """Return where the range ends."""
    return float(shown.rows[-1]["end"])


def a_stretch(start: float, rate: float, jump: float = 0, why: tuple[str, ...] = ()) -> Stretch:
    rates = Rates(rate, 0, 0)
    return Stretch(
        start=start, end=start + 10, rates=rates, rates_at_end=rates, jump=jump, thresholds=why
    )


def test_steps_and_the_pieces_of_a_curve_are_one_line_of_the_table() -> None:
    stairs = [a_stretch(at, 0.05, jump=25, why=("state_rule",)) for at in (10, 20, 30)]
    curve = [a_stretch(40, 0.06, why=("state_bracket",)), a_stretch(50, 0.0602)]
    end = replace(curve[1], end=60, rates_at_end=Rates(0.07, 0, 0))
    rows = list(rows_of([a_stretch(0, 0.05), *stairs, curve[0], end], at=35))
    assert [(row["start"], row["end"]) for row in rows] == [(0, 10), (10, 40), (40, 60)]
    assert (rows[1]["jump"], rows[1]["steps"], rows[1]["is_here"]) == (75, 3, True)
    assert (rows[2]["rate"], rows[2]["rate_at_end"]) == (Decimal("0.0600"), Decimal("0.0700"))
    assert rows[0]["rate_at_end"] is None


@pytest.mark.parametrize("of", ["ira", "conversion", "gain", "benefits", "nonsense"])
def test_each_next_dollar_has_its_stretches_and_the_household_its_place(
    rivera: Household, advisor: Client, of: str
) -> None:
    shown = page(advisor, rivera, next=of).context["page"].next_dollar
    assert shown.of == ("ira" if of == "nonsense" else of)
    assert sum(row["is_here"] for row in shown.rows) == 1
    assert [row["start"] for row in shown.rows[1:]] == [row["end"] for row in shown.rows[:-1]]
    points = shown.spec["layer"][0]["data"]["values"]
    assert [point["at"] for point in points if point["kind"] == "Federal tax"][-1] == most(shown)


def test_the_next_dollars_of_two_people_add_up_to_what_their_income_costs(
    rivera: Household, advisor: Client
) -> None:
    """Each dollar is of both, as they have it: Georgia leaves out an amount for each person."""
    result = page(advisor, rivera).context["page"].result
    units = replace(result.units, ira_head=np.array(90_000.0), ira_spouse=np.array(30_000.0))
    georgia = StateLine(state="GA", share=1.0, tax=0.0, grade="B")
    result = replace(result, units=units, states=(georgia,))
    shown = read_next_dollar(result, LAW, "ira")
    reached = [stretch for stretch in shown.stretches if stretch.start < shown.at]
    past = reached[-1].rates.together * (reached[-1].end - shown.at)
    situation = Situation(law=LAW, on_medicare=result.on_medicare_later, states={"GA": 1.0})
    none = replace(units, ira_head=np.zeros(()), ira_spouse=np.zeros(()))
    cost = touched(units, situation).cost - touched(none, situation).cost
    assert sum(s.cost + s.jump for s in reached) - past == pytest.approx(float(cost), abs=0.01)


def test_a_dollar_out_of_an_ira_before_59_and_a_half_bears_the_additional_tax(
    rivera: Household, advisor: Client
) -> None:
    result = page(advisor, rivera).context["page"].result
    head = replace(result.filing.head, born_on=date(1975, 3, 1))
    units = replace(result.units, ira_head=np.array(0.0), ira_spouse=np.array(0.0))
    young = replace(result, filing=replace(result.filing, head=head), units=units)
    (plain, *_more), (early, *_others) = (
        read_next_dollar(given, LAW, "ira").stretches
        for given in (replace(result, units=units), young)
    )
    assert early.rates.federal == pytest.approx(plain.rates.federal + 0.10)
    paid = replace(units, ira_head=np.array(9_000.0), early_distribution=np.array(9_000.0))
    reached = read_next_dollar(replace(young, units=paid), LAW, "ira")
    assert reached.stretches[0].rates == early.rates


def test_a_loss_of_the_year_stays_where_gains_are_added_to_it(
    rivera: Household, advisor: Client
) -> None:
    result = page(advisor, rivera).context["page"].result
    loss = replace(result, units=replace(result.units, net_long_gain=np.array(-20_000.0)))
    shown = read_next_dollar(loss, LAW, "gain")
    assert shown.at == 0
    assert shown.stretches[0].end == 17_000  # only then a gain is more than a year may deduct
    assert shown.stretches[0].rates.together == 0


def test_the_brackets_hold_the_ordinary_income_and_the_gains_stand_on_it(
    rivera: Household, advisor: Client
) -> None:
    shown = page(advisor, rivera).context["page"]
    ordinary = sum(bracket.filled for bracket in shown.brackets if not bracket.is_gains)
    gains = sum(bracket.filled for bracket in shown.brackets if bracket.is_gains)
    assert ordinary + gains == pytest.approx(float(shown.result.tax.taxable_income), abs=0.01)
    assert gains > 0
    assert [mark.at for mark in shown.marks] == sorted(mark.at for mark in shown.marks)


def test_what_is_missing_is_named_with_the_page_that_takes_it(
    story: Story, advisor: Client
) -> None:
    answer = page(advisor, story.household)
    assert [line.address for line in answer.context["page"].missing] == [
        reverse("planning:tax_facts", args=[story.household.pk])
    ]
    assert "Income of the return of 2024" in answer.content.decode()


def test_a_return_that_cannot_be_begun_and_a_year_without_law_are_said_plainly(
    story: Story, advisor: Client
) -> None:
    answer = page(advisor, story.household, year=2020)
    assert answer.status_code == 422
    assert "2020" in answer.content.decode()
    far = page(advisor, story.household, year=9999)
    assert far.status_code == 422
    assert "for 9999 here; ask for a year from 2021 to 2100." in far.content.decode()
    assert "taxes/2101/" not in page(advisor, story.household, year=2100).content.decode()
    other = Person.objects.create(
        firm=story.firm, household=story.household, key="quin", name="Quin", is_member=False
    )
    story.household.marriages.create(firm=story.firm, one=story.person, other=other)
    unborn = page(advisor, story.household)
    assert unborn.status_code == 422
    assert "Quin: the birth date." in unborn.content.decode()
    assert reverse("planning:edit_person", args=[other.pk]) in unborn.content.decode()


def test_two_returns_of_one_household_are_shown_one_at_a_time(
    rivera: Household, advisor: Client
) -> None:
    rivera.marriages.update(withdrawn_at=timezone.now())
    answer = page(advisor, rivera)
    assert "Return of Luis Rivera" in answer.content.decode()
    theirs = page(advisor, rivera, of="luis").context["page"]
    assert theirs.result.filing.head.name == "Luis Rivera"


def test_every_code_of_a_tax_year_has_its_sentence() -> None:
    source = "".join(
        path.read_text("utf-8")
        for path in (Path(__file__).parents[3] / "planning/engine/tax_year").glob("*.py")
    )
    for code in (*tax_catalogue.NOTES, *tax_catalogue.MISSING):
        stem = "yield_" if code.startswith("yield_") else code
        assert stem in source, code
