from __future__ import annotations

import base64
import io
import json
import logging
import shutil
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.abc import MetaPathFinder
from pathlib import Path
from threading import Thread
from typing import Any

import pikepdf
import pytest
from django.conf import settings

from planning.reports import pdf, pdf_process
from planning.reports.letter import letter_assets
from planning.reports.pdf import PdfError, render_pdf


def page(content: str) -> str:
    return (
        '<!doctype html><html lang="en"><title>A page</title>'
        f'<link rel="stylesheet" href="asset:letter.css"><h1>A page</h1>{content}'
    )


@pytest.fixture
def outside() -> Iterator[tuple[str, list[str]]]:
    """A server nobody may ask, and what it was asked."""
    asked: list[str] = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Server)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    "content",
    [
        '<link rel="stylesheet" href="{outside}/sheet.css">',
        '<style>@import url("{outside}/sheet.css");</style>',
        '<style>@font-face {{ font-family: X; src: url("{outside}/x.ttf"); }}</style>',
        '<style>h1 {{ background: url("{outside}/x.png"); }}</style>',
        '<img alt="x" src="{outside}/x.png">',
        '<object data="{outside}/x.png"></object>',
        '<link rel="attachment" href="{outside}/x.txt">',
        '<link rel="attachment" href="file://{file}">',
        '<img alt="x" src="file://{file}">',
        '<img alt="x" src="data:image/svg+xml,<svg/>">',
        '<img alt="x" src="asset:../letter.css">',
        '<img alt="x" src="x.png">',
    ],
)
def test_a_hostile_document_reaches_nothing(
    content: str, outside: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, asked = outside
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    with pytest.raises(PdfError, match="could not be set as a PDF"):
        render_pdf(page(content.format(outside=address, file=secret)), letter_assets())
    assert asked == []


def test_a_picture_inside_a_drawing_is_left_out(outside: tuple[str, list[str]]) -> None:
    address, asked = outside
    picture = f'<image width="9" height="9" href="{address}/x.png"/>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg"><title>x</title>{picture}</svg>'
    assert render_pdf(page(drawing), letter_assets()).startswith(b"%PDF-")
    assert asked == []


@pytest.mark.usefixtures("cold_renderer")
def test_a_document_that_uses_its_own_assets_is_made() -> None:
    assert render_pdf(page("<p>Nothing more."), letter_assets()).startswith(b"%PDF-1.7")


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not installed")
def test_no_line_breaks_between_the_points_and_the_digits_of_a_number() -> None:
    """Whatever the width, which here leaves room for the points but not for all four digits."""
    lines = "".join(f'<p style="width: {width}pt">Trust ...4711' for width in range(40, 60, 2))
    made = render_pdf(page(lines), letter_assets())
    told = subprocess.run(["pdftotext", "-", "-"], input=made, capture_output=True, check=True)
    assert told.stdout.decode().count("...4711") == 10


@pytest.mark.usefixtures("cold_renderer")
def test_without_any_font_on_the_machine_our_own_is_enough(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = tmp_path / "fonts.conf"
    empty.write_text(f"<fontconfig><cachedir>{tmp_path}/cache</cachedir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(empty))
    made = pikepdf.Pdf.open(io.BytesIO(render_pdf(page("<p>Words."), letter_assets())))
    fonts = [str(o.FontName) for o in made.objects if getattr(o, "Type", None) == "/FontDescriptor"]
    assert sorted(name.partition("+")[2] for name in fonts) == ["Inter", "Inter-Semi-Bold"]


@pytest.mark.usefixtures("cold_renderer")
def test_a_document_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "WALL_SECONDS", 0.01)
    with pytest.raises(PdfError, match="took too long"):
        render_pdf(page(""), letter_assets())


def test_a_document_that_needs_too_much_memory_fails_alone() -> None:
    greedy = (
        "from planning.reports.pdf_process import limit_resources;"
        "limit_resources();"
        "bytearray(2 << 30)"
    )
    process = subprocess.run(
        [sys.executable, "-c", greedy], cwd=settings.BASE_DIR, capture_output=True, check=False
    )
    assert process.stderr.strip().endswith(b"MemoryError")


@pytest.mark.usefixtures("cold_renderer")
def test_the_renderer_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "canary")
    run = subprocess.run
    told: list[dict[str, str]] = []

    def watched(*command: Any, **options: Any) -> Any:
        told.append(options["env"])
        return run(*command, **options)

    monkeypatch.setattr(subprocess, "run", watched)
    render_pdf(page(""), letter_assets())
    (environment,) = told
    assert environment.keys() <= {*pdf.ENVIRONMENT, "SOURCE_DATE_EPOCH", "LC_ALL"}


@pytest.mark.usefixtures("cold_renderer")
def test_a_fault_is_logged_without_the_document(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(PdfError):
        render_pdf(page('<img alt="x" src="http://canary.example/">'), letter_assets())
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage() == "renderer ended with 1, weasyprint.urls.FatalURLFetchingError"


class NoWeasyPrint(MetaPathFinder):
    """Stands for a machine without pango: cffi then raises OSError on import."""

    def find_spec(self, fullname: str, *_: object) -> None:
        if fullname == "weasyprint":
            raise OSError("cannot load library")


@pytest.mark.usefixtures("cold_renderer")
def test_a_machine_without_the_libraries_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request = {"html": "", "assets": {"a.css": base64.b64encode(b"").decode()}}
    monkeypatch.setattr(pdf_process, "limit_resources", lambda: None)
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(request)))
    monkeypatch.setattr(sys, "meta_path", [NoWeasyPrint(), *sys.meta_path])
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    status = pdf_process.main()
    assert status == pdf_process.LIBRARIES_MISSING

    def ended(*_: object, **__: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess([], status, b"", b"")

    monkeypatch.setattr(subprocess, "run", ended)
    with pytest.raises(PdfError) as refusal:
        render_pdf(page(""), {})
    assert str(refusal.value) == (
        "This machine lacks the libraries that make PDFs. Install them with: "
        "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    )


@pytest.mark.parametrize(
    ("says", "pages"), [(" data-may-be-denser", 1), ("", 2)], ids=["it may", "it may not"]
)
def test_a_document_is_set_closer_where_that_saves_a_page_and_it_may_be(says: str, pages: int):
    long = '<p style="height: 9in">One page</p>'
    html = page(f"<style>html.dense p {{ max-height: 1in }}</style>{long}<p>The rest</p>")
    rendered = pdf_process.write_pdf(html.replace("<html", f"<html{says}", 1), letter_assets())
    with pikepdf.open(io.BytesIO(rendered)) as document:
        assert len(document.pages) == pages
