"""What is assumed of years to come where nobody says otherwise?

Planning assumptions, not law; whoever computes may give others.
"""

from __future__ import annotations

from decimal import Decimal

from planning.engine.law import Indexing

DEFAULT_INDEXING = Indexing(
    rate=Decimal("0.025"), wages=Decimal("0.036"), medicare=Decimal("0.055")
)
