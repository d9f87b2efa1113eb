"""The amounts of years whose law Tax-Calculator only projects, in its names.

Given ours, it disagrees on such a year only where its rules do.
"""

from __future__ import annotations

from planning.engine.law import Law
from planning.engine.tax.parameters import federal_tables

PROJECTED_THERE = (2027,)
NAMES = {
    "STD": "standard_deduction",
    "STD_Aged": "additional_standard_deduction",
    "AMT_em": "amt_exemption",
    "AMT_em_ps": "amt_phase_out_start",
    "AMT_brk1": "amt_second_rate_over",
}
LISTS = {
    "II_brk{}": "bracket_tops",
    "CG_brk{}": "gain_tops",
    "AMT_CG_brk{}": "gain_tops",
}


def amounts_for_the_peer(law: Law) -> dict[str, dict[str, list[float]]]:
    """Return by year and the peer's name the amounts of the five statuses, in its order."""
    return {str(year): _of_year(law, year) for year in PROJECTED_THERE}


def _of_year(law: Law, year: int) -> dict[str, list[float]]:
    ours = federal_tables(law, year, year).columns
    amounts = {name: ours[column].tolist() for name, column in NAMES.items()}
    for name, column in LISTS.items():
        for number, row in enumerate(ours[column], start=1):
            amounts[name.format(number)] = row.tolist()
    start = ours["salt_start"][0] * ours["salt_fraction"]
    return amounts | {"ID_AllTaxes_c_ps": start.tolist()}
