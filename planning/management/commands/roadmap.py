"""Find the best withdrawal plan of a household file, or of a problem file."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from planning.advice import QUESTIONS, explain
from planning.engine.errors import EngineError
from planning.engine.household_file import read_household_with_plans
from planning.engine.roadmap.document import plan_document, shortfall_document
from planning.engine.roadmap.household.modelled import Objective
from planning.engine.roadmap.problem_file import read_problem
from planning.engine.roadmap.solve.optimise import DEFAULT_NODES, Stage, optimise
from planning.engine.roadmap.solve.shortfall import NoPlan
from planning.roadmap_case import compute_roadmap

REFUSED = 2
MOST_NODES = 10_000_000


class Command(BaseCommand):
    """Needs no database and no running service: a file goes in, a document comes out."""

    help = "The best withdrawal plan of a household file, and how good it is."
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Answer a mistake with its one sentence, not with the usage before it."""
        return super().create_parser(prog_name, subcommand, usage=argparse.SUPPRESS, **kwargs)

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

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, optimise, print. A refused input is one sentence on stderr and exit status 2."""
        try:
            document = _of_problem(options) if options["problem"] else _of_household(options)
        except (EngineError, OSError) as error:
            self.stderr.write(_sentence(error))
            sys.exit(REFUSED)
        self.stdout.write(json.dumps(document, ensure_ascii=False))


def _of_household(options: dict[str, Any]) -> dict[str, Any]:
    household, facts, plans = read_household_with_plans(Path(options["file"]).read_bytes())
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


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError):
        name = "name a household file, or a problem file after --problem"
        return f"{error.filename} cannot be read ({error.strerror}); {name}."
    return str(error)
