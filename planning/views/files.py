"""How is a file handed over? To be saved by the browser, never shown inside the site."""

from __future__ import annotations

from io import BytesIO

from django.core.files import File
from django.http import FileResponse

HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}


def saved(content: bytes | File[bytes], *, name: str, content_type: str) -> FileResponse:
    return FileResponse(
        BytesIO(content) if isinstance(content, bytes) else content,
        as_attachment=True,
        filename=name,
        content_type=content_type,
        headers=HEADERS,
    )
