"""A Celery broker that is a folder, for one machine without Redis.

One folder per queue, one file per message. Kombu's own filesystem transport writes a message
in place, so that a reader can meet half of it, and one file it cannot read ends the worker.
Here a message appears whole or not at all (written aside, then renamed), is taken by one
reader only (renaming succeeds once), and a file that is no message is dropped with a line in
the log. Queues are known to each process alone: there is no broadcast, hence no remote control.
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any
from urllib.parse import quote

from kombu.transport import virtual

log = logging.getLogger(__name__)


class Channel(virtual.Channel):
    """Puts messages into the folder `transport_options["folder"]` and takes them out in order."""

    def _folder(self, queue: str) -> Path:
        client: Any = self.connection.client
        folder = Path(client.transport_options["folder"], quote(queue, safe=""))
        for level in (folder.parent, folder):
            level.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def _waiting(self, queue: str) -> list[Path]:
        return sorted(self._folder(queue).glob("*.message"))

    def _put(self, queue: str, message: dict[str, Any], **kwargs: Any) -> None:
        name = f"{time.time_ns():020}-{uuid.uuid4().hex}"
        unfinished = self._folder(queue) / f"{name}.unfinished"
        unfinished.write_text(json.dumps(message), encoding="utf-8")
        unfinished.replace(unfinished.with_suffix(".message"))

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        for path in self._waiting(queue):
            taken = path.with_suffix(".taken")
            try:
                path.rename(taken)
            except OSError:
                continue  # another worker was faster
            try:
                message: dict[str, Any] = json.loads(taken.read_bytes())
                address = self.Message(message, channel=self).delivery_info
                address["exchange"], address["routing_key"]  # needed to put it back
            except Exception:
                # Whatever the file holds, the worker must live; what was to be done is a row in
                # the database, which is asked for again.
                log.exception("A file in the queue %s is not a message; it was dropped.", queue)
            else:
                return message
            finally:
                taken.unlink(missing_ok=True)
        raise Empty

    def _size(self, queue: str) -> int:
        return len(self._waiting(queue))

    def _purge(self, queue: str) -> int:
        waiting = self._waiting(queue)
        for path in waiting:
            path.unlink(missing_ok=True)
        return len(waiting)

    def _delete(self, queue: str, *args: Any, **kwargs: Any) -> None:
        self._purge(queue)


class Transport(virtual.Transport):
    """Celery's `folder://`."""

    Channel = Channel
    polling_interval = 0.1
    driver_type = driver_name = "folder"

    def driver_version(self) -> str:
        return "1"
