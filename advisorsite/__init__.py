"""The project: settings and wiring, no behaviour of its own.

The Celery app is imported here so that `shared_task` finds it in every process.
"""

from __future__ import annotations

from advisorsite.celery import app as celery_app

__all__ = ["celery_app"]
