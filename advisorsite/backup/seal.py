"""Sealing a stream with a passphrase and opening it again, by GnuPG."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from advisorsite.backup import BackupError

SHORTEST_PASSPHRASE = 20
SEALING_FAILED = "GnuPG could not seal the backup"
STRONG = ["--cipher-algo", "AES256", "--s2k-digest-algo", "SHA512", "--s2k-count", "65011712"]


@contextmanager
def sealing(target: IO[bytes], passphrase: Path | None) -> Iterator[IO[bytes]]:
    """Give a stream whose content lands in the target, sealed unless there is no passphrase."""
    if passphrase is None:
        yield target
        return
    with _gpg(passphrase, "--symmetric", *STRONG, "--compress-algo", "none") as command:
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=target, stderr=subprocess.PIPE
        )
        assert process.stdin  # nosec B101
        try:
            yield process.stdin
        except BrokenPipeError:
            _end(process, SEALING_FAILED)
            raise
        except BaseException:
            process.kill()
            process.communicate()
            raise
        _end(process, SEALING_FAILED)


@contextmanager
def opened(source: Path, passphrase: Path | None) -> Iterator[IO[bytes]]:
    """Give the stream that was sealed into a file."""
    if passphrase is None:
        with source.open("rb") as stream:
            yield stream
        return
    complaint = f"GnuPG could not open {source.name}: another passphrase, or damaged"
    with _gpg(passphrase, "--decrypt") as command, source.open("rb") as stream:
        process = subprocess.Popen(
            command, stdin=stream, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert process.stdout  # nosec B101
        try:
            yield process.stdout
        except (BackupError, KeyboardInterrupt):
            process.kill()
            process.communicate()
            raise
        except Exception:
            _end(process, complaint)  # it may know better than its reader what is wrong
            raise
        _end(process, complaint)


@contextmanager
def _gpg(passphrase: Path, *arguments: str) -> Iterator[list[str]]:
    """Give the command line of a GnuPG that knows nobody's keys and leaves nothing behind."""
    if not shutil.which("gpg"):
        raise BackupError("GnuPG is not installed: apt-get install gpg gpg-agent")
    if not passphrase.is_file():
        raise BackupError(f"There is no passphrase file {passphrase}.")
    first_line = passphrase.read_text(encoding="utf-8").partition("\n")[0]
    if len(first_line.strip()) < SHORTEST_PASSPHRASE:
        raise BackupError(
            f"The first line of {passphrase} must hold a passphrase of at least "
            f"{SHORTEST_PASSPHRASE} characters; make one with: openssl rand -base64 32"
        )
    with tempfile.TemporaryDirectory(prefix="gpg-", ignore_cleanup_errors=True) as home:
        yield [
            *("gpg", "--batch", "--quiet", "--no-options", "--homedir", home),
            *("--pinentry-mode", "loopback", "--passphrase-file", str(passphrase), *arguments),
        ]
        subprocess.run(["gpgconf", "--homedir", home, "--kill", "all"], check=False)


def _end(process: subprocess.Popen[bytes], complaint: str) -> None:
    """Wait for GnuPG, which vouches for the whole only at its end."""
    if process.stdout:
        while process.stdout.read(1 << 20):
            pass
    _out, said = process.communicate()
    if process.returncode:
        raise BackupError(f"{complaint}.\n{said.decode(errors='replace').strip()}".strip())
