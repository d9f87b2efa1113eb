"""Ask the web server of this container whether it lives, as the proxy would; exit 1 if not."""

from __future__ import annotations

import http.client
import os
import sys

web = http.client.HTTPConnection("127.0.0.1", 8000, timeout=3)
host = os.environ["ALLOWED_HOSTS"].partition(",")[0]
web.request("GET", "/healthz", headers={"Host": host, "X-Forwarded-Proto": "https"})
sys.exit(web.getresponse().status != 200)
