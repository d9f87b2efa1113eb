"""The settings of a site that is to be troubled: its own, and quicker to lose patience.

The waits are shortened, never the order of things: see `instruments.py`.
"""

from __future__ import annotations

import os

from advisorsite.settings import *  # noqa: F403
from advisorsite.settings import CELERY_BEAT_SCHEDULE, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.instruments.Instruments"]
DEBUG = False  # what breaks is shown as on a real site, and no query is kept
EMAIL_TIMEOUT = 2
MAIL_GRACE_SECONDS = 3
MAIL_TRANSIENT_CODES = ["552"]
TICK = float(os.environ.get("FAULTS_TICK", "2"))
CELERY_BEAT_SCHEDULE = {
    name: {**entry, "schedule": TICK}
    for name, entry in CELERY_BEAT_SCHEDULE.items()
    if name in ("sweep-mails", "plan-reminders", "heartbeat")
}
