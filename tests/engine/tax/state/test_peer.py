"""How near are the states to an independent model, on households it was asked about?

`policyengine.csv` holds retiree households of 2026 without itemized deductions, twenty a state,
with the tax that policyengine-us 2.68.0 gives, before refundable credits. The counts below are what
agrees today, out of twenty; one fewer is a change to explain. Where they are low, the reason:

- AL: a private pension is exempt here as a defined benefit plan's (the table's note); the other
  model was told of no such plan.
- AR, DC, DE, KY, MO, MS, VA: couples may split income on one form; the table's grade says so.
- CA: the table is that of 2025.
- ID, NM, OR: small credits and premiums the table does not hold.
- NJ: medical expenses over 2% of income are deducted, and the other model takes everybody's
  Medicare premiums for such. NJ008: (2,434.80 − 2% of 43,587) at 1.75% is the 27.35 between us.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from planning.engine.law import load_law
from planning.engine.tax.batch import read_batch
from planning.engine.tax.federal import federal_tax
from planning.engine.tax.state.tax import known_states, tax_of_states

LAW = load_law()
FILE = Path(__file__).with_name("policyengine.csv")
TABLE = list(csv.DictReader(FILE.read_text().splitlines()))
ASKED = [name for name in TABLE[0] if name != "state_income_tax"]
AGREE = {  # state: within 5 dollars or 0.2%, within 100 dollars or 3%
    "AL": (8, 10),
    "AR": (8, 12),
    "AZ": (19, 19),
    "CA": (6, 17),
    "CO": (20, 20),
    "CT": (20, 20),
    "DC": (13, 15),
    "DE": (12, 14),
    "GA": (20, 20),
    "HI": (20, 20),
    "IA": (17, 19),
    "ID": (6, 19),
    "IL": (20, 20),
    "IN": (18, 20),
    "KS": (20, 20),
    "KY": (14, 15),
    "LA": (20, 20),
    "MA": (18, 18),
    "MD": (17, 19),
    "ME": (18, 18),
    "MI": (18, 18),
    "MN": (18, 19),
    "MO": (10, 16),
    "MS": (15, 16),
    "MT": (20, 20),
    "NC": (20, 20),
    "ND": (19, 20),
    "NE": (19, 19),
    "NJ": (16, 19),
    "NM": (16, 18),
    "NY": (20, 20),
    "OH": (18, 20),
    "OK": (19, 20),
    "OR": (10, 19),
    "PA": (20, 20),
    "RI": (20, 20),
    "SC": (20, 20),
    "UT": (17, 19),
    "VA": (17, 19),
    "VT": (20, 20),
    "WA": (20, 20),
    "WI": (19, 19),
    "WV": (18, 19),
}


def _taxes() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    lines = [",".join(ASKED), *(",".join(row[name] for name in ASKED) for row in TABLE)]
    batch = read_batch(lines, known_states(LAW))
    assert not batch.problems
    states = np.array(batch.states)
    ours = tax_of_states(batch.units, federal_tax(batch.units, LAW), states, LAW)
    return states, ours, np.array([float(row["state_income_tax"]) for row in TABLE])


STATES, OURS, THEIRS = _taxes()


@pytest.mark.parametrize("state", sorted(set(STATES)))
def test_a_state_agrees_as_often_as_it_did(state: str) -> None:
    ours, theirs = OURS[state == STATES], THEIRS[state == STATES]
    apart = np.abs(ours - theirs)
    exact = int((apart <= np.maximum(5, 0.002 * theirs)).sum())
    near = int((apart <= np.maximum(100, 0.03 * theirs)).sum())
    assert (exact, near) == AGREE[state]
