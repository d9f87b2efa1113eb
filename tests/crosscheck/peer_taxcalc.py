"""Compute a table of returns with Tax-Calculator. Runs in an environment of its own.

    python peer_taxcalc.py RETURNS.csv AMOUNTS.json LINES.csv

AMOUNTS.json holds the amounts of years whose law the peer only projects, in the peer's names.
Knows nothing of this project but the columns of the tables.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import taxcalc

STATUSES = (
    "single",
    "married_joint",
    "married_separate",
    "head_of_household",
    "surviving_spouse",
)
LINES = {
    "agi": "c00100",
    "taxable_ss": "c02500",
    "standard_deduction": "standard",
    "itemized_deduction": "c04470",
    "senior_deduction": "senior_deduction",
    "taxable_income": "c04800",
    "regular_tax": "taxbc",
    "amt": "c09600",
    "niit": "niit",
    "tax_before_credits": "c05800",
}


def records(rows: pd.DataFrame) -> pd.DataFrame:
    """Write the returns in the words of Tax-Calculator."""

    def of(*names: str) -> pd.Series:
        return sum((rows[name].fillna(0.0) for name in names), pd.Series(0.0, index=rows.index))

    out = pd.DataFrame({"RECID": np.arange(1, len(rows) + 1)})
    out["MARS"] = [1 + STATUSES.index(status) for status in rows["filing_status"]]
    joint = out["MARS"] == 2
    out["FLPDYR"] = rows["year"]
    out["XTOT"] = 1 + joint + rows["dependents"]
    for person in ("head", "spouse"):
        out[f"age_{person}"] = of(f"age_{person}").astype(int)
        out[f"blind_{person}"] = of(f"blind_{person}").astype(int)
    out["e00200p"], out["e00200s"] = of("wages_head"), of("wages_spouse")
    out["e00200"] = out["e00200p"] + out["e00200s"]
    out["e01500"] = out["e01700"] = of("pension_head", "pension_spouse")
    out["e01400"] = of("ira_head", "ira_spouse", "roth_conversion")
    out["e02400"] = of("ss_head", "ss_spouse")
    out["e00300"], out["e00400"] = of("taxable_interest"), of("tax_exempt_interest")
    out["e00600"] = of("qualified_dividends", "nonqualified_dividends")
    out["e00650"] = of("qualified_dividends")
    out["p23250"], out["p22250"] = of("net_ltcg"), of("net_stcg")
    out["e18400"] = of("state_local_income_or_sales_tax")
    out["e18500"], out["e19200"] = of("real_estate_tax"), of("mortgage_interest")
    out["e19800"], out["e17500"] = of("charity_cash"), of("medical_expenses")
    return out


def main(source: str, amounts: str, target: str) -> None:
    """Compute each year's returns under its own policy."""
    rows = pd.read_csv(source)
    given = json.loads(Path(amounts).read_text(encoding="utf-8"))
    done = []
    for year, of_year in rows.groupby("year"):
        of_year = of_year.reset_index(drop=True)
        policy = taxcalc.Policy()
        if named := given.get(str(year)):
            policy.implement_reform({name: {int(year): at} for name, at in named.items()})
        calculator = taxcalc.Calculator(
            policy=policy,
            records=taxcalc.Records(
                data=records(of_year),
                start_year=int(year),
                gfactors=None,
                weights=None,
                adjust_ratios=None,
            ),
            verbose=False,
        )
        calculator.advance_to_year(int(year))
        calculator.calc_all()
        lines = {line: calculator.array(name) for line, name in LINES.items()}
        done.append(pd.DataFrame({"case_id": of_year["case_id"], **lines}))
    result = pd.concat(done)
    result["fed_tax_total"] = result["tax_before_credits"] + result["niit"]
    result.round(2).to_csv(target, index=False)


if __name__ == "__main__":
    main(*sys.argv[1:4])
