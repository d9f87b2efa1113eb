"""The whole of a production site, on this machine and for as long as a test takes."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]
HOST = "planning.example"
DATABASE = "production_site"
PASSWORD = "as-good-as-a-password-needs-to-be-0123456789"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str
    cookies: dict[str, str]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class ProductionSite:
    """Web server, worker, scheduler and proxy as deploy/ has them, with production settings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.web, self.http, self.https = free_port(), free_port(), free_port()
        server = urlsplit(os.environ["DATABASE_URL"])
        self.server = server._replace(path="/postgres").geturl()
        place = f"{server.username}:{PASSWORD}@{server.hostname}:{server.port}"
        self.database = server._replace(netloc=place, path=f"/{DATABASE}").geturl()
        redis = os.environ["REDIS_URL"].rpartition("/")[0]
        self.env = {
            "PATH": os.environ["PATH"],
            "DOTENV": os.devnull,
            "PRODUCTION": "on",
            "BASE_URL": f"https://{HOST}",
            "ALLOWED_HOSTS": HOST,
            "VAR_DIR": str(folder / "var"),
            "TRUSTED_PROXY_COUNT": "1",
            "DATABASE_URL_FILE": self._secret("database-url", self.database),
            "REDIS_URL": f"{redis}/63",
            "SECRET_KEY_FILE": self._secret("secret-key", os.urandom(40).hex()),
            "SECOND_FACTOR_KEYS": os.urandom(20).hex(),
            "EMAIL_URL": "smtp://127.0.0.1:9",
            "WEB_BIND": f"127.0.0.1:{self.web}",
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}")
            connection.execute(f"CREATE DATABASE {DATABASE}")
        self.manage("migrate", "--verbosity", "0")
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        celery = ("celery", "--quiet", "-A", "advisorsite")
        loudness = ("--loglevel", "WARNING")
        alone = ("--without-gossip", "--without-mingle")
        self._run("web", "gunicorn", "--config", "deploy/gunicorn.conf.py", "advisorsite.wsgi")
        self._run("worker", *celery, "worker", *loudness, "--concurrency", "2", *alone)
        self._run("beat", *celery, "beat", *loudness, "--pidfile=")
        self._start_nginx()

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        body: bytes | str | None = None,
        is_tls: bool = True,
        host: str = HOST,
        **headers: str,
    ) -> Answer:
        sock = socket.create_connection(("127.0.0.1", self.https if is_tls else self.http), 30)
        if is_tls:
            trust = ssl.create_default_context(cafile=str(self.folder / "tls" / "fullchain.pem"))
            sock = trust.wrap_socket(sock, server_hostname=host)
        connection = http.client.HTTPConnection(host)
        connection.sock = sock
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
            cookies = dict(
                cookie.partition(";")[0].split("=", 1)
                for cookie in response.headers.get_all("Set-Cookie", [])
            )
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, text, cookies)
        finally:
            connection.close()

    def wait_until_ready(self, seconds: float = 90) -> Answer:
        deadline = time.monotonic() + seconds
        while True:
            with suppress(OSError):
                answer = self.ask("/readyz")
                if answer.status == 200:
                    return answer
                assert time.monotonic() < deadline, answer
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.5)

    def said(self) -> str:
        return "\n".join(path.read_text() for path in self.folder.glob("*.log"))

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.database) as connection:
            return connection.execute(query.encode()).fetchall()

    def _secret(self, name: str, content: str) -> str:
        path = self.folder / name
        path.write_text(content + "\n")
        return str(path)

    def _run(self, name: str, *command: str) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", *command] if name != "proxy" else command,
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _start_nginx(self) -> None:
        """Run the configuration of deploy/ with other ports and paths, and nothing else changed."""
        tls = self.folder / "tls"
        tls.mkdir()
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
        named = ("-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}")
        files = ("-keyout", str(tls / "privkey.pem"), "-out", str(tls / "fullchain.pem"))
        subprocess.run(
            ["openssl", "req", "-x509", "-days", "2", *key, *named, *files],
            capture_output=True,
            check=True,
        )
        folder = ROOT / "deploy" / "nginx"
        site = (
            (folder / "advisorsite.conf")
            .read_text()
            .replace("listen 80", f"listen 127.0.0.1:{self.http}")
            .replace("listen 443", f"listen 127.0.0.1:{self.https}")
            .replace("/etc/advisorsite/tls", str(tls))
        )
        upstream = (folder / "upstream.conf").read_text().replace(":8000", f":{self.web}")
        (self.folder / "site.conf").write_text(upstream + site)
        (self.folder / "nginx.conf").write_text(
            f"{'user root;' if os.geteuid() == 0 else ''} daemon off; pid {self.folder}/nginx.pid;"
            f" error_log stderr; events {{}} http {{ include /etc/nginx/mime.types;"
            f" client_body_temp_path {self.folder}/body; proxy_temp_path {self.folder}/proxy;"
            f" include {self.folder}/site.conf; }}"
        )
        self._run("proxy", "nginx", "-e", "stderr", "-c", str(self.folder / "nginx.conf"))
