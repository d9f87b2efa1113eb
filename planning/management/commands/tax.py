"""Compute the tax of a table of returns."""

from __future__ import annotations

import argparse
import csv
import json
import os
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np
from django.core.management.base import CommandParser

from planning.engine.errors import EngineError
from planning.engine.law import Indexing, Law, load_law
from planning.engine.tax.assumptions import DEFAULT_INDEXING
from planning.engine.tax.batch import Batch, read_batch
from planning.engine.tax.caveats import Caveat, batch_caveats
from planning.engine.tax.lines import BASIS, RATE, Lines, lines_of
from planning.engine.tax.state.tax import known_states
from planning.management.files import FileCommand, unreadable
from planning.tax_catalogue import CAVEATS
from planning.wording import sentence


class Command(FileCommand):
    """A table of returns goes in, a table of their taxes comes out."""

    help = "The federal and state tax and Medicare surcharges of a table of returns."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the two files and what to assume of years to come."""
        parser.add_argument("file", help="a table of returns (CSV); docs/algorithms/tax.md")
        parser.add_argument("--out", required=True, help="where to write the table of results")
        parser.add_argument("--skip-bad", action="store_true", help="compute the other rows")
        parser.add_argument(
            "--inflation",
            type=_rate,
            help="growth of prices in years not yet published; default: 0.025",
        )
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, compute, write. What is refused is a sentence a row."""
        law = load_law().projected(_assumed(options["inflation"]))
        try:
            batch = _read(Path(options["file"]), law)
        except EngineError as error:
            self.refuse(str(error))
        except OSError as error:
            self.refuse(unreadable(error, instead="a table of returns"))
        problems = [str(problem) for problem in batch.problems]
        if not batch.case_ids or (problems and not options["skip_bad"]):
            self.refuse(*problems)
        for problem in problems:
            self.stderr.write(problem)
        lines = lines_of(batch.units, np.array(batch.states), law)
        try:
            _write(Path(options["out"]), batch, lines)
        except OSError as error:
            self.refuse(
                f"{options['out']} cannot be written ({error.strerror}); name a file in a folder "
                "that exists and is yours."
            )
        summary = _summary(batch, lines, law, options["out"])
        if options["format"] == "json":
            self.stdout.write(json.dumps(summary, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_told(summary)))


def _read(path: Path, law: Law) -> Batch:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise EngineError(f"{path} is no UTF-8 text; save it as CSV in UTF-8.") from None
    return read_batch(text.splitlines(keepends=True), known_states(law))


def _write(path: Path, batch: Batch, lines: Lines) -> None:
    """Write the whole table or nothing: a half-written one never stands under its name."""
    with NamedTemporaryFile(
        "w", dir=path.parent, encoding="utf-8", newline="", delete=False
    ) as file:
        try:
            writer = csv.writer(file)
            writer.writerow(["case_id", *lines.columns])
            columns = [_written(name, column) for name, column in lines.columns.items()]
            writer.writerows(zip(batch.case_ids, *columns, strict=True))
        except BaseException:
            Path(file.name).unlink()
            raise
    Path(file.name).chmod(0o666 & ~_umask())
    Path(file.name).replace(path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _written(name: str, column: Any) -> Iterator[str]:
    """Round once, on leaving: dollars to the cent, the rate to a millionth."""
    if name == BASIS:
        return (str(entry) for entry in column)
    digits = 6 if name == RATE else 2
    return (f"{entry:.{digits}f}" for entry in np.round(column, digits) + 0.0)


def _summary(batch: Batch, lines: Lines, law: Law, out: str) -> dict[str, Any]:
    return {
        "out": out,
        "returns": len(batch.case_ids),
        "refused_rows": len({problem.line for problem in batch.problems}),
        "law_version": law.version,
        "projected_returns": int(lines.is_projected.sum()),
        "states": dict(sorted(Counter(state for state in batch.states if state).items())),
        "caveats": [_caveat(caveat) for caveat in batch_caveats(batch, lines, law)],
    }


def _caveat(caveat: Caveat) -> dict[str, Any]:
    text = sentence(CAVEATS[caveat.code], caveat.numbers)
    return {"code": caveat.code, "text": text, "citation": caveat.citation}


def _told(summary: dict[str, Any]) -> Iterator[str]:
    count = summary["returns"]
    returns = "return" if count == 1 else "returns"
    yield f"{count} {returns} computed under law {summary['law_version']}."
    yield f"Written to {summary['out']}."
    if summary["caveats"]:
        yield "To keep in mind:"
    for caveat in summary["caveats"]:
        yield f"- {caveat['text']} ({caveat['citation']})"


def _assumed(inflation: Decimal | None) -> Indexing:
    if inflation is None:
        return DEFAULT_INDEXING
    return Indexing(
        rate=inflation, wages=DEFAULT_INDEXING.wages, medicare=DEFAULT_INDEXING.medicare
    )


def _rate(text: str) -> Decimal:
    try:
        rate = Decimal(text)
    except InvalidOperation:
        rate = Decimal("NaN")
    if not (rate.is_finite() and Decimal("-0.2") <= rate <= Decimal("0.5")):
        raise argparse.ArgumentTypeError(f"{text} is no yearly growth; write 2.5% as 0.025")
    return rate
