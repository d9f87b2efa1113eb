"""Compare the tax engine with Tax-Calculator on seeded random retirees, line by line.

`python3 dev.py crosscheck` makes the peer's environment under var/, gives both engines the same
table, groups what differs by the explanation in EXPLAINED.md, writes results.md and ends with
status 1 where a difference has none. It also times both on 100,000 returns.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np

from planning.engine.law import load_law
from planning.engine.tax.assumptions import DEFAULT_INDEXING
from planning.engine.tax.batch import COLUMNS, read_batch
from planning.engine.tax.lines import lines_of
from planning.engine.tax.state.tax import known_states
from tests.benchmarks.tax import tax_of_100000_returns
from tests.crosscheck.amounts import amounts_for_the_peer
from tests.crosscheck.households import COUNT, SEED, YEARS, households

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ENVIRONMENT = ROOT / "var" / "crosscheck"
PEER = "taxcalc==6.8.0"
RESULTS = HERE / "results.md"
TOLERANCE = 1.0  # dollars a line
RUNS = 3

Row = dict[str, Any]
Explanation = Callable[[Row, Row, Row], bool]


def _has_different(*names: str) -> Callable[[Row, Row], bool]:
    return lambda ours, theirs: any(
        abs(float(ours[name]) - float(theirs[name])) > TOLERANCE for name in names
    )


DEDUCTION = _has_different("standard_deduction")
ITEMS = _has_different("itemized_deduction")
TAX = _has_different("regular_tax", "amt")
AGI = _has_different("agi", "taxable_ss")
INCOME = _has_different("agi", "taxable_ss", "taxable_income")
UNMARRIED = ("single", "head_of_household")
SHORT_ADDITION = 50.0  # 1,850 and not 1,800
UNMARRIED_MORE = {2022: 350.0, 2023: 300.0, 2024: 400.0}  # than the married amount, there
LOST_AT_37 = 0.02 * (578_125 - 346_875)  # two rates on what lies between the two amounts


# In order: the first that fits explains a return. EXPLAINED.md says which law decides.
EXPLANATIONS: dict[str, Explanation] = {
    "same_tax_larger_deduction": lambda row, ours, theirs: (
        not TAX(ours, theirs) and DEDUCTION(ours, theirs) and ITEMS(ours, theirs)
    ),
    "addition_2023": lambda row, ours, theirs: (
        row["year"] == 2023
        and row["filing_status"] in UNMARRIED
        and _follows(ours, theirs, SHORT_ADDITION * _conditions(row))
    ),
    "addition_surviving_spouse": lambda row, ours, theirs: (
        row["filing_status"] == "surviving_spouse"
        and row["year"] in (2022, 2023, 2024)
        and _follows(ours, theirs, -UNMARRIED_MORE[row["year"]] * _conditions(row))
    ),
    "separate_bracket_2023": lambda row, ours, theirs: (
        row["year"] == 2023
        and row["filing_status"] == "married_separate"
        and not INCOME(ours, theirs)
        and 0 < float(ours["regular_tax"]) - float(theirs["regular_tax"]) < LOST_AT_37 + TOLERANCE
    ),
    "itemized_limit": lambda row, ours, theirs: (
        row["year"] >= 2026
        and not AGI(ours, theirs)
        and float(ours["taxable_income"]) + float(ours["itemized_deduction"]) > 384_350
    ),
    "charity_floor_after_limit": lambda row, ours, theirs: (
        row["year"] >= 2026
        and not AGI(ours, theirs)
        and row.get("charity_cash", 0) > 0.6 * float(ours["agi"])
        and abs(float(ours["itemized_deduction"]) - float(theirs["itemized_deduction"]))
        <= 0.005 * float(ours["agi"]) + TOLERANCE
    ),
    "state_and_local_phase_down": lambda row, ours, theirs: (
        row["year"] >= 2025
        and not AGI(ours, theirs)
        and float(ours["agi"]) > 250_000
        and _lists_taxes(row)
    ),
}


def _conditions(row: Row) -> int:
    """Count the conditions of age and blindness of a return with one person."""
    return int(row["age_head"] >= 65) + int(row["blind_head"])


def _follows(ours: Row, theirs: Row, more: float) -> bool:
    """Tell whether all follows from our standard deduction being so much more than theirs.

    Then the taxable incomes are as far apart, unless one return itemizes or owes nothing, and no
    line before the deduction differs.
    """
    standard = float(ours["standard_deduction"]) - float(theirs["standard_deduction"])
    is_chosen = not (float(ours["itemized_deduction"]) or float(theirs["itemized_deduction"]))
    taxable = float(theirs["taxable_income"]) - float(ours["taxable_income"])
    most = abs(more) + TOLERANCE
    is_so = abs(standard - more) <= TOLERANCE if is_chosen else True
    return not AGI(ours, theirs) and is_so and abs(taxable) <= most


def _lists_taxes(row: Row) -> bool:
    return bool(row.get("state_local_income_or_sales_tax") or row.get("real_estate_tax"))


def main() -> int:
    """Compare, time, report."""
    python = _peer_python()
    with TemporaryDirectory() as folder:
        table = Path(folder) / "returns.csv"
        rows = list(households())
        _write(table, rows)
        ours = _our_lines(table)
        theirs = _peer(python, table, Path(folder))
        times = _times(python)
    found, unexplained = _compared(rows, ours, theirs)
    report = "\n".join(_report(found, unexplained, times))
    RESULTS.write_text(report + "\n", encoding="utf-8")
    print(report)
    return 1 if unexplained else 0


def _peer_python() -> Path:
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", PEER], check=True)
    return python


def _write(table: Path, rows: list[Row]) -> None:
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)


def _our_lines(table: Path) -> dict[str, Row]:
    law = load_law()
    batch = read_batch(table.read_text(encoding="utf-8").splitlines(), known_states(law))
    if batch.problems:
        raise ValueError(str(batch.problems[0]))
    columns = lines_of(batch.units, np.array(batch.states), law.projected(DEFAULT_INDEXING)).columns
    return {
        case: {name: column[place] for name, column in columns.items()}
        for place, case in enumerate(batch.case_ids)
    }


def _peer(python: Path, table: Path, folder: Path) -> dict[str, Row]:
    amounts, target = folder / "amounts.json", folder / "lines.csv"
    amounts.write_text(json.dumps(amounts_for_the_peer(load_law())), encoding="utf-8")
    command = [str(python), str(HERE / "peer_taxcalc.py"), str(table), str(amounts), str(target)]
    subprocess.run(command, check=True, timeout=900)
    lines = csv.DictReader(target.read_text(encoding="utf-8").splitlines())
    return {line["case_id"]: line for line in lines}


def _times(python: Path) -> dict[str, float]:
    """Time both in this run: the best of three, the first left out."""
    work = tax_of_100000_returns()
    work()
    ours = []
    for _run in range(RUNS):
        start = perf_counter()
        work()
        ours.append(perf_counter() - start)
    answer = subprocess.run(
        [str(python), str(HERE / "time_taxcalc.py")],
        check=True,
        capture_output=True,
        text=True,
        timeout=900,
    )
    return {"ours": min(ours), "theirs": float(json.loads(answer.stdout)["seconds"])}


def _compared(
    rows: list[Row], ours: dict[str, Row], theirs: dict[str, Row]
) -> tuple[Counter[str], list[str]]:
    found: Counter[str] = Counter()
    unexplained = []
    names = [name for name in next(iter(theirs.values())) if name != "case_id"]
    for row in rows:
        mine, other = ours[row["case_id"]], theirs[row["case_id"]]
        apart = [n for n in names if abs(float(mine[n]) - float(other[n])) > TOLERANCE]
        if not apart:
            found["agree on every line"] += 1
            continue
        fits = (name for name, explains in EXPLANATIONS.items() if explains(row, mine, other))
        name = next(fits, None)
        if name:
            found[name] += 1
        else:
            unexplained.append(f"{row['case_id']}: {', '.join(apart)}")
    return found, unexplained


def _report(found: Counter[str], unexplained: list[str], times: dict[str, float]) -> Iterator[str]:
    yield "# The tax engine beside Tax-Calculator"
    yield ""
    years = f"{YEARS[0]} to {YEARS[-1]}"
    yield f"{COUNT:,} random retirees (seed {SEED}), tax years {years}, {PEER}; made by"
    yield "`python3 dev.py crosscheck`. What each difference is: [EXPLAINED](EXPLAINED.md)."
    yield ""
    yield "| Returns | |"
    yield "|---|---|"
    for name, count in found.most_common():
        yield f"| {count:,} | {name.replace('_', ' ')} |"
    yield f"| {len(unexplained):,} | without an explanation |"
    yield ""
    yield "All federal lines of 100,000 returns, best of three in the same run: "
    ratio = times["theirs"] / times["ours"]
    yield (
        f"{times['ours']:.2f} s here, {times['theirs']:.2f} s `calc_all` there: "
        f"{ratio:.1f} times as fast."
    )
    yield from unexplained


if __name__ == "__main__":
    sys.exit(main())
