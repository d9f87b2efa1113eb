"""The settings of a site that lives in memory."""

from __future__ import annotations

from advisorsite.settings import *  # noqa: F403
from advisorsite.settings import DATABASES

DATABASES["default"] = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
MIGRATION_MODULES = dict.fromkeys(  # the tables as the models say: quicker, and without triggers
    ("clients", "planning", "auth", "contenttypes", "sessions", "account", "mfa", "usersessions")
)
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
MAIL_PROOF = "played://"
FAULT_HOOK = "tests.faults.simulation.stage.at_point"
LOGGING_CONFIG = None
