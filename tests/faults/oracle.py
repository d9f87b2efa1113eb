"""What was lost, what was doubled? Told by the mail server's own book, not by the site.

Everybody who was entered is to get one mail. Who got none is lost; every mail beyond the first,
and every mail to somebody whose mail the site calls refused, is extra.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, fields
from pathlib import Path

import psycopg

WAITING = ("pending", "claimed", "handing_off")


@dataclass(slots=True, kw_only=True)
class Tally:
    """One line of the report."""

    keys: int = 0
    sent: int = 0
    superseded: int = 0
    cancelled: int = 0
    dead: int = 0
    held: int = 0
    lost: int = 0
    extra: int = 0
    ambiguous: int = 0
    kills: int = 0
    db_crashes: int = 0
    broker_losses: int = 0
    drain_s: float = 0.0
    seed: str = ""
    wrong: list[str] = field(default_factory=list)  # whatever else is not as it must be
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        shown = [one.name for one in fields(self) if one.name not in ("wrong", "notes")]
        return " ".join(f"{name}={_short(getattr(self, name))}" for name in shown)

    def add(self, other: Tally) -> None:
        for one in fields(self):
            mine, theirs = getattr(self, one.name), getattr(other, one.name)
            if one.name == "drain_s":
                self.drain_s = max(mine, theirs)
            elif one.name != "seed":
                setattr(self, one.name, mine + theirs)

    @property
    def is_fine(self) -> bool:
        return not (self.lost or self.extra or self.wrong)


def _short(value: float | str) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def accepted(log: Path) -> list[tuple[str, str, float]]:
    """Return what the mail server took: Message-ID, recipient, when."""
    lines = log.read_text().splitlines() if log.exists() else []
    found = [line.split() for line in lines]
    return [(message_id, address, float(at)) for message_id, address, at in found]


def count(url: str, log: Path, people: Collection[str], refused: Collection[str] = ()) -> Tally:
    """Compare what people got with what they should have got, and with what the site says."""
    tally = Tally()
    taken = accepted(log)
    copies = Counter(address for _id, address, _at in taken)
    by_id = Counter(message_id for message_id, _address, _at in taken)
    with psycopg.connect(url) as connection:
        states: Counter[str] = Counter(
            dict(connection.execute("SELECT state, count(*) FROM planning_reminder GROUP BY state"))
        )
        mails = connection.execute(
            'SELECT "to", state, message_id FROM clients_mail WHERE kind = %s',
            ["reminder"],
        ).fetchall()
        told = {
            row[0]
            for row in connection.execute(
                "SELECT DISTINCT u.email FROM planning_reminder r"
                " JOIN clients_membership m ON m.id = r.recipient_id"
                " JOIN clients_user u ON u.id = m.user_id"
            )
        }
        doubts = connection.execute(
            "SELECT count(*) FROM clients_mailstep WHERE step IN ('found', 'not_found')"
        ).fetchone()
    tally.keys = states.total()
    for state in ("sent", "superseded", "cancelled", "dead", "held"):
        setattr(tally, state, states[state])
    tally.ambiguous = doubts[0]
    of_person = {address: state for address, state, _id in mails}
    for address in people:
        state = of_person.get(address, "missing")
        if address in refused:
            tally.extra += copies[address]
            if state != "dead":
                tally.wrong.append(f"{address}: refused for good, and {state}")
            continue
        if not copies[address]:
            if state != "held":  # for somebody to decide, and shown
                tally.lost += state not in WAITING  # else it is not drained, which is said below
                tally.wrong.append(f"{address}: got nothing, and is {state}")
        elif state != "sent":
            tally.wrong.append(f"{address}: got {copies[address]}, and is {state}")
        tally.extra += max(0, copies[address] - 1)
    tally.extra += sum(number for address, number in copies.items() if address not in people)
    if states["pending"]:
        tally.wrong.append(f"{states['pending']} reminders are not over")
    if len(mails) != len(of_person):
        tally.wrong.append(f"{len(mails)} mails for {len(of_person)} people")
    if missing := set(people) - told:
        tally.wrong.append(f"{len(missing)} people without a reminder")
    for address, state, message_id in mails:
        if state == "sent" and by_id[message_id] != copies[address]:
            tally.wrong.append(f"{address}: copies under another Message-ID")
    return tally
