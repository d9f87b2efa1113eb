"""The renderer of PDFs with its libraries loaded: a process that forks one for each document.

Loading them takes longer than setting a letter. tests/planning/reports/test_pdf.py starts the
renderer as the site does.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from planning.reports import pdf_process

PROGRAM = Path(pdf_process.__file__)
SERVER = """
import os, socket, sys, traceback
sys.path.insert(0, sys.argv[2])
import pdf_process, weasyprint
link = socket.socket(fileno=int(sys.argv[1]))
while True:
    asked, files, *_ = socket.recv_fds(link, 1, 3)
    if not asked:
        break
    child = os.fork()
    if not child:
        status = 1
        try:
            for place, file in enumerate(files):
                os.dup2(file, place)
            status = pdf_process.main()
            sys.stdout.flush()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    for file in files:
        os.close(file)
    link.send(bytes([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 255]))
"""


class WarmRenderer:
    """Stands in for `subprocess` in the module that starts the renderer."""

    TimeoutExpired = subprocess.TimeoutExpired

    def __init__(self) -> None:
        self._link: socket.socket | None = None
        self._server: subprocess.Popen[bytes] | None = None

    def run(
        self, command: list[Any], *, input: bytes, env: dict[str, str], timeout: float, **_: Any
    ) -> subprocess.CompletedProcess[bytes]:
        link = self._link or self._started(env)
        link.settimeout(timeout)
        with TemporaryFile() as asked, TemporaryFile() as told, TemporaryFile() as complaint:
            asked.write(input)
            asked.seek(0)
            socket.send_fds(link, [b"!"], [asked.fileno(), told.fileno(), complaint.fileno()])
            (status,) = link.recv(1)
            told.seek(0)
            complaint.seek(0)
            return subprocess.CompletedProcess(command, status, told.read(), complaint.read())

    def _started(self, env: dict[str, str]) -> socket.socket:
        self._link, theirs = socket.socketpair()
        self._server = subprocess.Popen(
            [sys.executable, "-I", "-c", SERVER, str(theirs.fileno()), str(PROGRAM.parent)],
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            env=env | {"PATH": os.defpath},
        )
        theirs.close()
        return self._link

    def stop(self) -> None:
        if self._link and self._server:
            self._link.close()
            self._server.wait(timeout=10)
