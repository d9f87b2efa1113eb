"""What is done about a requirement: planned, ordered, paid, verified, made up for, signed off.

Each verb checks, writes, keeps the history and notes the act, all or nothing, like those of
`clients.services`; whether somebody may do it is asked before, at the door.
"""

from __future__ import annotations
