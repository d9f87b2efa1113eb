"""Turn one HTML document into a tagged PDF, in a process of its own.

Run as a script by `pdf.py`: JSON with the document, its assets and what is attached on standard
input, the PDF on standard output. It imports nothing of the project, so that a start is quick and
nothing but the document can reach it.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

CPU_SECONDS = 30
ADDRESS_SPACE = 1 << 30  # a letter needs about a third of it
LIBRARIES_MISSING = 3  # exit status
VARIANT = "pdf/ua-1"
ARCHIVE_VARIANT = "pdf/a-3a"  # may carry files; one document cannot say that it is both
# How a document says that it may be set closer where that saves its last page.
MAY_BE_DENSER, DENSER = " data-may-be-denser", ' class="dense"'
ASSET_SCHEME = "asset"
ASSET_TYPES = {
    "css": "text/css",
    "ttf": "font/ttf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "svg": "image/svg+xml",
}


def limit_resources() -> None:
    """Let a document that grows without end fail here instead of taking the machine along."""
    with suppress(ImportError, ValueError, OSError):  # Windows has no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


def write_pdf(
    html: str, assets: Mapping[str, bytes], attached: Mapping[str, bytes] | None = None
) -> bytes:
    """Return the document as PDF/UA-1; every address outside `assets` stops the rendering.

    With something `attached` it is PDF/A-3 instead, tagged alike.
    """
    from weasyprint import HTML, Attachment
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class AssetFetcher(URLFetcher):  # type: ignore[misc]
        """Knows our own assets by name and refuses the rest of the world."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            scheme, _, name = url.partition(":")
            if scheme != ASSET_SCHEME or name not in assets:
                raise ValueError("The document asks for something that is not its own.")
            content_type = ASSET_TYPES[name.rpartition(".")[2]]
            return URLFetcherResponse(url, assets[name], {"Content-Type": content_type})

    fetcher = AssetFetcher(fail_on_errors=True, allow_redirects=False)

    variant = ARCHIVE_VARIANT if attached else VARIANT
    then = datetime.fromtimestamp(0, UTC)
    files = [
        Attachment(string=data, name=name, created=then, modified=then, relationship="Data")
        for name, data in (attached or {}).items()
    ]

    def rendered(text: str) -> Any:
        document = HTML(string=text, base_url=f"{ASSET_SCHEME}:", url_fetcher=fetcher)
        return document.render(pdf_variant=variant, attachments=files)

    pages = rendered(html)
    if len(pages.pages) > 1 and MAY_BE_DENSER in html:
        denser = rendered(html.replace(MAY_BE_DENSER, DENSER, 1))
        if len(denser.pages) < len(pages.pages):
            pages = denser
    pdf: bytes = pages.write_pdf(pdf_variant=variant, attachments=files)
    return pdf


def main() -> int:
    limit_resources()
    request = json.load(sys.stdin)
    assets, attached = (
        {name: base64.b64decode(content) for name, content in request.get(of, {}).items()}
        for of in ("assets", "attached")
    )
    try:
        import weasyprint  # noqa: F401
    except OSError:  # what cffi raises for a library that is not installed
        return LIBRARIES_MISSING
    sys.stdout.buffer.write(write_pdf(request["html"], assets, attached))
    return 0


if __name__ == "__main__":
    sys.exit(main())
