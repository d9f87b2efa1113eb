"""What changes when the code and the law that something stored was made by change?"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).parent
KINDS = {".py", ".toml", ".csv"}


@lru_cache
def fingerprint(*patterns: str) -> str:
    """Return a digest of the files under `planning` that match."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in HERE.glob(pattern)}):
        if path.suffix in KINDS:
            digest.update(path.relative_to(HERE).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
