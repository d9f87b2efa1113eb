"""How the site tells a worker that there is something to do, and never waits for the broker."""

from __future__ import annotations

import logging
import time
from threading import BoundedSemaphore, Thread
from typing import Any

from celery.contrib.django.task import DjangoTask
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)

# With so many messages stuck at once the broker is down, and the sweeper will find the rows.
BELL_PULLS = 8
WAITING_AT_THE_BELL = BoundedSemaphore(BELL_PULLS)
PATIENCE = 2.0  # seconds that a worker, which rings for hundreds in a row, waits for its turn
DEAF_FOR = 30.0  # seconds in which it does not wait again, once it waited in vain


class Doorbell(DjangoTask[..., Any]):
    """A task that may go unheard: its row is safe, and the sweeper takes up what is left.

    So a broker that is away or silent costs the person who asked a minute: never an error page,
    and never a wait, since the message is sent beside the request.
    """

    deaf_until = 0.0

    def apply_async(self, *args: Any, **options: Any) -> Any:
        if self.app.conf.task_always_eager:
            super().apply_async(*args, **options)
        elif WAITING_AT_THE_BELL.acquire(timeout=self._patience()):
            Thread(target=self._ring, args=(args, options), daemon=True).start()
        else:
            Doorbell.deaf_until = time.monotonic() + DEAF_FOR
            logger.warning("the broker does not answer; no message for %s", self.name)

    def _patience(self) -> float:
        is_request = self.app.current_worker_task is None
        return 0.0 if is_request or time.monotonic() < Doorbell.deaf_until else PATIENCE

    def _ring(self, args: tuple[Any, ...], options: dict[str, Any]) -> None:
        try:
            super().apply_async(*args, **options)
        except (OperationalError, OSError) as error:
            logger.warning("no broker for %s: %s", self.name, type(error).__name__)
        finally:
            WAITING_AT_THE_BELL.release()
