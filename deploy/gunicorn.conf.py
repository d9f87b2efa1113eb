"""The web server in production. Settings of the site are not here."""

from __future__ import annotations

import os

bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")  # systemd hands over its socket instead
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = 4
timeout = 60
graceful_timeout = 30
keepalive = 75  # longer than the proxy keeps a connection open
max_requests = 2000
max_requests_jitter = 200
worker_tmp_dir = "/dev/shm"  # nosec B108 - memory: a slow disk must not look like a hang
control_socket_disable = True
accesslog = None  # the site writes a line for each request, without what it was asked for
errorlog = "-"
loglevel = "warning"
