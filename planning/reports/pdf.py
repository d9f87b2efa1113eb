"""Make a PDF of an HTML document, or say in a sentence why not."""

from __future__ import annotations

import base64
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import gettext as _

from planning.reports import pdf_process

logger = logging.getLogger(__name__)

WALL_SECONDS = 30
APT_LINE = "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
# What fontconfig and the libraries' loader read. Nothing else is handed down: neither secrets
# nor a PATH, without which the search for the libraries starts no compilers.
ENVIRONMENT = (
    "HOME",
    "XDG_CACHE_HOME",
    "FONTCONFIG_FILE",
    "LD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
    "SYSTEMROOT",
    "WEASYPRINT_DLL_DIRECTORIES",
)
# The renderer would break a line after the points of an account's "...4711"; browsers do not.
WORD_JOINER = "\u2060"
NUMBER_ENDS = re.compile(r"(?<=\.\.\.)(?=\d)")


class PdfError(Exception):
    """Why there is no PDF; its text is for readers."""


def render_pdf(
    html: str,
    assets: Mapping[str, bytes],
    attached: Mapping[str, bytes] | None = None,
    *,
    within: float | None = None,
) -> bytes:
    """Return the document as a tagged PDF/UA-1, the same bytes for the same input.

    With something `attached`, by the name it has in the document, it is PDF/A-3 instead. `within`
    are the seconds it may take, where a letter's are too few.

    The renderer runs in a process of its own: a thread of the worker cannot be stopped or
    limited, and a fault in a font library would take every other task of the worker along.
    It costs half a second a document. The document may use `assets` by the scheme `asset:`
    and nothing else.
    """
    request = {
        "html": NUMBER_ENDS.sub(WORD_JOINER, html),
        "assets": _written(assets),
        "attached": _written(attached or {}),
    }
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    try:
        process = subprocess.run(
            [sys.executable, "-I", Path(pdf_process.__file__)],
            input=json.dumps(request).encode(),
            capture_output=True,
            timeout=within or WALL_SECONDS,
            check=False,
            env=environment | {"SOURCE_DATE_EPOCH": "0", "LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired as error:
        raise PdfError(_("The pages took too long to set, so the work was stopped.")) from error
    if process.returncode == pdf_process.LIBRARIES_MISSING:
        raise PdfError(
            _("This machine lacks the libraries that make PDFs. Install them with: %(line)s")
            % {"line": APT_LINE}
        )
    if process.returncode != 0:
        # The last line names the fault; what follows the colon may quote the document.
        fault = process.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        logger.error("renderer ended with %d, %s", process.returncode, fault.partition(":")[0])
        raise PdfError(_("The pages could not be set as a PDF."))
    return process.stdout


def _written(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: base64.b64encode(data).decode() for name, data in files.items()}
