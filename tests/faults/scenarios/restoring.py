"""An old backup is put in the place of what happened since: F11 of the list of faults."""

from __future__ import annotations

import time
from pathlib import Path

from tests.faults.oracle import Tally
from tests.faults.size import Size
from tests.faults.world import World


def restored(world: World, size: Size) -> Tally:
    """a backup of before the first mail, and one of the middle, restored after the last"""
    number = size.of(300, small=30)
    world.enter(("plain", number), firms=size.of(10, small=2))
    backups = [_backup(world, "before")]
    world.start()
    world.await_taken(number // 2)
    backups.append(_backup(world, "middle"))
    world.drain()
    wrong, drained = [], 0.0
    for backup in backups:
        _stop_working(world)
        world.manage("restore", "--from", str(backup), "--replace")
        world.start()
        before = world.taken()
        time.sleep(size.of(15, small=5))
        if world.taken() != before:
            wrong.append(f"{world.taken() - before} mails left a restored backup by themselves")
        world.manage("reconcile", "--send")
        drained = max(drained, world.drain())
    tally = world.tally(drain_s=drained)
    tally.wrong += wrong
    return tally


def _backup(world: World, name: str) -> Path:
    folder = world.folder / name
    world.manage("backup", "--to", str(folder), "--unencrypted")
    (backup,) = folder.iterdir()
    return backup


def _stop_working(world: World) -> None:
    names = [name for name in world.crew.processes if name != "sink"]
    world.crew.end(*names)
