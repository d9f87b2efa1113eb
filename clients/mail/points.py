"""Named points of the way of a mail, at which a test may stop the world.

Nothing happens at them unless FAULT_HOOK names a function; a production site that names one
refuses to start.
"""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.utils.module_loading import import_string


class Point(StrEnum):
    """In the order in which they are passed; the first three are the planner's."""

    PLANNED = "planned"  # reminders inserted, not committed
    GATHERED = "gathered"  # a digest and its mail inserted, not committed
    BEFORE_DOORBELL = "before_doorbell"  # committed, no message sent
    CLAIMED = "claimed"
    COMPOSED = "composed"
    CONNECTED = "connected"
    RECIPIENT_TAKEN = "recipient_taken"
    READY_FOR_DATA = "ready_for_data"  # the server said 354
    HANDING_OFF = "handing_off"  # committed; no byte of the mail has left
    BEFORE_FINAL_DOT = "before_final_dot"
    AFTER_FINAL_DOT = "after_final_dot"
    ANSWERED = "answered"  # the server said 250; not written down
    SETTLED = "settled"  # written down and committed; the message to the worker not acknowledged


def reached(point: Point) -> None:
    if settings.FAULT_HOOK:
        import_string(settings.FAULT_HOOK)(point)
