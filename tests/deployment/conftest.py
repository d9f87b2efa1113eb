"""A production site needs PostgreSQL, Redis and nginx: these tests exist where all are at hand.

`.ci/run` names this folder, so that there it fails if they are not.
"""

from __future__ import annotations

import os
import shutil

IS_COMPLETE = {"DATABASE_URL", "REDIS_URL"} <= os.environ.keys() and shutil.which("nginx")

collect_ignore = [] if IS_COMPLETE else ["test_production_site.py"]
