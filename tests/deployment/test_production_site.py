"""Behind its proxy, with production settings, the site does what deploy/README.md promises."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.deployment.production import HOST, ROOT, Answer, ProductionSite

HEADERS = {
    "strict-transport-security": "max-age=31536000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
ELSEWHERE = "203.0.113.7"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProductionSite]:
    site = ProductionSite(tmp_path_factory.mktemp("production"))
    try:
        site.start()
        site.wait_until_ready()
        yield site
    finally:
        site.stop()


def assert_headers(answer: Answer) -> None:
    assert HEADERS.items() <= answer.headers.items()
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "gunicorn" not in answer.headers.get("server", "")
    assert answer.headers["server"] == "nginx"  # and no version


def test_worker_and_scheduler_are_heard_of(site: ProductionSite) -> None:
    ready = site.ask("/readyz")
    assert ready.status == 200
    assert ready.text.splitlines() == [
        "database: ok",
        "migrations: ok",
        "worker: ok",
        "files: ok",
        "broker: ok",
    ]


def test_the_probe_of_the_container_finds_the_web_server(site: ProductionSite) -> None:
    probe = (ROOT / "deploy" / "compose" / "probe.py").read_text()
    probe = probe.replace("8000", str(site.web))
    done = subprocess.run([sys.executable, "-c", probe], env=site.env, check=False)
    assert done.returncode == 0


def test_the_sign_in_page_answers_with_every_header(site: ProductionSite) -> None:
    page = site.ask("/sign-in/")
    assert page.status == 200
    assert "<form" in page.text
    assert_headers(page)
    assert page.headers["x-frame-options"] == "DENY"
    assert {"no-store", "private"} <= set(page.headers["cache-control"].split(", "))
    assert page.cookies.keys() == {"__Host-csrf"}


def test_without_tls_there_is_only_the_way_to_it(site: ProductionSite) -> None:
    answer = site.ask("/sign-in/?next=/book/", is_tls=False)
    assert answer.status == 301
    assert answer.headers["location"] == f"https://{HOST}/sign-in/?next=/book/"


def test_another_host_gets_nothing(site: ProductionSite) -> None:
    with pytest.raises(OSError):  # noqa: PT011 - the hand is not even shaken
        site.ask("/", host="elsewhere.example")


def test_static_files_are_served_for_ever_and_compressed(site: ProductionSite) -> None:
    page = site.ask("/sign-in/").text
    sheets = re.findall(r'href="(/static/css/[^"]+\.[0-9a-f]{12}\.css)"', page)
    assert sheets
    for address in sheets:
        sheet = site.ask(address, Accept_Encoding="br")
        assert (sheet.status, sheet.headers["content-encoding"]) == (200, "br")
        assert "immutable" in sheet.headers["cache-control"]
        assert_headers(sheet)


def test_the_log_keeps_the_address_of_whoever_really_asks(site: ProductionSite) -> None:
    """Whatever they say of themselves."""
    page = site.ask("/sign-in/")
    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text))
    form = {"csrfmiddlewaretoken": token, "login": "no@cast.example", "password": "no"}
    refused = site.ask(
        "/sign-in/",
        method="POST",
        body=urlencode(form),
        Cookie=f"__Host-csrf={page.cookies['__Host-csrf']}",
        Referer=f"https://{HOST}/sign-in/",
        Content_Type="application/x-www-form-urlencoded",
        X_Forwarded_For=ELSEWHERE,
        X_Real_IP=ELSEWHERE,
        Forwarded=f"for={ELSEWHERE}",
    )
    assert refused.status == 200
    events = site.rows("SELECT host(address) FROM clients_auditevent WHERE act = 'sign_in_failed'")
    assert events == [("127.0.0.1",)]


def test_what_is_too_large_is_refused_by_the_site_or_the_proxy(site: ProductionSite) -> None:
    for size, status in ((11_500_000, 400), (13_000_000, 413)):
        answer = site.ask("/case/", method="POST", body=b"x" * size)
        assert answer.status == status
        assert answer.headers["strict-transport-security"]
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_nobody_is_refused_while_the_web_server_reloads(site: ProductionSite) -> None:
    statuses: list[int] = []
    is_over = threading.Event()

    def keep_asking() -> None:
        while not is_over.is_set():
            statuses.append(site.ask("/healthz").status)

    asking = threading.Thread(target=keep_asking)
    asking.start()
    site.processes["web"].send_signal(signal.SIGHUP)
    is_over.wait(8)
    is_over.set()
    asking.join()
    assert len(statuses) > 1
    assert set(statuses) == {200}


def test_the_audit_log_verifies(site: ProductionSite) -> None:
    assert "events, nothing changed" in site.manage("verify_audit")


def test_no_secret_is_in_any_log(site: ProductionSite) -> None:
    site.ask("/sign-in/")
    until = time.monotonic() + 10
    while "GET /sign-in/ 200" not in (said := site.said()) and time.monotonic() < until:
        time.sleep(0.1)  # the log is written beside the answer
    assert "GET /sign-in/ 200" in said
    assert "no@cast.example" not in said
    assert (site.folder / "secret-key").read_text().strip() not in said
