"""Time Tax-Calculator's calc_all on 100,000 returns. Runs in an environment of its own."""

from __future__ import annotations

import json
from time import perf_counter

import numpy as np
import pandas as pd
import taxcalc

MANY, RUNS = 100_000, 3


def main() -> None:
    """Print the best of three runs as JSON; the first, which compiles, is left out."""
    dice = np.random.default_rng(2026)
    rows = pd.DataFrame({"RECID": np.arange(1, MANY + 1), "FLPDYR": 2026, "XTOT": 1})
    rows["MARS"] = dice.integers(1, 6, MANY)
    rows["age_head"] = dice.integers(55, 95, MANY)
    for name, most in (("e01400", 250_000), ("e02400", 55_000), ("e00300", 40_000)):
        rows[name] = most * dice.random(MANY) ** 2
    rows["e01500"] = rows["e01700"] = 90_000 * dice.random(MANY) ** 2
    rows["e00600"] = rows["e00650"] = 60_000 * dice.random(MANY) ** 2
    rows["p23250"] = 400_000 * dice.random(MANY) ** 2 - 2_000
    for name in ("e18400", "e19200", "e19800", "e17500"):
        rows[name] = (dice.random(MANY) < 0.33) * 30_000 * dice.random(MANY)
    records = taxcalc.Records(
        data=rows, start_year=2026, gfactors=None, weights=None, adjust_ratios=None
    )
    calculator = taxcalc.Calculator(policy=taxcalc.Policy(), records=records, verbose=False)
    calculator.advance_to_year(2026)
    calculator.calc_all()
    seconds = []
    for _run in range(RUNS):
        start = perf_counter()
        calculator.calc_all()
        seconds.append(perf_counter() - start)
    print(json.dumps({"seconds": min(seconds)}))


if __name__ == "__main__":
    main()
