"""The site's own settings on a throwaway folder, whatever a developer's .env says.

The environment still chooses the database and Redis, so that the suite runs on the production
kinds too.
"""

from __future__ import annotations

import os
import tempfile

os.environ["DOTENV"] = os.devnull
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="tests-")
# A Redis database for each process of the suite: a test that clears its cache empties it, with
# whatever messages and counts another test keeps there.
if "REDIS_URL" in os.environ:
    server = os.environ["REDIS_URL"].rpartition("/")[0]
    process = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    os.environ["REDIS_URL"] = f"{server}/{process}"

from advisorsite.settings import *  # noqa: F403
from advisorsite.settings import DATABASES, VAR_DIR

# A file, as in development: threads of a live server and a worker have their own connections.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CELERY_BROKER_URL = "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {"polling_interval": 0.01}
