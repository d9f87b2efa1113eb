"""Find the best withdrawal plan of a household file, or of a problem file."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import CommandParser

from planning.advice import QUESTIONS, explain
from planning.engine.errors import EngineError
from planning.engine.household_file import read_household_with_plans
from planning.engine.roadmap.document import plan_document, shortfall_document
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.problem_file import read_problem
from planning.engine.roadmap.solve.optimise import DEFAULT_NODES, Stage, optimise
from planning.engine.roadmap.solve.shortfall import NoPlan
from planning.management.files import FileCommand, a_day, unreadable
from planning.reports.terminal_plans import answer_table, roadmap_table
from planning.roadmap_case import compute_roadmap

MOST_NODES = 10_000_000


class Command(FileCommand):
    """A household file or a problem file goes in, a table or a document comes out."""

    help = "The best withdrawal plan of a household file, and how good it is."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and how far to go."""
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("file", nargs="?", help="a household file (household/1, JSON)")
        source.add_argument("--problem", metavar="FILE", help="a problem file (problem/1, JSON)")
        parser.add_argument(
            "--objective",
            choices=[objective.value for objective in Objective],
            default=Objective.SPENDING.value,
            help="what a household's plan makes as good as it can be; default: spending",
        )
        parser.add_argument("--as-of", type=a_day, help="the day the facts speak from, YYYY-MM-DD")
        parser.add_argument("--plan-from", type=int, metavar="YEAR", help="first year of the plan")
        parser.add_argument(
            "--stop",
            choices=[stage.value for stage in Stage],
            default=Stage.PROVED.value,
            help="how far to take the plan; default: proved",
        )
        parser.add_argument(
            "--proof-nodes",
            type=_nodes,
            default=DEFAULT_NODES,
            help=f"how many nodes the proof may search; default: {DEFAULT_NODES}",
        )
        parser.add_argument(
            "--explain",
            choices=[*QUESTIONS],
            metavar="QUESTION",
            help="answer a question about the plan instead: " + ", ".join(QUESTIONS),
        )
        parser.add_argument(
            "--format",
            choices=["table", "json"],
            help="default: a table; of a problem file, whose numbers are for programs, json",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, optimise, print."""
        try:
            document = _of_problem(options) if options["problem"] else _of_household(options)
        except EngineError as error:
            self.refuse(str(error))
        except OSError as error:
            name = "a household file, or a problem file after --problem"
            self.refuse(unreadable(error, instead=name))
        if options["problem"] or options["format"] == "json":
            self.stdout.write(json.dumps(document, ensure_ascii=False))
        else:
            self.stdout.write((answer_table if options["explain"] else roadmap_table)(document))


def _of_household(options: dict[str, Any]) -> dict[str, Any]:
    household, facts, plans = read_household_with_plans(
        Path(options["file"]).read_bytes(), as_of=options["as_of"]
    )
    if options["explain"]:
        return explain(
            options["explain"],
            household,
            facts,
            plans,
            objective=Objective(options["objective"]),
            first_year=options["plan_from"],
            until=min(Stage(options["stop"]), Stage.POLISHED, key=[*Stage].index),
        )
    return compute_roadmap(
        household,
        facts,
        plans,
        objective=Objective(options["objective"]),
        first_year=options["plan_from"],
        until=Stage(options["stop"]),
        nodes=options["proof_nodes"],
    )


def _of_problem(options: dict[str, Any]) -> dict[str, Any]:
    problem = read_problem(Path(options["problem"]).read_bytes())
    seconds: dict[str, float | None] = dict.fromkeys(map(str, Stage))
    start = perf_counter()
    try:
        for found in optimise(problem, Stage(options["stop"]), options["proof_nodes"]):
            seconds[found.stage] = perf_counter() - start
            document = plan_document(found, seconds)
    except NoPlan as refusal:
        document = shortfall_document(problem, refusal.shortfall)
    return document


def _nodes(text: str) -> int:
    if not (text.isdecimal() and 0 <= int(text) <= MOST_NODES):
        raise argparse.ArgumentTypeError(
            f"{text} is no number of nodes; write a whole number up to {MOST_NODES}"
        )
    return int(text)
