"""The Celery app, configured from the settings that start with CELERY_."""

from __future__ import annotations

import os

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advisorsite.settings")
TRANSPORT_ALIASES["folder"] = "advisorsite.folder_broker:Transport"

app = Celery("advisorsite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
