"""What is said with the figures of a batch: what is estimated, and what is left out."""

from __future__ import annotations

import numpy as np
import pytest

from planning.engine.household import FilingStatus
from planning.engine.law import load_law
from planning.engine.tax.assumptions import DEFAULT_INDEXING
from planning.engine.tax.batch import read_batch
from planning.engine.tax.caveats import Caveat, batch_caveats, left_out, not_modelled
from planning.engine.tax.lines import lines_of
from planning.engine.tax.state.tax import known_states
from planning.engine.tax.units import tax_units

LAW = load_law().projected(DEFAULT_INDEXING)
HEAD = "case_id,year,state,filing_status,age_spouse,ss_head,ira_head,taxable_interest,net_ltcg"


def caveats(*rows: str, columns: dict[str, str] | None = None) -> dict[str, Caveat]:
    more = columns or {}
    table = [",".join([HEAD, *more]), *(",".join([row, *more.values()]) for row in rows)]
    batch = read_batch(table, known_states(LAW))
    assert not batch.problems
    lines = lines_of(batch.units, np.array(batch.states), LAW)
    return {caveat.code: caveat for caveat in batch_caveats(batch, lines, LAW)}


def test_a_plain_return_has_what_concerns_every_return() -> None:
    assert caveats("a,2026,,single,,,30000,,").keys() == {"credits", "self_employment"}


def test_a_projected_year_is_said() -> None:
    found = caveats("a,2027,,single,,,30000,,", "b,2026,,single,,,30000,,")
    assert found["projected_law"].numbers == {"years": "2027"}


def test_a_state_below_the_best_grade_is_said_with_its_share() -> None:
    found = caveats("a,2026,AL,single,,,30000,,", "b,2026,PA,single,,,30000,,")
    assert found["state_grade"].numbers["state"] == "AL"
    assert found["state_grade"].numbers["grade"] == "B"
    assert "state_year" not in found


@pytest.mark.parametrize(("row", "table"), [("2025,PA", 2026), ("2026,CA", 2025)])
def test_a_table_of_another_year_is_said(row: str, table: int) -> None:
    assert caveats(f"a,{row},single,,,30000,,")["state_year"].numbers["table_year"] == table


def test_a_spouse_the_status_leaves_out_is_said() -> None:
    assert caveats("a,2026,,single,70,,30000,,")["spouse_left_out"].numbers == {"rows": 1}


def test_a_spouse_who_then_counts_as_young_is_said() -> None:
    rows = ("a,2026,,married_joint,,,30000,,", "b,2026,,married_joint,70,,30000,,")
    assert caveats(*rows)["spouse_without_age"].numbers == {"rows": 1}


def test_returns_without_a_name_are_counted() -> None:
    rows = (",2026,,single,70,,30000,,", "b,2026,,single,70,,30000,,")
    assert caveats(*rows)["without_case_id"].numbers == {"rows": 1}


def test_each_kind_of_figure_brings_what_it_leaves_out() -> None:
    found = caveats("a,2026,PA,married_separate,,20000,30000,400000,5000000")
    found |= caveats("a,2026,,single,,,30000,,", columns={"age_head": "70"})
    found |= caveats("a,2026,,single,,,30000,,", columns={"mortgage_interest": "50000"})
    apart = {"part_of_the_credit"}  # no column of a batch holds the credit
    assert {caveat.code for _kind, caveat in not_modelled()} - apart <= found.keys()


def test_the_credit_is_that_of_a_whole_year() -> None:
    unit = tax_units(year=2026, status=FilingStatus.SINGLE)
    kinds = ("minimum_tax", "niit", "itemized", "senior_deduction", "state", "medicare")
    figures = {**dict.fromkeys(kinds, 0.0), "premium_credit": 1.0}
    found = [caveat.code for caveat in left_out(unit, figures)]
    assert found == ["credits", "self_employment", "part_of_the_credit"]
