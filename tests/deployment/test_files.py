"""The files of deploy/ hold together: what they name exists, and what hardens them is in each."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted(path for path in (DEPLOY / "systemd").iterdir() if path.is_file())
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "beat", "backup")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_understands_every_unit_and_finds_nothing_to_say(tmp_path: Path) -> None:
    """In a copy whose programs are the ones of this machine."""
    folder = tmp_path / "units"
    shutil.copytree(DEPLOY / "systemd", folder)
    for path in folder.rglob("*.*"):
        if path.is_file():
            text = path.read_text().replace("/opt/advisorsite/current/.venv/bin/", f"{tmp_path}/")
            path.write_text(text.replace("/opt/advisorsite/current", str(ROOT)))
    for program in ("python", "celery", "gunicorn"):
        (tmp_path / program).symlink_to(sys.executable)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(folder / path.name) for path in UNITS)],
        env={"PATH": "/usr/bin:/bin", "SYSTEMD_UNIT_PATH": f"{folder}:"},
        capture_output=True,
        text=True,
        check=False,
    )
    about_ours = [line for line in done.stderr.splitlines() if "advisorsite" in line]
    assert (done.returncode, about_ours) == (0, [])


def test_every_unit_a_unit_names_is_there() -> None:
    names = {path.name for path in UNITS}
    a_unit = r"\badvisorsite[\w-]*\.(?:service|timer|socket|target)"
    named = {name for path in UNITS for name in re.findall(a_unit, path.read_text())}
    assert named
    assert named <= names


def test_what_is_one_thing_twice_is_the_same() -> None:
    """A worker of systemd and one of compose, the limits of proxy and site."""
    unit = (DEPLOY / "systemd" / "advisorsite-worker.service").read_text()
    words = SERVICES["worker"]["command"]
    assert " ".join(words).replace("=", " ") in unit.replace("=", " ")
    proxy = (DEPLOY / "nginx" / "advisorsite.conf").read_text()
    (limit,) = re.findall(r"client_max_body_size (\d+)m;", proxy)
    assert int(limit) * 1_000_000 > settings.REQUEST_MAX_BYTES
    assert "TRUSTED_PROXY_COUNT=1" in (DEPLOY / "site.env.example").read_text()
    assert SERVICES["web"]["environment"]["TRUSTED_PROXY_COUNT"] == "1"


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_confined_and_bounded(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert ("ports" in service) == (name == "proxy")
    assert set(service.get("secrets", [])) <= COMPOSE["secrets"].keys()
    assert set(service.get("depends_on", {})) <= SERVICES.keys()
    volumes = {volume.partition(":")[0] for volume in service.get("volumes", [])}
    assert {name for name in volumes if name[0] not in "./$"} <= COMPOSE["volumes"].keys()


def test_database_and_broker_have_no_network_and_forget_nothing() -> None:
    assert SERVICES["postgres"]["network_mode"] == SERVICES["redis"]["network_mode"] == "none"
    redis = " ".join(SERVICES["redis"]["command"])
    assert "--maxmemory-policy noeviction" in redis
    assert "--appendonly yes" in redis
    assert "--port 0" in redis


def test_secrets_are_never_in_the_environment() -> None:
    for name in OURS:
        variables = SERVICES[name]["environment"]
        for secret in ("SECRET_KEY", "SECOND_FACTOR_KEYS", "DATABASE_URL", "EMAIL_URL"):
            assert secret not in variables
            file = variables[f"{secret}_FILE"].removeprefix("/run/secrets/")
            assert file in SERVICES[name]["secrets"]


def test_every_variable_is_one_the_settings_read() -> None:
    known = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    given = set(SERVICES["web"]["environment"]) - {"WEB_BIND"}
    given |= set(
        re.findall(r"^([A-Z_]+)=", (DEPLOY / "site.env.example").read_text(), re.MULTILINE)
    )
    assert {name.removesuffix("_FILE") for name in given} <= known


def test_the_image_copies_what_is_there_and_runs_as_nobody() -> None:
    image = (DEPLOY / "Dockerfile").read_text()
    for path in re.findall(r"^COPY (\S+)", image, re.MULTILINE):
        assert (ROOT / path).exists()
    assert "--require-hashes" in image
    assert image.index("USER advisorsite") < image.index("CMD")
    assert {".env", ".git", "var", "deploy/compose/secrets"} <= set(
        (ROOT / ".dockerignore").read_text().splitlines()
    )
