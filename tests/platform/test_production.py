"""A production site starts with secure settings only, whichever process is started."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from advisorsite import production

ROOT = Path(__file__).resolve().parents[2]
CANARY = "canary"  # in every secret; no output may hold it
SECRET = f"{CANARY}-Zr8wq2LxT0vKd5sYb7Nf3Jh6Gm1Pc9Ra4Eu-Xi_Ow.Vt=Qy"

SECURE = {
    "PRODUCTION": "on",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "planning.example",
    "BASE_URL": "https://planning.example",
    "DATABASE_URL": f"postgres://site:{SECRET}@db.example/site?sslmode=verify-full",
    "REDIS_URL": f"rediss://:{SECRET}@redis.example:6379/0",
    "EMAIL_URL": f"smtp+tls://site:{SECRET}@mail.example:587",
    "SECOND_FACTOR_KEYS": f"{CANARY}-another-of-at-least-32-characters",
}

# What the environment can do wrong, and the setting that the refusal must name.
INSECURE_ENVIRONMENTS: dict[str, tuple[dict[str, str], str]] = {
    "DEBUG in production": ({"DEBUG": "on"}, "DEBUG"),
    "no secret key": ({"SECRET_KEY": ""}, "SECRET_KEY"),
    "a short secret key": ({"SECRET_KEY": CANARY}, "SECRET_KEY"),
    "a repetitive secret key": ({"SECRET_KEY": CANARY[0] * 60}, "SECRET_KEY"),
    "the development key": ({"SECRET_KEY": production.DEVELOPMENT_KEY}, "SECRET_KEY"),
    "a hook for faults": ({"FAULT_HOOK": f"tests.{CANARY}"}, "FAULT_HOOK"),
    "a proof that is no place": ({"MAIL_PROOF": f"ftp://{CANARY}"}, "MAIL_PROOF"),
    "no decision on mails in doubt": ({"MAIL_IN_DOUBT": CANARY}, "MAIL_IN_DOUBT"),
    "too short a grace": ({"MAIL_GRACE_SECONDS": "30"}, "MAIL_GRACE_SECONDS"),
    "any host": ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
    "any subdomain": ({"ALLOWED_HOSTS": "planning.example,*.example"}, "ALLOWED_HOSTS"),
    "no host": ({"ALLOWED_HOSTS": ","}, "ALLOWED_HOSTS"),
    "no address": ({"BASE_URL": ""}, "BASE_URL"),
    "an address without TLS": ({"BASE_URL": "http://planning.example"}, "BASE_URL"),
    "no database": ({"DATABASE_URL": ""}, "DATABASE_URL"),
    "SQLite": ({"DATABASE_URL": "sqlite:////srv/site.sqlite3"}, "DATABASE_URL"),
    "no database password": (
        {"DATABASE_URL": "postgres://site@db.example/site?sslmode=require"},
        "DATABASE_URL",
    ),
    "a default database password": (
        {"DATABASE_URL": "postgres://postgres:postgres@localhost/site"},
        "DATABASE_URL",
    ),
    "a database without TLS": (
        {"DATABASE_URL": f"postgres://site:{SECRET}@db.example/site"},
        "DATABASE_URL",
    ),
    "a database without TLS, named otherwise": (
        {"DATABASE_URL": f"postgres://site:{SECRET}@/site?host=db.example"},
        "DATABASE_URL",
    ),
    "no Redis": ({"REDIS_URL": ""}, "REDIS_URL"),
    "Redis without TLS": ({"REDIS_URL": f"redis://:{SECRET}@redis.example/0"}, "REDIS_URL"),
    "no mail server": ({"EMAIL_URL": ""}, "EMAIL_URL"),
    "mail to nowhere": ({"EMAIL_URL": "dummymail://"}, "EMAIL_URL"),
    "no key for second factors": ({"SECOND_FACTOR_KEYS": ""}, "SECOND_FACTOR_KEYS"),
    "a short key for second factors": ({"SECOND_FACTOR_KEYS": CANARY}, "SECOND_FACTOR_KEYS"),
    "mail without TLS": ({"EMAIL_URL": f"smtp://site:{SECRET}@mail.example:25"}, "EMAIL_URL"),
}

# What only an edit of settings.py can do wrong.
INSECURE_EDITS: dict[str, dict[str, Any]] = {
    "CACHES": {"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}},
    "SESSION_COOKIE_SECURE": {"SESSION_COOKIE_HTTPONLY": False},
    "CSRF_COOKIE_SECURE": {"CSRF_COOKIE_SECURE": False},
    "SECURE_SSL_REDIRECT": {"SECURE_HSTS_SECONDS": 3600},
    "AUTHENTICATION_BACKENDS": {
        "AUTHENTICATION_BACKENDS": ["django.contrib.auth.backends.RemoteUserBackend"]
    },
    "PASSWORD_HASHERS": {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]},
    "DEMO_SIGN_INS": {"DEMO_SIGN_INS": True},
    "INSTALLED_APPS": {"INSTALLED_APPS": ["debug_toolbar"]},
    "CELERY_TASK_ALWAYS_EAGER": {"CELERY_TASK_ALWAYS_EAGER": True},
}

# Every way in, tried one after the other in one process: its start is what takes time. So each
# environment gets a fork of one process that has loaded what is not ours.
EVERY_ENTRANCE = """
import json, os, sys
import celery.app, celery.bin.worker, celery.worker, csp.constants, django.core.management, environ
def command():
    import manage
    sys.argv = ["manage.py", "check"]
    manage.main()
def worker():
    from advisorsite.celery import app
    app.worker_main(["worker", "--pool", "solo"])
def web():
    import advisorsite.wsgi
