"""What do the rows say, in the engine's words? The one way from records to facts, and back."""

from __future__ import annotations

from planning.facts.changes import Change, changes_since
from planning.facts.conflicts import BalanceConflict, conflicts_of, effect_of, required_with
from planning.facts.exporting import export_household
from planning.facts.gathering import facts_of, gather_book, gather_facts
from planning.facts.importing import HouseholdImportError, import_household
from planning.facts.knowing import as_known_on
from planning.facts.plan_files import export_for_plan
from planning.facts.plans import gather_plan_facts
from planning.facts.standing import held_at_end_of, with_records

__all__ = [
    "BalanceConflict",
    "Change",
    "HouseholdImportError",
    "as_known_on",
    "changes_since",
    "conflicts_of",
    "effect_of",
    "export_for_plan",
    "export_household",
    "facts_of",
    "gather_book",
    "gather_facts",
    "gather_plan_facts",
    "held_at_end_of",
    "import_household",
    "required_with",
    "with_records",
]
