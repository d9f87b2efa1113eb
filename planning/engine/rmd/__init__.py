"""Required minimum distributions of living owners and of the year of an owner's death."""

from __future__ import annotations

from planning.engine.rmd.results import Obligation, Schedule, Status
from planning.engine.rmd.schedule import rmd_schedule

__all__ = ["Obligation", "Schedule", "Status", "rmd_schedule"]
