"""What could a household do in a tax year that is worth dollars, and how many?"""

from __future__ import annotations

from planning.engine.opportunities.find import opportunities_of
from planning.engine.opportunities.results import Case, Found, Kind, Opportunity, Sureness

__all__ = ["Case", "Found", "Kind", "Opportunity", "Sureness", "opportunities_of"]
