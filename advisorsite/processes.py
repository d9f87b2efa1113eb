"""How one process of the site becomes several.

Loading the code takes most of the time a process needs to start. So it is loaded once, and the
others are forked from the one that has it; where that is not safe they load it themselves.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import signal
import sys
from multiprocessing.process import BaseProcess
from pathlib import Path

STOPS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
if sys.platform == "linux":
    CONTEXT = multiprocessing.get_context("fork")
else:  # what the system itself has loaded does not survive a fork, or there is none
    CONTEXT = multiprocessing.get_context("spawn")


def start(name: str, *arguments: str) -> BaseProcess:
    """Start a process that goes on as `python -m arguments` would."""
    process = CONTEXT.Process(target=become, args=(name, *arguments))
    process.start()
    return process


def become(name: str, *arguments: str) -> None:
    """Be that program, in a group of its own.

    So Ctrl-C reaches only who started it, and a signal to the group whatever it starts itself.
    """
    if os.name != "nt":
        os.setsid()
    for caught in STOPS:
        signal.signal(caught, signal.SIG_DFL)
    if (own_name := Path("/proc/self/comm")).exists():
        own_name.write_text(f"site-{name}")  # for ps and top
    sys.argv = list(arguments)
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
