"""The calculator's doors: each turns what somebody gave into the text of a household file.

Nothing is computed here and nothing is kept; `read_household` judges every text again.
"""

from __future__ import annotations

from planning.forms.household import HouseholdFileForm, HouseholdForm, HouseholdTextForm
from planning.forms.owner import OwnerForm

__all__ = ["HouseholdFileForm", "HouseholdForm", "HouseholdTextForm", "OwnerForm"]