for line in sys.stdin:
    case = json.loads(line)
    if os.fork():
        os.wait()
        continue
    os.dup2(os.open(case["output"], os.O_WRONLY | os.O_CREAT), 1)
    os.dup2(1, 2)
    os.environ.clear()
    os.environ.update(case["environment"])
    for enter in (command, worker, web):
        try:
            enter()
        except (Exception, SystemExit) as error:
            print(enter.__name__, "refused:", error, flush=True)
        else:
            print(enter.__name__, "STARTED", flush=True)
    os._exit(0)
"""

PROCESSES = {
    "command": ["manage.py", "migrate"],
    "supervisor": ["manage.py", "up"],
    "worker": ["-m", "celery", "-A", "advisorsite", "worker", "--pool", "solo"],
    "beat": ["-m", "celery", "-A", "advisorsite", "beat"],
    "web": ["-m", "gunicorn", "advisorsite.wsgi", "--bind", "127.0.0.1:0"],
}


def environment(tmp_path: Path, **changes: str) -> dict[str, str]:
    inherited = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {**inherited, **SECURE, "DOTENV": os.devnull, "VAR_DIR": str(tmp_path), **changes}


def python(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=20,
        check=False,
    )


@pytest.fixture
def secure_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(ROOT / "advisorsite" / "settings.py"))


def test_secure_settings_start_and_pass_every_deployment_check(tmp_path: Path) -> None:
    result = python(
        *["manage.py", "check", "--deploy", "--fail-level", "WARNING"], env=environment(tmp_path)
    )
    assert (result.returncode, CANARY in result.stdout) == (0, False), result.stdout


@pytest.fixture(scope="module")
def told_by_every_entrance(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each insecure environment was told at every way in."""
    folder = tmp_path_factory.mktemp("entrances")
    cases = {name: folder / str(number) for number, name in enumerate(INSECURE_ENVIRONMENTS)}
    asked = [
        json.dumps(
            {
                "environment": environment(folder, **INSECURE_ENVIRONMENTS[name][0]),
                "output": str(output),
            }
        )
        for name, output in cases.items()
    ]
    subprocess.run(
        [sys.executable, "-c", EVERY_ENTRANCE],
        cwd=ROOT,
        env=environment(folder),
        input="\n".join(asked),
        text=True,
        timeout=120,
        check=True,
    )
    return {name: output.read_text() for name, output in cases.items()}


@pytest.mark.parametrize("case", INSECURE_ENVIRONMENTS)
def test_each_insecure_setting_stops_every_process(
    case: str, told_by_every_entrance: dict[str, str]
) -> None:
    output, setting = told_by_every_entrance[case], INSECURE_ENVIRONMENTS[case][1]
    assert "STARTED" not in output
    for entrance in ("command", "worker", "web"):
        assert f"{entrance} refused: This production site does not start:" in output
    assert output.count(f"  {setting}: ") == 3
    assert CANARY not in output


@pytest.mark.parametrize("arguments", PROCESSES.values(), ids=PROCESSES.keys())
def test_a_real_process_ends_at_once_and_says_why(tmp_path: Path, arguments: list[str]) -> None:
    before = os.times()
    result = python(*arguments, env=environment(tmp_path, ALLOWED_HOSTS="*"))
    after = os.times()
    assert result.returncode != 0
    # Of the processor's time: how busy the machine is says nothing about the site.
    assert after.children_user - before.children_user < 5
    assert "  ALLOWED_HOSTS: " in result.stdout
    assert CANARY not in result.stdout


def test_debug_off_alone_is_production_too(tmp_path: Path) -> None:
    result = python(
        "manage.py", "check", env=environment(tmp_path, PRODUCTION="", DEBUG="off", SECRET_KEY="")
    )
    assert result.returncode != 0
    assert "  SECRET_KEY: " in result.stdout


@pytest.mark.parametrize(("setting", "edit"), INSECURE_EDITS.items(), ids=INSECURE_EDITS.keys())
def test_an_insecure_edit_of_the_settings_is_refused(
    secure_settings: dict[str, Any], setting: str, edit: dict[str, Any]
) -> None:
    production.refuse_what_is_insecure(secure_settings)
    with pytest.raises(production.InsecureSettings, match=rf"\n  {setting}: "):
        production.refuse_what_is_insecure(secure_settings | edit)


def test_every_refusal_has_its_case() -> None:
    tried = {setting for _, setting in INSECURE_ENVIRONMENTS.values()} | INSECURE_EDITS.keys()
    assert tried == {refusal.setting for refusal in production.REFUSALS}


@pytest.mark.parametrize(
    "changes",
    [
        {"DATABASE_URL": f"postgres://site:{SECRET}@127.0.0.1/site"},
        {"DATABASE_URL": "postgres:///site"},
        {"REDIS_URL": "redis://localhost:6379/0"},
        {"EMAIL_URL": "smtp://localhost:25"},
    ],
    ids=lambda changes: next(iter(changes.values())).replace(SECRET, "..."),
)
def test_what_stays_on_the_machine_needs_no_tls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, str]
) -> None:
    for name, value in environment(tmp_path, **changes).items():
        monkeypatch.setenv(name, value)
    runpy.run_path(str(ROOT / "advisorsite" / "settings.py"))


def test_a_secret_may_come_from_a_file_and_begin_with_a_dollar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    secret.write_text(f"${SECRET}\n")
    env = environment(tmp_path, SECRET_KEY="", SECRET_KEY_FILE=str(secret))
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    settings = runpy.run_path(str(ROOT / "advisorsite" / "settings.py"))
    assert settings["SECRET_KEY"] == f"${SECRET}"
