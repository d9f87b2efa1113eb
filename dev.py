#!/usr/bin/env python3
"""The project's commands, on any machine with Python 3.11 or newer and nothing else.

`python3 dev.py run` and `python3 dev.py test` are all a newcomer needs. They make what they
lack: the environment in .venv and, as root on Debian, the system's libraries too.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

RUN, DEV = "requirements.txt", "requirements-dev.txt"
PDF_LIBRARIES = {
    "libpango-1.0": "libpango-1.0-0",
    "libpangoft2-1.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset": "libharfbuzz-subset0",
}
# The first is Chromium without a screen to draw on: tests in it take half the time.
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
MAC_BROWSER = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
LAW_TESTS = (
    *(f"tests/engine/{part}" for part in ("household_file", "law", "rmd", "tax", "tax_year")),
    *("tests/conformance", "tests/properties"),
)
COVERED = (
    *("--cov=planning.engine.law", "--cov=planning.engine.rmd", "--cov=planning.engine.tax"),
    "--cov=planning.engine.tax_year",
    "--cov-fail-under=100",
)


def run(*args: str) -> int:
    """start the site: web, worker and beat [--port N]"""
    environment(RUN)
    provide("making PDFs", missing_pdf_libraries())
    supervisor = [str(PYTHON), "manage.py", "up", "--prepare", *args]
    if os.name != "nt":  # become it, so that signals reach it directly
        os.execv(PYTHON, supervisor)
    return call(*supervisor)


def test(*args: str) -> int:
    """run every test, in a browser too [--no-skips] [what pytest takes]"""
    environment(DEV)
    provide("making PDFs", missing_pdf_libraries())
    provide("looking at PDFs", [] if shutil.which("pdftoppm") else ["poppler-utils"])
    provide("sealing backups", [] if shutil.which("gpg") else ["gpg", "gpg-agent"])
    provide("browser tests", [] if browser() else [BROWSERS[0]])
    if "--no-skips" in args or os.environ.get("CI") == "true":
        os.environ["NO_SKIPS"] = "1"
    if chosen := [arg for arg in args if arg != "--no-skips"]:
        return pytest(*chosen)
    # Counting the lines of the law makes everything half as slow again: only its own tests do.
    failed = pytest("-n", "auto", *LAW_TESTS, *COVERED)
    # A browser waits half of its time: the other tests fill it, and its own are heard at the end.
    others = [f"--ignore={folder}" for folder in (*LAW_TESTS, "tests/browser")]
    spread = ("-n", "auto", "--dist", "worksteal")
    with TemporaryFile("w+", encoding="utf-8") as heard, ThreadPoolExecutor() as aside:
        browsing = aside.submit(pytest, *spread, "tests/browser", output=heard)
        failed = pytest(*spread, *others) or failed
        print("\nTests in a browser:", flush=True)
        failed = browsing.result() or failed
        heard.seek(0)
        print(heard.read(), flush=True)
    return failed


def test_engine(*args: str) -> int:
    """run the tests of the law: no database, seconds"""
    environment(DEV)
    return pytest("tests/engine", "tests/conformance", *args)


def check(*_: str) -> int:
    """lint, format, types, import layers, migrations, templates, security"""
    environment(DEV)
    checks: dict[str, tuple[str | Path, ...]] = {
        "types": (PYTHON, "-m", "mypy", "--no-error-summary"),
        "lint": (PYTHON, "-m", "ruff", "check", "--quiet"),
        "format": (PYTHON, "-m", "ruff", "format", "--quiet", "--check"),
        "layers": (BIN / "lint-imports", "--no-logo"),
        "migrations": (PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"),
        "Django": (PYTHON, "manage.py", "check", "--fail-level", "WARNING"),
        "templates": (PYTHON, "-m", "djlint", "templates", "--lint", "--quiet"),
        "security": (PYTHON, "-m", "bandit", "--quiet", "-c", "pyproject.toml", "-r", "."),
    }
    failed = False
    with ThreadPoolExecutor(max_workers=2) as pool:  # the types take as long as all the others
        codes = {name: pool.submit(call, *checks[name], quiet=True) for name in checks}
        for name, code in codes.items():
            failed = failed or code.result() != 0
            print(f"{name:<11}{'FAILED' if code.result() else 'fine'}", flush=True)
    return int(failed)


def fix(*_: str) -> int:
    """mend what a machine can mend"""
    environment(DEV)
    unmended = call(PYTHON, "-m", "ruff", "check", "--fix")
    return call(PYTHON, "-m", "ruff", "format") or unmended


def bench(*args: str) -> int:
    """time the engine against its budgets"""
    environment(DEV)
    return call(PYTHON, "-m", "tests.benchmarks", *args)


def faults(*args: str) -> int:
    """make go wrong what can go wrong with reminders, on real servers [NAME ...] [--seed N]"""
    environment(DEV)
    programs = {"redis-server": "redis-server", "faketime": "faketime"}
    missing = [package for package, name in programs.items() if not shutil.which(name)]
    has_postgres = any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    provide("faults on real servers", missing + ([] if has_postgres else ["postgresql"]))
    return call(PYTHON, "-m", "tests.faults", *args)


def crosscheck(*_: str) -> int:
    """compare the tax engine with an independent one, in an environment of its own"""
    environment(DEV)
    return call(PYTHON, "-m", "tests.crosscheck")


def law(*args: str) -> int:
    """say what the law files lack for the coming year; rewrite docs/LAW.md"""
    environment(RUN)
    return call(PYTHON, "manage.py", "check_law", *args)


def doctor(*_: str) -> int:
    """say what this machine has and lacks"""
    missing = " ".join(missing_pdf_libraries())
    for name, finding in {
        "Python": platform.python_version(),
        "venv": has_venv() or "no: apt-get install python3-venv",
        "environment": is_current(RUN) or "no: dev.py run makes it",
        "test tools": is_current(DEV) or "no: dev.py test makes them",
        "PDF libraries": not missing or f"no: apt-get install {missing}",
        "Chromium": browser() or f"no: apt-get install {BROWSERS[0]}",
        "poppler": shutil.which("pdftoppm") or "no: apt-get install poppler-utils",
        "GnuPG": shutil.which("gpg") or "no: apt-get install gpg gpg-agent, for backups",
        "uv": shutil.which("uv") or "no: not needed, only quicker than pip",
        "Redis": shutil.which("redis-server") or "no: needed in production only",
        "PostgreSQL": shutil.which("psql") or "no: needed in production only",
    }.items():
        print(f"{name:<15}{'yes' if finding is True else finding}")
    return 0


COMMANDS: dict[str, Callable[..., int]] = {
    command.__name__.replace("_", "-"): command
    for command in (run, test, test_engine, check, fix, bench, faults, crosscheck, law, doctor)
}


def environment(requirements: str) -> None:
    """Make .venv hold what the file lists, unless it does already."""
    if is_current(requirements):
        return
    if not has_venv() and not provide("the environment", ["python3-venv"]):
        sys.exit(1)
    # venv writes `version`, uv `version_info`.
    if f" = {platform.python_version()}\n" not in read(VENV / "pyvenv.cfg"):
        if VENV.is_symlink():
            VENV.unlink()  # what it leads to may be another checkout's
        call(sys.executable, "-m", "venv", "--clear", VENV, or_exit=True)
    print(f"Installing {requirements}; the first time takes a minute.", flush=True)
    install = ("install", "--quiet", "--require-hashes", "-r", requirements)
    uv = shutil.which("uv")
    if not uv or call(uv, "pip", *install, "--python", PYTHON):
        pip = (PYTHON, "-m", "pip", "--disable-pip-version-check")
        call(*pip, *install, "--no-compile", or_exit=True)  # Python compiles what it uses
    stamp(requirements).write_text(fingerprint(requirements))


def is_current(requirements: str) -> bool:
    return PYTHON.exists() and read(stamp(requirements)) == fingerprint(requirements)


def stamp(requirements: str) -> Path:
    return VENV / f"{requirements}.stamp"


def fingerprint(requirements: str) -> str:
    return hashlib.sha256((ROOT / requirements).read_bytes() + sys.version.encode()).hexdigest()


def has_venv() -> bool:
    importlib.invalidate_caches()
    return importlib.util.find_spec("ensurepip") is not None


def missing_pdf_libraries() -> list[str]:
    return [package for library, package in PDF_LIBRARIES.items() if not can_load(library)]


def can_load(library: str) -> bool:
    ending = ".0.dylib" if sys.platform == "darwin" else ".so.0"
    try:
        ctypes.CDLL(library + ending)
    except OSError:
        return False
    return True


def browser() -> str | None:
    names = (os.environ.get("CHROMIUM", ""), *BROWSERS, MAC_BROWSER)
    return next(filter(None, map(shutil.which, names)), None)


def provide(purpose: str, packages: list[str]) -> bool:
    """Install Debian packages as root; otherwise print the line to type and go on without."""
    if not packages:
        return True
    names = " ".join(packages)
    if shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Installing {names} for {purpose}.", flush=True)
        os.environ["DEBIAN_FRONTEND"] = "noninteractive"
        install = ("apt-get", "install", "--yes", "--no-install-recommends", *packages)
        call("apt-get", "update", quiet=True)
        return call(*install, quiet=True) == 0
    line = "brew install pango" if sys.platform == "darwin" else f"sudo apt-get install {names}"
    print(f"Missing for {purpose}. To install:\n    {line}", flush=True)
    return False


def pytest(*args: str, output: IO[str] | None = None) -> int:
    return call(PYTHON, "-m", "pytest", *args, output=output)


def call(
    *command: str | Path,
    or_exit: bool = False,
    quiet: bool = False,
    output: IO[str] | int | None = None,
) -> int:
    """Run a program and return its exit code; a quiet one is heard only when it fails."""
    output = subprocess.PIPE if quiet else output
    done = subprocess.run(
        list(map(str, command)), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output
    )
    if done.returncode and quiet:
        print(f"{done.stdout.decode()}{done.stderr.decode()}")
    if done.returncode and or_exit:
        sys.exit(done.returncode)
    return done.returncode


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def main(name: str = "", *args: str) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - said here rather than in a traceback
        sys.exit(f"Python 3.11 or newer is needed; this is {platform.python_version()}.")
    os.chdir(ROOT)
    if name in COMMANDS:
        return COMMANDS[name](*args)
    print("python3 dev.py COMMAND")
    for known, command in COMMANDS.items():
        print(f"    {known:<13}{command.__doc__}")
    return 2 if name else 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
