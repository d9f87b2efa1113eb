"""What came with household files before there was a place for it is moved as it is imported now."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps

from clients.models import Firm, MoneyField, Team
from planning.facts import import_household

EXAMPLES = Path(__file__).parents[2] / "examples"
moving: Any = import_module("clients.migrations.0008_plan_facts")


@pytest.fixture
def team(db: None) -> Team:
    return Team.objects.create(firm=Firm.objects.create(name="A firm"), name="First team")


@pytest.mark.parametrize("name", ["complete.json", "couple.json"])
def test_what_was_kept_beside_a_household_becomes_the_rows_of_an_import(
    team: Team, name: str
) -> None:
    text = (EXAMPLES / name).read_text("utf-8")
    household = import_household(actor=None, team=team, text=text)
    kept = SimpleNamespace(pk=household.pk, other_facts=json.loads(text))
    moved = list(moving._rows(apps, kept))
    assert len(moved) == (5 if name == "complete.json" else 3)
    for model_name, values in moved:
        model = apps.get_model("clients", model_name)
        row = model._default_manager.get(household=household)
        stored = {column: _in_column(row, column) for column in values}
        assert stored == values


def _in_column(row: Any, column: str) -> Any:
    value = getattr(row, column)
    is_money = isinstance(row._meta.get_field(column), MoneyField)
    return int(value * 100) if is_money and value is not None else value
