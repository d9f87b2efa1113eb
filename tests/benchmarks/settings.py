"""The settings of a site that is measured: as in production, no query is kept."""

from __future__ import annotations

from advisorsite.settings import *  # noqa: F403

DEBUG = False
